import { press, signedIn } from './operator';
import { expect, test, setStage } from './stage';

const stage = setStage();

/** As somebody with the database's own password would: the trigger that forbids it is put aside first. */
const tamper = async (sql: string) => {
  await stage.control('ALTER TABLE audit_line DISABLE TRIGGER audit_line_append_only');
  await stage.control(sql);
  await stage.control('ALTER TABLE audit_line ENABLE TRIGGER audit_line_append_only');
};

test('the chain is whole, until somebody edits a row', async ({ browser }) => {
  const page = await signedIn(browser, stage.url, 'viewer');
  await page.goto('/audit');
  await press(page, /^Verify/);
  await expect(page.getByText(/whole|intact/i).first()).toBeVisible();

  await expect(
    stage.control(`UPDATE audit_line SET reason = 'never mind' WHERE seq = 3`),
  ).rejects.toMatchObject({
    code: 'GS003',
  });
  await tamper(`UPDATE audit_line SET actor = 'Somebody else' WHERE seq = 3`);
  await press(page, /^Verify/);
  await expect(page.getByText(/edited|changed/i).first()).toBeVisible();
  await expect(page.getByText(/\b3\b/).first()).toBeVisible();
});

test('a tail that was cut off is missed', async ({ browser }) => {
  const page = await signedIn(browser, stage.url, 'viewer');
  await tamper(`DELETE FROM audit_line WHERE seq = (SELECT max(seq) FROM audit_line)`);
  await page.goto('/audit');
  await press(page, /^Verify/);
  await expect(page.getByText(/edited|changed|missing|cut/i).first()).toBeVisible();
});
