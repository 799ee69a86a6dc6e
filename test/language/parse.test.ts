/** What the parser makes of the forms a rule may have. */

import { describe, expect, test } from 'vitest';
import type { Declaration, Expression } from '../../src/language/ast.ts';
import { parseRules } from '../../src/language/parse.ts';

/** Parses one file that must be without mistakes; places are left out, they would hide the tree. */
function parsed(text: string): readonly Declaration[] {
  const { ast, diagnostics } = parseRules([{ name: 'rules.plumb', text }]);
  expect(diagnostics).toEqual([]);
  return withoutSpans(ast.declarations);
}

function withoutSpans<Tree>(tree: Tree): Tree {
  return JSON.parse(JSON.stringify(tree, (key, value) => (key === 'span' ? undefined : value)));
}

function where(text: string): Expression {
  const [rule] = parsed(`rule r on s where ${text}`);
  return (rule as Declaration & { readonly kind: 'rule' }).where!;
}

const name = (text: string): unknown => ({ kind: 'name', name: text });
const number = (value: number): unknown => ({ kind: 'number', value });

describe('a source', () => {
  test('says its format, fields, time and identity, in any order of clauses', () => {
    const [source] = parsed(`
      source web
        identified by id
        time moment, year 2019, zone "Asia/Shanghai", up to 10 minutes late, precision 5 seconds
        fields moment: time as "MMM d HH:mm:ss", id: text from "request.id"
        from csv file "web.csv" separated by ";" columns moment, "request id"`);
    expect(source).toEqual({
      kind: 'source',
      name: { value: 'web' },
      damaged: false,
      format: {
        kind: 'csv',
        separator: { value: ';' },
        columns: [{ value: 'moment' }, { value: 'request id' }],
      },
      file: { value: 'web.csv' },
      fields: [
        { name: { value: 'moment' }, type: { value: 'time' }, timePattern: { value: 'MMM d HH:mm:ss' } },
        { name: { value: 'id' }, type: { value: 'text' }, path: { value: 'request.id' } },
      ],
      timeField: { value: 'moment' },
      lateness: { value: 600_000 },
      zone: { value: 'Asia/Shanghai' },
      precision: { value: 5_000 },
      year: { value: 2019 },
      identity: { value: 'id' },
    });
  });

  test('takes line patterns joined by "or"', () => {
    const [source] = parsed('source s from lines "{a}" or "{b} {c}" ignore other lines file "x.log"');
    expect(source).toMatchObject({
      format: { kind: 'lines', patterns: [{ value: '{a}' }, { value: '{b} {c}' }], ignoreOthers: true },
      file: { value: 'x.log' },
    });
  });

  test('may leave out the word "file" and put a comma or none between fields', () => {
    const [source] = parsed('source s from ndjson "x.ndjson" fields a: text b: ip, time: time, time time');
    expect(source).toMatchObject({ file: { value: 'x.ndjson' }, timeField: { value: 'time' } });
    expect(source).toHaveProperty('fields.length', 3);
  });
});

describe('a topic', () => {
  test.each([
    ['kafka topic "log_data"', { kind: 'kafka', name: { value: 'log_data' } }, { kind: 'ndjson' }],
    ['folder "topics/a" as ndjson', { kind: 'folder', name: { value: 'topics/a' } }, { kind: 'ndjson' }],
    [
      'kafka topic "a" as csv separated by ";" columns t',
      { kind: 'kafka', name: { value: 'a' } },
      { kind: 'csv', separator: { value: ';' }, columns: [{ value: 't' }] },
    ],
    [
      'kafka topic "a" as lines "{t}" or "{t} {u}" ignore other lines',
      { kind: 'kafka', name: { value: 'a' } },
      { kind: 'lines', patterns: [{ value: '{t}' }, { value: '{t} {u}' }], ignoreOthers: true },
    ],
  ])('is where a source reads from: %s', (from, origin, format) => {
    const [source] = parsed(`source s from ${from} fields t: time time arrival, idle after 30 seconds`);
    expect(source).toMatchObject({
      origin,
      format,
      timeField: { value: 'arrival' },
      idle: { value: 30_000 },
    });
    expect(source).not.toHaveProperty('file');
  });
});

describe('a sink', () => {
  test('says its rules, its least severity and its topic, in any order of clauses', () => {
    const [sink] = parsed(`
      sink anomalies "What the analysts see"
        to kafka topic "anomalies", severity medium or higher
        alerts of error_burst, ddos, severity`);
    expect(sink).toEqual({
      kind: 'sink',
      name: { value: 'anomalies' },
      title: { value: 'What the analysts see' },
      damaged: false,
      rules: [{ value: 'error_burst' }, { value: 'ddos' }, { value: 'severity' }],
      severity: { value: 'medium' },
      target: { kind: 'kafka', name: { value: 'anomalies' } },
    });
  });

  test.each(['alerts', 'alert', 'alarm', 'to', 'topic'])(
    'may be called "%s", and have a title',
    (sinkName) => {
      const [, sink] = parsed(`rule r on s sink ${sinkName} "A {title}" severity critical to folder "a"`);
      expect(sink).toMatchObject({ name: { value: sinkName }, title: { value: 'A {title}' } });
    },
  );

  test('is not begun by a source called "sink"', () => {
    const [rule] = parsed('rule r on sink alert "{a}" when count() > 3 per hour');
    expect(rule).toMatchObject({ source: { value: 'sink' }, alerts: [{ message: [{ kind: 'value' }] }] });
  });
});

