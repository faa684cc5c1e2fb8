/** Search parameters of a query object: empty values are left out, so that equal views have equal addresses. */
export function queryText(query: Readonly<Record<string, string | null>>): string {
  const entries = Object.entries(query).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  const text = new URLSearchParams(entries).toString();
  return text === '' ? '' : `?${text}`;
}
