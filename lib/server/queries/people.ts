import 'server-only';
import { ROLES } from '@/lib/domain/verbs';
import type { Engine } from '@/lib/engine/context';
import type { PeopleView } from '@/lib/wire/people-view';

/** Everybody, the disabled last. For administrators: the caller has asked. */
export async function readPeople({ db }: Engine): Promise<PeopleView> {
  const [people, signIns] = await Promise.all([
    db.person.findMany({ orderBy: [{ disabledAt: { sort: 'asc', nulls: 'first' } }, { name: 'asc' }] }),
    db.auditLine.groupBy({ by: ['actorId'], where: { verb: 'sign-in', outcome: 'done' }, _max: { at: true } }),
  ]);
  const lastSignIn = new Map(signIns.map((line) => [line.actorId, line._max.at]));
  return {
    people: people.map((person) => ({
      id: person.id,
      name: person.name,
      email: person.email,
      role: ROLES.find((role) => role === person.role) ?? 'viewer',
      demo: person.demo,
      disabledAt: person.disabledAt?.toISOString() ?? null,
      createdAt: person.createdAt.toISOString(),
      signedInAt: lastSignIn.get(person.id)?.toISOString() ?? null,
    })),
  };
}
