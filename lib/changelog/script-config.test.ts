import { expect, test } from 'vitest';
import { parseScriptConfig } from '@/lib/changelog/script-config';

const defaults = { executeInTransaction: null, placeholderReplacement: true };

test.each([
  ['', defaults],
  ['# nothing\n! nothing\n\n  \n', defaults],
  ['executeInTransaction=false', { ...defaults, executeInTransaction: false }],
  ['executeInTransaction = true\r\n', { ...defaults, executeInTransaction: true }],
  ['  executeInTransaction: false  ', { ...defaults, executeInTransaction: false }],
  ['executeInTransaction false', { ...defaults, executeInTransaction: false }],
  ['placeholderReplacement=false\nencoding=UTF-8', { ...defaults, placeholderReplacement: false }],
  ['encoding=utf8\rplaceholderReplacement=true', defaults],
])('%j is read', (text, config) => {
  expect(parseScriptConfig(text)).toEqual({ ok: true, config });
});

test.each([
  ['executeintransaction=false', 'conf_key_unknown'],
  ['mixed=true', 'conf_key_unknown'],
  ['=', 'conf_key_unknown'],
  ['shouldExecute=false', 'conf_key_unsupported'],
  ['encoding=ISO-8859-1', 'conf_encoding_unsupported'],
  ['executeInTransaction=no', 'conf_value_invalid'],
  ['executeInTransaction=True', 'conf_value_invalid'],
  ['executeInTransaction', 'conf_value_invalid'],
  ['executeInTransaction=${x}', 'conf_value_invalid'],
  ['placeholderReplacement=false # why', 'conf_value_invalid'],
])('%j is refused', (text, code) => {
  expect(parseScriptConfig(`\n${text}`)).toMatchObject({ ok: false, problems: [{ code, line: 2 }] });
});

test('everything wrong is listed with its line', () => {
  const parsed = parseScriptConfig('a=1\nexecuteInTransaction=true\nexecuteInTransaction=false\nencoding=x');
  expect(!parsed.ok && parsed.problems.map(({ code, line }) => [code, line])).toEqual([
    ['conf_key_unknown', 1],
    ['conf_duplicate_key', 3],
    ['conf_encoding_unsupported', 4],
  ]);
});
