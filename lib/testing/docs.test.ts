import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Transitions } from '@/lib/domain/machine';
import { ROLLOUT_TRANSITIONS } from '@/lib/domain/rollout';
import { TARGET_TRANSITIONS } from '@/lib/domain/target';
import { ROLES, VERBS, type Role } from '@/lib/domain/verbs';
import { WAVE_TRANSITIONS } from '@/lib/domain/wave';
import { DEMO_ACCOUNTS } from '@/lib/engine/create-demo-accounts';
import { readEnv } from '@/lib/platform/env';

/** What the documentation says of the code is true, as far as a machine can tell. */
const pages = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => existsSync(file));
const text = (file: string): string => readFileSync(file, 'utf8');
const withoutCode = (page: string): string =>
  page.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^`\n]*`/g, '');

/** As GitHub makes them. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
const anchors = (page: string): readonly string[] =>
  [
    ...text(page)
      .replaceAll(/```[\s\S]*?```/g, '')
      .matchAll(/^#{1,6} (.+)$/gm),
  ].map(([, heading = '']) => anchorOf(heading));

/** Cells of the table that follows `mark`, without its header. */
function tableAfter(page: string, mark: string): readonly (readonly string[])[] {
  const at = text(page).indexOf(mark);
  if (at === -1) throw new Error(`${page} has no ${mark}`);
  const lines = text(page)
    .slice(at + mark.length)
    .split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const end = lines.findIndex((line, index) => index > first && !line.startsWith('|'));
  return lines.slice(first + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('the documentation', () => {
  const links = pages.flatMap((page) =>
    [...withoutCode(text(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => ({ page, link })),
  );

  test('has links', () => {
    expect(links.length).toBeGreaterThan(20);
  });

  test('links only to what is there', () => {
    const broken = links.filter(({ page, link }) => {
      if (/^(https?|mailto):/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? page : normalize(join(dirname(page), path));
      // Images are made by `npm run screenshots`: before the first time there are none.
      if (file.startsWith('docs/screenshots/') && !existsSync('docs/screenshots')) return false;
      return !existsSync(file) || (anchor !== undefined && !anchors(file).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  test('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(text('package.json')) as { scripts: Readonly<Record<string, string>> };
    const named = pages.flatMap((page) =>
      [...text(page).matchAll(/npm run ([a-z][a-z0-9:]*)/g)].map(([, name = '']) => name),
    );
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
  });

  test('names only files that exist', () => {
    const named = pages.flatMap((page) =>
      [
        ...text(page).matchAll(
          /`((?:lib|app|components|bench|e2e|prisma|docs)\/[\w./()[\]-]+\.(?:ts|tsx|md|sql|prisma))`/g,
        ),
      ].map(([, file = '']) => `${page}: ${file}`),
    );
    const missing = named.filter((entry) => !existsSync(entry.slice(entry.indexOf(': ') + 2)));
    // The guide for contributors invents a verb.
    expect(missing.filter((entry) => !entry.includes('snooze-tenant'))).toEqual([]);
  });
});

describe('what is drawn and listed is what the code says', () => {
  const moves = (table: Transitions<string, string>): readonly string[] =>
    Object.entries(table)
      .flatMap(([move, { from, to }]) => from.map((state) => `${state} --> ${to}: ${move}`))
      .toSorted();

  test.each([
    ['rollout', ROLLOUT_TRANSITIONS],
    ['wave', WAVE_TRANSITIONS],
    ['target', TARGET_TRANSITIONS],
  ])('the diagram of a %s', (name, table) => {
    const block = new RegExp(`<!-- machine: ${name} -->\\n\`\`\`mermaid\\n([\\s\\S]*?)\`\`\``).exec(
      text('docs/architecture.md'),
    );
    const drawn = (block?.[1] ?? '').split('\n').map((line) => line.trim());
    const first = Object.values(table)[0]?.from[0];
    expect(drawn).toContain(`[*] --> ${first}`);
    expect(drawn.filter((line) => /^\w+ --> /.test(line)).toSorted()).toEqual(moves(table));
  });

  test('roles and verbs', () => {
    const rows = tableAfter('docs/security.md', '<!-- table: verbs -->').map((cells) => [
      cells[0]?.replaceAll('`', ''),
      ROLES.filter((_, index) => cells[index + 1] === '✓'),
    ]);
    const verbs = Object.entries(VERBS as Readonly<Record<string, readonly Role[]>>);
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(verbs.map(([verb, roles]) => [verb, [...roles]])),
    );
    expect(rows.length).toBe(verbs.length);
  });

  test('variables of the environment', () => {
    const listed = tableAfter('docs/operations.md', '## Environment').map(([name = '']) =>
      name.replaceAll('`', ''),
    );
    expect(listed.toSorted()).toEqual([...Object.keys(readEnv({})), 'GROUNDSWELL_CREDENTIAL_…'].toSorted());
  });

  test('demo accounts', () => {
    const listed = tableAfter('README.md', '## Start').map((cells) =>
      cells.map((cell) => cell.replaceAll('`', '')),
    );
    expect(listed).toEqual(DEMO_ACCOUNTS.map(({ role, email, password }) => [role, email, password]));
  });

  test('rooms and their arrows', () => {
    type Policy = {
      readonly from: Element;
      readonly allow: { readonly to: { readonly element: { readonly type: readonly string[] } } };
    };
    type Element = { readonly element: { readonly type: string } };
    const { rules } = JSON.parse(text('.oxlintrc.json')) as {
      readonly rules: {
        readonly 'boundaries/dependencies': readonly [string, { readonly policies: readonly Policy[] }];
      };
    };
    const policies = rules['boundaries/dependencies'][1].policies;
    const allowed = new Map(policies.map(({ from, allow }) => [from.element.type, allow.to.element.type]));
    const typeOf = (room: string): string =>
      ({ worker: 'process', cli: 'process', 'server/actions': 'actions', 'db/generated': 'generated' })[
        room
      ] ?? room;
    const listed = tableAfter('lib/README.md', '## Rooms').filter(([room]) => room !== '`testing`');
    for (const [room = '', , imports = ''] of listed) {
      const type = typeOf(room.replaceAll('`', ''));
      const said = imports
        .split(', ')
        .filter((name) => name !== 'itself')
        .map(typeOf);
      expect({ room, may: [...new Set([...said, type])].toSorted() }).toEqual({
        room,
        may: (allowed.get(type) ?? []).toSorted(),
      });
    }
    const outside = ['app', 'api', 'components', 'ui', 'generated'];
    const named = new Set([...listed.map(([room = '']) => typeOf(room.replaceAll('`', ''))), ...outside]);
    expect([...allowed.keys()].filter((type) => !named.has(type))).toEqual([]);
  });
});
