import { stdout } from 'node:process';
import { styleText } from 'node:util';

/** Lines of a command in the terminal: one a step, with its time; nothing moves, so logs stay readable too. */

type Style = Parameters<typeof styleText>[0];

const paint = (style: Style, text: string) => styleText(style, text, { stream: stdout });

export function say(text = ''): void {
  stdout.write(`${text}\n`);
}

export function note(text: string): void {
  say(`  ${paint('dim', text)}`);
}

export function warn(text: string): void {
  say(`${paint('yellow', '!')} ${text}`);
}

export function fail(text: string): void {
  say(`${paint('red', '✗')} ${text}`);
}

export function done(text: string, durationMs?: number): void {
  say(
    `${paint('green', '✓')} ${text}${durationMs === undefined ? '' : paint('dim', `  ${seconds(durationMs)}`)}`,
  );
}

export function strong(text: string): string {
  return paint('bold', text);
}

export function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}

/** Runs a step and says that it was done; `describe` may tell what was found. */
export async function step<T>(
  text: string,
  work: () => Promise<T>,
  describe?: (value: T) => string,
): Promise<T> {
  const startedAt = performance.now();
  const value = await work();
  done(describe ? `${text}: ${describe(value)}` : text, performance.now() - startedAt);
  return value;
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
