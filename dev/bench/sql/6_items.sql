-- Journal items: what differs between the kinds of line, then one INSERT for all.
-- The unit cost is kept on the lines of the last 18 months, as on books that are older
-- than the add-on.

CREATE TEMP TABLE line AS
-- product lines
SELECT n.id AS move_id, n.before + l.n AS id, 'product' AS display_type,
       j.default_account_id AS account, -n.sign * l.subtotal AS balance,
       l.product, l.quantity, l.price, l.subtotal,
       round(l.subtotal * (1 + (n.tax <> 0)::int * p.tax_rate), 2) AS total,
       100 AS sequence, NULL::date AS due, NULL::int AS settled_k, l.cost
  FROM p CROSS JOIN named n JOIN item_line l USING (doc)
  JOIN account_journal j ON j.id = n.journal
UNION ALL
-- tax
SELECT n.id, n.before + n.receivable_at, 'tax', p.tax_account, -n.sign * n.tax,
       NULL, NULL, NULL, 0, 0, 10000, NULL, NULL, NULL
  FROM p CROSS JOIN named n WHERE n.tax <> 0
UNION ALL
-- receivable of a document
SELECT n.id, n.before + n.receivable_at + i.k, 'payment_term', p.receivable,
       n.sign * i.amount, NULL, NULL, NULL, 0, 0, 12000, i.due, i.k, NULL
  FROM p CROSS JOIN named n JOIN item i USING (doc)
UNION ALL
-- cost of goods: what leaves the stock, and the expense
SELECT n.id, n.before + n.receivable_at + n.instalments + l.place * 2 - side, 'cogs',
       CASE side WHEN 0 THEN p.cogs ELSE p.stock END,
       n.sign * (1 - 2 * side) * round(l.quantity * l.cost, 2),
       l.product, l.quantity, l.cost, 0, 0, 13000, NULL, NULL, NULL
  FROM p CROSS JOIN named n
  JOIN (SELECT *, row_number() OVER (PARTITION BY doc ORDER BY n) AS place
          FROM item_line WHERE stocked) l USING (doc)
 CROSS JOIN generate_series(0, 1) side
UNION ALL
-- both sides of a payment
SELECT n.id, n.before + 1 + k, 'product',
       CASE k WHEN 0 THEN n.liquidity ELSE p.receivable END,
       n.sign * (1 - 2 * k) * n.total, NULL, NULL, NULL, 0, 0, 100,
       CASE k WHEN 1 THEN n.date END, CASE k WHEN 1 THEN 1 END, NULL
  FROM p CROSS JOIN named n CROSS JOIN generate_series(0, 1) k WHERE n.kind = 'entry';
ANALYZE line;

INSERT INTO account_move_line (id, move_id, move_name, parent_state, journal_id, company_id,
    company_currency_id, currency_id, account_id, partner_id, payment_id, display_type, name,
    ref, sequence, date, invoice_date, date_maturity, debit, credit, balance,
    amount_currency, amount_residual, amount_residual_currency, reconciled,
    full_reconcile_id, matching_number, product_id, product_uom_id, quantity, price_unit,
    price_subtotal, price_total, discount, tax_line_id, tax_group_id,
    tax_repartition_line_id, tax_base_amount, deductible_amount, is_storno, is_imported,
    no_followup, create_uid, write_uid, create_date, write_date,
    customer_unit_cost)
SELECT l.id, l.move_id, n.prefix || n.number, 'posted', n.journal, p.company, p.currency,
       p.currency, l.account, n.customer, n.payment_id, l.display_type,
       CASE WHEN l.product IS NOT NULL THEN 'Product line'
            WHEN l.display_type = 'tax' THEN 'Tax'
            WHEN n.kind = 'entry' THEN 'Customer payment'
            ELSE n.prefix || n.number END,
       CASE n.kind WHEN 'entry' THEN 'Payment of ' || n.customer END,
       l.sequence, n.date, CASE WHEN n.kind <> 'entry' THEN n.date END, l.due,
       greatest(l.balance, 0), greatest(-l.balance, 0), l.balance, l.balance, r.amount,
       r.amount, settled_k IS NOT NULL AND r.amount = 0, c.full_id,
       coalesce(c.full_id::text, 'P' || s.partial), l.product,
       CASE WHEN l.product IS NOT NULL THEN p.uom END, l.quantity, l.price, l.subtotal,
       l.total, 0, CASE l.display_type WHEN 'tax' THEN p.tax END,
       CASE l.display_type WHEN 'tax' THEN p.tax_group END,
       CASE l.display_type WHEN 'tax' THEN rep.id END,
       CASE l.display_type WHEN 'tax' THEN n.total - n.tax ELSE 0 END,
       100, false, false, false, 1, 1, n.date, n.date,
       CASE WHEN l.display_type = 'product' AND n.date > p.today - 548 THEN l.cost END
  FROM p
 CROSS JOIN line l
  JOIN named n ON n.id = l.move_id
  LEFT JOIN settled s ON s.line = l.id AND l.settled_k IS NOT NULL
  LEFT JOIN complete c ON c.star = s.star
  LEFT JOIN account_tax_repartition_line rep ON rep.tax_id = p.tax
   AND rep.repartition_type = 'tax' AND rep.document_type =
       CASE n.kind WHEN 'out_refund' THEN 'refund' ELSE 'invoice' END
 CROSS JOIN LATERAL (SELECT CASE
       WHEN l.settled_k IS NOT NULL
           THEN l.balance - sign(l.balance) * coalesce(s.amount, 0)
       WHEN l.account = n.liquidity THEN l.balance ELSE 0 END AS amount) r
 ORDER BY l.id;

INSERT INTO account_move_line_account_tax_rel (account_move_line_id, account_tax_id)
SELECT l.id, p.tax FROM p CROSS JOIN line l JOIN named n ON n.id = l.move_id
 WHERE l.display_type = 'product' AND l.product IS NOT NULL AND n.tax <> 0;

UPDATE res_partner r SET customer_rank = c.n
  FROM (SELECT customer, count(*) AS n FROM document WHERE sign = 1 GROUP BY 1) c
 WHERE c.customer = r.id;
