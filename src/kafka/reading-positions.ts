/**
 * Where the reading of each partition stands. kafkajs forgets that at every rebalance, and begins anew by itself when an
 * offset is out of range: what counts is kept here, and all that comes is held against it.
 */

import { TopicError } from '../runtime/topic.ts';
import type { PartitionEnds } from './kafka-admin.ts';

export interface ReadingPosition {
  readonly partition: number;
  /** Of the next record to deliver; undefined in a partition that is read from its beginning, wherever that is. */
  nextOffset: number | undefined;
  /** Where a fetch went on after it found nothing but records that are not for readers, and did not begin at `nextOffset`; -1 for none. */
  skippedTo: number;
  /** When it last went forward, or was last asked to, epoch ms. */
  movedAt: number;
  isPaused: boolean;
  isAssigned: boolean;
  /** Was assigned, and another consumer has it now. */
  isLost: boolean;
}

export class ReadingPositions {
  readonly #topic: string;
  readonly #positions = new Map<number, ReadingPosition>();

  constructor(topic: string, offsets: ReadonlyMap<number, number>) {
    this.#topic = topic;
    for (const [partition, offset] of offsets) this.of(partition).nextOffset = offset;
  }

  /** A partition that was not known is read from its beginning. */
  of(partition: number): ReadingPosition {
    let position = this.#positions.get(partition);
    if (position === undefined) {
      position = {
        partition,
        nextOffset: undefined,
        skippedTo: -1,
        movedAt: 0,
        isPaused: false,
        isAssigned: false,
        isLost: false,
      };
      this.#positions.set(partition, position);
    }
    return position;
  }

  has(partition: number): boolean {
    return this.#positions.has(partition);
  }

  values(): IterableIterator<ReadingPosition> {
    return this.#positions.values();
  }

  /**
   * Holds a position against what the partition has.
   * @throws TopicError `offset-out-of-range` when records are gone before they were read
   */
  checkRange({ partition, nextOffset }: ReadingPosition, ends: PartitionEnds | undefined): void {
    if (nextOffset === undefined) return;
    const where = `topic "${this.#topic}", partition ${partition}`;
    const remedy =
      'start with a new state and --from earliest to go on with what there is, or restore the records and start again';
    if (ends === undefined)
      throw new TopicError(
        'offset-out-of-range',
        `${where}: expected to go on at offset ${nextOffset}, but there is no such partition: the topic was created anew; ${remedy}`,
      );
    const { first, end } = ends;
    if (nextOffset < first)
      throw new TopicError(
        'offset-out-of-range',
        `${where}: expected to go on at offset ${nextOffset}, but the first record left is ${first}: ${first - nextOffset} offsets are gone unread; raise the retention of the topic, then ${remedy}`,
      );
    if (nextOffset > end)
      throw new TopicError(
        'offset-out-of-range',
        `${where}: expected to go on at offset ${nextOffset}, but it ends at ${end}: the topic was created anew, or cut off; ${remedy}`,
      );
  }
}

/** Index of the first record at or after an offset, in records by offset: those before it were delivered already. O(records before it). */
export function firstUnread(records: readonly { readonly offset: string }[], nextOffset: number): number {
  let index = 0;
  while (index < records.length && Number(records[index]!.offset) < nextOffset) index++;
  return index;
}
