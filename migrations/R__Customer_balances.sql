-- Uses only what V1 to V5 made, so that undoing any later version leaves it alone.
CREATE OR REPLACE VIEW customer_balances AS
SELECT c.id AS customer_id,
       c.name,
       i.currency,
       count(*) AS invoices,
       sum(i.invoiced_cents) AS invoiced_cents,
       sum(i.paid_cents) AS paid_cents,
       sum(i.invoiced_cents - i.paid_cents) AS balance_cents
  FROM customers c
  JOIN (
        SELECT inv.customer_id,
               inv.currency,
               coalesce((SELECT sum(l.amount_cents) FROM invoice_lines l WHERE l.invoice_id = inv.id), 0) AS invoiced_cents,
               coalesce((SELECT sum(p.amount_cents) FROM payments p WHERE p.invoice_id = inv.id), 0) AS paid_cents
          FROM invoices inv
         WHERE inv.status NOT IN ('draft', 'void')
       ) i ON i.customer_id = c.id
 GROUP BY c.id, c.name, i.currency;
