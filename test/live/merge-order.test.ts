/** The order in which the records of several partitions come. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inputQueueBytesMax } from '../../src/limits.ts';
import { PartitionMerge, type PartitionPosition } from '../../src/live/partition-merge.ts';
import { offsetOf, partitionOf } from '../../src/runtime/record-place.ts';
import type { TopicRecord } from '../../src/runtime/topic.ts';
import type { PlacedRecords } from '../../src/runtime/topic-input.ts';

const aheadMsMax = 1_000;
const idleMs = 30_000;

/** A merge of partitions whose records are their times, read as it is told. */
class Merging {
  now = 0;
  readonly merge: PartitionMerge;
  readonly paused = new Set<number>();
  readonly idle: number[] = [];

  constructor(positions: readonly PartitionPosition[]) {
    this.merge = new PartitionMerge(
      {
        timeOf: (_, arrivedAt) => arrivedAt,
        aheadMsMax,
        leapMs: 0,
        idleMs,
        now: () => this.now,
        pause: (partition) => this.paused.add(partition),
        resume: (partition) => this.paused.delete(partition),
        onIdle: (partition) => this.idle.push(partition),
      },
      positions,
    );
  }

  static of(partitions: number): Merging {
    return new Merging(
      Array.from({ length: partitions }, (_, partition) => ({ partition, offset: 0, clock: null })),
    );
  }

  /** Takes what can be taken, as partition and offset. */
  take(): string[] {
    const records: PlacedRecords = { count: 0, values: [], places: [], arrivedAt: [] };
    this.waitMs = this.merge.take(records);
    return records.places.slice(0, records.count).map((place) => `${partitionOf(place)}:${offsetOf(place)}`);
  }

  waitMs = 0;
}

function records(times: readonly number[], from = 0, bytes = 1): readonly TopicRecord[] {
  return times.map((arrivedAt, index) => ({
    offset: from + index,
    value: new Uint8Array(bytes),
    arrivedAt,
  }));
}

const time = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 500 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, 5_000, 100_000) },
);
const contents = fc.array(fc.array(time, { maxLength: 30 }), { minLength: 2, maxLength: 4 });

/** Reads pieces at random, and starts anew from the positions after some of them. */
function read(
  all: readonly (readonly number[])[],
  choose: (end: number) => number,
  restarts: 'with restarts' | 'without',
): string[] {
  let merging = Merging.of(all.length);
  let ends = all.map(() => 0);
  const taken: string[] = [];
  for (let rounds = 0; ; rounds++) {
    const left = [...all.keys()].filter((partition) => ends[partition]! < all[partition]!.length);
    if (rounds === 0)
      for (const partition of all.keys())
        if (all[partition]!.length === 0)
          merging.merge.add({ partition, records: [], nextOffset: 0, endOffset: 0 });
    if (left.length === 0) break;
    const partition = left[choose(left.length)]!;
    const from = ends[partition]!;
    const piece = all[partition]!.slice(from, from + 1 + choose(5));
    ends[partition] = from + piece.length;
    merging.merge.add({
      partition,
      records: records(piece, from),
      nextOffset: from + piece.length,
      endOffset: all[partition]!.length,
    });
    taken.push(...merging.take());
    if (restarts === 'without' || choose(4) > 0) continue;
    const positions = merging.merge.positions();
    merging = new Merging(positions);
    ends = positions.map(({ offset }) => offset);
    for (const { partition: which, offset } of positions)
      if (offset === all[which]!.length)
        merging.merge.add({ partition: which, records: [], nextOffset: offset, endOffset: offset });
  }
  merging.now += idleMs;
  taken.push(...merging.take());
  return taken;
}

describe('records of several partitions', () => {
  test('come in the same order however they were read, and wherever work began anew', () => {
    fc.assert(
      fc.property(contents, fc.infiniteStream(fc.nat(1_000)), (all, choices) => {
        const choose = (end: number) => choices.next().value! % end;
        const expected = read(all, () => 0, 'without');
        expect(expected).toHaveLength(all.flat().length);
        expect(read(all, choose, 'without')).toEqual(expected);
        expect(read(all, choose, 'with restarts')).toEqual(expected);
      }),
      { seed: 20_250_106, numRuns: 300 },
    );
  });

  test('come in the order of time where each partition is in order', () => {
    const merging = Merging.of(2);
    merging.merge.add({ partition: 0, records: records([10, 30, 50]), nextOffset: 3, endOffset: 3 });
    expect(merging.take()).toEqual([]);
    merging.merge.add({ partition: 1, records: records([20, 40, 60]), nextOffset: 3, endOffset: 3 });
    merging.now += 1_000;
    expect(merging.take()).toEqual(['0:0', '1:0', '0:1', '1:1', '0:2', '1:2']);
  });

  test('wait for a partition that has more, until it counts as idle', () => {
    const merging = Merging.of(2);
    merging.merge.add({ partition: 0, records: records([10]), nextOffset: 1, endOffset: 1 });
    merging.merge.add({ partition: 1, records: [], nextOffset: 0, endOffset: 5 });
    merging.now = idleMs - 1;
    expect(merging.take()).toEqual([]);
    expect(merging.waitMs).toBe(1);
    merging.now = idleMs;
    expect(merging.take()).toEqual(['0:0']);
    expect(merging.idle).toEqual([1]);
  });

  test('are left out as tombstones, and counted', () => {
    const merging = Merging.of(2);
    const gone = { offset: 0, value: null, arrivedAt: 5 };
    merging.merge.add({ partition: 0, records: [gone], nextOffset: 1, endOffset: 1 });
    merging.merge.add({ partition: 1, records: [], nextOffset: 0, endOffset: 0 });
    merging.now = 1_000;
    expect(merging.take()).toEqual([]);
    expect(merging.merge.takeTombstones()).toBe(1);
    expect(merging.merge.takeTombstones()).toBe(0);
    expect(merging.merge.positions()[0]!.offset).toBe(1);
  });

  test('stop coming from a partition that has more than its part of the queue, until half of it is taken', () => {
    const merging = Merging.of(2);
    const bytes = inputQueueBytesMax / 16;
    const times = Array.from({ length: 9 }, (_, index) => index);
    merging.merge.add({ partition: 0, records: records(times, 0, bytes), nextOffset: 9, endOffset: 20 });
    expect([...merging.paused]).toEqual([0]);
    merging.merge.add({ partition: 1, records: records([3]), nextOffset: 1, endOffset: 1 });
    merging.now = 1_000;
    merging.take();
    expect(merging.merge.bytes).toBe(0);
    expect([...merging.paused]).toEqual([]);
  });
});
