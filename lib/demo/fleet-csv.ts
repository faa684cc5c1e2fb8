import { DEMO_TENANTS, type DemoTenant } from '@/lib/demo/tenants';

export const demoChangelog = { key: 'ledgerline', name: 'Ledgerline' } as const;

/** Two endpoints of one cluster here; a fleet of this size would have a server a region. */
export const demoServers = [
  { key: 'pg-eu-1', name: 'Europe and Asia-Pacific', regions: ['eu', 'ap'] },
  { key: 'pg-us-1', name: 'North America', regions: ['us'] },
] as const;

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const serverOf = ({ region }: DemoTenant): string =>
  demoServers.find(({ regions }) => (regions as readonly string[]).includes(region))?.key ??
  demoServers[0].key;

/** The fleet as the file that an operator would import. */
export function demoFleetCsv(tenants: readonly DemoTenant[] = DEMO_TENANTS): string {
  const header =
    'key,name,server,database,schema,changelog,tier,region,criticality,label:ring,label:industry,' +
    'placeholder:default_currency,placeholder:retention_days';
  const rows = tenants.map((tenant) =>
    [
      tenant.key,
      tenant.name,
      serverOf(tenant),
      tenant.database,
      tenant.schema,
      demoChangelog.key,
      tenant.tier,
      tenant.region,
      tenant.criticality,
      tenant.labels.ring,
      tenant.labels.industry,
      tenant.placeholders.default_currency,
      tenant.placeholders.retention_days,
    ]
      .map(cell)
      .join(','),
  );
  return `${[header, ...rows].join('\n')}\n`;
}
