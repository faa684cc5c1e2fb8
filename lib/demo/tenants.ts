/**
 * The 60 tenants of the demo product, as data. All companies are invented.
 * `npm start` makes them real by running the scripts in `migrations/` up to `version` in each placement and adding
 * rows (`rows.ts`); nothing here is ever shown as state, the console reads everything back from the databases.
 */

export type DemoTier = 'free' | 'team' | 'business' | 'enterprise';
export type DemoRegion = 'eu' | 'us' | 'ap';
export type DemoCriticality = 'low' | 'normal' | 'high' | 'critical';

/** What sets a tenant apart from the plain ones. A tenant has at most one. */
export type DemoQuirk =
  /** Pinned at its version. `expiresInDays` counts from the day the demo is created. */
  | {
      readonly kind: 'held';
      readonly reason: string;
      readonly owner: 'operator' | 'admin';
      readonly expiresInDays: number;
    }
  /** Its users' e-mails clash in all but case, so V13 fails with SQLSTATE 23505. */
  | { readonly kind: 'fails' }
  /** So many usage rows that V12 takes seconds. */
  | { readonly kind: 'slow' }
  /** Changed by hand after its last migration (`driftSql`). */
  | { readonly kind: 'drifted' }
  /** Has the tables of its version, and no history table: to be baselined. */
  | { readonly kind: 'noHistory' };

/** Values of the placeholders in `migrations/`, by name, as Flyway would get them. */
export type DemoPlaceholders = { readonly default_currency: string; readonly retention_days: string };

export type DemoTenant = {
  /** Stable slug, unique in the fleet. */
  readonly key: string;
  readonly name: string;
  readonly database: string;
  readonly schema: string;
  readonly tier: DemoTier;
  readonly region: DemoRegion;
  readonly criticality: DemoCriticality;
  readonly labels: { readonly ring: string; readonly industry: string };
  /** The last versioned script that has run before the console first sees it, 6 to 14. */
  readonly version: number;
  readonly placeholders: DemoPlaceholders;
  readonly quirk?: DemoQuirk;
};

/** Databases that hold many tenants, a schema each. */
export const SHARED_DATABASES = ['ledgerline_eu', 'ledgerline_us'] as const;

type Ring = 'internal' | 'early' | 'standard' | 'late';
type Facts = readonly [
  key: string,
  name: string,
  version: number,
  tier: DemoTier,
  criticality: DemoCriticality,
  ring: Ring,
  industry: string,
  currency: string,
  quirk?: DemoQuirk,
];

const RETENTION_DAYS: Readonly<Record<DemoTier, string>> = {
  free: '30',
  team: '90',
  business: '365',
  enterprise: '2555',
};

function tenant(database: string, schema: string, region: DemoRegion, facts: Facts): DemoTenant {
  const [key, name, version, tier, criticality, ring, industry, currency, quirk] = facts;
  return {
    key,
    name,
    database,
    schema,
    tier,
    region,
    criticality,
    labels: { ring, industry },
    version,
    placeholders: { default_currency: currency, retention_days: RETENTION_DAYS[tier] },
    ...(quirk === undefined ? {} : { quirk }),
  };
}

const identifier = (key: string): string => key.replaceAll('-', '_');

const shared =
  (database: (typeof SHARED_DATABASES)[number], region: DemoRegion) =>
  (facts: Facts): DemoTenant =>
    tenant(database, `tenant_${identifier(facts[0])}`, region, facts);

const dedicated =
  (schema: 'app' | 'public', region: DemoRegion) =>
  (facts: Facts): DemoTenant =>
    tenant(`ll_${identifier(facts[0])}`, schema, region, facts);

