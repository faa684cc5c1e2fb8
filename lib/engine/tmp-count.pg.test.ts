import pg from 'pg';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEngineStage, type EngineStage } from '@/lib/testing/engine';
import { startRollout } from './start-rollout';
import { workloadFiles } from '../../bench/workload';
let stage: EngineStage;
beforeAll(async () => { stage = await openEngineStage(); });
afterAll(async () => stage.close());
const N = 40;
test('count', async () => {
  const ops = await stage.person('operator');
  const r = await stage.release('x', workloadFiles(10).map((f) => ({ script: f.path, sql: new TextDecoder().decode(f.bytes) })));
  const serverId = await stage.server('big', 8);
  const keys = Array.from({ length: N + 1 }, (_, i) => `t${i}`);
  await stage.tenants(keys, { serverId });
  await stage.worker({ concurrency: 4 });
  const warm = await stage.rollout({ releaseId: r, waves: [{ keys: ['t0'], tolerance: 1 }] });
  await startRollout(stage.engine, ops, { rolloutId: warm.id, expectedVersion: 1, confirmCount: 1 });
  await stage.untilState(warm.id, 'completed');
  const one = await stage.rollout({ releaseId: r, waves: [{ keys: keys.slice(1), tolerance: 50 }], maxConcurrency: 8 });
  const counts = new Map<string, number>();
  const seq: string[] = [];
  const orig = pg.Client.prototype.query;
  let on = true;
  (pg.Client.prototype as unknown as { query: unknown }).query = function (this: pg.Client & { database: string }, a: unknown, ...rest: unknown[]) {
    if (on) {
      const o = a as { text?: string };
      let text = typeof a === 'string' ? a : typeof o?.text === 'string' ? o.text : '';
      if (text === '') { const b = Object.entries(a as object); text = 'BATCH ' + String(b.length); }
      const where = this.database === stage.control.database ? 'C' : this.database === stage.fleet.database ? 'T' : '?';
      const app = (this as unknown as { connectionParameters: { application_name?: string } }).connectionParameters?.application_name ?? '';
      const t = text.replace(/\s+/g, ' ').replace(/'[^']*'/g, "''").replace(/"?t\d+"?\b/g, 't#').slice(0, 150);
      const k = `${where} ${app.slice(0, 22)} | ${t}`;
      counts.set(k, (counts.get(k) ?? 0) + 1);
    }
    return (orig as (...x: unknown[]) => unknown).call(this, a, ...rest);
  };
  const t0 = performance.now();
  await startRollout(stage.engine, ops, { rolloutId: one.id, expectedVersion: 1, confirmCount: N });
  await stage.untilState(one.id, 'completed');
  on = false;
  const ms = performance.now() - t0;
  const sum = (p: string) => [...counts].filter(([k]) => k.startsWith(p)).reduce((s, [, n]) => s + n, 0);
  const lines = [`ms ${ms.toFixed(0)} C/target ${(sum('C') / N).toFixed(2)} T/target ${(sum('T') / N).toFixed(2)} BEGIN C ${[...counts].filter(([k]) => k.startsWith('C') && /\| BEGIN/.test(k)).reduce((s, [, n]) => s + n, 0) / N}`,
    ...[...counts].sort((a, b) => b[1] - a[1]).map(([k, n]) => `${(n / N).toFixed(2)} ${k}`)];
  writeFileSync('/tmp/h/counts.txt', lines.join('\n'));
  void seq;
  expect(1).toBe(1);
}, 60_000);
