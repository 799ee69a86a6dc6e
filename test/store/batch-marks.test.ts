import { describe, expect, it } from 'vitest';
import { logBytesKept } from '../../src/limits.ts';
import { BatchMarks, type Mark, missingBatches, readMark } from '../../src/store/batch-marks.ts';
import { markNumber } from '../../src/store/level-keys.ts';

describe('the marks of a log', () => {
  const rows: readonly (readonly [name: string, marks: Mark[], synced: number, found: string | undefined])[] =
    [
      ['of a new store', [], 0, undefined],
      ['that are all there', [mark(1), mark(2), mark(3)], 3, undefined],
      [
        'whose oldest were removed in due course',
        [mark(4, { oldest: 4 }), mark(5, { oldest: 4 })],
        5,
        undefined,
      ],
      ['with one that was to be removed, but came back', [mark(2), mark(4, { oldest: 4 })], 4, undefined],
      ['with a gap behind the last synced batch', [mark(1), mark(2), mark(5)], 2, undefined],
      ['with a gap', [mark(1), mark(3)], 3, 'batch 2 of the log is missing'],
      ['without the first', [mark(2), mark(3)], 3, 'batch 1 of the log is missing'],
      ['without the last synced one', [mark(1), mark(2)], 3, 'batch 3 of the log is missing'],
      ['that are gone altogether', [], 3, 'batch 3 of the log is missing'],
      [
        'of a later epoch than is committed',
        [mark(1), mark(4, { committedEpoch: 8 })],
        1,
        'the record of epoch 8 is missing',
      ],
    ];
  for (const [name, marks, synced, found] of rows) {
    it(`${name}: ${found ?? 'nothing is missing'}`, () => {
      expect(missingBatches(marks, { synced, committedEpoch: 7 })).toBe(found);
    });
  }

  it('are kept for as long as their batch can be in the log, and then removed', () => {
    const batchBytes = logBytesKept / 4;
    const marks = new BatchMarks([]);
    const kept = new Map<number, Mark>();
    for (let batch = 1; batch <= 20; batch++) {
      for (const { type, key, value } of marks.writes(7)) {
        const number = markNumber(key)!;
        if (type === 'put') kept.set(number, readMark(number, value!));
        else kept.delete(number);
      }
      marks.advance(batchBytes);
      const inLog = [...kept.values()];
      expect(missingBatches(inLog, { synced: batch, committedEpoch: 7 })).toBeUndefined();
      expect(kept.size).toBe(Math.min(batch, 6));
    }
  });

  it('of an opened store are removed with the first batch, and counted on', () => {
    const marks = new BatchMarks([mark(4, { oldest: 4 }), mark(5, { oldest: 4 })]);
    expect(marks.next).toBe(6);
    const removed = marks.writes(7).filter(({ type }) => type === 'del');
    expect(removed.map(({ key }) => markNumber(key))).toEqual([4, 5]);
  });
});

function mark(number: number, { oldest = 1, committedEpoch = 7 } = {}): Mark {
  return { number, oldest, committedEpoch };
}