const SHARED_EU: readonly Facts[] = [
  ['ledgerline-demo-eu', 'Ledgerline Demo (EU)', 13, 'free', 'low', 'internal', 'software', 'EUR'],
  ['hafenlicht', 'Hafenlicht Möbel', 11, 'team', 'normal', 'early', 'furniture', 'EUR'],
  ['quai-verne', 'Quai Verne Éditions', 11, 'team', 'low', 'early', 'publishing', 'EUR'],
  ['brightwater', 'Brightwater Legal', 11, 'business', 'normal', 'standard', 'legal', 'EUR'],
  ['smorrebro', 'Smørrebro Catering', 11, 'team', 'normal', 'standard', 'food', 'EUR'],
  ['unicode-gmbh', 'Ünïcode GmbH', 11, 'business', 'normal', 'early', 'software', 'EUR'],
  ['zlota-kaczka', 'Złota Kaczka', 10, 'free', 'low', 'standard', 'food', 'EUR'],
  ['kastanienhof', 'Weingut Kastanienhof', 11, 'team', 'normal', 'standard', 'agriculture', 'EUR'],
  ['thalassa', 'Θάλασσα Ναυτιλιακή', 10, 'business', 'high', 'late', 'shipping', 'EUR'],
  ['oude-gracht', 'Oude Gracht Fietsen', 12, 'team', 'low', 'early', 'retail', 'EUR'],
  ['tamsin-vale', 'Tamsin & Vale', 11, 'team', 'normal', 'standard', 'design', 'EUR'],
  ['revontuli', 'Revontuli Energia', 9, 'business', 'high', 'late', 'energy', 'EUR'],
  ['piazza-nove', 'Piazza Nove', 11, 'free', 'low', 'early', 'hospitality', 'EUR'],
  ['dobrava', 'Клиника Добрава', 10, 'business', 'high', 'late', 'health', 'EUR'],
  ['fjellbruk', 'Fjellbruk Sag', 11, 'team', 'normal', 'standard', 'manufacturing', 'EUR'],
  ['costa-brisa', 'Costa Brisa Viajes', 10, 'team', 'normal', 'standard', 'travel', 'EUR'],
  [
    'marrowstone',
    'Marrowstone Architects',
    11,
    'team',
    'normal',
    'standard',
    'design',
    'EUR',
    { kind: 'fails' },
  ],
  ['alder-and-oak', 'Alder & Oak Joinery', 6, 'free', 'low', 'late', 'manufacturing', 'EUR'],
  ['cobalt-bakery', 'Cobalt Bakery', 11, 'free', 'low', 'early', 'food', 'EUR'],
  ['pavlina', 'Ateliér Pavlína', 10, 'free', 'low', 'standard', 'design', 'EUR'],
  ['ludmere', 'Ludmere Games', 11, 'team', 'normal', 'early', 'games', 'EUR'],
  ['verdegris', 'Verdegris Conservation', 9, 'free', 'low', 'standard', 'nonprofit', 'EUR'],
];

const SHARED_US: readonly Facts[] = [
  ['ledgerline-demo-us', 'Ledgerline Demo (US)', 14, 'free', 'low', 'internal', 'software', 'USD'],
  ['copper-kettle', 'Copper Kettle Coffee', 11, 'team', 'low', 'early', 'food', 'USD'],
  ['lantern-street', 'Lantern Street Books', 11, 'free', 'low', 'early', 'retail', 'USD'],
  ['palisade-dental', 'Palisade Dental Group', 10, 'business', 'high', 'late', 'health', 'USD'],
  ['tumbleweed-it', 'Tumbleweed IT', 11, 'team', 'normal', 'standard', 'software', 'USD'],
  [
    'osprey-ridge',
    'Osprey Ridge Surveying',
    11,
    'team',
    'normal',
    'standard',
    'construction',
    'USD',
    { kind: 'drifted' },
  ],
  ['millet-and-rye', 'Millet & Rye', 11, 'free', 'low', 'standard', 'food', 'USD'],
  ['bluebonnet', "O'Hara's Bluebonnet Nursery", 9, 'team', 'normal', 'standard', 'agriculture', 'USD'],
  ['harborlight', 'Harborlight Property', 11, 'business', 'normal', 'standard', 'real estate', 'USD'],
  [
    'sandpiper',
    'Sandpiper Benefits',
    9,
    'business',
    'high',
    'late',
    'insurance',
    'USD',
    {
      kind: 'held',
      reason: 'Open enrolment until the end of the month: no schema changes by contract',
      owner: 'operator',
      expiresInDays: 21,
    },
  ],
  ['two-rivers', 'Two Rivers Veterinary', 12, 'team', 'normal', 'early', 'health', 'USD'],
  ['ironclad-gym', 'Ironclad Gym', 11, 'free', 'low', 'early', 'fitness', 'USD'],
  ['pixel-orchard', 'Pixel Orchard', 11, 'team', 'normal', 'early', 'games', 'USD'],
  ['el-camino', 'El Camino Señalización', 10, 'team', 'normal', 'standard', 'construction', 'USD'],
  ['northgate', 'Northgate Charter Schools', 9, 'business', 'high', 'late', 'education', 'USD'],
  ['juniper-lane', 'Juniper Lane Interiors', 11, 'team', 'normal', 'standard', 'design', 'USD'],
  ['redwing', 'Redwing Couriers', 10, 'team', 'normal', 'standard', 'logistics', 'USD'],
  ['cinder-block', 'Cinder Block Studios', 7, 'free', 'low', 'late', 'media', 'USD'],
  ['prairie-solar', 'Prairie Solar Co-op', 11, 'business', 'normal', 'standard', 'energy', 'USD'],
  ['wharf-nine', 'Wharf Nine Seafood', 10, 'team', 'normal', 'standard', 'food', 'USD'],
  ['bramble', 'Bramble Childcare', 11, 'free', 'low', 'standard', 'education', 'USD'],
  ['tallgrass', 'Tallgrass Research', 9, 'team', 'normal', 'standard', 'research', 'USD'],
];

