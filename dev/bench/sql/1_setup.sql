-- Parameters, a deterministic "random" number, and the master data of the books.
-- Reads the temporary table arg (customers, invoices, today) made by build.py.

-- Uniform in [0, 1), a function of the row, of a purpose and of the seed of the books
-- (set by build.py): never of the plan.
CREATE FUNCTION pg_temp.u(n bigint, k int) RETURNS float8
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (hashint8extended(n, k + 1000 * current_setting('bench.seed')::int)
            & 1073741823) / 1073741824::float8
$$;

CREATE TEMP TABLE p AS
SELECT arg.*,
       c.id AS company,
       c.currency_id AS currency,
       tax.id AS tax,
       tax.tax_group_id AS tax_group,
       tax.amount / 100 AS tax_rate,
       (SELECT r.account_id FROM account_tax_repartition_line r
         WHERE r.tax_id = tax.id AND r.document_type = 'invoice'
           AND r.repartition_type = 'tax' LIMIT 1) AS tax_account,
       (SELECT d.json_value::int FROM ir_default d
          JOIN ir_model_fields f ON f.id = d.field_id
         WHERE f.model = 'res.partner' AND d.company_id = c.id
           AND f.name = 'property_account_receivable_id') AS receivable,
       (SELECT min(a.id) FROM account_account a
          JOIN account_account_res_company_rel r ON r.account_account_id = a.id
         WHERE a.account_type = 'expense_direct_cost'
           AND r.res_company_id = c.id) AS cogs,
       (SELECT min(a.id) FROM account_account a
          JOIN account_account_res_company_rel r ON r.account_account_id = a.id
         WHERE a.account_type = 'asset_current'
           AND r.res_company_id = c.id) AS stock,
       (SELECT min(id) FROM account_journal
         WHERE type = 'sale' AND company_id = c.id) AS sale_journal,
       (SELECT min(id) FROM uom_uom) AS uom,
       (SELECT min(id) FROM res_users WHERE active AND NOT share AND id > 1) AS usr,
       (SELECT max(id) FROM res_partner) AS partner0,
       (SELECT coalesce(max(id), 0) FROM product_category) AS categ0,
       (SELECT coalesce(max(id), 0) FROM product_template) AS template0,
       (SELECT coalesce(max(id), 0) FROM product_product) AS product0,
       (SELECT coalesce(max(id), 0) FROM account_move) AS move0,
       (SELECT coalesce(max(id), 0) FROM account_move_line) AS line0,
       (SELECT coalesce(max(id), 0) FROM account_payment) AS payment0,
       (SELECT coalesce(max(id), 0) FROM account_partial_reconcile) AS partial0,
       (SELECT coalesce(max(id), 0) FROM account_full_reconcile) AS full0
  FROM arg
  JOIN res_company c ON c.id = (SELECT min(id) FROM res_company)
  JOIN account_tax tax ON tax.id = c.account_sale_tax_id;

-- Payment terms: number of days, or 30 % now and the balance after 60 days.
CREATE TEMP TABLE term AS
SELECT d.res_id AS id, t.days, t.pick
  FROM (VALUES ('immediate', 0, 0), ('15days', 15, 1), ('30days', 30, 2),
               ('45days', 45, 3), ('advance_60days', 60, 9)) AS t(code, days, pick)
  JOIN ir_model_data d ON d.model = 'account.payment.term'
   AND d.name = 'account_payment_term_' || t.code;

-- One liquidity journal a payment type; Odoo's chart brings the bank only.
INSERT INTO account_account (account_type, name, code_store, active, reconcile,
                             non_trade, create_uid, write_uid, create_date, write_date)
SELECT t.account_type, jsonb_build_object('en_US', t.name),
       jsonb_build_object(p.company::text, t.code), true, false, false, 1, 1, now(), now()
  FROM p, (VALUES ('asset_cash', 'Cash', '101590'),
                  ('liability_credit_card', 'Card Payments', '201190')
          ) AS t(account_type, name, code);

INSERT INTO account_account_res_company_rel (account_account_id, res_company_id)
SELECT a.id, p.company FROM p
  JOIN account_account a ON a.code_store ->> p.company::text IN ('101590', '201190');

INSERT INTO account_journal (code, type, name, company_id, default_account_id, active,
    sequence, color, invoice_reference_type, invoice_reference_model,
    refund_sequence, payment_sequence, show_on_dashboard, bank_statements_source,
    create_uid, write_uid, create_date, write_date)
SELECT t.code, t.type, jsonb_build_object('en_US', t.name), p.company, a.id, true,
       20, 0, 'invoice', 'odoo', false, true, true, 'undefined', 1, 1, now(), now()
  FROM p
 CROSS JOIN (VALUES ('CSHB', 'cash', 'Cash', '101590'),
                    ('CRDB', 'credit', 'Card Payments', '201190')
            ) AS t(code, type, name, account)
  JOIN account_account a ON a.code_store ->> p.company::text = t.account;

INSERT INTO account_payment_method_line (sequence, payment_method_id, journal_id, name,
                                         create_uid, write_uid, create_date, write_date)
SELECT 10, m.id, j.id, 'Manual Payment', 1, 1, now(), now()
  FROM account_payment_method m, account_journal j
 WHERE m.code = 'manual' AND j.code IN ('CSHB', 'CRDB');

CREATE TEMP TABLE journal AS
SELECT DISTINCT ON (j.type) j.id, j.code, j.type, j.default_account_id AS account
  FROM account_journal j, p
 WHERE j.company_id = p.company AND j.type IN ('bank', 'cash', 'credit')
 ORDER BY j.type, j.id;

INSERT INTO product_category (id, name, complete_name, parent_path,
                              create_uid, write_uid, create_date, write_date)
SELECT p.categ0 + k, 'Range ' || k, 'Range ' || k, p.categ0 + k || '/', 1, 1, now(), now()
  FROM p, generate_series(1, 12) k;

-- 240 products; number n is in category 1 + n % 12, one in twenty is valued stock.
CREATE TEMP TABLE product AS
SELECT n, p.product0 + n AS id, n % 20 = 0 AS stocked,
       round((5 + 295 * pg_temp.u(n, 1) ^ 2)::numeric, 2) AS price,
       round(((5 + 295 * pg_temp.u(n, 1) ^ 2) * (0.45 + 0.45 * pg_temp.u(n, 2)))::numeric,
             2) AS cost
  FROM p, generate_series(1, 240) n;

INSERT INTO product_template (id, name, type, service_tracking, categ_id, uom_id,
    list_price, default_code, active, sale_ok, purchase_ok, sequence, volume, weight,
    create_uid, write_uid, create_date, write_date)
SELECT p.template0 + n, jsonb_build_object('en_US', 'Product ' || n), 'consu', 'no',
       p.categ0 + 1 + n % 12, p.uom, price, 'B' || n, true, true, true, 1, 0, 0,
       1, 1, now(), now()
  FROM p, product;

INSERT INTO product_product (id, product_tmpl_id, default_code, standard_price, active,
    combination_indices, volume, weight, create_uid, write_uid, create_date, write_date)
SELECT id, p.template0 + n, 'B' || n, jsonb_build_object(p.company::text, cost), true,
       '', 0, 0, 1, 1, now(), now()
  FROM p, product;

INSERT INTO product_taxes_rel (prod_id, tax_id) SELECT p.template0 + n, tax FROM p, product;
