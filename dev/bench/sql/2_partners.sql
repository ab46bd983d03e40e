-- Customers 1..N: companies with contacts and persons. A low number is a big customer;
-- the last twentieth has never bought anything.

CREATE TEMP TABLE cust AS
SELECT c, p.partner0 + c AS id,
       pg_temp.u(c, 1) < 0.6 AS is_company,
       -- days before today: first and last possible document
       CASE WHEN pg_temp.u(c, 2) < 0.7 THEN 1095
            ELSE 60 + floor(1035 * pg_temp.u(c, 3)) END AS first_day,
       CASE WHEN pg_temp.u(c, 4) < 0.2 THEN floor(900 * pg_temp.u(c, 5))
            ELSE 0 END AS last_day,
       floor(4 * pg_temp.u(c, 6))::int AS term_pick,
       pg_temp.u(c, 7) < 0.8 AS taxed,
       0.5 + 3 * pg_temp.u(c, 8) ^ 3 + 6 * (1 - c / p.customers::float8) ^ 20 AS scale,
       floor(45 * pg_temp.u(c, 9) ^ 2) - 8 AS lateness,
       CASE WHEN pg_temp.u(c, 10) < 0.7 THEN 'bank'
            WHEN pg_temp.u(c, 10) < 0.85 THEN 'cash' ELSE 'credit' END AS pays_by,
       floor(12 * pg_temp.u(c, 11))::int AS range_before,
       CASE WHEN pg_temp.u(c, 12) < 0.7 THEN floor(12 * pg_temp.u(c, 11))::int
            ELSE floor(12 * pg_temp.u(c, 13))::int END AS range_now,
       -- How they pay may change for good, or for half a year; some pay to the day.
       CASE WHEN pg_temp.u(c, 16) < 0.2 THEN 'changed' WHEN pg_temp.u(c, 16) < 0.35
            THEN 'episode' WHEN pg_temp.u(c, 16) < 0.45 THEN 'exact' ELSE 'steady'
       END AS payer,
       floor(45 * pg_temp.u(c, 14) ^ 2) - 8 AS other_lateness,
       60 + floor(700 * pg_temp.u(c, 15)) AS changed_day,  -- days before today
       NULL::int AS contact
  FROM p, generate_series(1, p.customers) c;
UPDATE cust SET last_day = 0 WHERE last_day >= first_day;

CREATE TEMP TABLE contact AS
SELECT p.partner0 + p.customers + row_number() OVER (ORDER BY c, k)::int AS id, c, k,
       cust.id AS parent
  FROM p, cust,
       generate_series(1, CASE WHEN pg_temp.u(c, 20) < 0.35 THEN 0
                               WHEN pg_temp.u(c, 20) < 0.75 THEN 1
                               WHEN pg_temp.u(c, 20) < 0.95 THEN 2 ELSE 3 END) k
 WHERE is_company;
UPDATE cust SET contact = contact.id FROM contact WHERE contact.c = cust.c AND k = 1;

CREATE TEMP TABLE place AS
SELECT id, sum(weight) OVER (ORDER BY code) - weight AS above,
       sum(weight) OVER (ORDER BY code) AS upto
  FROM (VALUES ('US', 0.3), ('CN', 0.25), ('DE', 0.12), ('FR', 0.1), ('GB', 0.08),
               ('JP', 0.07), ('BR', 0.04), ('IN', 0.04)) AS t(iso, weight)
  JOIN res_country ON code = iso;
CREATE TEMP TABLE industry AS
SELECT id, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS total
  FROM res_partner_industry;

INSERT INTO res_partner (id, name, complete_name, commercial_partner_id, is_company,
    commercial_company_name, active, type, lang, country_id, industry_id, city, zip, street,
    email, email_normalized, phone, phone_sanitized, user_id, credit_limit,
    property_payment_term_id, customer_rank, supplier_rank, partner_share, autopost_bills,
    color, message_bounce, create_uid, write_uid, create_date, write_date)
SELECT c.id, n.name, n.name, c.id, c.is_company,
       CASE WHEN c.is_company THEN n.name END, true, 'contact',
       'en_US', place.id, industry.id, 'City ' || c.c % 500, (10000 + c.c % 80000)::text,
       c.c % 300 || ' Main Street', n.mail, n.mail, n.phone, n.phone,
       CASE WHEN pg_temp.u(c.c, 21) < 0.8 THEN p.usr END,
       CASE WHEN pg_temp.u(c.c, 22) < 0.3 THEN jsonb_build_object(
            p.company::text, round((1000 + 20000 * pg_temp.u(c.c, 23) * scale)::numeric)) END,
       jsonb_build_object(p.company::text, term.id), 1, 0, true, 'ask', 0, 0,
       1, 1, p.today - c.first_day::int - 10, p.today - c.first_day::int - 10
  FROM p
 CROSS JOIN cust c
 CROSS JOIN LATERAL (SELECT
       CASE WHEN c.is_company THEN 'Company ' ELSE 'Person ' END
       || chr(65 + (c.c * 7 % 26)) || lpad(c.c::text, 7, '0') AS name,
       CASE WHEN pg_temp.u(c.c, 24) < 0.85 THEN 'c' || c.c || '@example.com' END AS mail,
       CASE WHEN pg_temp.u(c.c, 25) < 0.6
            THEN '+1 555 ' || lpad(c.c::text, 7, '0') END AS phone) n
  LEFT JOIN place ON pg_temp.u(c.c, 26) >= above AND pg_temp.u(c.c, 26) < upto
  LEFT JOIN industry ON industry.n = floor(total * pg_temp.u(c.c, 27))
        AND c.is_company AND pg_temp.u(c.c, 28) < 0.8
  JOIN term ON term.pick = c.term_pick
 ORDER BY c.id;

INSERT INTO res_partner (id, parent_id, name, complete_name, commercial_partner_id,
    commercial_company_name, is_company, active, type, lang, country_id, email,
    email_normalized, customer_rank, supplier_rank, partner_share, autopost_bills, color,
    message_bounce, create_uid, write_uid, create_date, write_date)
SELECT k.id, k.parent, 'Contact ' || k.id, pa.name || ', Contact ' || k.id, k.parent,
       pa.name, false, true, CASE k.k WHEN 1 THEN 'invoice' ELSE 'contact' END, 'en_US',
       pa.country_id, 'k' || k.id || '@example.com', 'k' || k.id || '@example.com',
       0, 0, true, 'ask', 0, 0, 1, 1, pa.create_date, pa.write_date
  FROM contact k JOIN res_partner pa ON pa.id = k.parent
 ORDER BY k.id;

INSERT INTO res_partner_res_partner_category_rel (category_id, partner_id)
SELECT t.id, c.id FROM cust c
  JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM res_partner_category) t
    ON t.n = floor(20 * pg_temp.u(c.c, 29));
ANALYZE cust;
