/**
 * SQL that fills a demo tenant with rows. Pure text: the caller runs it, with the tenant's schema on the
 * `search_path`, right after the migrations up to `tenant.version`, once, in one transaction.
 * It holds no BEGIN or COMMIT.
 */
import type { DemoTenant } from '@/lib/demo/tenants';

/** Usage rows of the slow tenant: V12 then runs for seconds; without foreign keys, inserting them stays cheap. */
const SLOW_USAGE_ROWS = 500_000;

type Amounts = {
  readonly users: number;
  readonly customers: number;
  readonly invoices: number;
  readonly usage: number;
};

const AMOUNTS: Readonly<Record<DemoTenant['tier'], Amounts>> = {
  free: { users: 6, customers: 20, invoices: 40, usage: 60 },
  team: { users: 14, customers: 40, invoices: 80, usage: 100 },
  business: { users: 30, customers: 70, invoices: 130, usage: 160 },
  enterprise: { users: 60, customers: 110, invoices: 200, usage: 200 },
};

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** SQL for a whole number in 0 … n−1 that depends only on tenant, topic and the row `g`. */
function pick(tenant: DemoTenant, topic: string, n: number): string {
  // hashtext may be negative and abs(-2^31) overflows an int: the bigint detour keeps it positive.
  return `(abs(hashtext(${literal(`${tenant.key}/${topic}/`)} || g)::bigint) % ${n})::int`;
}

/** SQL for the element of a text array that the row `g` gets. */
function pickOf(tenant: DemoTenant, topic: string, words: readonly string[]): string {
  return `(ARRAY[${words.map(literal).join(', ')}])[1 + ${pick(tenant, topic, words.length)}]`;
}

const GIVEN = [
  'Ada',
  'Ben',
  'Chloé',
  'Dimitri',
  'Esra',
  'Femi',
  'Grace',
  'Hiro',
  'Inés',
  'Jonas',
  'Kavya',
  'Léa',
];
const FAMILY = [
  'Abe',
  'Brandt',
  'Costa',
  'Dube',
  'Eriksen',
  'Fuchs',
  'Garcia',
  'Horák',
  'Ito',
  'Jansen',
  'Kaur',
];
const ADJECTIVE = ['North', 'Silver', 'Quiet', 'Bright', 'Old', 'Green', 'Upper', 'Little', 'Red', 'Stone'];
const NOUN = ['Harbour', 'Field', 'Works', 'Bridge', 'Garden', 'Mill', 'Studio', 'Market', 'Forge', 'Press'];
const SUFFIX = ['Ltd', 'GmbH', 'Inc', 'SARL', 'Oy', '& Co'];
const CUSTOMER_STATES = ['active', 'active', 'active', 'lead', 'paused', 'closed'];
const INVOICE_STATES = ['paid', 'paid', 'paid', 'open', 'overdue', 'draft', 'void'];
// Drawn with the same topic, so the two agree.
const CITIES = ['Lyon', 'Bergen', 'Austin', '横浜', 'Porto', 'Perth'];
const COUNTRIES = ['FR', 'NO', 'US', 'JP', 'PT', 'AU'];
const WORK = ['Consulting', 'Licence', 'Support', 'Hosting', 'Training', 'Delivery', 'Design review'];

function peopleSql(tenant: DemoTenant, { users, customers }: Amounts): string[] {
  return [
    `INSERT INTO accounts (id, name, api_key_hash)
     VALUES (1, ${literal(tenant.name)}, encode(sha256(convert_to(${literal(tenant.key)}, 'UTF8')), 'hex'))`,
    `INSERT INTO users (id, account_id, email, full_name, role, last_seen_at)
     SELECT g, 1, lower(translate(given, 'éÉ', 'eE')) || '.' || g || ${literal(`@${tenant.key}.example`)},
            given || ' ' || family,
            (CASE WHEN g = 1 THEN 'owner' WHEN g <= 3 THEN 'admin' WHEN g % 5 = 0 THEN 'accountant'
                  ELSE 'member' END)::user_role,
            timestamptz '2026-10-31 12:00+00' - ${pick(tenant, 'seen', 2000)} * interval '1 hour'
       FROM (SELECT g,
                    ${pickOf(tenant, 'given', GIVEN)} AS given,
                    ${pickOf(tenant, 'family', FAMILY)} AS family
               FROM generate_series(1, ${users}) g) people`,
    `INSERT INTO customers (id, account_id, name, email, status, billing_address)
     SELECT g, 1,
            ${pickOf(tenant, 'adjective', ADJECTIVE)} || ' ' || ${pickOf(tenant, 'noun', NOUN)} || ' '
              || ${pickOf(tenant, 'suffix', SUFFIX)},
            'billing@customer-' || g || '.example',
            ${pickOf(tenant, 'status', CUSTOMER_STATES)}::customer_status,
            jsonb_build_object('city', ${pickOf(tenant, 'place', CITIES)},
                               'country', ${pickOf(tenant, 'place', COUNTRIES)})
       FROM generate_series(1, ${customers}) g`,
  ];
}

