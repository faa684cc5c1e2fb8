import { emailOf } from './operator';
import { expect, test, setStage } from './stage';

const stage = setStage({ workers: 0 });

test('the console can be used without a mouse', async ({ browser }) => {
  const page = await (await browser.newContext({ baseURL: stage.url })).newPage();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').focus();
  await page.keyboard.type(emailOf('operator'));
  await page.getByLabel('Password').focus();
  await page.keyboard.type('groundswell-operator');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${stage.url}/`);
  await expect(page.getByRole('row', { name: /bramble/ })).toBeVisible();

  // The first stop on every page leads past the navigation.
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  // The palette gives the focus back, and finds a tenant.
  const palette = page.getByRole('dialog', { name: 'Commands' });
  await page.keyboard.press('Control+K');
  await expect(palette).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Control+K');
  await expect(palette).toBeVisible();
  await page.keyboard.type('marrow');
  await expect(palette.getByRole('option', { name: /marrowstone/ })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/tenants\/marrowstone$/);
  await expect(palette).toBeHidden();

  // A dialog takes the focus, keeps it, and gives it back to the button that opened it.
  const hold = page.getByRole('button', { name: /^Hold…/ });
  await hold.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  for (let stop = 0; stop < 12; stop += 1) {
    await page.keyboard.press('Tab');
    await expect(dialog.locator(':focus')).toHaveCount(1);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(hold).toBeFocused();

  // The button of a menu stands for the item that opened a dialog.
  await page.goto('/');
  const add = page.getByRole('button', { name: 'Add tenants' });
  await add.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(add).toBeFocused();

  // "/" is the filter of the matrix.
  await page.goto('/');
  await expect(page.getByRole('row', { name: /bramble/ })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('marrowstone');
  await expect(page.getByRole('row', { name: /bramble/ })).toBeHidden();
  await expect(page).toHaveURL(/q=marrowstone/);
});

test('on a phone the navigation is behind one button, and every place is there', async ({ browser }) => {
  const context = await browser.newContext({
    baseURL: stage.url,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(emailOf('operator'));
  await page.getByLabel('Password').fill('groundswell-operator');
  await page.getByRole('button', { name: 'Sign in', exact: true }).tap();
  await expect(page).not.toHaveURL(/sign-in/);
  for (const place of ['Rollouts', 'Approvals', 'Audit']) {
    await page.getByRole('button', { name: /^Menu/ }).tap();
    await page
      .getByRole('dialog')
      .getByRole('link', { name: new RegExp(`^${place}`) })
      .tap();
    await expect(page.getByRole('heading', { level: 1, name: new RegExp(place) })).toBeVisible();
  }
});
