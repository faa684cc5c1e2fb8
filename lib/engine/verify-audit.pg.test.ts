import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '@/lib/engine/context';
import { exportAudit } from '@/lib/engine/export-audit';
import { auditGenesis, auditHash, auditHeadMac, sealAudit } from '@/lib/engine/seal-audit';
import { verifyAudit } from '@/lib/engine/verify-audit';
import { testEngine, type TestEngine } from '@/lib/testing/test-engine';

let test: TestEngine;
let actor: Actor;
/** Whoever owns the database can switch the triggers off. */
let attacker: pg.Client;

beforeEach(async () => {
  test = await testEngine();
  actor = await test.person('viewer');
  for (let at = 1; at <= 8; at += 1) {
    await test.engine.db.auditLine.create({
      data: {
        actor: 'Ada',
        verb: 'hold-tenant',
        subject: `tenant:${at}`,
        outcome: 'done',
        data: { b: at, a: ['x', null] },
      },
    });
  }
  expect(await sealAudit(test.engine)).toEqual({ sealed: 8, stopped: null });
  attacker = new pg.Client({ connectionString: test.database.url });
  await attacker.connect();
  await attacker.query('ALTER TABLE audit_line DISABLE TRIGGER ALL');
});

afterEach(async () => {
  await attacker.end();
  await test.close();
});

const report = async (exportedHead?: { seq: string; hash: string }) => {
  const result = await verifyAudit(test.engine, actor, exportedHead ? { exportedHead } : {});
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};

/** The chain from `from` on, made anew with another key, as somebody with the database and without the key would. */
async function rechain(key: Buffer, from: bigint): Promise<void> {
  const lines = await test.engine.db.auditLine.findMany({
    where: { seq: { gte: from } },
    orderBy: { seq: 'asc' },
  });
  const before = await test.engine.db.auditLine.findFirst({ where: { seq: from - 1n } });
  let prev = before?.hash ?? auditGenesis(key);
  for (const line of lines) {
    const hash = auditHash(key, line, line.seq ?? 0n, prev);
    await attacker.query('UPDATE audit_line SET prev_hash = $1, hash = $2 WHERE id = $3', [
      prev,
      hash,
      line.id,
    ]);
    prev = hash;
  }
  const last = lines.at(-1)?.seq ?? 0n;
  const mac = auditHeadMac(key, last, prev);
  await attacker.query('UPDATE audit_head SET seq = $1, hash = $2, mac = $3', [last, prev, mac]);
}

