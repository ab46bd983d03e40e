-- Who settles what, and when. Every group of matched items is a star: around a payment
-- that covers several invoices, or around an item settled in several ways; so a group is
-- complete as soon as its invoice items are.

-- When an invoice item is paid: in one part, or (one in twelve) in two; never: from 0.3 %
-- for who pays early to 15 % for who pays latest.
CREATE TEMP TABLE plan AS
SELECT i.doc, i.k, d.customer, d.partner, i.amount, r.doc AS refund, r.total AS refunded,
       pg_temp.u(i.doc * 2 + i.k, 50) < 0.08 AS split,
       r.doc IS NULL AND d.c <= p.customers / 100 AS grouped,
       CASE WHEN d.kind = 'out_receipt' THEN d.date
            WHEN pg_temp.u(i.doc * 2 + i.k, 51)
                 < 0.003 + 0.15 * (greatest(habit.lateness, 0) / 36.0) ^ 3 THEN NULL
            WHEN cust.payer = 'exact' THEN i.due
            ELSE greatest(d.date, i.due + (habit.lateness - 6
                 + floor(22 * pg_temp.u(i.doc * 2 + i.k, 52)))::int) END AS pay_date,
       CASE WHEN d.kind = 'out_receipt' THEN 'cash'
            WHEN pg_temp.u(i.doc * 2 + i.k, 53) < 0.85 THEN cust.pays_by
            ELSE (ARRAY['bank', 'cash', 'credit'])
                 [1 + floor(3 * pg_temp.u(i.doc * 2 + i.k, 54))] END AS pays_by
  FROM p
 CROSS JOIN item i
  JOIN document d ON d.doc = i.doc AND d.sign = 1
  JOIN cust ON cust.c = d.c
 CROSS JOIN LATERAL (SELECT CASE
       WHEN cust.payer = 'changed' AND p.today - d.date < cust.changed_day
            OR cust.payer = 'episode' AND p.today - d.date
               BETWEEN cust.changed_day - 180 AND cust.changed_day
       THEN cust.other_lateness ELSE cust.lateness END AS lateness) habit
  LEFT JOIN document r ON r.doc = p.invoices + i.doc;
UPDATE plan SET grouped = grouped AND NOT split;
-- Big customers pay on Fridays, everything that is due together.
UPDATE plan SET pay_date = pay_date + (12 - extract(isodow FROM pay_date)::int) % 7
 WHERE grouped;
-- A credit note is set off against the invoice while that is open.
UPDATE plan SET refund = NULL, refunded = NULL
  FROM document r WHERE r.doc = refund AND r.date > pay_date;

CREATE TEMP TABLE part AS
SELECT doc, k, customer, partner, pays_by, pay_date, amount - coalesce(refunded, 0) AS amount,
       doc * 100 + k * 10 AS key, grouped
  FROM plan WHERE NOT split AND amount > coalesce(refunded, 0)
UNION ALL
SELECT doc, k, customer, partner, pays_by, pay_date + 25 * half,
       CASE half WHEN 0 THEN round((amount - coalesce(refunded, 0)) / 2, 2)
            ELSE amount - coalesce(refunded, 0)
                 - round((amount - coalesce(refunded, 0)) / 2, 2) END,
       doc * 100 + k * 10 + 1 + half, false
  FROM plan, generate_series(0, 1) half
 WHERE split AND amount - coalesce(refunded, 0) > 0.05;
DELETE FROM part USING p WHERE pay_date IS NULL OR pay_date > p.today;
UPDATE part SET key = g.key
  FROM (SELECT doc, k, min(key) OVER (PARTITION BY customer, pay_date, pays_by) AS key
          FROM part WHERE grouped) g
 WHERE part.grouped AND g.doc = part.doc AND g.k = part.k;

-- Payments: received; paid back for credit notes left over; received in advance.
CREATE TEMP TABLE payment AS
SELECT key, min(customer) AS customer, min(partner) AS partner, min(pay_date) AS date,
       min(pays_by) AS pays_by, sum(amount) AS amount, 1 AS sign
  FROM part GROUP BY key
