import { z } from 'zod';

/** A line of one of our processes as a person reads it in the terminal; lines that are no JSON log stay as they are. */

const entrySchema = z.looseObject({ level: z.number(), msg: z.string().default('') });
const levels: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
const leftOut = new Set(['level', 'msg', 'time', 'pid', 'part', 'hostname']);

export function readableLogLine(line: string): string {
  const entry = parse(line);
  if (!entry) return line;
  const facts = Object.entries(entry)
    .filter(([name]) => !leftOut.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [(levels[entry.level] ?? String(entry.level)).padEnd(5), entry.msg, ...facts].join(' ').trimEnd();
}

function parse(line: string) {
  if (!line.startsWith('{')) return undefined;
  try {
    return entrySchema.safeParse(JSON.parse(line)).data;
  } catch {
    // Text that happens to begin with a brace.
    return undefined;
  }
}
