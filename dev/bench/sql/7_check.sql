-- One row a rule of the books: what, and how many rows break it (none may).
SELECT 'moves that do not balance' AS rule, count(*) AS broken FROM (
    SELECT FROM account_move_line WHERE move_id > (SELECT move0 FROM p)
     GROUP BY move_id HAVING sum(balance) <> 0 OR sum(debit) <> sum(credit)) x
UNION ALL
SELECT 'moves without items', count(*) FROM account_move m
 WHERE NOT EXISTS (SELECT FROM account_move_line l WHERE l.move_id = m.id)
UNION ALL
SELECT 'moves whose total is not their receivable', count(*) FROM (
    SELECT FROM account_move m JOIN account_move_line l ON l.move_id = m.id
     WHERE m.id > (SELECT move0 FROM p) AND l.account_id = (SELECT receivable FROM p)
     GROUP BY m.id HAVING abs(sum(l.balance)) <> abs(m.amount_total_signed)) x
UNION ALL
SELECT 'residuals of invoices that are not those of their items', count(*) FROM (
    SELECT FROM account_move m JOIN account_move_line l ON l.move_id = m.id
     WHERE m.id > (SELECT move0 FROM p) AND l.display_type = 'payment_term'
     GROUP BY m.id HAVING sum(l.amount_residual) <> m.amount_residual_signed) x
UNION ALL
SELECT 'residuals that are not balance less matches', count(*) FROM (
    SELECT FROM account_move_line l
      LEFT JOIN LATERAL (SELECT sum(amount) AS amount FROM account_partial_reconcile
                          WHERE debit_move_id = l.id) d ON true
      LEFT JOIN LATERAL (SELECT sum(amount) AS amount FROM account_partial_reconcile
                          WHERE credit_move_id = l.id) c ON true
     WHERE l.account_id = (SELECT receivable FROM p)
       AND l.id > (SELECT line0 FROM p)
       AND (l.amount_residual <> l.balance - coalesce(d.amount, 0) + coalesce(c.amount, 0)
            OR l.reconciled <> (l.amount_residual = 0)
            OR l.amount_residual * l.balance < 0)) x
UNION ALL
SELECT 'matches between customers, or on the wrong side', count(*)
  FROM account_partial_reconcile r
  JOIN account_move_line d ON d.id = r.debit_move_id
  JOIN account_move_line c ON c.id = r.credit_move_id
 WHERE d.partner_id <> c.partner_id OR d.balance <= 0 OR c.balance >= 0
    OR r.amount <= 0 OR r.max_date <> greatest(d.date, c.date)
UNION ALL
SELECT 'complete groups with something open', count(*) FROM account_move_line
 WHERE full_reconcile_id IS NOT NULL AND NOT reconciled
UNION ALL
SELECT 'settled items without a complete group', count(*) FROM account_move_line
 WHERE full_reconcile_id IS NULL AND reconciled AND id > (SELECT line0 FROM p)
   AND amount_residual <> 0
UNION ALL
SELECT 'payment states', count(*) FROM account_move
 WHERE move_type IN ('out_invoice', 'out_refund', 'out_receipt')
   AND id > (SELECT move0 FROM p)
   AND (payment_state IN ('paid', 'reversed')) <> (amount_residual = 0)
UNION ALL
SELECT 'documents after today', count(*) FROM account_move
 WHERE date > (SELECT today FROM p) AND id > (SELECT move0 FROM p)
UNION ALL
SELECT 'items that differ from their move', count(*)
  FROM account_move_line l JOIN account_move m ON m.id = l.move_id
 WHERE l.parent_state <> m.state OR l.date <> m.date OR l.move_name <> m.name
    OR l.journal_id <> m.journal_id OR l.company_id <> m.company_id
    OR l.invoice_date IS DISTINCT FROM m.invoice_date
    OR l.partner_id <> m.commercial_partner_id
UNION ALL
SELECT 'partners whose commercial partner is wrong', count(*) FROM res_partner
 WHERE commercial_partner_id <> coalesce(parent_id, id) AND id > (SELECT partner0 FROM p);