describe('words of the language', () => {
  test('are names where a name stands', () => {
    const [source, baseline] = parsed(`
      source source fields time: time, priority: number, rows: number, day: text, new: boolean, over: text
      baseline rule on source
        where priority > 3 and new or over contains "x"
        for each day, time as per
        learn rows = range of rows
              hour = usual hours of time
              against = range of priority, against day, everyone, during = usual values of over
        during 3 days`);
    expect(source).toHaveProperty('fields.length', 6);
    expect(baseline).toMatchObject({ learn: { value: 259_200_000 }, keys: [{}, { name: { value: 'per' } }] });
    const names = ['rows', 'hour', 'against', 'during'];
    expect(baseline).toMatchObject({ features: names.map((value) => ({ name: { value } })) });
  });

  test('may be written in any case', () => {
    expect(where('a = 1 AND NOT b')).toEqual(where('a = 1 and not b'));
  });
});

describe('an expression', () => {
  test('binds or, and, not, comparison, sum, product, sign, in this order', () => {
    expect(where('a or b and not c = 1 + 2 * -d')).toEqual({
      kind: 'or',
      left: name('a'),
      right: {
        kind: 'and',
        left: name('b'),
        right: {
          kind: 'not',
          operand: {
            kind: 'compare',
            operator: '=',
            left: name('c'),
            right: {
              kind: 'arithmetic',
              operator: '+',
              left: number(1),
              right: {
                kind: 'arithmetic',
                operator: '*',
                left: number(2),
                right: { kind: 'negate', operand: name('d') },
              },
            },
          },
        },
      },
    });
  });

  test.each([
    ['a is 1', 'a = 1'],
    ['a is not 1', 'a != 1'],
    ['a is in (1, 2)', 'a in (1, 2)'],
    ['a in 400 to 499', 'a between 400 and 499'],
    ['a not in 400 to 499', 'a not between 400 and 499'],
    ['a does not contain "x"', 'a not contains "x"'],
    ['a does not start with "x"', 'a not starts with "x"'],
    ['a is not missing', 'a is known'],
    ['a > 1_000', 'a > 1000'],
    ['a > 10 kB', 'a > 10000'],
    ['a > 1 KiB', 'a > 1024'],
    ['a > 1 hour 30 minutes', 'a > 90 min'],
    ['a > 1.5h', 'a > 90 minutes'],
  ])('reads "%s" as "%s"', (text, other) => {
    expect(where(text)).toEqual(where(other));
  });

  test('reads escapes of text, and keeps other backslashes for regular expressions', () => {
    expect(where('a matches "^\\d+\\n\\"\\\\"')).toMatchObject({ pattern: { value: '^\\d+\n"\\' } });
  });

  test('reads lookups and judgements', () => {
    expect(where('staff[lower(who)].department = "it"')).toMatchObject({
      left: {
        kind: 'lookup',
        table: { value: 'staff' },
        key: { kind: 'call' },
        column: { value: 'department' },
      },
    });
    expect(where('new place or sent is unusually high')).toMatchObject({
      left: { kind: 'judgement', quality: 'new', feature: { value: 'place' } },
      right: { kind: 'judgement', quality: 'high', feature: { value: 'sent' } },
    });
    expect(where('place is not rare')).toMatchObject({ kind: 'not', operand: { quality: 'rare' } });
  });
});

