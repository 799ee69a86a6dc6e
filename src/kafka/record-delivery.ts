/** Hands on what kafkajs has fetched: each record once and in order, held against the positions before. */

import type { Batch } from 'kafkajs';
import type { TopicListener, TopicRecord } from '../runtime/topic.ts';
import type { KafkaAdmin } from './kafka-admin.ts';
import { firstUnread, type ReadingPosition, type ReadingPositions } from './reading-positions.ts';
import type { Waiting } from './waiting.ts';

/** Where kafkajs began to fetch is part of its batch, but not of its types. */
export type FetchedBatch = Batch & { readonly fetchedOffset: string };

/** What a fetch found when nothing of it is for readers: ends of transactions, and what they took back. */
export interface FilteredBatch {
  readonly partition: number;
  /** Null when all that came lies before where the fetch began. */
  readonly firstOffset: string | null;
  readonly lastOffset: string;
  readonly highWatermark: string;
}

export interface RecordDeliveryOptions {
  readonly topic: string;
  readonly positions: ReadingPositions;
  readonly admin: Pick<KafkaAdmin, 'ends'>;
  readonly listener: TopicListener;
  readonly waiting: Waiting;
  /** Reading is over: nothing is delivered any more. */
  readonly signal: AbortSignal;
}

export class RecordDelivery {
  readonly #options: RecordDeliveryOptions;

  constructor(options: RecordDeliveryOptions) {
    this.#options = options;
  }

  /**
   * A batch that continues at the position is delivered. What goes on elsewhere comes from before a rebalance, or from
   * kafkajs' own idea of where to begin, or lies behind records that are not for readers: the broker knows which.
   *
   * @returns false when the batch was left out, and reading must go back to the position
   * @throws TopicError `offset-out-of-range`, or when the broker cannot be asked
   */
  async deliver(batch: FetchedBatch): Promise<boolean> {
    const position = this.#options.positions.of(batch.partition);
    const fetchedOffset = Number(batch.fetchedOffset);
    position.nextOffset ??= fetchedOffset;
    if (fetchedOffset !== position.nextOffset) {
      await this.checkRange(position);
      // The position may have come here meanwhile.
      if (fetchedOffset !== position.skippedTo && fetchedOffset !== position.nextOffset) return false;
    }
    this.#handOn(batch, position);
    return true;
  }

  /**
   * Moves on over what no reader sees. A stretch that does not follow on directly is believed once the broker still has
   * the position: then nothing was skipped but holes.
   * @throws TopicError as `deliver`
   */
  async passOver({ partition, firstOffset, lastOffset, highWatermark }: FilteredBatch): Promise<void> {
    const position = this.#options.positions.of(partition);
    const nextOffset = Number(lastOffset) + 1;
    const endOffset = Number(highWatermark);
    position.nextOffset ??= Number(firstOffset ?? lastOffset);
    const begin = position.nextOffset;
    if (Number(firstOffset ?? lastOffset) !== begin) {
      if (nextOffset <= begin) return;
      position.skippedTo = nextOffset;
      await this.checkRange(position);
      // Another batch may have come meanwhile.
      if (position.nextOffset !== begin || position.skippedTo !== nextOffset) return;
    }
    if (this.#options.signal.aborted) return;
    this.#move(position, nextOffset);
    this.#options.listener.onRecords({ partition, records: [], nextOffset, endOffset });
  }

  /** @throws TopicError when the partition no longer has the position, or when the broker cannot be asked */
  async checkRange(position: ReadingPosition): Promise<void> {
    const { admin, topic, signal, positions } = this.#options;
    const ends = await admin.ends(topic, { patienceMs: Number.POSITIVE_INFINITY, signal });
    positions.checkRange(position, ends.get(position.partition));
  }

  #handOn(batch: FetchedBatch, position: ReadingPosition): void {
    const { partition, messages } = batch;
    const records: TopicRecord[] = [];
    for (let index = firstUnread(messages, position.nextOffset ?? 0); index < messages.length; index++) {
      const { offset, value, timestamp } = messages[index]!;
      records.push({ offset: Number(offset), value, arrivedAt: Number(timestamp) });
    }
    const nextOffset = Number(batch.lastOffset()) + 1;
    // First, so that what the listener does about it (a pause, an end) finds the new state.
    this.#move(position, nextOffset);
    if (this.#options.signal.aborted) return;
    this.#options.listener.onRecords({
      partition,
      records,
      nextOffset,
      endOffset: Math.max(Number(batch.highWatermark), nextOffset),
    });
  }

  #move(position: ReadingPosition, nextOffset: number): void {
    position.nextOffset = nextOffset;
    position.skippedTo = -1;
    position.movedAt = this.#options.waiting.now();
  }
}
