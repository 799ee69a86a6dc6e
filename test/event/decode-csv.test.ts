import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDecoder } from '../../src/event/decoder.ts';
import { decodeAll, sourceOf } from './decode-all.ts';

const format = { kind: 'csv', separator: ',' } as const;
const source = sourceOf(['time:time', 'user', 'bytes:number'], { format });
const stamp = '2023-11-14T22:13:20Z';

describe('the CSV decoder', () => {
  it('reads columns by the names in the header, in any order', () => {
    const { rows, refusals } = decodeAll(
      source,
      `bytes, user ,other,time\r\n12.5,ann,x,${stamp}\r\n-,,x,${stamp}\r\n`,
    );
    expect(refusals).toEqual([]);
    expect(rows.map(({ user, bytes }) => [user, bytes])).toEqual([
      ['ann', 12.5],
      ['', Number.NaN],
    ]);
  });

  it('reads quoted separators, doubled quotes and line feeds, and counts lines', () => {
    const input = `time,user,bytes\n${stamp},"a,b",1\n${stamp},"say ""hi""",2\n"${stamp}","two\nlines",3\n${stamp},x"y,4`;
    const { rows } = decodeAll(source, input);
    expect(rows.map((row) => [row['#position'], row.user, row.bytes])).toEqual([
      [2, 'a,b', 1],
      [3, 'say "hi"', 2],
      [4, 'two\nlines', 3],
      [6, 'x"y', 4],
    ]);
  });

  it('reads back whatever was written with quotes', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' '), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 8 }), (cells) => {
        const records = cells.map((text) => `${stamp},"${text.replaceAll('"', '""')}",1\r\n`);
        const { rows, refusals } = decodeAll(source, `time,user,bytes\r\n${records.join('')}`);
        expect(refusals).toEqual([]);
        expect(rows.map((row) => row.user)).toEqual(cells);
      }),
      { numRuns: 300 },
    );
  });

  it('takes column names and separator from the source when the file has no header', () => {
    const columns = ['user', 'time', 'bytes'];
    const tabs = sourceOf(['time:time', 'user'], { format: { kind: 'csv', separator: '\t', columns } });
    const { rows } = decodeAll(tabs, `ann\t${stamp}\t1\n`);
    expect(rows).toMatchObject([{ user: 'ann', '#position': 1 }]);
  });

  it('refuses a header without a wanted column once, and reads the rest', () => {
    const { rows, refusals } = decodeAll(source, `time,usr\n${stamp},ann\n`);
    expect(refusals).toMatchObject([{ code: 'wrong-columns', position: 1 }]);
    expect(refusals[0].reason).toBe(
      'the header lacks the column "user", "bytes", which stays missing; it has time, usr',
    );
    expect(rows).toMatchObject([{ user: undefined, bytes: Number.NaN }]);
  });

  it.each([
    ['two characters', { ...format, separator: '::' }, 'a separator is one ASCII character'],
    ['a quote', { ...format, separator: '"' }, 'a separator is one ASCII character'],
    ['a field that is no column', { ...format, columns: ['time', 'user'] }, 'has no column "bytes"'],
  ])('does not start with %s', (_, wrong, message) => {
    expect(() => createDecoder({ ...source, format: wrong }, { refuse: () => {} })).toThrow(message);
  });
});
