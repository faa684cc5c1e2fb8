/** The product's own questions after a migration, each answered by one row. They hold from V5 on. */
export const DEMO_CHECKS = [
  {
    name: 'Every invoice has lines',
    sql: `SELECT count(*) FROM invoices i
WHERE NOT EXISTS (SELECT FROM invoice_lines l WHERE l.invoice_id = i.id)`,
    mode: 'enforce',
    expectation: { op: 'at_most', value: 0 },
  },
  {
    name: 'Paid invoices are paid in full',
    sql: `SELECT i.number, l.due, p.paid
FROM invoices i
CROSS JOIN LATERAL (SELECT sum(amount_cents) AS due FROM invoice_lines WHERE invoice_id = i.id) l
LEFT JOIN LATERAL (SELECT sum(amount_cents) AS paid FROM payments WHERE invoice_id = i.id) p ON true
WHERE i.status = 'paid' AND coalesce(p.paid, 0) < l.due`,
    mode: 'enforce',
    expectation: { op: 'no_rows' },
  },
  {
    name: 'Somebody can sign in as owner',
    sql: `SELECT count(*) FROM users WHERE role = 'owner'`,
    mode: 'enforce',
    expectation: { op: 'at_least', value: 1 },
  },
  {
    name: 'Usage history is of a usual size',
    sql: `SELECT count(*) FROM usage_events`,
    mode: 'observe',
    expectation: { op: 'at_most', value: 100_000 },
  },
] as const;