UNION ALL
SELECT -r.doc, r.customer, r.partner, r.date + 10, 'bank', r.total, -1
  FROM document r, p
 WHERE r.sign = -1 AND pg_temp.u(r.doc, 55) < 0.5 AND r.date + 10 <= p.today
   AND NOT EXISTS (SELECT FROM plan WHERE plan.refund = r.doc)
UNION ALL
SELECT -10 * p.invoices - n, cust.id, cust.id,
       p.today - floor(200 * pg_temp.u(n, 56))::int, cust.pays_by,
       round((50 + 500 * pg_temp.u(n, 57))::numeric, 2), 1
  FROM p, generate_series(1, p.invoices / 300) n
  JOIN cust ON cust.c = 1 + floor((SELECT customers FROM p) * pg_temp.u(n, 58))::int;

-- Every move in order of date, as a ledger grows; where its items start.
CREATE TEMP TABLE move AS
SELECT m.*, p.move0 + row_number() OVER w AS id,
       p.line0 + sum(m.n_items) OVER w - m.n_items AS before,
       CASE WHEN m.paid_by THEN p.payment0
            + count(*) FILTER (WHERE m.paid_by) OVER w END AS payment_id
  FROM p, (
       SELECT doc, NULL::bigint AS key, date, false AS paid_by,
              n_lines + (tax <> 0)::int + instalments + 2 * n_stocked AS n_items,
              n_lines + (tax <> 0)::int AS receivable_at
         FROM document
       UNION ALL
       -- one in five is a plain entry, as a bank statement makes it
       SELECT NULL, key, date, pg_temp.u(key, 60) < 0.8, 2, 1 FROM payment) m
WINDOW w AS (ORDER BY m.date, m.doc NULLS LAST, m.key);
CREATE INDEX ON move (doc);
CREATE INDEX ON move (key);
ANALYZE move;

CREATE TEMP TABLE match AS
SELECT row_number() OVER (ORDER BY m.date, debit, credit) + p.partial0 AS id, m.*
  FROM p, (
    SELECT i.before + i.receivable_at + part.k AS debit,
           y.before + y.receivable_at + 1 AS credit,
           CASE WHEN part.grouped THEN y.before + y.receivable_at + 1
                ELSE i.before + i.receivable_at + part.k END AS star,
           i.id AS invoice, y.payment_id, part.amount, greatest(i.date, y.date) AS date,
           'payment' AS how
      FROM part JOIN move i ON i.doc = part.doc JOIN move y ON y.key = part.key
    UNION ALL
    SELECT i.before + i.receivable_at + plan.k, r.before + r.receivable_at + 1,
           i.before + i.receivable_at + plan.k, i.id, NULL, plan.refunded,
           greatest(i.date, r.date), 'refund'
      FROM plan JOIN move i ON i.doc = plan.doc JOIN move r ON r.doc = plan.refund
    UNION ALL
    SELECT y.before + y.receivable_at + 1, r.before + r.receivable_at + 1,
           r.before + r.receivable_at + 1, r.id, y.payment_id, d.total,
           greatest(r.date, y.date), 'payment'
      FROM document d JOIN move r ON r.doc = d.doc JOIN move y ON y.key = -d.doc) m;

-- What is settled of each item, and the complete groups.
CREATE TEMP TABLE settled AS
SELECT line, sum(amount) AS amount, min(id) AS partial, min(star) AS star
  FROM (SELECT debit AS line, amount, id, star FROM match
        UNION ALL SELECT credit, amount, id, star FROM match) m
 GROUP BY line;
CREATE INDEX ON settled (line);
CREATE TEMP TABLE open_star AS
SELECT DISTINCT s.star
  FROM item i JOIN move m ON m.doc = i.doc
  JOIN settled s ON s.line = m.before + m.receivable_at + i.k AND s.amount <> i.amount;
CREATE TEMP TABLE complete AS
SELECT star, p.full0 + row_number() OVER (ORDER BY star) AS full_id
  FROM p, (SELECT DISTINCT star FROM match
           EXCEPT SELECT star FROM open_star) s;
CREATE INDEX ON complete (star);
ANALYZE settled; ANALYZE complete; ANALYZE match;
