import { Buffer, isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batch } from '../../src/event/batch.ts';
import { FieldConverter } from '../../src/event/convert.ts';
import { ObjectReader } from '../../src/event/decode-object.ts';
import { JsonScanner } from '../../src/event/json-scanner.ts';
import type { Refusal } from '../../src/event/refusal.ts';
import type { SourceSchema } from '../../src/event/schema.ts';
import { type Decoded, decodeAll, rowsOf, sourceOf } from './decode-all.ts';

const time = 1_700_000_000_000;
const source = sourceOf([
  'time:time',
  'user',
  'status:number',
  'ok:boolean',
  'client:ip',
  'lasted:duration',
  'from:network',
  { name: 'deep', type: 'number', path: 'a.b' },
  { name: 'city', type: 'text', path: 'geo.place.city' },
]);

/** The full path alone: every line through JSON.parse and the object reader. */
function oracle(schema: SourceSchema, lines: readonly Uint8Array[]): Decoded {
  const refusals: Refusal[] = [];
  const batch = new Batch(schema, lines.length + 1);
  const reader = new ObjectReader(schema, { refuse: (refusal) => refusals.push(refusal) });
  for (const line of lines) {
    let record: unknown;
    try {
      if (!isUtf8(line)) throw new SyntaxError('not text');
      record = JSON.parse(Buffer.from(line).toString());
    } catch {
      record = undefined;
    }
    reader.read(record, batch, () => '');
  }
  return { rows: rowsOf(batch), refusals, ignored: 0 };
}

const space = fc.constantFrom('', '', '', ' ', '\t', '  ', '\r');
const name = fc.constantFrom(
  'time',
  'user',
  'status',
  'ok',
  'client',
  'lasted',
  'from',
  'a',
  'b',
  'a.b',
  'geo',
  'geo.place.city',
  'geo.place',
  'place.city',
  'place',
  'city',
  '',
  'usér',
  'u\\u0073er',
  '__proto__',
  'usex',
);
const number = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '0',
    '-0',
    '1e3',
    '-1.5E+2',
    '0.1',
    '1234567890.12345',
    '123456789012345678',
    '1e999',
    '01',
    '1.',
    '-',
    '+1',
    '.5',
  ),
  fc.tuple(fc.nat(999_999), fc.nat(99_999)).map(([whole, decimals]) => `${whole}.${decimals}`),
);
const text = fc
  .oneof(
    fc.constantFrom(
      'login',
      '404',
      '10.0.0.1',
      '::ffff:10.0.0.1',
      '2001:DB8::1',
      '10.1.2.3/8',
      '5 minutes',
      'true',
      '',
      '-',
      ' 7 ',
    ),
    fc.constantFrom(
      '2023-11-14T22:13:20Z',
      '2023-11-14 22:13:20',
      'é',
      '日本',
      '😀',
      '\\n',
      '\\u00e9',
      '\\x',
      '\u0001',
      '\\"',
      '\\u00g0',
    ),
    fc.string({ maxLength: 8 }).map((value) => JSON.stringify(value).slice(1, -1)),
  )
  .map((value) => `"${value}"`);
const leaf = fc.oneof(
  number,
  text,
  fc.constantFrom('true', 'false', 'null', 'nul', 'True', String(time), String(time), '{}', '[]'),
);

