import { appliedVersions, planned } from './plan';
import { expectState, press, signedIn, startRollout } from './operator';
import { expect, test, setStage } from './stage';

const stage = setStage();

test('abort lets what runs end, starts nothing more, and leaves migrated tenants as they are', async ({
  browser,
}) => {
  // atlas-freight needs seconds for V12, and one tenant at a time may run: the others wait behind it.
  const { rolloutId } = await planned(stage, [
    { name: 'Slow', rule: { kind: 'keys', keys: ['atlas-freight'] } },
    { name: 'Others', rule: { kind: 'keys', keys: ['bramble', 'harborlight'] } },
  ]);
  const page = await signedIn(browser, stage.url, 'operator');
  await page.goto(`/rollouts/${rolloutId}`);
  await startRollout(page);
  await expect
    .poll(() => stage.control('SELECT state FROM target WHERE state = $1', ['running']), { timeout: 20_000 })
    .toHaveLength(1);
  await press(page, /^Abort…/);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('The change must be withdrawn.');
  await press(dialog, /^Abort · /);
  await expectState(page, 'Aborted');

  const targets = await stage.control<{ key: string; state: string }>(
    'SELECT t.key, g.state FROM target g JOIN tenant t ON t.id = g.tenant_id WHERE g.rollout_id = $1 ORDER BY t.key',
    [rolloutId],
  );
  expect(targets).toEqual([
    { key: 'atlas-freight', state: 'succeeded' },
    { key: 'bramble', state: 'cancelled' },
    { key: 'harborlight', state: 'cancelled' },
  ]);
  expect((await appliedVersions(stage, 'atlas-freight')).at(-1)).toBe('14');
  expect((await appliedVersions(stage, 'bramble')).at(-1)).toBe('11');
  const [line] = await stage.control<{ reason: string }>(
    `SELECT reason FROM audit_line WHERE verb = 'abort-rollout' AND outcome = 'done'`,
  );
  expect(line?.reason).toBe('The change must be withdrawn.');
});

test('a tenant that is in a live rollout cannot be taken into a second one', async () => {
  await planned(stage, [{ name: 'One', rule: { kind: 'keys', keys: ['bramble'] } }]);
  await expect(planned(stage, [{ name: 'Two', rule: { kind: 'keys', keys: ['bramble'] } }])).rejects.toThrow(
    /no_targets|tenant_in_rollout/,
  );
});
