import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

type Policy = { from: { element: { type: string } }; allow: { to: { element: { type: string[] } } } };
type Config = {
  settings: { 'boundaries/elements': { type: string; pattern: string }[] };
  rules: Record<string, unknown> & { 'boundaries/dependencies': [string, { policies: Policy[] }] };
  jsPlugins: string[];
};

const root = resolve(import.meta.dirname, '../..');
const config = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')) as Config;
const rooms = new Map(
  config.settings['boundaries/elements'].map(({ type, pattern }) => [type, pattern.replace('(worker|cli)', 'worker')]),
);
const allowed = new Map(
  config.rules['boundaries/dependencies'][1].policies.map((policy) => [
    policy.from.element.type,
    new Set(policy.allow.to.element.type),
  ]),
);

/** Every ordered pair of rooms, of which the first is one that has rules. */
const pairs = [...allowed.keys()].flatMap((from) => [...rooms.keys()].map((to) => ({ from, to })));
const planted = ({ from, to }: { from: string; to: string }) => `${rooms.get(from)}/plants-${to}.ts`;

let house: string;
let caught: Set<string>;

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'walls-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), text);
  };
  for (const room of rooms.values()) write(`${room}/thing.ts`, 'export const thing = 1;\n');
  for (const pair of pairs) {
    write(planted(pair), `import { thing } from '@/${rooms.get(pair.to)}/thing';\n\nexport const planted = thing;\n`);
  }
  write('lib/nowhere/lost.ts', 'export const lost = 1;\n');
  write(
    'tsconfig.json',
    JSON.stringify({ compilerOptions: { module: 'ESNext', moduleResolution: 'bundler', paths: { '@/*': ['./*'] } } }),
  );
  const walls = {
    jsPlugins: config.jsPlugins,
    categories: { correctness: 'off' },
    settings: config.settings,
    rules: Object.fromEntries(Object.entries(config.rules).filter(([rule]) => rule.startsWith('boundaries/'))),
  };
  write('.oxlintrc.json', JSON.stringify(walls));
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));

  let output: string;
  try {
    output = execFileSync(join(root, 'node_modules/.bin/oxlint'), ['-c', '.oxlintrc.json', '--format', 'json', '.'], {
      cwd: house,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  const { diagnostics } = JSON.parse(output) as { diagnostics: { filename: string }[] };
  caught = new Set(diagnostics.map(({ filename }) => filename));
}, 120_000);

afterAll(() => rmSync(house, { recursive: true, force: true }));

test('every forbidden import is caught, and no allowed one', () => {
  const wrong = pairs.filter((pair) => caught.has(planted(pair)) === allowed.get(pair.from)?.has(pair.to));
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  expect(pairs.filter((pair) => caught.has(planted(pair))).length).toBeGreaterThan(100);
});

test('a file in no room is caught', () => {
  expect(caught).toContain('lib/nowhere/lost.ts');
});