const OWN_EU: readonly Facts[] = [
  [
    'atlas-freight',
    'Atlas Freight',
    11,
    'enterprise',
    'critical',
    'late',
    'logistics',
    'EUR',
    { kind: 'slow' },
  ],
  ['sternwarte', 'Sternwarte Optik', 11, 'enterprise', 'high', 'late', 'manufacturing', 'EUR'],
  ['lumiere-sante', 'Lumière Santé', 10, 'enterprise', 'critical', 'late', 'health', 'EUR'],
  ['vantaa-papir', 'Vantaa Papír', 12, 'business', 'normal', 'standard', 'manufacturing', 'EUR'],
  ['orchid-bank', 'Orchid Private Bank', 9, 'enterprise', 'critical', 'late', 'banking', 'EUR'],
];

const OWN_US: readonly Facts[] = [
  ['kestrel-air', 'Kestrel Air Charter', 11, 'enterprise', 'critical', 'late', 'travel', 'USD'],
  [
    'granite-state',
    'Granite State Utilities',
    6,
    'enterprise',
    'critical',
    'late',
    'energy',
    'USD',
    {
      kind: 'held',
      reason: 'Regulator audits the billing tables; released when the auditor signs off',
      owner: 'admin',
      expiresInDays: 60,
    },
  ],
  ['oldmill', 'Old Mill Brewing', 9, 'business', 'normal', 'standard', 'food', 'USD', { kind: 'noHistory' }],
  ['summit-health', 'Summit Health Partners', 10, 'enterprise', 'critical', 'late', 'health', 'USD'],
  ['ledgerline-internal', 'Ledgerline, our own books', 13, 'business', 'low', 'internal', 'software', 'USD'],
  ['mesa-robotics', 'Mesa Robotics', 11, 'business', 'high', 'standard', 'manufacturing', 'USD'],
];

const OWN_AP: readonly Facts[] = [
  ['minato', '株式会社みなと', 11, 'enterprise', 'high', 'late', 'shipping', 'JPY'],
  ['hanbit', '한빛 교육', 11, 'business', 'normal', 'standard', 'education', 'KRW'],
  ['jade-harbour', '翡翠港貿易', 12, 'business', 'normal', 'early', 'trade', 'HKD'],
  ['kookaburra', 'Kookaburra Outdoor', 7, 'business', 'normal', 'late', 'retail', 'AUD'],
  ['surya', 'सूर्या वस्त्र', 10, 'business', 'high', 'standard', 'textiles', 'INR'],
];

/** 60 tenants: 44 schemas in the shared databases, then 16 with a database of their own. */
export const DEMO_TENANTS: readonly DemoTenant[] = [
  ...SHARED_EU.map(shared('ledgerline_eu', 'eu')),
  ...SHARED_US.map(shared('ledgerline_us', 'us')),
  ...OWN_EU.map(dedicated('app', 'eu')),
  ...OWN_US.map(dedicated('public', 'us')),
  ...OWN_AP.map(dedicated('app', 'ap')),
];
