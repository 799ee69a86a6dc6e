/**
 * The partitions of a topic as one stream: records in the order of event time, as far as their partitions let them.
 *
 * Each partition has a clock of its own, the greatest event time so far. The record that moves its partition's clock least
 * comes first. So all partitions advance together, however far one was read ahead, and the merged stream is no more out of
 * order than each of them. For the same contents the order is the same, whenever they were read: a partition that has more
 * is waited for. One of which nothing can be had is waited for until it counts as idle.
 *
 * A partition that was read to its end may have got more in the meantime. Where time goes on as slowly as in life, what it
 * brings can still come: nothing waits for it. Where time leaps by more than records may be late, as it does when many
 * records are appended at once, a record waits for a moment after it was read, until the other partitions were read as well.
 */

import { alignmentMs, inputQueueBytesMax, liveStepRecords } from '../limits.ts';
import { placeOf } from '../runtime/record-place.ts';
import type { TopicRecord, TopicRecords } from '../runtime/topic.ts';
import type { PlacedRecords } from '../runtime/topic-input.ts';

const never = Number.POSITIVE_INFINITY;
/** Bytes a record takes in the queue besides its payload. */
const recordBytes = 100;
/** Records that may stand in front of a queue after they were taken: moving the rest costs little for each of so many. */
const takenMax = 8_192;

interface Partition {
  readonly number: number;
  readonly waiting: TopicRecord[];
  /** When each of them was read, wall clock. */
  readonly readAt: number[];
  /** Index of the next record in `waiting`. */
  at: number;
  bytes: number;
  isPaused: boolean;
  /** Greatest event time of the records taken. */
  clock: number;
  /** Event time of its next record, NaN when it has none that is known; and whether that was read. */
  time: number;
  isPeeked: boolean;
  isAtEnd: boolean;
  /** Where a restart goes on: at the next record that waits, or where reading goes on. The offset after a record is not known otherwise. */
  offset: number;
  /** Where reading goes on behind those that wait. */
  nextOffset: number;
  /** When something was last heard of it, wall clock. */
  heardAt: number;
}

/** How far a partition was taken, as JSON. */
export interface PartitionPosition {
  readonly partition: number;
  /** Where the records that were not taken begin. */
  readonly offset: number;
  /** Greatest event time of its records; null before the first, and where partitions are not merged. */
  readonly clock: number | null;
}

export interface PartitionMergeSetup {
  readonly timeOf: (payload: Uint8Array, arrivedAt: number) => number;
  /** How far ahead of the source's clock a record may move its partition's. */
  readonly aheadMsMax: number;
  /** How far time may leap within a moment, in ms, without making records of other partitions too late. */
  readonly leapMs: number;
  /** How long a partition of which nothing can be had is waited for, in ms of the wall clock. */
  readonly idleMs: number;
  readonly now: () => number;
  readonly pause: (partition: number) => void;
  readonly resume: (partition: number) => void;
  readonly onIdle: (partition: number) => void;
}

export class PartitionMerge {
  readonly #setup: PartitionMergeSetup;
  readonly #partitions = new Map<number, Partition>();
  readonly #idle = new Set<number>();
  #bytes = 0;
  #clock = Number.NEGATIVE_INFINITY;
  /** The clock a moment ago, and the one that will be that after another moment. */
  #clockBefore = Number.NEGATIVE_INFINITY;
  #clockThen = Number.NEGATIVE_INFINITY;
  #rememberedAt = Number.NEGATIVE_INFINITY;
  /** Tombstones left out since this was last asked. */
  #tombstones = 0;

