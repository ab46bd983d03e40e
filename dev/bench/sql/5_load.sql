-- From the temporary tables into Odoo's, in the order in which a ledger grows.

-- How each document is settled: amount, by a payment record, by what kinds of move.
CREATE TEMP TABLE settled_doc AS
SELECT move_id, sum(amount) AS amount, bool_or(payment_id IS NOT NULL) AS has_payment,
       array_agg(DISTINCT how) AS how
  FROM (SELECT invoice AS move_id, amount, payment_id, how FROM match
        UNION ALL
        SELECT r.id, m.amount, NULL, 'invoice'
          FROM match m JOIN move r ON r.before + r.receivable_at + 1 = m.credit
         WHERE m.how = 'refund') x
 GROUP BY move_id;

CREATE TEMP TABLE entry AS
SELECT m.id, m.doc, m.before, m.receivable_at, m.date, m.payment_id, 'entry' AS kind,
       j.id AS journal, NULL::int AS term, y.partner, y.customer, y.sign,
       y.amount AS total, 0::numeric AS tax, y.amount AS residual, NULL::date AS due,
       'not_paid' AS payment_state, j.account AS liquidity, m.paid_by,
       CASE WHEN m.paid_by THEN 'P' ELSE '' END || j.code || '/'
           || extract(year FROM m.date) || '/' AS prefix, 1 AS instalments
  FROM move m JOIN payment y USING (key) JOIN journal j ON j.type = y.pays_by
UNION ALL
SELECT m.id, d.doc, m.before, m.receivable_at, m.date, NULL, d.kind,
       p.sale_journal, d.term, d.partner, d.customer, d.sign,
       d.total, d.tax, d.total - coalesce(s.amount, 0), d.due,
       CASE WHEN d.total = s.amount AND s.has_payment THEN 'paid'
            WHEN d.total = s.amount AND d.sign = 1 AND 'refund' = ANY(s.how) THEN 'reversed'
            WHEN d.total = s.amount AND d.sign = -1 AND s.how = ARRAY['payment'] THEN 'reversed'
            WHEN d.total = s.amount THEN 'paid'
            WHEN s.amount > 0 THEN 'partial' ELSE 'not_paid' END,
       NULL, false,
       CASE d.sign WHEN 1 THEN '' ELSE 'R' END || 'INV/' || extract(year FROM m.date) || '/',
       d.instalments
  FROM p
 CROSS JOIN (SELECT document.*, date + days * (sign + 1) / 2 AS due FROM document) d
  JOIN move m USING (doc)
  LEFT JOIN settled_doc s ON s.move_id = m.id;

CREATE TEMP TABLE named AS
SELECT *, 10000 + row_number() OVER (PARTITION BY journal, prefix ORDER BY id) AS number
  FROM entry;
CREATE INDEX ON named (doc);
ANALYZE named;

INSERT INTO account_move (id, name, sequence_prefix, sequence_number, journal_id, company_id,
    currency_id, partner_id, commercial_partner_id, partner_shipping_id,
    invoice_partner_display_name, invoice_user_id, invoice_payment_term_id, state, move_type,
    auto_post, payment_state, payment_reference, ref, date, invoice_date, invoice_date_due,
    delivery_date, invoice_currency_rate, amount_untaxed, amount_tax, amount_total,
    amount_residual, amount_untaxed_signed, amount_untaxed_in_currency_signed,
    amount_tax_signed, amount_total_signed, amount_total_in_currency_signed,
    amount_residual_signed, reversed_entry_id, always_tax_exigible, checked, posted_before,
    made_sequence_gap, is_manually_modified, is_move_sent, create_uid, write_uid,
    create_date, write_date)
SELECT n.id, n.prefix || n.number, n.prefix, n.number, n.journal, p.company, p.currency,
       n.partner, n.customer, CASE WHEN inv THEN n.partner END, pa.complete_name,
       CASE WHEN inv THEN p.usr END, n.term, 'posted', n.kind, 'no', n.payment_state,
       CASE WHEN inv AND n.sign = 1 THEN n.prefix || n.number END,
       CASE WHEN NOT inv THEN 'Payment of ' || n.customer END,
       n.date, CASE WHEN inv THEN n.date END, n.due, CASE WHEN inv THEN n.date END, 1,
       CASE WHEN inv THEN n.total - n.tax ELSE 0 END, n.tax, n.total,
       CASE WHEN inv THEN n.residual ELSE 0 END,
       CASE WHEN inv THEN n.sign * (n.total - n.tax) ELSE 0 END,
       CASE WHEN inv THEN n.sign * (n.total - n.tax) ELSE 0 END,
       n.sign * n.tax, CASE WHEN inv THEN n.sign ELSE 1 END * n.total,
       CASE WHEN inv THEN n.sign ELSE 1 END * n.total,
       CASE WHEN inv THEN n.sign * n.residual ELSE 0 END,
       CASE n.kind WHEN 'out_refund' THEN o.id END, NOT inv, true, true, false, false, inv,
       1, 1, n.date, n.date
  FROM p
 CROSS JOIN (SELECT *, kind <> 'entry' AS inv FROM named) n
  JOIN res_partner pa ON pa.id = n.partner
  LEFT JOIN move o ON n.kind = 'out_refund' AND o.doc = n.doc - p.invoices
 ORDER BY n.id;

INSERT INTO account_payment (id, name, move_id, journal_id, company_id, currency_id,
    partner_id, payment_method_line_id, payment_method_id, outstanding_account_id,
    destination_account_id, state, payment_type, partner_type, memo, date, amount,
    amount_company_currency_signed, is_reconciled, is_matched, is_sent, create_uid,
    write_uid, create_date, write_date)
SELECT n.payment_id, n.prefix || n.number, n.id, n.journal, p.company, p.currency, n.partner,
       ml.id, ml.payment_method_id, n.liquidity, p.receivable, 'paid', m.payment_type,
       'customer', 'Payment of ' || n.customer, n.date, n.total, n.sign * n.total, true,
       true, false, 1, 1, n.date, n.date
  FROM p
 CROSS JOIN named n
  JOIN account_payment_method m ON m.code = 'manual'
   AND m.payment_type = CASE n.sign WHEN 1 THEN 'inbound' ELSE 'outbound' END
  JOIN account_payment_method_line ml ON ml.journal_id = n.journal
   AND ml.payment_method_id = m.id
 WHERE n.paid_by ORDER BY n.payment_id;
UPDATE account_move m SET origin_payment_id = n.payment_id
  FROM named n WHERE n.id = m.id AND n.paid_by;
INSERT INTO account_move__account_payment (invoice_id, payment_id)
SELECT DISTINCT invoice, payment_id FROM match WHERE payment_id IS NOT NULL;

INSERT INTO account_full_reconcile (id, create_uid, write_uid, create_date, write_date)
SELECT full_id, 1, 1, now(), now() FROM complete ORDER BY full_id;

INSERT INTO account_partial_reconcile (id, debit_move_id, credit_move_id, full_reconcile_id,
    company_id, debit_currency_id, credit_currency_id, max_date, amount,
    debit_amount_currency, credit_amount_currency, create_uid, write_uid,
    create_date, write_date)
SELECT m.id, debit, credit, full_id, p.company, p.currency, p.currency, m.date, m.amount,
       m.amount, m.amount, 1, 1, m.date, m.date
  FROM p CROSS JOIN match m LEFT JOIN complete USING (star) ORDER BY m.id;
