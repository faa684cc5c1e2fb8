import { toJson } from '@/lib/db/json';
import type { Role } from '@/lib/domain/verbs';
import { hashPassword } from '@/lib/platform/secrets';
import type { Actor, Engine } from './context';

export type DemoAccount = {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
};

/**
 * One for each role, with passwords that anybody may know. `sign-in` lets them in on the embedded server and loopback
 * only, and no verb can change that: the flag `demo` stays, and so do password and role.
 */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  {
    email: 'viewer@demo.groundswell.local',
    name: 'Vera Viewer',
    role: 'viewer',
    password: 'groundswell-viewer',
  },
  {
    email: 'ada@demo.groundswell.local',
    name: 'Ada Operator',
    role: 'operator',
    password: 'groundswell-operator',
  },
  {
    email: 'grace@demo.groundswell.local',
    name: 'Grace Approver',
    role: 'approver',
    password: 'groundswell-approver',
  },
  {
    email: 'linus@demo.groundswell.local',
    name: 'Linus Admin',
    role: 'admin',
    password: 'groundswell-admin',
  },
];

/** Makes those that are missing; answers all of them, by role, as actors for the demo's own commands. */
export async function createDemoAccounts(engine: Engine): Promise<Readonly<Record<Role, Actor>>> {
  const now = engine.clock.now();
  const actors: Partial<Record<Role, Actor>> = {};
  for (const { email, name, role, password } of DEMO_ACCOUNTS) {
    const found = await engine.db.person.findUnique({ where: { email } });
    const person =
      found ??
      (await engine.db.person.create({
        data: { email, name, role, passwordHash: await hashPassword(password), demo: true, createdAt: now },
      }));
    if (found === null) {
      await engine.db.auditLine.create({
        data: {
          at: now,
          actor: 'Groundswell',
          verb: 'create-demo-accounts',
          subject: `person:${person.id}`,
          label: name,
          outcome: 'done',
          data: toJson({ email, role }),
        },
      });
    }
    actors[role] = { id: person.id, name, email, role };
  }
  const { viewer, operator, approver, admin } = actors;
  if (!viewer || !operator || !approver || !admin) throw new Error('a role has no demo account');
  return { viewer, operator, approver, admin };
}
