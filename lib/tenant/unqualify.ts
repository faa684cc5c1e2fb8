/**
 * Takes the tenant's schema name out of a definition that the server printed, token by token: `t1.orders` and
 * `"Tenant 1".orders` become `orders`. With an empty search_path the server qualifies everything, so what is left is
 * the same text for every tenant.
 *
 * Only qualifiers go: a string that happens to equal the schema's name stays, except where it names an object
 * (`'t1.seq'::regclass`) or a search_path (`SET search_path TO 't1'`, which becomes `'<schema>'`). Only before
 * one of `objects` (names in the schema) or an operator is it a qualifier: `t1.id` may be a column of an alias t1.
 */
export function unqualify(definition: string, schema: string, objects: ReadonlySet<string>): string {
  // Only a plain name stands in the text as it is; others have their quotes doubled, once or twice.
  if (/^\w+$/.test(schema) && !definition.includes(schema)) return definition;
  let output = '';
  let at = 0;
  let afterDot = false;
  while (at < definition.length) {
    const token = nextToken(definition, at);
    const end = at + token.length;
    const name = afterDot ? undefined : identifierOf(token);
    const object = name === schema && definition[end] === '.' ? nextToken(definition, end + 1) : undefined;
    if (object !== undefined && isObject(object, objects)) {
      // What follows the qualifier is the object's own name, even if it is the same word.
      output += object;
      at = end + 1 + object.length;
      afterDot = false;
      continue;
    }
    output += token.startsWith("'")
      ? unqualifyString(token, schema, objects, definition.slice(end, end + 5), output)
      : token;
    afterDot = token === '.';
    at = end;
  }
  return output;
}

/**
 * A word, a quoted name, a string, a run of anything else, or one character that opens what never closes. The server
 * doubles the backslashes of an E'' string, so a string always ends at an undoubled quote.
 */
const tokens =
  /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|"[^"]*(?:""[^"]*)*"|'[^']*(?:''[^']*)*'|[^A-Za-z_\u0080-\uffff"'.]+|[\s\S]/y;

function nextToken(source: string, at: number): string {
  tokens.lastIndex = at;
  return tokens.exec(source)?.[0] ?? '';
}

function identifierOf(token: string): string | undefined {
  if (token.startsWith('"') && token.length > 1) return token.slice(1, -1).replaceAll('""', '"');
  return /^[A-Za-z_\u0080-\uffff]/.test(token) ? token : undefined;
}

/** Operators are no names, but nothing else can follow a dot. */
function isObject(token: string, objects: ReadonlySet<string>): boolean {
  const name = identifierOf(token);
  return name === undefined ? token !== '' && token !== '.' && !token.startsWith("'") : objects.has(name);
}

function unqualifyString(
  token: string,
  schema: string,
  objects: ReadonlySet<string>,
  after: string,
  before: string,
): string {
  const content = token.slice(1, -1).replaceAll("''", "'");
  if (after === '::reg') return `'${unqualify(content, schema, objects).replaceAll("'", "''")}'`;
  const isPath = /SET search_path TO (?:'(?:[^']|'')*', ?)*$/.test(before);
  return isPath && content === schema ? `'<schema>'` : token;
}
