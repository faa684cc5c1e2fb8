import Link from 'next/link';
import { plural } from '@/lib/wire/fact-text';
import type { ServerPageView } from '@/lib/wire/servers-view';
import { fleetOf, placeWords, TLS_MODES } from '@/components/servers/server-words';
import { StoredCredential } from '@/components/servers/stored-credential';
import { Card } from '@/components/ui/card';
import { Code } from '@/components/ui/code';
import { KeyValues } from '@/components/ui/key-values';

const link = 'text-accent underline underline-offset-4';

/** How it is reached, as whom, and what is on it. */
export const ServerFacts = ({ view }: { readonly view: ServerPageView }) => {
  const { server, databases, moreDatabases } = view;
  const names = databases.map(({ name, tenants }) => `${name} (${tenants.toLocaleString('en')})`).join(', ');
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-2">
      <Card title="Connection">
        <KeyValues
          items={[
            { key: 'Address', value: <Code>{placeWords(server)}</Code> },
            {
              key: 'TLS',
              value: (
                <>
                  {TLS_MODES[server.tlsMode].short}
                  {server.ca !== null && ', with a CA of its own'}
                </>
              ),
            },
            { key: 'PostgreSQL', value: server.major ?? 'not known yet' },
            {
              key: 'Migrator',
              value: (
                <>
                  <Code>{server.username}</Code>, <StoredCredential credential={server.credential} />
                </>
              ),
            },
            {
              key: 'Run as role',
              value:
                server.runAsRole === null ? 'none: as the migrator itself' : <Code>{server.runAsRole}</Code>,
            },
            {
              key: 'Observer',
              value:
                server.observer === null ? (
                  'none: the migrator reads too'
                ) : (
                  <>
                    <Code>{server.observer.username}</Code>,{' '}
                    <StoredCredential credential={server.observer.credential} />
                  </>
                ),
            },
          ]}
        />
      </Card>
      <Card title="What is on it">
        <KeyValues
          items={[
            {
              key: 'Tenants',
              value:
                server.products.length === 0
                  ? 'none yet'
                  : server.products.map((product) => (
                      <span key={product.key} className="block">
                        <Link href={fleetOf(server.key, product.key)} className={link}>
                          {plural(product.tenants, 'tenant')}
                        </Link>{' '}
                        of {product.name}
                      </span>
                    )),
            },
            {
              key: 'Databases',
              value:
                names === ''
                  ? 'none yet'
                  : `${names}${moreDatabases === 0 ? '' : ` and ${moreDatabases} more`}`,
            },
            {
              key: 'History table',
              value: <Code>{`${server.historySchema ?? '<tenant>'}.${server.historyTable}`}</Code>,
            },
            { key: 'Databases listed in', value: <Code>{server.maintenanceDatabase}</Code> },
            {
              key: 'Limit',
              value: `at most ${plural(server.maxConcurrency, 'tenant')} at once, over all rollouts`,
            },
            { key: 'Key', value: <Code>{server.key}</Code> },
          ]}
        />
      </Card>
    </div>
  );
};
