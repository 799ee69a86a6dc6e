import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceSchema } from '../../src/event/schema.ts';
import { recordBytesMax } from '../../src/limits.ts';
import { decodeAll, sourceOf } from './decode-all.ts';

const time = 1_700_000_000_000;
const ndjson = sourceOf(['time:time', 'user']);
const epoch = { name: 'time', type: 'time', path: 'time', timePattern: 'epoch milliseconds' } as const;
const csv = sourceOf([epoch, 'user'], { format: { kind: 'csv', separator: ',' } });
const lines = sourceOf([epoch, 'user'], {
  format: {
    kind: 'lines',
    patterns: ['{time:number} {user} done', '{time:number} {user:word}'],
    ignoreOthers: true,
  },
});

const user = fc.constantFrom('ann', 'bob\u00e9', '日本', '😀x', '', 'a b');
const jsonLine = fc.oneof(
  user.map((name) => JSON.stringify({ time, user: name })),
  fc.constantFrom('', 'nonsense', '{"time":1}', '\u0000', `{"time":${time},"user":"a\\nb"}`),
);
const csvLine = fc.oneof(
  user.map((name) => `${time},${name}`),
  user.map((name) => `${time},"${name}\n""quoted"", ${name}\r\n"`),
  fc.constantFrom('', 'nonsense', '"', `${time},"x"y`, `"${time}",`, `${time},a"b`),
);
const textLine = fc.oneof(
  user.map((name) => `${time}  ${name}`),
  user.map((name) => `${time} ${name} done`),
  fc.constantFrom('', 'nonsense', '{'),
);

function expectCutsToChangeNothing(source: SourceSchema, line: fc.Arbitrary<string>, head: string): void {
  const input = fc.record({
    lines: fc.array(line, { maxLength: 12 }),
    ending: fc.constantFrom('\n', '\r\n'),
    closed: fc.boolean(),
    mark: fc.constantFrom('', '\ufeff'),
    cuts: fc.array(fc.nat(400), { maxLength: 30 }),
    capacity: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(input, ({ lines: content, ending, closed, mark, cuts, capacity }) => {
      const bytes = Buffer.from(mark + [head, ...content].join(ending) + (closed ? ending : ''));
      const inside = cuts.filter((cut) => cut < bytes.length);
      expect(decodeAll(source, bytes, { capacity, cuts: inside })).toEqual(decodeAll(source, bytes));
    }),
    { numRuns: 1_000 },
  );
}

describe('the record reader', () => {
  it('gives the same rows and refusals wherever NDJSON is cut', () => {
    expectCutsToChangeNothing(ndjson, jsonLine, '');
  });

  it('gives the same rows and refusals wherever CSV is cut, inside quotes too', () => {
    expectCutsToChangeNothing(csv, csvLine, 'time,user');
  });

  it('gives the same rows and refusals wherever lines of text are cut', () => {
    expectCutsToChangeNothing(lines, textLine, '');
  });

  it('refuses a line of 10 MB once, however it arrives, and reads its neighbours', () => {
    const good = JSON.stringify({ time, user: 'ann' });
    const long = `{"time":${time},"user":"${'x'.repeat(10_000_000)}"}`;
    const bytes = Buffer.from(`${good}\n${long}\n${good}\n`);
    const every = (step: number): number[] =>
      Array.from({ length: Math.floor(bytes.length / step) }, (_, i) => (i + 1) * step);
    const whole = decodeAll(ndjson, bytes);
    expect(whole.rows.map((row) => row['#position'])).toEqual([1, 3]);
    expect(whole.refusals).toMatchObject([{ code: 'record-too-long', position: 2 }]);
    expect(decodeAll(ndjson, bytes, { cuts: every(65_536) })).toEqual(whole);
    expect(decodeAll(ndjson, bytes, { cuts: every(3_000_017) })).toEqual(whole);
  });

  it('takes a line of exactly the longest length, and refuses one byte more, however they arrive', () => {
    const frame = JSON.stringify({ time, user: '' }).length;
    const fits = JSON.stringify({ time, user: 'x'.repeat(recordBytesMax - frame) });
    const bytes = Buffer.from(`${fits}\n${fits.replace('x', 'xx')}\n${fits}\n`);
    const whole = decodeAll(ndjson, bytes);
    expect(whole.rows.map((row) => row['#position'])).toEqual([1, 3]);
    for (const cut of [recordBytesMax - 1, recordBytesMax, recordBytesMax + 1, recordBytesMax + 2]) {
      expect(
        decodeAll(ndjson, bytes, { cuts: [cut, cut + recordBytesMax, cut + recordBytesMax + 1] }),
      ).toEqual(whole);
    }
  });

  it('loses one line to a quote that is never closed', () => {
    const rest = `${time},bob\n`.repeat(100_000);
    const bytes = Buffer.from(`time,user\n${time},"ann\n${rest}`);
    const whole = decodeAll(csv, bytes);
    expect(whole.refusals).toMatchObject([{ code: 'wrong-columns', position: 2 }]);
    expect(whole.rows.length).toBe(100_000);
    expect(decodeAll(csv, bytes, { cuts: [5, 20, 700_000, 1_100_000] })).toEqual(whole);
    expect(decodeAll(csv, `time,user\n${time},"ann\n${time},bob`).rows.length).toBe(1);
  });
});
