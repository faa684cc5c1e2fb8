/**
 * One line of CSV (RFC 4180, ending CRLF). A text that a spreadsheet would take for a formula gets an apostrophe before
 * it (OWASP, CSV injection); numbers are written as they are.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  // Full-width signs too: some spreadsheets fold them to the plain ones.
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Spreadsheets read a file without it in the computer's old encoding. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** `groundswell-fleet-20261125T140207Z.csv` */
export const exportName = (what: string, at: Date, extension = 'csv'): string =>
  `groundswell-${what}-${at.toISOString().replaceAll(/[-:]|\.\d+/g, '')}.${extension}`;
