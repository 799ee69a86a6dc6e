import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batch, type NumberColumn, type TextColumn } from '../../src/event/batch.ts';
import { RecentIdentities } from '../../src/event/identity.ts';
import { sourceOf } from './decode-all.ts';

const minuteMs = 60_000;
const start = 1_700_000_000_000;

describe('recent identities', () => {
  it('agree with a set while everything is in flight', () => {
    const identity = fc.oneof(
      fc.integer({ min: 0, max: 400 }).map((number) => `id-${number}`),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(identity, { minLength: 1, maxLength: 1_500, size: 'max' }), (identities) => {
        const recent = new RecentIdentities({ latenessMs: minuteMs });
        const seen = new Set<string>();
        for (const one of identities) {
          const wellFormed = Buffer.from(one).toString();
          expect(recent.isDuplicate(one, start, start - minuteMs)).toBe(seen.has(wellFormed));
          seen.add(wellFormed);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('know a value again as a span, as a string and at a row', () => {
    const recent = new RecentIdentities({ latenessMs: minuteMs });
    const source = sourceOf(['time:time', 'id', 'number:number']);
    const batch = new Batch(source, 4);
    const bytes = Buffer.from('<é-1>');
    batch.attach(bytes);
    const column = batch.columns[1] as TextColumn;
    column.starts[0] = 1;
    column.ends[0] = bytes.length - 1;
    column.set(1, 'é-1');
    column.set(2, undefined);
    expect(recent.isDuplicateRow(column, 0, start, start)).toBe(false);
    expect(recent.isDuplicateRow(column, 1, start, start)).toBe(true);
    expect(recent.isDuplicate('é-1', start, start)).toBe(true);
    expect(recent.isDuplicateRow(column, 2, start, start)).toBe(false);
    expect(recent.isDuplicateRow(column, 2, start, start)).toBe(false);
    const numbers = batch.columns[2] as NumberColumn;
    numbers.values.set([7, 7, Number.NaN, Number.NaN]);
    const answers = [0, 1, 2, 3].map((row) => recent.isDuplicateRow(numbers, row, start, start));
    expect(answers).toEqual([false, true, false, false]);
  });

  it('forget an identity once the watermark has passed its slice of time, and not before', () => {
    const recent = new RecentIdentities({ latenessMs: 8 * minuteMs });
    expect(recent.isDuplicate('a', start, start - 8 * minuteMs)).toBe(false);
    expect(recent.isDuplicate('a', start + minuteMs, start)).toBe(true);
    expect(recent.isDuplicate('a', start + 9 * minuteMs, start + 2 * minuteMs)).toBe(false);
    expect(recent.isDuplicate('a', start + 9 * minuteMs, start + 2 * minuteMs)).toBe(true);
  });

  it('do not mix up a million values that look alike', () => {
    const recent = new RecentIdentities({ latenessMs: minuteMs });
    let duplicates = 0;
    for (let number = 0; number < 1_000_000; number++) {
      if (recent.isDuplicate(`ev-${number}`, start, start)) duplicates++;
    }
    expect(duplicates).toBe(0);
  });

  it('give up the older half when more are in flight than they may hold', () => {
    const recent = new RecentIdentities({ latenessMs: 8 * minuteMs, countMax: 4_000 });
    const isDuplicate = (number: number): boolean =>
      recent.isDuplicate(`id-${number}`, start + number * 100, start - minuteMs);
    for (let number = 0; number < 10_000; number++) isDuplicate(number);
    expect(recent.forgotten).toBeGreaterThan(0);
    expect(isDuplicate(9_999)).toBe(true);
    expect(isDuplicate(0)).toBe(false);
  });
});
