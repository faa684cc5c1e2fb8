import type { ReactNode } from 'react';
import { databaseGrants, serverGrants, type GrantRoles } from '@/components/servers/grants';
import { CopyButton } from '@/components/ui/copy-button';
import { SqlBlock } from '@/components/ui/sql-block';

/** Least privilege for both roles, and the statements that give it, with the names that stand in the form. */
export const RolesGuide = ({ roles }: { readonly roles: GrantRoles }) => (
  <section aria-label="What the roles need" className="flex min-w-0 flex-col gap-4">
    <div className="flex flex-col gap-2 text-pretty text-muted">
      <h3 className="font-semibold text-text">What the roles need</h3>
      <p>
        <strong className="font-medium text-text">The migrator</strong> runs scripts. It has no rights of its
        own: it becomes the role that owns the tenants’ tables. It need not be a superuser.
      </p>
      <p>
        <strong className="font-medium text-text">The observer</strong> reads versions and runs the checks
        that people write. It can change nothing, so a check that is wrong cannot either.
        {roles.observer === null && ' Without one the migrator does its work, with the power to write.'}
      </p>
    </div>
    <Statements title="Once on the server" sql={serverGrants(roles)}>
      Put your database in place of <code>product</code>.
    </Statements>
    {roles.observer !== null && (
      <Statements title="Once in each database with tenants" sql={databaseGrants(roles)}>
        Put the pattern of your schemas in place of <code>tenant\_%</code>.
      </Statements>
    )}
  </section>
);

interface StatementsProps {
  readonly title: string;
  readonly sql: string;
  readonly children: ReactNode;
}

const Statements = ({ title, sql, children }: StatementsProps) => (
  <div className="flex min-w-0 flex-col gap-1.5">
    <div className="flex items-center justify-between gap-2">
      <h4 className="font-medium">{title}</h4>
      <CopyButton text={sql} label="Copy SQL" withText />
    </div>
    <SqlBlock label={title} sql={sql} className="max-h-64" />
    <p className="text-xs text-muted">{children}</p>
  </div>
);
