import { Card } from '@/components/ui/card';
import { Code } from '@/components/ui/code';

const names: readonly { readonly example: string; readonly says: string }[] = [
  { example: 'V1.2__Add_invoices.sql', says: 'Version 1.2: runs once on each tenant.' },
  { example: 'U1.2__Add_invoices.sql', says: 'Takes version 1.2 back. Without it, a rollback cannot.' },
  { example: 'R__Reporting_views.sql', says: 'Runs again on each tenant whenever its text changes.' },
  { example: 'B1__Everything_so_far.sql', says: 'Starts an empty tenant at version 1.' },
  { example: 'V1.2__Add_invoices.sql.conf', says: 'How that script runs: executeInTransaction=false.' },
];

/** Before anything is chosen: what a release is made of. */
export const NamingHelp = () => (
  <Card title="What a release holds" meta="your Flyway folder, as it is">
    <dl className="grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-1 sm:grid-cols-[auto_minmax(0,1fr)] sm:gap-y-2">
      {names.map(({ example, says }) => (
        <div key={example} className="contents">
          <dt>
            <Code className="break-all">{example}</Code>
          </dt>
          <dd className="mb-2 text-muted sm:mb-0">{says}</dd>
        </div>
      ))}
    </dl>
    <p className="mt-4 text-pretty text-muted">
      Give the whole folder each time, not only what is new: tenants may be at any version. Every file is read
      here first, and everything that is wrong is listed with its line. Values such as{' '}
      <Code>{'${region}'}</Code> that the scripts name are asked for next.
    </p>
  </Card>
);
