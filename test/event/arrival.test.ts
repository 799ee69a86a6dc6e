/** Time by arrival: the topic says when a record came, the record itself says nothing about it. */

import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { Batch } from '../../src/event/batch.ts';
import { ObjectReader } from '../../src/event/decode-object.ts';
import { createDecoder, type DecoderContext } from '../../src/event/decoder.ts';
import type { Refusal } from '../../src/event/refusal.ts';
import type { SourceFormat, SourceSchema } from '../../src/event/schema.ts';
import { type Row, rowsOf, sourceOf } from './decode-all.ts';

const first = 1_700_000_000_000;

function arriving(format: SourceFormat, changes: Partial<SourceSchema> = {}): SourceSchema {
  const fields = ['user', 'arrival:time', 'status:number'];
  return sourceOf(fields, { format, timeField: 'arrival', timeIsArrival: true, ...changes });
}

/** Every record arrives a second after the one before. */
function decoded(
  source: SourceSchema,
  text: string,
  arrivals = [0, 1, 2, 3].map((second) => first + second * 1_000),
): { rows: Row[]; refusals: Refusal[] } {
  const refusals: Refusal[] = [];
  const batch = new Batch(source, 8);
  const context: DecoderContext = {
    refuse: (refusal) => refusals.push(refusal),
    arrivedAt: (number) => arrivals[number - 1] ?? Number.NaN,
  };
  const bytes = Buffer.from(text);
  expect(createDecoder(source, context).decode(bytes, 0, bytes.length, batch)).toBe(bytes.length);
  return { rows: rowsOf(batch), refusals };
}

const formats: readonly [name: string, format: SourceFormat, text: string][] = [
  [
    'NDJSON',
    { kind: 'ndjson' },
    '{"user":"ann","status":200,"arrival":"yesterday"}\n{"user":"\\u0062ob","arrival":7,"status":"404"}\n',
  ],
  [
    'CSV',
    { kind: 'csv', separator: ',', columns: ['arrival', 'status', 'user'] },
    'yesterday,200,ann\n7,404,"bob"\n',
  ],
  [
    'lines',
    { kind: 'lines', patterns: ['{user} got {status:number} {arrival}'], ignoreOthers: false },
    'ann got 200 yesterday\nbob got 404 7\n',
  ],
];

describe('a source that takes its time from arrival', () => {
  it.each(formats)('gets it from the topic, never from the record: %s', (_name, format, text) => {
    const { rows, refusals } = decoded(arriving(format), text);
    expect(refusals).toEqual([]);
    expect(rows).toEqual([
      { '#time': first, '#position': 1, arrival: first, user: 'ann', status: 200 },
      { '#time': first + 1_000, '#position': 2, arrival: first + 1_000, user: 'bob', status: 404 },
    ]);
  });

  it('needs no such column or part in its records', () => {
    const csv = arriving({ kind: 'csv', separator: ',', columns: ['user', 'status'] });
    expect(decoded(csv, 'ann,200\n').rows).toMatchObject([{ user: 'ann', '#time': first }]);
    const lines = arriving({ kind: 'lines', patterns: ['{user} {status}'], ignoreOthers: false });
    expect(decoded(lines, 'ann 200\n').rows).toMatchObject([{ user: 'ann', '#time': first }]);
  });

  it('rounds it down to the precision of the source', () => {
    const source = arriving({ kind: 'ndjson' }, { precisionMs: 60_000 });
    const { rows } = decoded(source, '{"user":"ann"}\n', [first + 999]);
    expect(rows).toMatchObject([{ '#time': first - (first % 60_000), arrival: first + 999 }]);
  });

  it('takes that of the record at hand when one before was refused', () => {
    const { rows, refusals } = decoded(arriving({ kind: 'ndjson' }), '{"status":"many"}\n{"user":"ann"}\n');
    expect(refusals.map(({ code }) => code)).toEqual(['wrong-type']);
    expect(rows).toMatchObject([{ '#position': 2, '#time': first + 1_000 }]);
  });

  it('refuses a record of which the topic does not know it, and one that came in an impossible year', () => {
    const lines = '{"user":"ann"}\n{"user":"bob"}\n{"user":"eve"}\n';
    const { rows, refusals } = decoded(arriving({ kind: 'ndjson' }), lines, [Number.NaN, 0, first]);
    expect(rows).toMatchObject([{ user: 'eve', '#position': 3 }]);
    expect(refusals).toMatchObject([
      { code: 'time-missing', reason: 'the record has no time: its topic does not know when it arrived' },
      { code: 'time-absurd', field: 'arrival' },
    ]);
  });

  it('cannot be read where nobody knows the arrival', () => {
    const source = arriving({ kind: 'ndjson' });
    const message = 'source "s" takes its time from arrival, which only topics know; name a time field';
    expect(() => createDecoder(source, { refuse: () => {} })).toThrow(new RangeError(message));
    expect(() => new ObjectReader(source, { refuse: () => {} })).toThrow(new RangeError(message));
  });
});
