import AxeBuilder from '@axe-core/playwright';
import { started } from './plan';
import { signedIn } from './operator';
import { expect, test, setStage } from './stage';

const stage = setStage();

const pages = [
  '/',
  '/?view=list',
  '/tenants/marrowstone',
  '/servers',
  '/servers/pg-eu-1',
  '/releases',
  '/releases/new',
  '/rollouts',
  '/rollouts/new',
  '/rollouts/new?step=preview',
  '/approvals',
  '/checks',
  '/audit',
  '/people',
  '/account',
];

for (const scheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test(`axe finds nothing on any page, ${scheme}, ${width} px wide`, async ({ browser }) => {
      test.setTimeout(180_000);
      const { rolloutId } = await ensureRollout();
      const page = await signedIn(browser, stage.url, 'admin');
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      const failed = await stage.engine.db.target.findFirstOrThrow({ where: { rolloutId, state: 'failed' } });
      const release = await stage.engine.db.release.findFirstOrThrow();
      const more = [
        `/releases/${release.id}`,
        `/rollouts/${rolloutId}`,
        `/rollouts/${rolloutId}?target=${failed.id}`,
      ];
      for (const path of [...pages, ...more, `/rollouts/${rolloutId}/rollback`]) {
        await page.goto(path);
        // Behind a drawer the page is hidden from assistive technology, its heading too.
        await expect(page.locator('h1')).toBeVisible();
        if (path.includes('target=')) await expect(page.getByRole('dialog')).toContainText('23505');
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
          .analyze();
        const found = violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html.slice(0, 160)}`);
        expect(found).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
      }
    });
  }
}

let rollout: Promise<{ rolloutId: string }> | undefined;
/** One that has a failure in view: marrowstone's own rows violate V13. */
function ensureRollout(): Promise<{ rolloutId: string }> {
  rollout ??= started(stage, [
    { name: 'Canary', rule: { kind: 'keys', keys: ['marrowstone', 'bramble'] }, tolerance: 1 },
    { name: 'Rest', rule: { kind: 'rest' } },
  ]).then(async (made) => {
    await expect
      .poll(() => stage.control(`SELECT 1 FROM target WHERE state = 'failed'`), { timeout: 60_000 })
      .toHaveLength(1);
    return made;
  });
  return rollout;
}
