import type { FleetRow } from '@/lib/wire/fleet-view';

export type GroupLine = {
  readonly kind: 'group';
  readonly id: string;
  readonly name: string;
  readonly count: number;
  readonly collapsed: boolean;
};
export type TenantLine = { readonly kind: 'tenant'; readonly id: string; readonly row: FleetRow };
/** One line of the grid, in the order of the screen. */
export type Line = GroupLine | TenantLine;

/**
 * Rows as lines: with `grouped`, a heading before each group; a collapsed group is its heading only. The counts are of
 * the whole group, also where not all of its rows have been loaded yet.
 */
export function linesOf(
  rows: readonly FleetRow[],
  groups: readonly { readonly key: string; readonly count: number }[],
  grouped: boolean,
  collapsed: ReadonlySet<string>,
): readonly Line[] {
  if (!grouped) return rows.map(tenantLine);
  const byGroup = Map.groupBy(rows, (row) => row.group);
  return groups.flatMap(({ key, count }): readonly Line[] => {
    const isCollapsed = collapsed.has(key);
    const heading: GroupLine = {
      kind: 'group',
      id: `group ${key}`,
      name: key,
      count,
      collapsed: isCollapsed,
    };
    return isCollapsed ? [heading] : [heading, ...(byGroup.get(key) ?? []).map(tenantLine)];
  });
}

const tenantLine = (row: FleetRow): TenantLine => ({ kind: 'tenant', id: row.id, row });
