import { expect, test } from 'vitest';
import type { ReleaseScriptView } from '@/lib/wire/releases-view';
import { pairScripts } from './pair-scripts';

const script = (
  kind: ReleaseScriptView['kind'],
  version: string | null,
  name: string,
): ReleaseScriptView => ({
  position: 0,
  kind,
  version,
  description: name,
  script: name,
  checksum: 0,
  statements: 1,
  transactional: true,
  executeInTransaction: null,
  placeholderReplacement: true,
  placeholders: [],
  since: 'same',
  characters: 1,
});

test('an undo script stands with its version, written either way, and nowhere else', () => {
  const list = [
    script('baseline', '1', 'B1'),
    script('versioned', '1.0', 'V1.0'),
    script('undo', '1', 'U1'),
    script('versioned', '2', 'V2'),
    script('repeatable', null, 'R'),
  ];
  expect(pairScripts(list).map(({ main, undo }) => [main.script, undo?.script ?? null])).toEqual([
    ['B1', null],
    ['V1.0', 'U1'],
    ['V2', null],
    ['R', null],
  ]);
});
