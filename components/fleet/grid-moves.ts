/** A place in the grid. Line −1 is the header; the column is kept while a heading without columns is passed. */
export type Place = { readonly line: number; readonly column: number };

export type Extent = {
  readonly lines: number;
  readonly columns: number;
  /** Lines of one page. */
  readonly page: number;
};

export type GridKey = {
  readonly key: string;
  readonly ctrl: boolean;
};

const HEADER = -1;

/** Where a key leads (APG data grid); null when it is none of the grid's. */
export function moveBy({ key, ctrl }: GridKey, from: Place, { lines, columns, page }: Extent): Place | null {
  const last = lines - 1;
  const at = (line: number, column: number): Place => ({
    line: Math.max(HEADER, Math.min(line, last)),
    column: Math.max(0, Math.min(column, columns - 1)),
  });
  switch (key) {
    case 'ArrowUp':
      return at(from.line - 1, from.column);
    case 'ArrowDown':
      return at(from.line + 1, from.column);
    case 'ArrowLeft':
      return at(from.line, from.column - 1);
    case 'ArrowRight':
      return at(from.line, from.column + 1);
    case 'Home':
      return ctrl ? at(Math.min(0, last), 0) : at(from.line, 0);
    case 'End':
      return ctrl ? at(last, columns - 1) : at(from.line, columns - 1);
    case 'PageUp':
      // Not into the header: a page up is about rows.
      return at(Math.max(Math.min(0, last), from.line - page), from.column);
    case 'PageDown':
      return at(from.line + page, from.column);
    default:
      return null;
  }
}
