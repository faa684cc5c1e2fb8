import 'server-only';
import { fromJson } from '@/lib/db/json';
import type { CheckMode, VerdictWord } from '@/lib/domain/verdict';
import type { Engine } from '@/lib/engine/context';
import { BUILT_IN_CHECKS, VERDICT_DAYS, type ChecksView, type VerdictTally } from '@/lib/wire/checks-view';
import { expectation } from '@/lib/wire/commands';

const DAY_MS = 24 * 3_600_000;
const NO_VERDICTS: VerdictTally = { counts: {}, lastAt: null, newest: null };

/** All checks of all changelogs, each with what its tenants' newest verdicts say. */
export async function readChecks(engine: Engine): Promise<ChecksView> {
  const { db } = engine;
  const [changelogs, checks, tallies] = await Promise.all([
    db.changelog.findMany({
      orderBy: { name: 'asc' },
      select: {
        id: true,
        key: true,
        name: true,
        _count: { select: { tenants: { where: { archivedAt: null } } } },
      },
    }),
    db.check.findMany({ orderBy: [{ disabledAt: { sort: 'asc', nulls: 'first' } }, { name: 'asc' }] }),
    readTallies(engine),
  ]);
  const keyOf = new Map(changelogs.map(({ id, key }) => [id, key]));
  return {
    builtIn: BUILT_IN_CHECKS.map((check) => ({
      check,
      tally: tallies.get(tallyKey('', check)) ?? NO_VERDICTS,
    })),
    changelogs: changelogs.map(({ key, name, _count }) => ({ key, name, tenants: _count.tenants })),
    checks: checks.map((check) => ({
      id: check.id,
      rowVersion: check.version,
      changelogKey: keyOf.get(check.changelogId) ?? '',
      name: check.name,
      sql: check.sql,
      mode: check.mode as CheckMode,
      expectation: fromJson(expectation, check.expectation),
      timeoutMs: check.timeoutMs,
      rowCap: check.rowCap,
      disabledAt: check.disabledAt?.toISOString() ?? null,
      createdAt: check.createdAt.toISOString(),
      tally: tallies.get(tallyKey(check.changelogId, `sql:${check.name}`)) ?? NO_VERDICTS,
    })),
  };
}

/** Written checks belong to a changelog, built-in ones to all: their key has no changelog. */
const tallyKey = (changelogId: string, check: string): string =>
  check.startsWith('sql:') ? `${changelogId} ${check}` : check;

type TallyRow = {
  readonly changelogId: string;
  readonly check: string;
  readonly verdict: VerdictWord;
  readonly count: number;
  readonly lastAt: Date;
  readonly tenant: string;
  readonly rolloutId: string;
  readonly targetId: string;
  readonly measured: string | null;
  readonly limit: string | null;
};

/** One row for each changelog, check and verdict: how many tenants stand there, and the newest of them. */
async function readTallies({ db, clock }: Engine): Promise<ReadonlyMap<string, VerdictTally>> {
  const since = new Date(clock.now().getTime() - VERDICT_DAYS * DAY_MS);
  const rows = await db.$queryRaw<TallyRow[]>`
    WITH newest AS (
      SELECT DISTINCT ON (t."tenant_id", v."check") t."tenant_id", t."rollout_id", t."id" AS "target_id",
             n."changelog_id", n."key", v."check", v."verdict", v."measured", v."limit", v."at"
      FROM "verdict" v JOIN "target" t ON t."id" = v."target_id"
      JOIN "tenant" n ON n."id" = t."tenant_id" AND n."archived_at" IS NULL
      WHERE v."at" >= ${since}
      ORDER BY t."tenant_id", v."check", v."at" DESC
    ), ranked AS (
      SELECT *, count(*) OVER same AS "count", row_number() OVER (same ORDER BY "at" DESC, "key") AS "rank"
      FROM newest WINDOW same AS (PARTITION BY "changelog_id", "check", "verdict")
    )
    SELECT "changelog_id"::text AS "changelogId", "check", "verdict", "count"::int, "at" AS "lastAt", "key" AS "tenant",
           "rollout_id"::text AS "rolloutId", "target_id"::text AS "targetId", "measured", "limit"
    FROM ranked WHERE "rank" = 1`;
  const tallies = new Map<string, VerdictTally>();
  for (const row of rows) {
    const key = tallyKey(row.changelogId, row.check);
    tallies.set(key, withRow(tallies.get(key) ?? NO_VERDICTS, row));
  }
  return tallies;
}

function withRow(tally: VerdictTally, row: TallyRow): VerdictTally {
  const { verdict, tenant, rolloutId, targetId, measured, limit } = row;
  const at = row.lastAt.toISOString();
  const isNewest = verdict !== 'passed' && (tally.newest === null || tally.newest.at < at);
  return {
    counts: { ...tally.counts, [verdict]: (tally.counts[verdict] ?? 0) + row.count },
    lastAt: tally.lastAt === null || tally.lastAt < at ? at : tally.lastAt,
    newest: isNewest ? { tenant, rolloutId, targetId, verdict, measured, limit, at } : tally.newest,
  };
}
