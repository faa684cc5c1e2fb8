import { emailOf, expectRefusedButton, signedIn } from './operator';
import { expect, test, setStage } from './stage';

const stage = setStage({ workers: 0 });

test('nobody sees anything without signing in, and comes back to where they were going', async ({
  browser,
}) => {
  const page = await (await browser.newContext({ baseURL: stage.url })).newPage();
  await page.goto('/tenants/marrowstone');
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/);
  expect((await page.request.get(`${stage.url}/api/views/fleet`)).status()).toBe(401);
  await page.getByLabel('E-mail').fill(emailOf('viewer'));
  await page.getByLabel('Password').fill('groundswell-viewer');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/tenants\/marrowstone$/);
});

test('a foreign address to come back to is not followed', async ({ browser }) => {
  const page = await (await browser.newContext({ baseURL: stage.url })).newPage();
  await page.goto('/sign-in?callbackUrl=https://evil.example/');
  await page.getByLabel('E-mail').fill(emailOf('viewer'));
  await page.getByLabel('Password').fill('groundswell-viewer');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(`${stage.url}/`);
});

test('a viewer’s buttons say why, and a command sent by hand is refused and audited', async ({ browser }) => {
  const page = await signedIn(browser, stage.url, 'viewer');
  await page.goto('/tenants/marrowstone');
  await expectRefusedButton(page, /^Hold/, /operator/i);
  const answer = await page.evaluate(async () => {
    const response = await fetch('/api/commands/abort-rollout', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ rolloutId: crypto.randomUUID(), expectedVersion: 1, reason: 'by hand' }),
    });
    return { status: response.status, body: (await response.json()) as { refusal: { code: string } } };
  });
  expect(answer).toMatchObject({ status: 403, body: { refusal: { code: 'not_allowed' } } });
  const [line] = await stage.control<{ verb: string; code: string; outcome: string }>(
    'SELECT verb, code, outcome FROM audit_line ORDER BY id DESC LIMIT 1',
  );
  expect(line).toEqual({ verb: 'abort-rollout', code: 'not_allowed', outcome: 'refused' });
});

test('a write from a foreign page or from none is refused before anything runs', async ({ browser }) => {
  const page = await signedIn(browser, stage.url, 'operator');
  const send = (headers: Record<string, string>) =>
    page.request.post(`${stage.url}/api/commands/pause-rollout`, {
      headers,
      data: {},
      failOnStatusCode: false,
    });
  for (const headers of [
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    {} as Record<string, string>,
  ]) {
    const response = await send(headers);
    expect(response.status()).toBe(403);
    expect(await response.json()).toMatchObject({ refusal: { code: 'foreign_origin' } });
  }
  const own = await send({ Origin: stage.url });
  expect(await own.json()).toMatchObject({ refusal: { code: 'bad_input' } });
});

test('every page has a strict policy, and none of them runs a script that it did not ask for', async ({
  browser,
}) => {
  const page = await signedIn(browser, stage.url, 'viewer');
  const response = await page.goto('/');
  const policy = response?.headers()['content-security-policy'] ?? '';
  expect(policy).toMatch(/script-src [^;]*'nonce-/);
  expect(policy).not.toMatch(/script-src [^;]*'unsafe-inline'/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(response?.headers()['x-content-type-options']).toBe('nosniff');
});

test('guessing a password is slowed down', async ({ browser }) => {
  const page = await (await browser.newContext({ baseURL: stage.url })).newPage();
  await page.goto('/sign-in');
  for (let guess = 1; guess <= 6; guess += 1) {
    await page.getByLabel('E-mail').fill('linus@demo.groundswell.local');
    await page.getByLabel('Password').fill(`wrong ${guess}`);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(
      page.getByRole('alert').filter({ hasText: guess <= 5 ? 'wrong_credentials' : 'rate_limited' }),
    ).toBeVisible();
  }
});

test('a person who is disabled is out at once', async ({ browser }) => {
  const page = await signedIn(browser, stage.url, 'viewer');
  await stage.control('UPDATE person SET disabled_at = now() WHERE email = $1', [emailOf('viewer')]);
  expect((await page.request.get(`${stage.url}/api/views/fleet`)).status()).toBe(401);
  await page.goto('/rollouts');
  await expect(page).toHaveURL(/sign-in/);
});
