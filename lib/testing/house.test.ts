import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { VERBS } from '@/lib/domain/verbs';

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => existsSync(file));
const sources = files.filter((file) => /\.tsx?$/.test(file) && !file.endsWith('house.test.ts'));
const text = (file: string) => readFileSync(file, 'utf8');
const matching = (pattern: RegExp, where: RegExp) =>
  sources.filter((file) => where.test(file) && pattern.test(text(file)));

describe('what lint cannot say', () => {
  test('the domain never reads the clock', () => {
    expect(matching(/new Date\(\)|Date\.now/, /^lib\/domain\/(?!.*\.test\.)/)).toEqual([]);
  });

  // It throws outside Next, so the worker would die at start.
  test('server-only stays out of what the worker loads', () => {
    expect(matching(/['"]server-only['"]/, /^lib\/(?!server\/)/)).toEqual([]);
  });

  test('only the environment module reads the environment', () => {
    // Next replaces NEXT_RUNTIME in instrumentation.ts at build time; the supervisor's test prints what a child was given.
    const tools =
      /^(lib\/platform\/env(\.test)?\.ts|[\w.-]+\.config\.ts|instrumentation\.ts|lib\/cli\/supervise\.test\.ts)$/;
    expect(matching(/process\.env/, /./).filter((file) => !tools.test(file))).toEqual([]);
  });

  test('no path is longer than 80 characters', () => {
    expect(files.filter((file) => file.length > 80)).toEqual([]);
  });

  test('no file is called utils, helpers, common, misc or types', () => {
    expect(files.filter((file) => /\/(utils?|helpers?|common|misc|types)\.tsx?$/.test(file))).toEqual([]);
  });

  test('end-to-end tests live in e2e only', () => {
    expect(files.filter((file) => file.endsWith('.e2e.ts') && !file.startsWith('e2e/'))).toEqual([]);
  });

  test('every action goes through the one door', () => {
    expect(
      sources.filter((file) => file.startsWith('lib/server/actions/') && !/from '(\.\.|@\/lib\/server)\/action'/.test(text(file))),
    ).toEqual([]);
  });

  test('every verb that somebody can ask for has an engine file of its name', () => {
    const reading = ['see', 'export'];
    const engine = new Set(files.filter((file) => file.startsWith('lib/engine/')));
    const verbs = Object.keys(VERBS).filter((verb) => !reading.includes(verb));
    expect(verbs.filter((verb) => !engine.has(`lib/engine/${verb}.ts`))).toEqual([]);
  });

  test('pages load and hand over', () => {
    const long = sources.filter(
      (file) => /^app\/.*page\.tsx$/.test(file) && text(file).split('\n').length > 60,
    );
    expect(long).toEqual([]);
  });

  test('components never see the database', () => {
    expect(matching(/from '@\/lib\/(db|engine|tenant|queue)\//, /^components\//)).toEqual([]);
  });
});
