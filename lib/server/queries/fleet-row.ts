import 'server-only';
import { z } from 'zod';
import { fromJson } from '@/lib/db/json';
import type { FleetRow, FleetState } from '@/lib/wire/fleet-view';
import { behindOf, homeMadeLetters, markRunning, unknownLetters } from './fleet-cells';
import type { Fleet, FleetTenant } from './fleet-load';

/** What a row is compared with. */
export type RowContext = Pick<Fleet, 'columns' | 'letters'> & {
  readonly newest: null | { readonly targetVersion: string | null };
};

const labelsShape = z.record(z.string(), z.string());
const problemShape = z.object({ code: z.string() }).nullable();

/** One tenant as the fleet shows it; `group` is set by the caller. */
export function fleetRow(tenant: FleetTenant, fleet: RowContext): FleetRow {
  const { observation } = tenant;
  const target = tenant.targets[0];
  const hold = tenant.holds[0];
  const isKnown = observation?.state === 'ok' || observation?.state === 'home_made';
  const cells = cellsOf(tenant, fleet, target?.state === 'running');
  const behind = isKnown ? behindOf(cells, fleet.columns, fleet.newest?.targetVersion ?? null) : null;
  return {
    id: tenant.id,
    key: tenant.key,
    name: tenant.name,
    tier: tenant.tier,
    region: tenant.region,
    criticality: tenant.criticality,
    server: tenant.server.key,
    database: tenant.database,
    schema: tenant.schema,
    labels: fromJson(labelsShape, tenant.labels),
    version: observation?.currentVersion ?? null,
    behind,
    cells,
    state: stateOf(observation?.state, behind, target?.state),
    drift: driftOf(observation?.drift),
    hold: hold
      ? { reason: hold.reason, owner: hold.owner.name, expiresAt: hold.expiresAt?.toISOString() ?? null }
      : null,
    rollout: target
      ? {
          id: target.rollout.id,
          name: target.rollout.name,
          targetId: target.id,
          wave: target.wave.name,
          target: target.state,
          step: target.state === 'running' ? (target.tries[0]?.step ?? null) : null,
          startedAt: target.startedAt?.toISOString() ?? null,
        }
      : null,
    problem: problemShape.safeParse(observation?.problem ?? null).data?.code ?? null,
    verifiedAt: observation?.verifiedAt?.toISOString() ?? null,
    group: '',
  };
}

function cellsOf(
  { id, observation }: FleetTenant,
  { letters, columns }: RowContext,
  running: boolean,
): string {
  if (observation?.state === 'home_made') return homeMadeLetters(observation.currentVersion, columns);
  const text = letters.get(id) ?? unknownLetters(columns);
  return running ? markRunning(text) : text;
}

const driftOf = (drift: string | undefined): FleetRow['drift'] =>
  drift === 'clean' || drift === 'drifted' ? drift : 'unknown';

function stateOf(
  observed: string | undefined,
  behind: number | null,
  target: string | undefined,
): FleetState {
  if (target === 'running' || target === 'queued') return 'running';
  if (target === 'failed' || target === 'quarantined') return target;
  switch (observed) {
    case undefined:
      return 'unread';
    case 'no_history':
    case 'empty':
      return 'no_history';
    case 'home_made':
      return 'home_made';
    case 'ok':
      return behind === 0 ? 'on_target' : 'behind';
    default:
      return 'unreadable';
  }
}
