import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { chromium, expect, type Browser, type Page } from '@playwright/test';
import pg from 'pg';
import { askApproval } from '@/lib/engine/ask-approval';
import { approveWave } from '@/lib/engine/approve-wave';
import { findChromium } from '@/lib/cli/chromium';
import { ensureBuilt, ensureGenerated } from '@/lib/cli/build';
import { done, say } from '@/lib/cli/progress';
import type { Role } from '@/lib/domain/verbs';
import { emailOf, signedIn } from './operator';
import { started } from './plan';
import { openStage, type Stage } from './stage';
import makeTemplate from './template';

/**
 * `npm run screenshots`: docs/screenshots, of a real rollout on the demo fleet. Two tenants of wave 1 wait for a lock
 * that this script holds, so that the rollout stands still in the middle of running while it is looked at.
 */
const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'docs/screenshots');
const schemes = ['light', 'dark'] as const;

await ensureGenerated(root);
await ensureBuilt(root);
await mkdir(folder, { recursive: true });
const executablePath = await findChromium();
const browser = await chromium.launch({
  args: ['--no-sandbox', '--force-color-profile=srgb'],
  ...(executablePath === undefined ? {} : { executablePath }),
});
const remove = await makeTemplate();
const stage = await openStage();
try {
  await shootAll(stage, browser);
} finally {
  await browser.close();
  await stage.close();
  await remove();
}
process.exit(0);

async function shootAll(on: Stage, with_: Browser): Promise<void> {
  await on.startWorker();
  const ada = await signedIn(with_, on.url, 'operator');
  const grace = await signedIn(with_, on.url, 'approver');

  await ada.goto('/rollouts/new?step=waves');
  await shoot(ada, 'plan', 1440);

  const { rolloutId } = await started(
    on,
    [
      { name: 'Canary', rule: { kind: 'keys', keys: ['bramble', 'harborlight'] } },
      { name: 'Wave 1', rule: { kind: 'percent', percent: 25 }, tolerance: 2, soakMs: 900_000 },
      { name: 'Wave 2', rule: { kind: 'rest' } },
    ],
    { approvalsRequired: 1, lockTimeoutMs: 30_000 },
  );
  await reached(on, rolloutId, 'Canary', 'passed');
  const approvalId = await ask(on, rolloutId, 'Wave 1');
  await grace.goto(`/approvals/${approvalId}`);
  await shoot(grace, 'approval', 1440);

  const locks = await Promise.all(['revontuli', 'two-rivers'].map((key) => holdLock(on, key)));
  await approve(on, approvalId);
  await expect
    .poll(
      () =>
        on.control(
          `SELECT count(*) FILTER (WHERE g.state = 'running')::int AS running,
                  count(*) FILTER (WHERE g.state = 'failed')::int AS failed
             FROM target g WHERE g.rollout_id = $1`,
          [rolloutId],
        ),
      { timeout: 120_000 },
    )
    .toEqual([{ running: 2, failed: 1 }]);
  await ada.goto(`/rollouts/${rolloutId}`);
  await shoot(ada, 'rollout', 1440);
  await shoot(ada, 'rollout', 390);
  await ada.goto('/?group=wave');
  await shoot(ada, 'fleet', 1440);
  await shoot(ada, 'fleet', 390);
  await Promise.all(locks.map((lock) => lock.end()));

  await ada.goto('/tenants/marrowstone');
  await shoot(ada, 'tenant', 1440);
  await ada.goto('/audit');
  await shoot(ada, 'audit', 1440);
}

async function shoot(page: Page, name: string, width: number): Promise<void> {
  await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await expect(page.getByRole('main')).toBeVisible();
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    await page.evaluate(() => document.fonts.ready);
    const path = join(folder, `${name}-${scheme}-${width}.png`);
    await page.screenshot({ path });
    done(`docs/screenshots/${name}-${scheme}-${width}.png`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function reached(on: Stage, rolloutId: string, wave: string, state: string): Promise<void> {
  await expect
    .poll(() => on.control('SELECT state FROM wave WHERE rollout_id = $1 AND name = $2', [rolloutId, wave]), {
      timeout: 60_000,
    })
    .toEqual([{ state }]);
}

async function ask(on: Stage, rolloutId: string, name: string): Promise<string> {
  const wave = await on.engine.db.wave.findFirstOrThrow({ where: { rolloutId, name } });
  const asked = await askApproval(on.engine, await actor(on, 'operator'), {
    waveId: wave.id,
    note: 'Canary is clean; please look at the two free-tier tenants.',
  });
  if (!asked.ok) throw new Error(JSON.stringify(asked.refusal));
  const approval = await on.engine.db.approval.findFirstOrThrow({
    where: { waveId: wave.id, state: 'requested' },
  });
  return approval.id;
}

async function approve(on: Stage, approvalId: string): Promise<void> {
  const { hash: seenHash } = await on.engine.db.approval.findUniqueOrThrow({ where: { id: approvalId } });
  const approved = await approveWave(on.engine, await actor(on, 'approver'), {
    approvalId,
    seenHash,
    reason: '',
  });
  if (!approved.ok) throw new Error(JSON.stringify(approved.refusal));
}

function actor(on: Stage, role: Role) {
  return on.actor(emailOf(role));
}

/** A reader that V12 has to wait for. */
async function holdLock(on: Stage, key: string): Promise<pg.Client> {
  const { database, schema } = await on.engine.db.tenant.findUniqueOrThrow({ where: { key } });
  const client = new pg.Client({
    connectionString: on.cluster.url(database),
    application_name: 'nightly-report',
  });
  await client.connect();
  await client.query(
    `BEGIN; LOCK TABLE ${client.escapeIdentifier(schema)}.usage_events IN ACCESS SHARE MODE`,
  );
  say(`${key} is locked`);
  return client;
}
