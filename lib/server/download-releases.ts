import 'server-only';
import type { NextRequest } from 'next/server';
import { ok } from '@/lib/domain/refusal';
import { recordExport } from '@/lib/engine/record-export';
import { BYTE_ORDER_MARK, csvLine, exportName } from '@/lib/wire/csv';
import { releasesQuery, type ReleaseListItem } from '@/lib/wire/releases-view';
import { command } from './command';
import { readReleases } from './queries/releases';
import { refusedResponse } from './routes';
import { searchInput } from './search-input';

const HEADER = [
  'changelog',
  'name',
  'target_version',
  'versioned',
  'undo',
  'repeatable',
  'baseline',
  'outside_transaction',
  'tenants_on',
  'tenants_behind',
  'tenants_beyond',
  'tenants_unknown',
  'rollouts',
  'source',
  'published_by',
  'published_at',
  'id',
];

/** All releases of the list's filter, not only those that the page shows. Audited before the first byte. */
export async function downloadReleases(request: NextRequest): Promise<Response> {
  const input = searchInput(request.nextUrl.searchParams);
  const result = await command('export', releasesQuery, input, async (engine, operator, query) => {
    const now = engine.clock.now();
    const { items } = await readReleases(engine, query, EVERY);
    const recorded = await recordExport(engine, operator, {
      subject: { kind: 'releases', id: query.changelog ?? 'all', label: `${items.length} releases` },
      data: { rows: items.length, filter: request.nextUrl.search },
    });
    return recorded.ok ? ok({ items, now }) : recorded;
  });
  if (!result.ok) return refusedResponse(result.refusal);
  const { items, now } = result.value;
  return new Response(BYTE_ORDER_MARK + csvLine(HEADER) + items.map(lineOf).join(''), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${exportName('releases', now)}"`,
      'Cache-Control': 'no-store',
    },
  });
}

/** More than anybody publishes, and as many as one query takes ids. */
const EVERY = 20_000;

const lineOf = (item: ReleaseListItem): string =>
  csvLine([
    item.changelog.key,
    item.name,
    item.targetVersion,
    item.scripts.versioned,
    item.scripts.undo,
    item.scripts.repeatable,
    item.scripts.baseline,
    item.scripts.outsideTransaction,
    item.reach?.on ?? null,
    item.reach?.behind ?? null,
    item.reach?.ahead ?? null,
    item.reach?.unknown ?? null,
    item.rollouts.all,
    item.source,
    item.publishedBy,
    item.publishedAt,
    item.id,
  ]);
