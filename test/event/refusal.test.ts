import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import type { SourceSchema } from '../../src/event/schema.ts';
import { sampleCharsMax } from '../../src/limits.ts';
import { decodeAll, sourceOf } from './decode-all.ts';

const time = 1_700_000_000_000;
const epoch = { name: 'time', type: 'time', path: 'time', timePattern: 'epoch milliseconds' } as const;
const ndjson = sourceOf(['time:time', 'user', 'status:number', 'client:ip']);
const csv = sourceOf([epoch, 'status:number'], {
  format: { kind: 'csv', separator: ';', columns: ['time', 'status'] },
});
const lines = sourceOf([epoch, 'status:number'], {
  format: { kind: 'lines', patterns: ['{time:number} {status:word}'], ignoreOthers: false },
});

interface Case {
  readonly why: string;
  readonly source: SourceSchema;
  readonly good: string;
  readonly bad: string | Uint8Array;
  readonly code: string;
  readonly reason: string;
  readonly field?: string;
}

const goodJson = `{"time":${time},"user":"ann","status":1}`;
const json = { source: ndjson, good: goodJson };
const delimited = { source: csv, good: `${time};1` };
const text = { source: lines, good: `${time} 1` };

const cases: Case[] = [
  {
    ...json,
    why: 'no JSON',
    bad: 'hello',
    code: 'not-json',
    reason: 'a record is one JSON object on one line; ',
  },
  {
    ...json,
    why: 'a record cut off',
    bad: goodJson.slice(0, 20),
    code: 'not-json',
    reason: 'one JSON object',
  },
  {
    ...json,
    why: 'two records on a line',
    bad: goodJson + goodJson,
    code: 'not-json',
    reason: 'one JSON object',
  },
  {
    ...json,
    why: 'a list',
    bad: '[1]',
    code: 'not-an-object',
    reason: 'a record is a JSON object, found a list',
  },
  { ...json, why: 'null', bad: 'null', code: 'not-an-object', reason: 'found null' },
  { ...json, why: 'a lone number', bad: '7', code: 'not-an-object', reason: 'found a number' },
  {
    ...json,
    why: 'a text for a number',
    bad: `{"time":${time},"status":"many"}`,
    code: 'wrong-type',
    field: 'status',
    reason: 'field "status" takes a number, found the text "many"',
  },
  {
    ...json,
    why: 'a number beyond all bounds',
    bad: `{"time":${time},"status":1e999}`,
    code: 'wrong-type',
    field: 'status',
    reason: 'found the number Infinity',
  },
  {
    ...json,
    why: 'an object for a text',
    bad: `{"time":${time},"user":{}}`,
    code: 'wrong-type',
    field: 'user',
    reason: 'field "user" takes a text, found an object',
  },
  {
    ...json,
    why: 'a list for a text',
    bad: `{"time":${time},"user":[]}`,
    code: 'wrong-type',
    field: 'user',
    reason: 'found a list',
  },
  {
    ...json,
    why: 'an octal address',
    bad: `{"time":${time},"client":"010.0.0.1"}`,
    code: 'wrong-type',
    field: 'client',
    reason: 'takes an IP address such as "10.0.0.1", found the text "010.0.0.1"',
  },
  {
    ...json,
    why: 'no time',
    bad: '{"user":"ann"}',
    code: 'time-missing',
    field: 'time',
    reason: 'field "time" is absent or empty',
  },
  {
    ...json,
    why: 'an empty time',
    bad: '{"time":""}',
    code: 'time-missing',
    field: 'time',
    reason: 'field "time" is absent or empty',
  },
  {
    ...json,
    why: 'a time nobody can read',
    bad: '{"time":"soon"}',
    code: 'time-unreadable',
    field: 'time',
    reason: 'takes a time by the pattern "iso", found the text "soon"',
  },
  {
    ...json,
    why: 'a time of a broken clock',
    bad: '{"time":0}',
    code: 'time-absurd',
    field: 'time',
    reason: 'takes a time from 1990 to 2099, found 1970-01-01T00:00:00.000Z',
  },
  {
    ...json,
    why: 'a time in the year 2100',
    bad: '{"time":4102444800000}',
    code: 'time-absurd',
    field: 'time',
    reason: 'found 2100-01-01T00:00:00.000Z',
  },
  {
    ...json,
    why: '10 MB',
    bad: `"${'x'.repeat(10_000_000)}"`,
    code: 'record-too-long',
    reason: 'a record takes at most 1048576 bytes',
  },
  {
    ...json,
    why: 'broken UTF-8',
    bad: Buffer.from(`{"time":${time},"user":"\xe9"}`, 'latin1'),
    code: 'not-text',
    reason: 'UTF-8',
  },
  { ...json, why: 'a NUL', bad: `{"time":${time},"user":"\0"}`, code: 'not-text', reason: 'NUL' },
  { ...json, why: 'binary', bad: Uint8Array.from([0, 255, 254, 1, 2]), code: 'not-text', reason: 'UTF-8' },
  {
    ...delimited,
    why: 'too few columns',
    bad: `${time}`,
    code: 'wrong-columns',
    reason: 'a record has 2 columns, found 1',
  },
  { ...delimited, why: 'too many columns', bad: `${time};1;2`, code: 'wrong-columns', reason: 'found 3' },
  {
    ...delimited,
    why: 'text after a quote',
    bad: `${time};"1"x`,
    code: 'wrong-columns',
    reason: 'a closing quote is followed by a separator',
  },
  {
    ...delimited,
    why: 'a quote left open at the end',
    bad: `${time};"1`,
    code: 'wrong-columns',
    reason: 'its closing quote is missing',
  },
  {
    ...delimited,
    why: 'a text for a number',
    bad: `${time};x`,
    code: 'wrong-type',
    field: 'status',
    reason: 'found the text "x"',
  },
  { ...delimited, why: 'no time', bad: ';1', code: 'time-missing', field: 'time', reason: 'absent or empty' },
  { ...delimited, why: 'binary', bad: Uint8Array.from([0, 0x3b, 1]), code: 'not-text', reason: 'UTF-8' },
  {
    ...delimited,
    why: '10 MB',
    bad: `${time};${'1'.repeat(10_000_000)}`,
    code: 'record-too-long',
    reason: 'at most',
  },
  {
    ...text,
    why: 'a line no pattern fits',
    bad: 'hello',
    code: 'no-pattern-fits',
    reason: 'fits the one line pattern of the source',
  },
  {
    ...text,
    why: 'a text for a number',
    bad: `${time} x`,
    code: 'wrong-type',
    field: 'status',
    reason: 'found the text "x"',
  },
  {
    ...text,
    why: 'a time nobody can read',
    bad: '1.2.3 1',
    code: 'time-unreadable',
    field: 'time',
    reason: 'found the text "1.2.3"',
  },
  { ...text, why: 'binary', bad: Uint8Array.from([0xff]), code: 'not-text', reason: 'UTF-8' },
  { ...text, why: '10 MB', bad: 'x'.repeat(10_000_000), code: 'record-too-long', reason: 'at most' },
];