  constructor(setup: PartitionMergeSetup, positions: readonly PartitionPosition[]) {
    this.#setup = setup;
    for (const { partition, offset, clock } of positions) {
      this.#open(partition, offset).clock = clock ?? Number.NEGATIVE_INFINITY;
      this.#clock = Math.max(this.#clock, clock ?? Number.NEGATIVE_INFINITY);
    }
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Where a restart goes on. */
  positions(): readonly PartitionPosition[] {
    return [...this.#partitions.values()].map(({ number, offset, clock }) => ({
      partition: number,
      offset,
      clock: clock === Number.NEGATIVE_INFINITY ? null : clock,
    }));
  }

  /** True when every partition was read to its end, and nothing waits. */
  get isAtEnd(): boolean {
    for (const partition of this.#partitions.values())
      if (!partition.isAtEnd || partition.at < partition.waiting.length) return false;
    return true;
  }

  /** When something was last read, by the wall clock. */
  get heardAt(): number {
    return Math.max(...[...this.#partitions.values()].map(({ heardAt }) => heardAt));
  }

  /** Tombstones since the last call. */
  takeTombstones(): number {
    const tombstones = this.#tombstones;
    this.#tombstones = 0;
    return tombstones;
  }

  /** Takes in what was read. */
  add({ partition: number, records, nextOffset, endOffset }: TopicRecords): void {
    const partition = this.#partitions.get(number) ?? this.#open(number, records[0]?.offset ?? nextOffset);
    const now = this.#setup.now();
    for (const record of records) {
      partition.waiting.push(record);
      partition.readAt.push(now);
      const bytes = recordBytes + (record.value?.length ?? 0);
      partition.bytes += bytes;
      this.#bytes += bytes;
    }
    partition.nextOffset = nextOffset;
    if (partition.at === partition.waiting.length) partition.offset = nextOffset;
    partition.isAtEnd = nextOffset >= endOffset;
    partition.heardAt = now;
    this.#idle.delete(number);
    this.#balance();
  }

  /**
   * Fills in the records that come next: none when their order is not known yet, or nothing waits.
   * @returns how long to wait before it may be known without anything new, in ms; Infinity when only something new helps
   */
  take(into: PlacedRecords): number {
    into.count = 0;
    const waitMs = this.#partitions.size === 1 ? this.#takeAll(into) : this.#takeMerged(into);
    this.#balance();
    return waitMs;
  }

  #takeAll(into: PlacedRecords): number {
    const [partition] = this.#partitions.values();
    while (into.count < liveStepRecords && partition.at < partition.waiting.length)
      this.#move(partition, into);
    return never;
  }

  #takeMerged(into: PlacedRecords): number {
    const now = this.#setup.now();
    this.#rememberClock(now);
    while (into.count < liveStepRecords) {
      const first = this.#first();
      if (first === undefined) return never;
      const clock = this.#clockAfter(first);
      const waitMs = this.#waitFor(first, clock, now);
      if (waitMs > 0) return waitMs;
      first.clock = clock;
      this.#clock = Math.max(this.#clock, clock);
      first.isPeeked = false;
      this.#move(first, into);
    }
    return 0;
  }

  /** The partition whose next record comes first, among those that have one. */
  #first(): Partition | undefined {
    let first: Partition | undefined;
    let clock = never;
    for (const partition of this.#partitions.values()) {
      if (partition.at === partition.waiting.length) continue;
      const next = this.#clockAfter(partition);
      if (first !== undefined && next >= clock) continue;
      first = partition;
      clock = next;
    }
    return first;
  }

  /** How long the next record, which moves the clock to an instant, has to wait for partitions that have none. */
  #waitFor(first: Partition, clock: number, now: number): number {
    const isLeap = clock - this.#clockBefore > this.#setup.leapMs;
    const momentMs = isLeap ? Math.max(0, first.readAt[first.at] + alignmentMs - now) : 0;
    let waitMs = 0;
    for (const partition of this.#partitions.values()) {
      if (partition.at < partition.waiting.length) continue;
      waitMs = Math.max(waitMs, partition.isAtEnd ? momentMs : this.#waitForMore(partition, now));
    }
    return waitMs;
  }

  /** How long a partition that has more holds the others back. */
  #waitForMore(partition: Partition, now: number): number {
    const silentMs = now - partition.heardAt;
    if (silentMs < this.#setup.idleMs) return this.#setup.idleMs - silentMs;
    if (!this.#idle.has(partition.number)) {
      this.#idle.add(partition.number);
      this.#setup.onIdle(partition.number);
    }
    return 0;
  }

  /** Keeps the clock of a moment ago: of one to two times `alignmentMs`, while records come. */
  #rememberClock(now: number): void {
    if (now - this.#rememberedAt < alignmentMs) return;
    this.#clockBefore = this.#clockThen;
    this.#clockThen = this.#clock;
    this.#rememberedAt = now;
  }

  /**
   * Where a partition's clock will stand after its next record. One without a time, or with an absurd one, moves no clock: it
   * comes at its place, and the engine refuses it. What is absurd is told by the clock of now, so that a restart finds the same.
   */
  #clockAfter(partition: Partition): number {
    if (!partition.isPeeked) {
      const { value, arrivedAt } = partition.waiting[partition.at];
      partition.time = value === null ? Number.NaN : this.#setup.timeOf(value, arrivedAt);
      partition.isPeeked = true;
    }
    const { time } = partition;
    const isFirst = this.#clock === Number.NEGATIVE_INFINITY;
    const isBelievable = time <= this.#clock + this.#setup.aheadMsMax || (isFirst && !Number.isNaN(time));
    return Math.max(partition.clock, isBelievable ? time : this.#clock);
  }

  #move(partition: Partition, into: PlacedRecords): void {
    const record = partition.waiting[partition.at++];
    const bytes = recordBytes + (record.value?.length ?? 0);
    partition.bytes -= bytes;
    this.#bytes -= bytes;
    partition.offset = partition.waiting[partition.at]?.offset ?? partition.nextOffset;
    if (partition.at === partition.waiting.length) {
      partition.waiting.length = 0;
      partition.readAt.length = 0;
      partition.at = 0;
    }
    if (record.value === null) {
      this.#tombstones++;
      return;
    }
    into.values[into.count] = record.value;
    into.places[into.count] = placeOf(partition.number, record.offset);
    // A folder does not know when a record came: it is when it was handled.
    into.arrivedAt[into.count] = Number.isNaN(record.arrivedAt) ? this.#setup.now() : record.arrivedAt;
    into.count++;
  }

  /** Reading of a partition pauses when it has more than its part of the queue. */
  #balance(): void {
    const share = inputQueueBytesMax / this.#partitions.size;
    for (const partition of this.#partitions.values()) {
      if (partition.at >= takenMax) {
        partition.waiting.splice(0, partition.at);
        partition.readAt.splice(0, partition.at);
        partition.at = 0;
      }
      if (!partition.isPaused && partition.bytes > share) {
        partition.isPaused = true;
        this.#setup.pause(partition.number);
      } else if (partition.isPaused && partition.bytes <= share / 2) {
        partition.isPaused = false;
        this.#setup.resume(partition.number);
      }
    }
  }

  #open(number: number, offset: number): Partition {
    const partition: Partition = {
      number,
      waiting: [],
      readAt: [],
      at: 0,
      bytes: 0,
      isPaused: false,
      clock: Number.NEGATIVE_INFINITY,
      time: Number.NaN,
      isPeeked: false,
      isAtEnd: false,
      offset,
      nextOffset: offset,
      heardAt: this.#setup.now(),
    };
    this.#partitions.set(number, partition);
    return partition;
  }
}
