-- Invoices, receipts and credit notes with their lines and receivable items.
-- doc: 1..I an invoice or receipt, I + i the credit note of invoice i.

CREATE TEMP TABLE doc AS
SELECT i AS doc, c.c, c.id AS customer,
       CASE WHEN pg_temp.u(i, 4) < 0.3 THEN coalesce(c.contact, c.id) ELSE c.id END AS partner,
       CASE WHEN pg_temp.u(i, 5) < 0.02 THEN 'out_receipt' ELSE 'out_invoice' END AS kind,
       p.today - (c.last_day + floor((c.first_day - c.last_day) * pg_temp.u(i, 2)))::int
           AS date,
       CASE WHEN pg_temp.u(i, 5) < 0.02 THEN 0
            WHEN pg_temp.u(i, 6) < 0.12 THEN 9 ELSE c.term_pick END AS term_pick,
       (1 + floor(4 * pg_temp.u(i, 3)))::int AS n_lines,
       c.taxed, NULL::bigint AS source
  FROM p, generate_series(1, p.invoices) i
  JOIN cust c ON c.c = 1 + floor((SELECT customers * 0.95 FROM p)
                                 * pg_temp.u(i, 1) ^ 2.5)::int;

INSERT INTO doc
SELECT p.invoices + doc, c, customer, partner, 'out_refund',
       date + 5 + floor(35 * pg_temp.u(doc, 31))::int, term_pick,
       CASE WHEN pg_temp.u(doc, 32) < 0.25 THEN n_lines ELSE 1 END, taxed, doc
  FROM doc, p
 WHERE pg_temp.u(doc, 30) < 0.095 AND kind = 'out_invoice' AND term_pick <> 9
   AND date + 5 + floor(35 * pg_temp.u(doc, 31))::int <= p.today;

-- Lines: six in ten from the range the customer prefers, which may have moved a year ago.
CREATE TEMP TABLE item_line AS
SELECT d.doc, l.n, pr.n AS product_n, pr.id AS product, pr.stocked, pr.cost, q.quantity,
       q.price, round(q.quantity * q.price, 2) AS subtotal
  FROM p
 CROSS JOIN doc d
  JOIN cust ON cust.c = d.c
 CROSS JOIN LATERAL generate_series(1, d.n_lines) l(n)
 CROSS JOIN LATERAL (SELECT coalesce(d.source, d.doc) * 10 + l.n AS key) k
  JOIN product pr ON pr.n = 1 + (
       CASE WHEN pg_temp.u(k.key, 40) < 0.6 THEN
           12 * floor(20 * pg_temp.u(k.key, 41))
           + CASE WHEN d.date > p.today - 365 THEN range_now ELSE range_before END
       ELSE floor(240 * pg_temp.u(k.key, 42)) END)::int
 CROSS JOIN LATERAL (SELECT
       (1 + floor(6 * cust.scale * pg_temp.u(k.key, 43)))::numeric AS quantity,
       round((pr.price * (0.85 + 0.3 * pg_temp.u(k.key, 44)))::numeric, 2) AS price) q;
ANALYZE item_line;

-- The lines of a credit note are those of its invoice.
UPDATE item_line r
   SET product_n = o.product_n, product = o.product, stocked = o.stocked, cost = o.cost,
       quantity = o.quantity, price = o.price, subtotal = o.subtotal
  FROM doc d
  JOIN item_line o ON o.doc = d.source
 WHERE r.doc = d.doc AND o.n = r.n;

CREATE TEMP TABLE total AS
SELECT doc, sum(subtotal) AS untaxed, count(*) FILTER (WHERE stocked)::int AS n_stocked
  FROM item_line GROUP BY doc;

CREATE TEMP TABLE document AS
SELECT d.*, t.untaxed, t.n_stocked, tax.amount AS tax, t.untaxed + tax.amount AS total,
       term.id AS term, term.days,
       -- +1: the receivable grows
       CASE d.kind WHEN 'out_refund' THEN -1 ELSE 1 END AS sign,
       CASE WHEN d.term_pick = 9 AND d.kind <> 'out_refund' THEN 2 ELSE 1 END AS instalments
  FROM p
 CROSS JOIN doc d
  JOIN total t USING (doc)
  JOIN term ON term.pick = d.term_pick
 CROSS JOIN LATERAL (SELECT CASE WHEN d.taxed THEN round(t.untaxed * p.tax_rate, 2)
                                 ELSE 0 END AS amount) tax;
CREATE INDEX ON document (doc);
ANALYZE document;

-- Receivable items (k = instalment), always positive here.
CREATE TEMP TABLE item AS
SELECT doc, 1 AS k, date AS due, round(total * 0.3, 2) AS amount
  FROM document WHERE instalments = 2
UNION ALL
SELECT doc, 2, date + days, total - round(total * 0.3, 2)
  FROM document WHERE instalments = 2
UNION ALL
SELECT doc, 1, CASE kind WHEN 'out_refund' THEN date ELSE date + days END, total
  FROM document WHERE instalments = 1;