function billingSql(tenant: DemoTenant, { customers, invoices }: Amounts): string[] {
  const currency = literal(tenant.placeholders.default_currency);
  return [
    `INSERT INTO invoices (id, customer_id, number, status, currency, issued_on, due_on)
     SELECT g, 1 + ${pick(tenant, 'customer', customers)}, 'LL-2026-' || lpad(g::text, 5, '0'),
            status::invoice_status, ${currency},
            CASE WHEN status <> 'draft' THEN issued END, CASE WHEN status <> 'draft' THEN issued + 30 END
       FROM (SELECT g,
                    ${pickOf(tenant, 'state', INVOICE_STATES)} AS status,
                    date '2026-10-31' - ${pick(tenant, 'issued', 300)} AS issued
               FROM generate_series(1, ${invoices}) g) i`,
    `INSERT INTO invoice_lines (id, invoice_id, position, description, quantity, unit_price_cents)
     SELECT g, 1 + (g - 1) / 2, 1 + (g - 1) % 2, ${pickOf(tenant, 'work', WORK)},
            1 + ${pick(tenant, 'quantity', 12)}, 500 + 25 * ${pick(tenant, 'price', 800)}
       FROM generate_series(1, ${invoices * 2}) g`,
    `INSERT INTO payments (invoice_id, method, amount_cents, reference, received_at)
     SELECT i.id, (ARRAY['card', 'bank_transfer', 'direct_debit']::payment_method[])[1 + i.id % 3],
            sum(l.amount_cents), 'PAY-' || lpad(i.id::text, 6, '0'),
            (i.issued_on + 14)::timestamp AT TIME ZONE 'UTC'
       FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id
      WHERE i.status = 'paid'
      GROUP BY i.id
      ORDER BY i.id`,
    `INSERT INTO subscriptions (id, customer_id, plan_id, seats, started_on, cancelled_on)
     SELECT g, g, 1 + ${pick(tenant, 'plan', 3)}, 1 + ${pick(tenant, 'seats', 25)},
            date '2025-01-01' + ${pick(tenant, 'start', 500)}, CASE WHEN g % 9 = 0 THEN date '2026-09-30' END
       FROM generate_series(1, ${customers}) g`,
  ];
}

function usageSql(tenant: DemoTenant, { customers, usage }: Amounts): string {
  const rows = tenant.quirk?.kind === 'slow' ? SLOW_USAGE_ROWS : usage;
  const values = `g, 1 + g % ${customers},
            CASE g % 3 WHEN 0 THEN 'api_calls' WHEN 1 THEN 'documents' ELSE 'storage_gb' END,
            round((10 + g * 7919 % 5000) / 10.0, 1)`;
  // A plain stride instead of a hash: 500,000 rows must not make the first start wait.
  const occurred = `timestamptz '2026-01-01 00:00+00' + (g * 613 % 437760) * interval '1 minute'`;
  if (tenant.version < 12) {
    return `INSERT INTO usage_events (id, subscription_id, metric, quantity, occurred_at)
     SELECT ${values}, ${occurred} FROM generate_series(1::bigint, ${rows}) g`;
  }
  return `INSERT INTO usage_events (id, subscription_id, metric, quantity, occurred_at, billing_period)
     SELECT ${values}, ${occurred}, (date_trunc('month', (${occurred}) AT TIME ZONE 'UTC'))::date
       FROM generate_series(1::bigint, ${rows}) g`;
}

/** Two people who are each there twice, by hand and by an import that shouts: V13 cannot make its index. */
function clashingUsersSql(tenant: DemoTenant, { users }: Amounts): string {
  return `INSERT INTO users (id, account_id, email, full_name, role)
     SELECT ${users} + id, account_id, upper(email), full_name, 'member' FROM users WHERE id IN (4, 7)`;
}

/**
 * Statements that fill the tables which exist at `tenant.version` (6 to 14): 6 to 400 rows a table by tier, the
 * same on every run. The slow tenant gets 500,000 usage rows, the failing one users that clash on V13.
 * Rows that others point to get explicit ids, and the sequences are set behind them: a first attempt that was
 * rolled back has advanced the sequences, and must not shift the second one's ids.
 */
export function seedRowsSql(tenant: DemoTenant): string {
  const amounts = AMOUNTS[tenant.tier];
  const statements = [...peopleSql(tenant, amounts), ...billingSql(tenant, amounts)];
  const numbered = ['accounts', 'users', 'customers', 'invoices', 'invoice_lines', 'subscriptions'];
  if (tenant.quirk?.kind === 'fails') statements.push(clashingUsersSql(tenant, amounts));
  if (tenant.version >= 8) {
    statements.push(usageSql(tenant, amounts));
    numbered.push('usage_events');
  }
  if (tenant.version >= 9) {
    // What V9's backfill did for the customers that were there when it ran.
    statements.push(`UPDATE customers SET country_code = billing_address ->> 'country'`);
  }
  if (tenant.version >= 11) {
    statements.push(`INSERT INTO credit_notes (invoice_id, number, amount_cents, reason, issued_on)
     SELECT id, 'CN-2026-' || lpad(id::text, 5, '0'), 2500, 'Goodwill', issued_on + 3
       FROM invoices WHERE status = 'paid' AND id % 4 = 0 ORDER BY id`);
  }
  for (const table of numbered) {
    statements.push(
      `SELECT setval(pg_get_serial_sequence('${table}', 'id'), (SELECT max(id) FROM ${table}))`,
    );
  }
  return `${statements.join(';\n\n')};\n`;
}

/** What someone did by hand on the drifted tenant after its last migration: a column added, an index dropped. */
export function driftSql(): string {
  return `ALTER TABLE customers ADD COLUMN legacy_crm_ref text;
DROP INDEX invoices_unpaid_due_idx;
`;
}