describe('a bad record', () => {
  it.each(cases)(
    'with $why is refused as $code in $source.format.kind, and its neighbours are read',
    (row) => {
      const lineFeed = Buffer.from('\n');
      const good = Buffer.from(row.good);
      const bad = typeof row.bad === 'string' ? Buffer.from(row.bad) : row.bad;
      const { rows, refusals } = decodeAll(row.source, Buffer.concat([good, lineFeed, bad, lineFeed, good]));
      expect(rows.map((one) => [one['#position'], one['#time']])).toEqual([
        [1, time],
        [3, time],
      ]);
      expect(refusals).toHaveLength(1);
      const [{ reason, sample, ...rest }] = refusals;
      expect(rest).toEqual({
        code: row.code,
        source: 's',
        position: 2,
        ...(row.field && { field: row.field }),
      });
      expect(reason).toContain(row.reason);
      expect(sample.length).toBeGreaterThan(0);
      expect(sample).not.toMatch(/[\p{C}]/u);
    },
  );

  it('is shown by its beginning, with unprintable characters written out', () => {
    const { refusals } = decodeAll(ndjson, `\u001b[31m${'x'.repeat(500)}`);
    expect(refusals[0].sample).toBe(`\\u{1b}[31m${'x'.repeat(sampleCharsMax - 5)}…`);
  });
});

describe('what is not a record', () => {
  it.each([
    ['blank lines', `\n\r\n  \n${goodJson}\n\n`, 4],
    ['a byte order mark', `\ufeff${goodJson}\r\n`, 1],
    ['nothing but a byte order mark and a blank line', '\ufeff\r\n', undefined],
    ['nothing', '', undefined],
  ])('is skipped without a word: %s', (_, input, position) => {
    const { rows, refusals } = decodeAll(ndjson, input);
    expect(refusals).toEqual([]);
    expect(rows.map((row) => row['#position'])).toEqual(position === undefined ? [] : [position]);
  });
});