const value = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { weight: 6, arbitrary: leaf },
    { weight: 2, arbitrary: tie('object') },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`) },
  ),
  object: fc
    .array(fc.tuple(name, tie('value'), space, space, space, space), { maxLength: 6 })
    .map(
      (members) =>
        `{${members.map(([key, item, a, b, c, d]) => `${a}"${key}"${b}:${c}${item}${d}`).join(',')}}`,
    ),
}));

/** Members that fit their fields, so that most records are rows. */
const fitting = fc.record(
  {
    user: fc.oneof(
      number,
      fc.string({ unit: 'grapheme', maxLength: 8 }).map((one) => JSON.stringify(one)),
      fc.constant('true'),
    ),
    usex: value.value,
    status: fc.oneof(
      fc.integer().map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => JSON.stringify(one)),
    ),
    ok: fc.constantFrom('true', 'false', '0', '1', '"true"', 'null'),
    client: fc.oneof(fc.ipV4(), fc.ipV6()).map((address) => `"${address}"`),
    lasted: fc.constantFrom('"5 minutes"', '1500', '"90 s"'),
    'a.b': fc.nat().map(String),
    a: fc.constantFrom('{"b":1}', '{"b":2,"c":[1]}', '{}', '7'),
    geo: fc.constantFrom('{"place":{"city":"Köln"}}', '{"place.city":"Oslo"}', '{"place":{"city":null}}'),
  },
  { requiredKeys: [] },
);
const row = fc
  .tuple(fitting, fc.nat(9), space, space, fc.constantFrom(String(time), '"2023-11-14T22:13:20Z"'))
  .map(([members, at, before, after, instant]) => {
    const written = Object.entries(members).map(([key, item]) => `"${key}"${before}:${after}${item}`);
    written.splice(at, 0, `"time":${instant}`);
    return Buffer.from(`{${written.join(',')}}`);
  });
const record = fc.tuple(space, value.object, space, fc.boolean()).map(([before, object, after, timed]) => {
  const whole = timed && object.length > 2 ? `{"time":${time},${object.slice(1)}` : object;
  return Buffer.from(before + whole + after);
});
const mutated = fc
  .tuple(
    fc.oneof(record, row),
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 2 }),
  )
  .map(([bytes, changes]) => {
    const copy = Uint8Array.from(bytes);
    for (const [offset, byte] of changes)
      if (byte !== 0x0a && copy.length > 0) copy[offset % copy.length] = byte;
    return copy;
  });

describe('the NDJSON decoder', () => {
  it('gives the same rows as JSON.parse and the object reader, for any record', () => {
    const line = fc
      .oneof(record, row, mutated)
      .filter((bytes) => Buffer.from(bytes).toString().trim() !== '');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const bytes = Buffer.concat(lines.flatMap((one) => [one, Buffer.from('\n')]));
        const decoded = decodeAll(source, bytes);
        const expected = oracle(source, lines);
        expect(decoded.rows).toEqual(expected.rows);
        const places = decoded.refusals.map(({ position }) => position);
        expect(places).toEqual(expected.refusals.map(({ position }) => position));
      }),
      { numRuns: 3_000 },
    );
  });

  it('leaves nothing simple to the full parser', () => {
    const scanner = new JsonScanner(source.fields.map((_, column) => new FieldConverter(source, column)));
    const batch = new Batch(source, 1);
    const simple = [
      `{"time":${time},"user":"ann","status":404,"ok":true,"client":"10.0.0.1","lasted":"5 minutes"}\n`,
      `{ "x": [1, {"y": "\\u00e9\\n"}], "geo": {"place": {"city": "Köln"}}, "a": {"b": 1.5}, "time": "2023-11-14T22:13:20Z" }\r\n`,
      `{"time":${time},"a.b":-0.25,"status":"404","user":7,"ok":0,"none":null}\n`,
    ];
    for (const line of simple) {
      const bytes = Buffer.from(line);
      expect(scanner.scan(bytes, 0, batch)).toBe(bytes.length);
    }
  });

  it('takes the last of equal keys, and a literal dotted key before a nested one', () => {
    const lines = [
      `{"time":${time},"user":"first","user":"last"}`,
      `{"time":${time},"a":{"b":1},"a.b":2}`,
      `{"time":${time},"a.b":2,"a":{"b":1}}`,
      `{"time":${time},"a":{"b":1},"a":{"c":1}}`,
    ];
    const { rows } = decodeAll(source, lines.join('\n'));
    expect(rows.map(({ user, deep }) => [user, deep])).toEqual([
      ['last', Number.NaN],
      [undefined, 2],
      [undefined, 2],
      [undefined, Number.NaN],
    ]);
  });

  it('reads every type from JSON values and from texts', () => {
    const lines = [
      `{"time":${time},"user":1.50,"status":"404","ok":"TRUE","client":"::ffff:10.0.0.1","lasted":1500,"from":"10.1.2.3/8"}`,
      `{"time":"2023-11-14T22:13:20.5Z","user":false,"status":-1.5e2,"ok":0,"client":"2001:DB8:0::1","lasted":"5 minutes","from":"1.2.3.4"}`,
      `{"time":${time},"user":null,"status":"","ok":null,"client":"-","lasted":""}`,
    ];
    const { rows, refusals } = decodeAll(source, lines.join('\n'));
    expect(refusals).toEqual([]);
    expect(rows).toMatchObject([
      {
        user: '1.5',
        status: 404,
        ok: 1,
        client: '10.0.0.1',
        lasted: 1_500,
        from: '10.0.0.0/8',
        '#time': time,
      },
      {
        user: 'false',
        status: -150,
        ok: 0,
        client: '2001:db8::1',
        lasted: 300_000,
        from: '1.2.3.4/32',
        '#time': time + 500,
      },
      {
        user: undefined,
        status: Number.NaN,
        ok: Number.NaN,
        client: undefined,
        lasted: Number.NaN,
        from: undefined,
      },
    ]);
  });

  it.each([
    ['401', '401', 401],
    ['"401"', '401', 401],
    ['4.010e2', '401', 401],
    ['-0', '0', 0],
    ['0.10', '0.1', 0.1],
    ['" 401 "', ' 401 ', 401],
  ])('reads %s as the text "%s" and as the number %d, whichever path reads it', (written, text, value) => {
    const simple = `{"time":${time},"user":${written},"status":${written}}`;
    const full = `{"time":${time},"\\u0075ser":${written},"status":${written}}`;
    const { rows, refusals } = decodeAll(source, `${simple}\n${full}`);
    expect(refusals).toEqual([]);
    expect(rows.map(({ user, status }) => [user, Number(status) + 0])).toEqual([
      [text, value],
      [text, value],
    ]);
  });

  it('refuses a text that is no number for a number', () => {
    const simple = `{"time":${time},"status":"4xx"}`;
    const full = `{"time":${time},"\\u0073tatus":"4xx"}`;
    const { refusals } = decodeAll(source, `${simple}\n${full}`);
    expect(refusals).toMatchObject([
      { code: 'wrong-type', field: 'status', position: 1 },
      { code: 'wrong-type', field: 'status', position: 2 },
    ]);
  });

  it('rounds event time down to the precision, and keeps the field as it came', () => {
    const coarse = sourceOf(['time:time'], { precisionMs: 60_000 });
    const { rows } = decodeAll(coarse, `{"time":${time + 999}}`);
    expect(rows).toEqual([{ '#time': time - (time % 60_000), '#position': 1, time: time + 999 }]);
  });

  it('takes numbers as seconds when the pattern says so', () => {
    const seconds = sourceOf([{ name: 'time', type: 'time', path: 'time', timePattern: 'epoch seconds' }]);
    const { rows } = decodeAll(
      seconds,
      '{"time":1700000000.001}\n{"time":"1700000000.001"}\n{"time":1.700000000001e9}',
    );
    expect(rows.map((row) => row['#time'])).toEqual([time + 1, time + 1, time + 1]);
  });

  it('carries a time pattern without year over New Year whichever path reads a line', () => {
    const yearless = { name: 'time', type: 'time', path: 'time', timePattern: 'MMM d HH:mm:ss' } as const;
    const lines = [
      '{"time":"Dec 31 23:59:59"}',
      '{"time":"Jan 1 00:00:00","\\u0061":1}',
      '{"time":"Jan 1 00:00:01"}',
    ];
    const { rows } = decodeAll(sourceOf([yearless], { year: 2023 }), lines.join('\n'));
    expect(rows.map((row) => new Date(row['#time']).getUTCFullYear())).toEqual([2023, 2024, 2024]);
  });
});
