import { expect, test } from 'vitest';
import { judge, type Expectation } from './expectation';

const rows = (...values: (string | null)[]) => ({ rows: values.map((value) => [value]), truncated: false });

test.each<[Expectation, (string | null)[], string, string | null]>([
  [{ op: 'no_rows' }, [], 'passed', '0'],
  [{ op: 'no_rows' }, ['x'], 'failed', '1'],
  [{ op: 'some_rows' }, ['x', 'y'], 'passed', '2'],
  [{ op: 'some_rows' }, [], 'failed', '0'],
  [{ op: 'equals', value: 'on' }, ['on'], 'passed', 'on'],
  [{ op: 'equals', value: 'on' }, ['off'], 'failed', 'off'],
  [{ op: 'equals', value: 'on' }, [], 'no_data', null],
  [{ op: 'equals', value: 'on' }, [null], 'no_data', null],
  [{ op: 'at_most', value: 3 }, ['3'], 'passed', '3'],
  [{ op: 'at_most', value: 3 }, ['3.01'], 'failed', '3.01'],
  [{ op: 'at_most', value: 3 }, ['NaN'], 'inconclusive', 'NaN'],
  [{ op: 'at_least', value: 3 }, [''], 'inconclusive', ''],
  [{ op: 'at_least', value: 3 }, ['many'], 'inconclusive', 'many'],
  [{ op: 'at_least', value: 3 }, ['2'], 'failed', '2'],
  [{ op: 'at_least', value: 3 }, [null], 'no_data', null],
])('%o of %o is %s', (expectation, values, verdict, measured) => {
  expect(judge(expectation, rows(...values))).toMatchObject({ verdict, measured });
});

test('a capped answer says that there was more', () => {
  expect(judge({ op: 'no_rows' }, { rows: [['a']], truncated: true })).toEqual({
    verdict: 'failed',
    measured: '1+',
    limit: '0',
  });
});
