/**
 * Takes the tenant's schema name out of a definition that the server printed, token by token: `t1.orders` and
 * `"Tenant 1".orders` become `orders`. With an empty search_path the server qualifies everything, so what is left is
 * the same text for every tenant.
 *
 * Only qualifiers go: a string that happens to equal the schema's name stays, except where it names an object
 * (`'t1.seq'::regclass`) or a search_path (`SET search_path TO 't1'`, which becomes `'<schema>'`).
 */
export function unqualify(definition: string, schema: string): string {
  if (!definition.includes(schema) && !definition.includes(schema.replaceAll('"', '""'))) return definition;
  let output = '';
  let at = 0;
  let afterDot = false;
  while (at < definition.length) {
    const token = nextToken(definition, at);
    const end = at + token.length;
    const name = afterDot ? undefined : identifierOf(token);
    if (name === schema && definition[end] === '.') {
      // What follows the qualifier is the object's own name, even if it is the same word.
      const object = nextToken(definition, end + 1);
      output += object;
      at = end + 1 + object.length;
      afterDot = false;
      continue;
    }
    output += token.startsWith("'") ? unqualifyString(token, schema, definition.slice(end, end + 5), output) : token;
    afterDot = token === '.';
    at = end;
  }
  return output;
}

const word = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const quoted = /"(?:[^"]|"")*"/y;
const text = /'(?:[^']|'')*'/y;

/** The server prints E'' only with backslashes doubled, so a quote always ends at an undoubled quote. */
function nextToken(source: string, at: number): string {
  for (const pattern of [word, quoted, text]) {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    if (found !== undefined) return found;
  }
  return source[at] ?? '';
}

function identifierOf(token: string): string | undefined {
  if (token.startsWith('"') && token.length > 1) return token.slice(1, -1).replaceAll('""', '"');
  return /^[A-Za-z_\u0080-\uffff]/.test(token) ? token : undefined;
}

function unqualifyString(token: string, schema: string, after: string, before: string): string {
  const content = token.slice(1, -1).replaceAll("''", "'");
  if (after === '::reg') return `'${unqualify(content, schema).replaceAll("'", "''")}'`;
  const isPath = /SET search_path TO (?:'(?:[^']|'')*', ?)*$/.test(before);
  return isPath && content === schema ? `'<schema>'` : token;
}
