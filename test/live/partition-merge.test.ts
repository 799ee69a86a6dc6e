/** Where a restart goes on, in topics whose offsets have gaps: bytes of a file, or what compaction has left. */
import { expect, it } from 'vitest';
import { PartitionMerge } from '../../src/live/partition-merge.ts';
import type { TopicRecord } from '../../src/runtime/topic.ts';
import type { PlacedRecords } from '../../src/runtime/topic-input.ts';

const record = (offset: number): TopicRecord => ({ offset, value: new Uint8Array(1), arrivedAt: offset });

function mergeOf(partitions: number): PartitionMerge {
  return new PartitionMerge(
    {
      timeOf: (_, arrivedAt) => arrivedAt,
      aheadMsMax: 1_000_000,
      leapMs: 1_000_000,
      idleMs: 30_000,
      now: () => 0,
      pause: () => {},
      resume: () => {},
      onIdle: () => {},
    },
    Array.from({ length: partitions }, (_, partition) => ({ partition, offset: 0, clock: null })),
  );
}

function take(merge: PartitionMerge): number {
  const records: PlacedRecords = { count: 0, values: [], places: [], arrivedAt: [] };
  merge.take(records);
  return records.count;
}

const offsetsOf = (merge: PartitionMerge) => merge.positions().map(({ offset }) => offset);

it('is where reading goes on, when everything was taken', () => {
  const merge = mergeOf(1);
  merge.add({ partition: 0, records: [record(0), record(140)], nextOffset: 300, endOffset: 300 });
  merge.add({ partition: 0, records: [], nextOffset: 300, endOffset: 300 });
  expect(offsetsOf(merge)).toEqual([0]);
  expect(take(merge)).toBe(2);
  expect(offsetsOf(merge)).toEqual([300]);
});

it('is the next record that waits, when some do', () => {
  const merge = mergeOf(2);
  merge.add({
    partition: 0,
    records: [record(0), record(140), record(500)],
    nextOffset: 640,
    endOffset: 900,
  });
  merge.add({ partition: 1, records: [record(150)], nextOffset: 290, endOffset: 900 });
  expect(take(merge)).toBe(3);
  expect(offsetsOf(merge)).toEqual([500, 290]);
});
