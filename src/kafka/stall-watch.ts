/**
 * Finds a consumer that stands still: kafkajs is known to stop fetching, all or some partitions, without a word. Partitions
 * that have not moved for a while are compared with the broker, which also shows when it has lost what they wait for.
 */

import { stallMsMax } from '../limits.ts';
import type { KafkaAdmin } from './kafka-admin.ts';
import type { ReadingPosition, ReadingPositions } from './reading-positions.ts';
import type { Waiting } from './waiting.ts';

export interface StallWatchOptions {
  readonly topic: string;
  readonly positions: ReadingPositions;
  readonly admin: Pick<KafkaAdmin, 'ends'>;
  readonly waiting: Waiting;
  readonly signal: AbortSignal;
}

export class StallWatch {
  readonly #options: StallWatchOptions;
  #fetchedAt: number;
  #lookedAt: number;

  constructor(options: StallWatchOptions) {
    this.#options = options;
    this.#fetchedAt = options.waiting.now();
    this.#lookedAt = this.#fetchedAt;
  }

  /** A fetch came back, or a new consumer begins. */
  fetched(): void {
    this.#fetchedAt = this.#options.waiting.now();
  }

  /**
   * May be called often: asks the broker once in `stallMsMax`, and waits until it answers.
   * @throws TopicError `offset-out-of-range` when records are gone before they were read
   */
  async isStalled(): Promise<boolean> {
    const { topic, positions, admin, waiting, signal } = this.#options;
    const now = waiting.now();
    if (now - this.#lookedAt < stallMsMax) return false;
    this.#lookedAt = now;
    const areFetchesMissing = now - this.#fetchedAt >= stallMsMax;
    const still = [...positions.values()].filter((position) => isStill(position, now));
    if (still.length === 0 && !areFetchesMissing) return false;
    const ends = await admin.ends(topic, { patienceMs: Number.POSITIVE_INFINITY, signal });
    for (const position of still) positions.checkRange(position, ends.get(position.partition));
    // Some may have moved while the broker was asked.
    const isBehind = still.some(
      (position) =>
        isStill(position, now) && (ends.get(position.partition)?.end ?? 0) > (position.nextOffset ?? 0),
    );
    return isBehind || (areFetchesMissing && waiting.now() - this.#fetchedAt >= stallMsMax);
  }
}

function isStill({ isAssigned, isPaused, movedAt }: ReadingPosition, now: number): boolean {
  return isAssigned && !isPaused && now - movedAt >= stallMsMax;
}
