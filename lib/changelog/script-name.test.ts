import { describe, expect, test } from 'vitest';
import vectors from '@/lib/changelog/vectors/flyway-misc.json' with { type: 'json' };
import { isScriptFile, parseScriptName } from '@/lib/changelog/script-name';

const kindOf: Record<string, string> = { V: 'versioned', R: 'repeatable', B: 'baseline' };

/** Where we differ from the open-source engine, and why. */
const differences: Record<string, string> = {
  'U1__x.sql': 'undo scripts are read (Flyway Teams)',
  'U1.1__x.sql': 'undo scripts are read (Flyway Teams)',
  'Vlatest__x.sql': 'a pointer is no version',
  'Vcurrent__x.sql': 'a pointer is no version',
  'Vnext__x.sql': 'a pointer is no version',
};

describe('file names as the real Flyway reads them', () => {
  const comparable = vectors.filenames.filter(({ file }) => isScriptFile(file) && !(file in differences));

  test.each(comparable)('$file', ({ file, valid, prefix, version, description }) => {
    const parsed = parseScriptName(file);
    if (!valid) expect(parsed.ok).toBe(false);
    else if (prefix !== undefined && prefix in kindOf) {
      expect(parsed).toEqual({ ok: true, name: { kind: kindOf[prefix], version, description } });
    } else expect(parsed).toMatchObject({ ok: false, code: 'callback_unsupported' });
  });

  test('nothing but the suffix-less and the named differences is left out', () => {
    expect(comparable).toHaveLength(vectors.filenames.length - Object.keys(differences).length - 3);
  });
});

test.each([
  ['U1__x.sql', { kind: 'undo', version: '1', description: 'x' }],
  ['U1_1__take_back.sql', { kind: 'undo', version: '1.1', description: 'take back' }],
  ['V1__x.SqL', { kind: 'versioned', version: '1', description: 'x' }],
  ['V1__x.sql.sql', { kind: 'versioned', version: '1', description: 'x.sql' }],
  ['V1__\u6f22 "q".sql', { kind: 'versioned', version: '1', description: '\u6f22 "q"' }],
])('%s is read', (file, name) => {
  expect(parseScriptName(file)).toEqual({ ok: true, name });
});

test.each([
  ['v1__x.sql', 'script_name_prefix', 'v', 'V1.2__add_column.sql'],
  ['u1__x.sql', 'script_name_prefix', 'u', 'U1.2__add_column.sql'],
  ['r__x.sql', 'script_name_prefix', 'r', 'R__reporting_view.sql'],
  ['1__x.sql', 'script_name_prefix', '1', 'V1.2__add_column.sql'],
  ['.sql', 'script_name_prefix', '', 'V1.2__add_column.sql'],
  ['V__x.sql', 'script_name_version_missing', 'V__x.sql', 'V1.2__add_column.sql'],
  ['U__x.sql', 'script_name_version_missing', 'U__x.sql', 'U1.2__add_column.sql'],
  ['V1_x.sql', 'script_name_no_separator', '1_x', 'V1.2__add_column.sql'],
  ['V1_.sql', 'script_name_no_separator', '1_', 'V1.2__add_column.sql'],
  ['Rx.sql', 'script_name_no_separator', 'x', 'R__reporting_view.sql'],
  ['R1__x.sql', 'script_name_version_unwanted', '1', 'R__reporting_view.sql'],
  ['V1..1__x.sql', 'script_name_version_malformed', '1..1', 'V1.2__add_column.sql'],
  ['Views.sql', 'script_name_version_malformed', 'iews', 'V1.2__add_column.sql'],
  ['VLatest__x.sql', 'script_name_version_reserved', 'Latest', 'V1.2__add_column.sql'],
  [`V${'1'.repeat(51)}__x.sql`, 'script_name_version_too_long', '1'.repeat(51), 'V1.2__add_column.sql'],
  ['afterMigrate.sql', 'callback_unsupported', 'afterMigrate', 'V1.2__add_column.sql'],
  [
    'beforeEachMigrate__grants.sql',
    'callback_unsupported',
    'beforeEachMigrate__grants',
    'V1.2__add_column.sql',
  ],
])('%s is refused with the value and a right form', (file, code, value, example) => {
  expect(parseScriptName(file)).toEqual({ ok: false, code, value, example });
});

test('a version of exactly the column width is accepted', () => {
  expect(parseScriptName(`V${'1'.repeat(50)}__x.sql`).ok).toBe(true);
});
