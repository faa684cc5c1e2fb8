import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endSessions } from '@/lib/engine/end-sessions';
import { testEngine, type TestEngine } from '@/lib/testing/test-engine';
import { auditQuery } from '@/lib/wire/audit-view';
import { readAudit } from './audit';

let stage: TestEngine;
const read = (query: Record<string, string>) => readAudit(stage.engine, auditQuery.parse(query));

beforeAll(async () => {
  stage = await testEngine();
  await stage.engine.db.auditLine.createMany({
    data: Array.from({ length: 250 }, (_, index) => ({
      at: new Date(Date.UTC(2026, 0, 1 + Math.floor(index / 100), 23, 59, 59)),
      actor: index % 2 === 0 ? 'Ada <ada@example.com>' : 'Ben <ben@example.com>',
      verb: index % 5 === 0 ? 'start-rollout' : 'retry-target',
      subject: `rollout:${index}`,
      label: index === 7 ? '100%_sure' : `number ${index}`,
      outcome: index % 10 === 0 ? 'refused' : 'done',
      code: index % 10 === 0 ? 'wrong_state' : null,
      data: { index },
    })),
  });
});
afterAll(() => stage.close());

describe('the audit list', () => {
  test('gives every line once, page by page, newest first, also when lines arrive meanwhile', async () => {
    const seen: string[] = [];
    let before: string | null = '';
    while (before !== null) {
      const page = await read({ ...(before !== '' && { before }), actor: 'Ada <ada@example.com>' });
      seen.push(...page.lines.map((line) => line.id));
      before = page.older;
      await stage.engine.db.auditLine.create({
        data: { actor: 'Ada <ada@example.com>', verb: 'later', subject: 'x:1', outcome: 'done', at: new Date(0) },
      });
    }
    expect(seen).toHaveLength(125);
    expect(seen.map(Number)).toEqual(seen.map(Number).toSorted((a, b) => b - a));
  });

  test('narrows by verb, outcome and whole UTC days', async () => {
    expect((await read({ verb: 'start-rollout', outcome: 'refused' })).lines).toHaveLength(25);
    const second = await read({ from: '2026-01-02', to: '2026-01-02' });
    expect(new Set(second.lines.map((line) => line.at))).toEqual(new Set(['2026-01-02T23:59:59.000Z']));
  });

  test('takes what is typed as text: % and _ are letters', async () => {
    expect((await read({ text: '0%_S' })).lines.map((line) => line.label)).toEqual(['100%_sure']);
    expect((await read({ text: '%' })).lines).toHaveLength(1);
    expect((await read({ text: `'; DROP TABLE audit_line; --` })).lines).toEqual([]);
  });

  test('parameters that do not fit are as good as none', async () => {
    expect((await read({ before: 'x', outcome: 'maybe', from: '2026-13-45' })).lines).toHaveLength(100);
  });
});

test('signing out everywhere ends every session and says so', async () => {
  const viewer = await stage.person('viewer');
  expect(await endSessions(stage.engine, viewer)).toEqual({ ok: true, value: { sessionVersion: 2 } });
  expect((await read({ verb: 'end-sessions' })).lines[0]).toMatchObject({ subject: `person:${viewer.id}`, outcome: 'done' });
});