describe('a baseline', () => {
  test('reads every clause', () => {
    const [baseline] = parsed(`
      baseline dba "DBA as usual" on db where a = 1 for each lower(user) as who, network(ip, 24) as net
        learn place = usual values of city, slot = usual hours of week of moment
        during 30 days with at least 20 events, relearn every 7 days, keep 90 days
        ignore values seen on fewer than 2 days against history
        ignore outliers beyond 3 sigma
        unusual above 0.995
        allow 1 hour late priority 9, memory 64 MB`);
    expect(baseline).toMatchObject({
      kind: 'baseline',
      title: { value: 'DBA as usual' },
      source: { value: 'db' },
      keys: [{ name: { value: 'who' } }, { name: { value: 'net' } }],
      features: [{ kind: 'values' }, { kind: 'hours', cycle: 'week', of: name('moment') }],
      learn: { value: 2_592_000_000 },
      evidence: { value: { count: 20, of: 'events' } },
      relearn: { value: 604_800_000 },
      keep: { value: 7_776_000_000 },
      doubts: [
        { action: 'ignore', what: { kind: 'values', daysMin: 2, against: 'history' } },
        { action: 'ignore', what: { kind: 'outliers', sigmas: 3 } },
      ],
      threshold: { value: 0.995 },
      lateness: { value: 3_600_000 },
      priority: { value: 9 },
      memoryBytes: { value: 64_000_000 },
    });
  });

  test.each([
    ['frequency per hour', { kind: 'calendar', unit: 'hour' }],
    ['frequency per 5 minutes', { kind: 'tumbling', lengthMs: 300_000 }],
    ['frequency per minute', { kind: 'tumbling', lengthMs: 60_000 }],
    ['range of sum(x) over 1 hour', { kind: 'tumbling', lengthMs: 3_600_000 }],
    [
      'range of sum(x) over 1 hour every 5 minutes',
      { kind: 'sliding', lengthMs: 3_600_000, everyMs: 300_000 },
    ],
  ])('reads the window of "%s"', (feature, window) => {
    const [baseline] = parsed(`baseline b learn f = ${feature}, against city, everyone`);
    expect(baseline).toMatchObject({
      features: [{ window: { value: window }, against: [{ kind: 'group' }, { kind: 'everyone' }] }],
    });
  });
});

describe('a view', () => {
  test('has columns and forgets, and the clauses of all that watches keys', () => {
    const [view, next] = parsed(`
      view errors "Errors by address" on web where failed
        for each ip, lower(user) as who
        keep count() as errors, distinct(user) as users
             max(moment) as seen,
        forget after 30 days
        allow 1 hour late, priority 3, memory 1 MB
      rule r on web`);
    expect(view).toEqual({
      kind: 'view',
      name: { value: 'errors' },
      title: { value: 'Errors by address' },
      damaged: false,
      source: { value: 'web' },
      where: name('failed'),
      keys: [
        { expression: name('ip') },
        {
          expression: { kind: 'call', name: { value: 'lower' }, arguments: [name('user')] },
          name: { value: 'who' },
        },
      ],
      alerts: [],
      columns: [
        { expression: { kind: 'call', name: { value: 'count' }, arguments: [] }, name: { value: 'errors' } },
        {
          expression: { kind: 'call', name: { value: 'distinct' }, arguments: [name('user')] },
          name: { value: 'users' },
        },
        {
          expression: { kind: 'call', name: { value: 'max' }, arguments: [name('moment')] },
          name: { value: 'seen' },
        },
      ],
      forget: { value: 2_592_000_000 },
      lateness: { value: 3_600_000 },
      priority: { value: 3 },
      memoryBytes: { value: 1_000_000 },
    });
    expect(next).toMatchObject({ kind: 'rule', source: { value: 'web' } });
  });

  test('leaves its words free for fields', () => {
    expect(where('view = 1 and forget = 2 and after = 3')).toMatchObject({
      kind: 'and',
      left: { kind: 'and' },
    });
  });
});

describe('an alert', () => {
  test('takes its message apart', () => {
    const [rule] = parsed('rule r on s alert "{{x}} {lower(\\"A\\")}: {count()}" when a');
    expect(rule).toMatchObject({
      alerts: [
        {
          message: [
            { kind: 'text', text: '{x} ' },
            { kind: 'value', expression: { kind: 'call', arguments: [{ kind: 'text', value: 'A' }] } },
            { kind: 'text', text: ': ' },
            { kind: 'value', expression: { kind: 'call' } },
          ],
        },
      ],
    });
  });

  test('owns the clauses behind it, in any order', () => {
    const [rule] = parsed(`
      rule r on s
        alert "a" once per day severity high when a, low when b, else medium over 5 minutes when count() > 3
        alert "b" when count() > 3 per hour severity critical once per 1 hour`);
    expect(rule).toMatchObject({
      alerts: [
        {
          severity: [
            { severity: 'high', when: name('a') },
            { severity: 'low', when: name('b') },
            { severity: 'medium' },
          ],
          oncePer: { value: { kind: 'calendar', unit: 'day' } },
          window: { value: { kind: 'tumbling', lengthMs: 300_000 } },
        },
        {
          severity: [{ severity: 'critical' }],
          oncePer: { value: { kind: 'duration', lengthMs: 3_600_000 } },
        },
      ],
    });
  });
});

describe('places', () => {
  test('cover exactly the text of a node, also inside of messages with escapes', () => {
    const text = 'rule r on s where (a + 1) * 2 > b alert "\\"{ count() }" when c';
    const { ast } = parseRules([{ name: 'rules.plumb', text }]);
    const [rule] = ast.declarations;
    if (rule?.kind !== 'rule') throw new Error('expected a rule');
    const at = ({ span }: { span: { start: number; end: number } }): string =>
      text.slice(span.start, span.end);
    expect(at(rule.where!)).toBe('(a + 1) * 2 > b');
    const [, part] = rule.alerts[0]!.message;
    expect(part?.kind === 'value' && at(part.expression)).toBe('count()');
  });
});
