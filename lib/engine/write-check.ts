import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { splitScript } from '@/lib/changelog/split';
import { withoutLeadingComments } from '@/lib/tenant/statement-text';
import type { Input, writeCheck as schema } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { transact } from './transact';

/** Writes a new check, or a new wording of one (`checkId`). Verdicts of earlier wordings stay as they were given. */
export async function writeCheck(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<{ readonly checkId: string }>> {
  return transact(engine, actor, 'write-check', async (work) => {
    const query = oneQuery(input.sql);
    if (!query.ok) return query;
    const { checkId, expectedVersion, changelogKey, ...fields } = input;
    const changelog = await work.tx.changelog.findUnique({ where: { key: changelogKey } });
    if (changelog === null) return refuse('not_found', { what: 'changelog', value: changelogKey });
    const namesake = await work.tx.check.findUnique({
      where: { changelogId_name: { changelogId: changelog.id, name: input.name } },
    });
    if (namesake !== null && namesake.id !== checkId) return refuse('check_name_taken', { name: input.name });
    const values = { ...fields, sql: query.value, changelogId: changelog.id };
    let id = checkId;
    if (id === null) {
      const [created] = await work.tx.check.createManyAndReturn({
        data: [{ ...values, createdAt: work.now }],
        skipDuplicates: true,
        select: { id: true },
      });
      if (created === undefined) return refuse('check_name_taken', { name: input.name });
      id = created.id;
    } else {
      if ((await work.tx.check.findUnique({ where: { id } })) === null) {
        return refuse('not_found', { what: 'check', value: id });
      }
      const { count } = await work.tx.check.updateMany({
        where: { id, version: expectedVersion ?? -1 },
        data: { ...values, version: { increment: 1 } },
      });
      if (count === 0) return refuse('stale_version', { what: 'check', key: input.name });
    }
    const { mode, expectation } = input;
    work.announce('rollouts');
    await work.audit(
      { kind: 'check', id, label: input.name },
      { data: { sql: query.value, mode, expectation } },
    );
    return ok({ checkId: id });
  });
}

/** One statement that answers rows: it is run as a cursor, by a role that can only read. */
function oneQuery(sql: string): Result<string> {
  const split = splitScript(sql);
  if (!split.ok) {
    const [first] = split.problems;
    return refuse('check_not_single_statement', { why: first?.code ?? 'unreadable', line: first?.line ?? 1 });
  }
  const [statement] = split.statements;
  if (statement === undefined || split.statements.length > 1) {
    return refuse('check_not_single_statement', { why: 'count', statements: split.statements.length });
  }
  const text = withoutLeadingComments(statement.text);
  const word = /^\(*\s*([A-Za-z]+)/.exec(text)?.[1]?.toUpperCase() ?? '';
  if (!['SELECT', 'VALUES', 'WITH'].includes(word)) {
    return refuse('check_not_single_statement', { why: 'not_a_query', word });
  }
  return ok(statement.text);
}
