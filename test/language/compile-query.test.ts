import { describe, expect, test } from 'vitest';
import { compileRules } from '../../src/language/compile.ts';
import { compileQuery } from '../../src/language/compile-query.ts';
import { renderDiagnostic } from '../../src/language/diagnostic.ts';
import { functionLibrary } from '../../src/language/functions/index.ts';
import type { ViewProgram } from '../../src/language/program.ts';

const { program } = compileRules(
  [
    {
      name: 'rules',
      text: `source web from ndjson
          fields user: text, ip: ip, ok: boolean, port: number, bytes: number, took: duration, moment: time
          time moment, zone "Asia/Shanghai"
        view by_ip on web for each ip, ok, port
          keep count() as errors, max(bytes) as most, max(moment) as last_seen, average(took) as pace`,
    },
  ],
  { readTable: () => ({ columns: [], rows: new Map() }) },
);
const view = program!.rules[0] as ViewProgram;
const environment = { view, schema: program!.sources[0].schema, functions: functionLibrary([]) };

const columns = { errors: 5, most: Number.NaN, last_seen: Date.UTC(2025, 0, 5, 20), pace: 1_500 };
const row = {
  keys: ['10.1.2.3', 'true', '443'],
  aggregates: Float64Array.from(view.aggregates, (_, index) => {
    const column = view.columns.find(({ aggregate }) => aggregate === index)!;
    return columns[column.name as keyof typeof columns];
  }),
};

/** What is said about a query, as people read it. */
function told(where: string): string {
  const { query, diagnostics } = compileQuery(where, environment);
  expect(query).toBeUndefined();
  return diagnostics.map((each) => renderDiagnostic(each, [{ name: 'where', text: where }])).join('\n');
}

describe('a query', () => {
  test.each([
    ['errors > 3', true],
    ['errors > 3 and ip in "10.0.0.0/8"', true],
    ['errors < 3 or port = 80', false],
    ['errors in 4 to 6', true],
    ['ok', true],
    ['not ok', false],
    ['port + 1 = 444', true],
    ['most is missing', true],
    ['most != 1', false],
    ['last_seen >= "2025-01-06"', true],
    ['last_seen >= "2025-01-06 05:00:00"', false],
    ['hour(last_seen) = 4', true],
    ['pace > 1 second', true],
    ['network(ip, 24) = "10.1.2.0/24"', true],
    ['is_private(ip) and text(port) starts with "44"', true],
  ])('%s: %s', (where, matches) => {
    const { query, diagnostics } = compileQuery(where, environment);
    expect(diagnostics).toEqual([]);
    expect(query!.matches(row)).toBe(matches);
  });

  test.each(['ip in 10.0.0.0/8', "ip = '10.1.2.3'", '“10.1.2.3” = ip'])(
    'may be written as it is handy in a shell: %s',
    (where) => {
      const { query, diagnostics } = compileQuery(where, environment);
      expect(diagnostics).toEqual([]);
      expect(query!.matches(row)).toBe(true);
    },
  );
});

describe('a query with a mistake', () => {
  test('is told the nearest name', () => {
    expect(
      told('error > 3 and usr = "root"'),
    ).toBe(`error[C002] where:1:1: the view by_ip has no key or column "error"
  |
1 | error > 3 and usr = "root"
  | ^^^^^
  = hint: did you mean "errors"?

error[C002] where:1:15: the view by_ip has no key or column "usr"
  |
1 | error > 3 and usr = "root"
  |               ^^^
  = hint: a text is written "usr"; names are: ip, ok, port, errors, most, last_seen, pace
`);
  });

  test('is told that columns were computed before', () => {
    expect(
      told('count() > 3'),
    ).toBe(`error[C014] where:1:1: count(…) is computed as events come, and cannot be asked for afterwards
  |
1 | count() > 3
  | ^^^^^^^
  = hint: ask for a column: errors, most, last_seen, pace
`);
  });

  test('is told where it ends', () => {
    expect(
      told('errors > 3 port = 80'),
    ).toBe(`error[P007] where:1:12: expected the end of the condition, or "and", "or"
  |
1 | errors > 3 port = 80
  |            ^^^^ found "port"
`);
  });

  test.each([
    ['', ['P007']],
    ['errors >', ['P007']],
    ['errors', ['C011']],
    ['errors = "many"', ['C010']],
    ['new ip', ['C016']],
    ['score of ip > 0.5', ['C016']],
    ['ip in staff', ['C003']],
    ['lowr(ip) = "x"', ['C005']],
    ['errors == 3', ['P003']],
    ['errors > 3 # many\n) and', ['P007']],
    ['rule r on web', ['P007']],
  ])('%j: %j', (where, codes) => {
    const { diagnostics } = compileQuery(where, environment);
    expect(diagnostics.map(({ code }) => code)).toEqual(codes);
  });

  test('never throws, whatever the text', () => {
    for (const where of ['(((', '"', '{', 'a[', '\u0000', 'in', '= =', `${'not '.repeat(5_000)}ok`]) {
      expect(compileQuery(where, environment).diagnostics).not.toEqual([]);
    }
  });
});
