import { expect, type Browser, type Locator, type Page } from '@playwright/test';
import { DEMO_ACCOUNTS } from '@/lib/engine/create-demo-accounts';
import type { Role } from '@/lib/domain/verbs';

/** What people do in the console, in their words. */
const accountOf = (role: Role) => {
  const account = DEMO_ACCOUNTS.find((one) => one.role === role);
  if (account === undefined) throw new Error(`no demo account for ${role}`);
  return account;
};

export const emailOf = (role: Role): string => accountOf(role).email;

/** A browser of that person's own, signed in by the form. */
export async function signedIn(browser: Browser, url: string, role: Role): Promise<Page> {
  const context = await browser.newContext({ baseURL: url });
  const page = await context.newPage();
  await signIn(page, accountOf(role));
  return page;
}

export async function signIn(page: Page, account: { email: string; password: string }): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password').fill(account.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** Presses a button that the page has ready; fails with the page's own reason when it is disabled. */
export async function press(scope: Page | Locator, name: string | RegExp): Promise<void> {
  const button = scope.getByRole('button', { name });
  await expect(button).toBeVisible();
  await expect(button).not.toHaveAttribute('aria-disabled', 'true');
  await button.click();
}

/** A button that says why it cannot be pressed. */
export async function expectRefusedButton(
  scope: Page | Locator,
  name: string | RegExp,
  why: RegExp,
): Promise<void> {
  const button = scope.getByRole('button', { name });
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await expect(button).toHaveAccessibleDescription(why);
}

export async function startRollout(page: Page): Promise<void> {
  await press(page, /^Start .*tenant/);
  const dialog = page.getByRole('dialog');
  const count = (await dialog.getByRole('button', { name: /^Start · / }).innerText()).replace(/\D/g, '');
  await dialog.getByRole('textbox').fill(count);
  await press(dialog, /^Start · /);
  await expect(dialog).toBeHidden();
}

export async function askForApproval(page: Page): Promise<void> {
  await press(page, /^Ask for approval/);
  const dialog = page.getByRole('dialog');
  await press(dialog, /^Ask for approval/);
  await expect(dialog).toBeHidden();
}

/** Opens the newest request from the list and approves it. */
export async function approveWave(page: Page, wave: string): Promise<void> {
  await page.goto('/approvals');
  await page
    .getByRole('link', { name: new RegExp(wave) })
    .first()
    .click();
  await press(page, new RegExp(`^Approve ${wave}`));
  await expect(page.getByText(`${wave}`).first()).toBeVisible();
  await expect(page.getByRole('button', { name: new RegExp(`^Approve ${wave}`) })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
}

export async function expectState(page: Page, word: string): Promise<void> {
  await expect(page.getByRole('main').getByText(word, { exact: true }).first()).toBeVisible({
    timeout: 60_000,
  });
}

export type WaveWish = { readonly name: string; readonly tolerance?: number } & (
  | { readonly keys: readonly string[] }
  | { readonly percent: number }
  | { readonly rest: true }
);

/** Plans the newest release through the form: its three suggested waves, changed to what is wished; then creates it. */
export async function planRollout(page: Page, waves: readonly [WaveWish, WaveWish, WaveWish]): Promise<void> {
  await page.goto('/rollouts/new?step=waves');
  for (const [at, wave] of waves.entries()) {
    const card = page.getByRole('region', { name: new RegExp(`^Wave ${at + 1}:`) });
    await card.getByLabel('Wave name').fill(wave.name);
    if ('keys' in wave) await pickByHand(card, wave.keys);
    else if ('percent' in wave) {
      await card.getByLabel('Which tenants').selectOption({ label: 'A percentage' });
      await card.getByLabel('Share').fill(String(wave.percent));
    } else await card.getByLabel('Which tenants').selectOption({ label: 'The rest' });
    await card.getByLabel('Failures allowed').fill(String(wave.tolerance ?? 0));
  }
  await press(page, /^Next: safety/i);
  await press(page, /^Next: preview/i);
  const create = page.getByRole('button', { name: /^Create rollout · / });
  await expect(create).not.toHaveAttribute('aria-disabled', 'true');
  await create.click();
  await expect(page).toHaveURL(/\/rollouts\/[0-9a-f-]{36}/);
}

async function pickByHand(card: Locator, keys: readonly string[]): Promise<void> {
  await card.getByLabel('Which tenants').selectOption({ label: 'By hand' });
  const clear = card.getByRole('button', { name: 'Clear' });
  if (await clear.isVisible()) await clear.click();
  for (const key of keys) {
    await card.getByLabel('Find tenants').fill(key);
    await card
      .getByRole('list', { name: 'Tenants found' })
      .getByRole('checkbox', { name: key, exact: true })
      .check();
  }
}
