/**
 * What is selected: some tenants by id, or everything that matches the filter but a few. The second is an expression,
 * not a list: a tenant that comes to match later is in it.
 */
export type Selection =
  | { readonly kind: 'some'; readonly ids: ReadonlySet<string> }
  | { readonly kind: 'matching'; readonly except: ReadonlySet<string> };

export const NOTHING: Selection = { kind: 'some', ids: new Set() };
export const EVERYTHING: Selection = { kind: 'matching', except: new Set() };

export const isSelected = (selection: Selection, id: string): boolean =>
  selection.kind === 'some' ? selection.ids.has(id) : !selection.except.has(id);

/** Adds or takes away these ids. */
export function mark(selection: Selection, ids: readonly string[], on: boolean): Selection {
  const listed = new Set(selection.kind === 'some' ? selection.ids : selection.except);
  const isListed = selection.kind === 'some' ? on : !on;
  for (const id of ids) {
    if (isListed) listed.add(id);
    else listed.delete(id);
  }
  return selection.kind === 'some' ? { kind: 'some', ids: listed } : { kind: 'matching', except: listed };
}

/** Everything between two ids in the order of the screen, both included; only `to` when `from` is not there any more. */
export function between(order: readonly string[], from: string | null, to: string): readonly string[] {
  const start = from === null ? -1 : order.indexOf(from);
  const end = order.indexOf(to);
  if (start < 0 || end < 0) return [to];
  return order.slice(Math.min(start, end), Math.max(start, end) + 1);
}

/** The selected ones of the rows that match now: what an action acts on. What the filter hides is not acted on. */
export const selectedOf = <Row extends { readonly id: string }>(
  rows: readonly Row[],
  selection: Selection,
): readonly Row[] => rows.filter((row) => isSelected(selection, row.id));