describe('the audit chain', () => {
  it('verifies as it is, new lines included', async () => {
    expect(await report()).toMatchObject({ ok: true, lines: 8, unsealed: 0, problem: null });
    // The verification itself is a line.
    expect(await report()).toMatchObject({ ok: true, lines: 9 });
  });

  it('refuses to be changed in passing', async () => {
    await attacker.query('ALTER TABLE audit_line ENABLE TRIGGER ALL');
    await expect(attacker.query(`UPDATE audit_line SET actor = 'Eve' WHERE seq = 3`)).rejects.toMatchObject({
      code: 'GS003',
    });
    await expect(attacker.query('DELETE FROM audit_line WHERE seq = 3')).rejects.toMatchObject({
      code: 'GS003',
    });
  });

  it.each([
    ['in the middle', '3', `actor = 'Eve'`],
    ['in its data', '5', `data = '{"a":["x",null],"b":99}'`],
    ['in its time', '1', `at = at - interval '1 ms'`],
    ['at the end', '8', `outcome = 'refused'`],
  ])('shows an edited line %s', async (_, seq, change) => {
    await attacker.query(`UPDATE audit_line SET ${change} WHERE seq = ${seq}`);
    expect(await report()).toMatchObject({ ok: false, problem: { kind: 'edited', seq } });
  });

  it('shows a line that was taken out', async () => {
    await attacker.query('DELETE FROM audit_line WHERE seq = 4');
    expect(await report()).toMatchObject({ ok: false, problem: { kind: 'missing', seq: '4' } });
  });

  it.each([1n, 5n, 8n])('shows a table that was chained anew from line %s with another key', async (from) => {
    await attacker.query(`UPDATE audit_line SET actor = 'Eve' WHERE seq = $1`, [from]);
    await rechain(randomBytes(32), from);
    expect(await report()).toMatchObject({ ok: false, problem: { kind: 'rechained', seq: String(from) } });
  });

  it('shows a tail that was cut, with how much is gone', async () => {
    await attacker.query('DELETE FROM audit_line WHERE seq > 6');
    expect(await report()).toMatchObject({
      ok: false,
      problem: { kind: 'cut_tail', seq: '7', expectedSeq: '8' },
    });
  });

  it('shows a head that was moved back without the key, or taken away', async () => {
    await attacker.query('DELETE FROM audit_line WHERE seq > 6');
    await attacker.query('UPDATE audit_head SET seq = 6, hash = (SELECT hash FROM audit_line WHERE seq = 6)');
    expect(await report()).toMatchObject({ ok: false, problem: { kind: 'head_forged' } });
    await attacker.query('DELETE FROM audit_head');
    expect(await report()).toMatchObject({ ok: false, problem: { kind: 'head_forged' } });
  });

  it('shows a tail cut together with an older head only to who kept a head outside', async () => {
    const { rows } = await attacker.query<{ seq: string; hash: string; mac: string }>(
      'SELECT * FROM audit_head',
    );
    const [old] = rows;
    await test.engine.db.auditLine.create({
      data: { actor: 'Eve', verb: 'x', subject: 'y', outcome: 'done' },
    });
    await sealAudit(test.engine);
    const kept = await test.engine.db.auditHead.findUniqueOrThrow({ where: { id: 1 } });
    await attacker.query('DELETE FROM audit_line WHERE seq > 8');
    await attacker.query('UPDATE audit_head SET seq = $1, hash = $2, mac = $3', [
      old?.seq,
      old?.hash,
      old?.mac,
    ]);
    expect(await report({ seq: String(kept.seq), hash: kept.hash })).toMatchObject({
      ok: false,
      problem: { kind: 'cut_tail', seq: '9', expectedSeq: '9' },
    });
    // By now the gap has been filled by the verification's own line: same number, another hash.
    expect(await report({ seq: String(kept.seq), hash: kept.hash })).toMatchObject({
      problem: { kind: 'head_mismatch', seq: '9' },
    });
    expect(await report()).toMatchObject({ ok: true });
  });

  it('is not continued once somebody has touched its end', async () => {
    await attacker.query('DELETE FROM audit_line WHERE seq = 8');
    await test.engine.db.auditLine.create({
      data: { actor: 'Ada', verb: 'x', subject: 'y', outcome: 'done' },
    });
    expect(await sealAudit(test.engine)).toEqual({ sealed: 0, stopped: 'chain_broken' });
    expect(await report()).toMatchObject({ unsealed: 1, problem: { kind: 'cut_tail' } });
  });

  it('is sealed by one process at a time', async () => {
    for (let at = 0; at < 30; at += 1) {
      await test.engine.db.auditLine.create({
        data: { actor: 'Ada', verb: 'x', subject: 'y', outcome: 'done' },
      });
    }
    const results = await Promise.all(Array.from({ length: 4 }, () => sealAudit(test.engine)));
    expect(results.reduce((sum, { sealed }) => sum + sealed, 0)).toBe(30);
    expect(await report()).toMatchObject({ ok: true, lines: 38 });
  });

  it('is exported line by line with its head last', async () => {
    const exported = await exportAudit(test.engine, actor);
    if (!exported.ok) throw new Error(exported.refusal.code);
    const lines: string[] = [];
    for await (const line of exported.value) lines.push(line);
    const head = JSON.parse(lines.pop() ?? '') as { head: { seq: string; hash: string } };
    expect(lines.map((line) => (JSON.parse(line) as { seq: string }).seq)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
    ]);
    expect(await report(head.head)).toMatchObject({ ok: true });
  });
});
