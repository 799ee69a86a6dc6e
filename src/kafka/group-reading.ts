/**
 * Reads a topic as a member of a consumer group, with the offsets of the caller instead of the group's. A consumer that
 * kafkajs gives up, or that stands still, is replaced by another one; the positions outlive them all.
 */

import { connectPatienceMs, stallMsMax, stallMsMin, watchIntervalMs } from '../limits.ts';
import { TopicError, type TopicListener } from '../runtime/topic.ts';
import { ConnectionNotices } from './connection-notices.ts';
import { GroupConsumer } from './group-consumer.ts';
import type { KafkaAdmin } from './kafka-admin.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { topicErrorOf, troubleOf } from './kafka-trouble.ts';
import type { ReadingPosition, ReadingPositions } from './reading-positions.ts';
import { RecordDelivery } from './record-delivery.ts';
import { GrowingPauses, type Waiting } from './waiting.ts';

export interface GroupReadingOptions {
  readonly topic: string;
  readonly groupId: string;
  readonly settings: KafkaSettings;
  readonly waiting: Waiting;
  readonly admin: KafkaAdmin;
  readonly positions: ReadingPositions;
  readonly listener: TopicListener;
}

export class GroupReading {
  readonly #options: GroupReadingOptions;
  readonly #delivery: RecordDelivery;
  readonly #notices: ConnectionNotices;
  readonly #over = new AbortController();
  readonly #pauses: GrowingPauses;
  #consumer: GroupConsumer | undefined;
  /** Created so far. */
  #consumers = 0;
  #fetchedAt: number;
  #lookedAt: number;
  #stallMs = stallMsMin;
  /** Told of the first time in the group, or of what makes that impossible. */
  #onBegun: ((error?: TopicError) => void) | undefined;

  constructor(options: GroupReadingOptions) {
    const now = options.waiting.now();
    this.#options = options;
    this.#delivery = new RecordDelivery({ ...options, signal: this.#over.signal });
    this.#notices = new ConnectionNotices(options.topic, options.listener.onNotice, now);
    this.#pauses = new GrowingPauses(options.waiting);
    this.#fetchedAt = now;
    this.#lookedAt = now;
  }

  /** Resolves when it has become a member of the group. @throws TopicError */
  async start(): Promise<void> {
    const begun = new Promise<void>((resolve, reject) => {
      this.#onBegun = (error) => (error === undefined ? resolve() : reject(error));
    });
    void this.#watch();
    await Promise.all([begun, this.#replace()]);
  }

  pause(partition: number): void {
    this.#options.positions.of(partition).isPaused = true;
    this.#consumer?.pause(partition);
  }

  resume(partition: number): void {
    const position = this.#options.positions.of(partition);
    position.isPaused = false;
    position.movedAt = this.#options.waiting.now();
    this.#consumer?.resume(partition);
  }

  async stop(): Promise<void> {
    this.#over.abort();
    const { topic } = this.#options;
    this.#onBegun?.(
      new TopicError('not-readable', `expected to read topic "${topic}", but it was stopped before`),
    );
    this.#onBegun = undefined;
    const consumer = this.#consumer;
    this.#consumer = undefined;
    await consumer?.retire();
  }

  /** Starts a consumer in the place of the one before. Before anything was read it is tried for a while, later without end. */
  async #replace(): Promise<void> {
    const { waiting, settings, topic } = this.#options;
    const until = this.#onBegun === undefined ? Number.POSITIVE_INFINITY : waiting.now() + connectPatienceMs;
    while (!this.#over.signal.aborted) {
      // Not waited for: whoever does not get on may not leave in order either.
      void this.#consumer?.retire();
      const consumer = this.#createConsumer();
      this.#consumer = consumer;
      this.#fetchedAt = waiting.now();
      try {
        return await consumer.start();
      } catch (error) {
        if (!troubleOf(error, settings).isPassing || waiting.now() >= until) {
          this.#end(topicErrorOf(`read topic "${topic}"`, error, settings));
          return;
        }
        this.#notices.complained((error as Error).message);
      }
      await waiting.wait(this.#pauses.next(), this.#over.signal);
    }
  }

  /** kafkajs has given up: what passes is waited for. */
  async #recover(error: Error): Promise<void> {
    const { waiting, settings } = this.#options;
    if (!troubleOf(error, settings).isPassing) return this.#end(this.#errorOf(error));
    this.#notices.complained(error.message);
    await waiting.wait(this.#pauses.next(), this.#over.signal);
    await this.#replace();
  }

  #createConsumer(): GroupConsumer {
    const { topic, groupId, settings, waiting } = this.#options;
    const end = (error: unknown) => this.#end(this.#errorOf(error));
    this.#consumers++;
    const consumer: GroupConsumer = new GroupConsumer({
      topic,
      // The broker would let it wait for the one before, which it may still take for alive.
      groupId: this.#consumers === 1 ? groupId : `${groupId}-${this.#consumers}`,
      settings,
      waiting,
      events: {
        onJoined: (partitions) => this.#joined(consumer, partitions),
        onBatch: async (batch) => {
          try {
            const isDelivered = await this.#delivery.deliver(batch);
            if (!isDelivered) this.#seek(consumer, this.#options.positions.of(batch.partition));
            return isDelivered;
          } catch (error) {
            end(error);
            return false;
          }
        },
        onFiltered: (batch) => void this.#delivery.passOver(batch).catch(end),
        onFetched: () => {
          this.#fetchedAt = waiting.now();
        },
        onAnswer: () => this.#notices.answered(waiting.now()),
        onTrouble: (message) => this.#notices.complained(message),
        onEnd: (error) => void this.#recover(error),
      },
    });
    return consumer;
  }

  /** What kafkajs forgets at every join is told to it again. */
  #joined(consumer: GroupConsumer, assigned: readonly number[]): void {
    const { positions, waiting, listener, topic } = this.#options;
    this.#pauses.reset();
    const added = assigned.filter((partition) => !positions.has(partition));
    for (const partition of assigned) {
      const position = positions.of(partition);
      position.movedAt = waiting.now();
      this.#seek(consumer, position);
      if (position.isPaused) consumer.pause(partition);
      else consumer.resume(partition);
    }
    this.#tellMembership(new Set(assigned));
    if (added.length > 0)
      listener.onNotice({
        topic,
        kind: 'partitions added',
        message: `topic "${topic}" has new partitions: ${added.join(', ')}; they are read from their beginning`,
      });
    this.#onBegun?.();
    this.#onBegun = undefined;
  }

  #tellMembership(assigned: ReadonlySet<number>): void {
    const { positions, listener, topic, groupId } = this.#options;
    const all = [...positions.values()];
    const lost = all.filter(({ partition, isAssigned }) => isAssigned && !assigned.has(partition));
    const back = all.filter(({ partition, isLost }) => isLost && assigned.has(partition));
    for (const position of all) {
      position.isAssigned = assigned.has(position.partition);
      position.isLost = !position.isAssigned && (position.isLost || lost.includes(position));
    }
    const names = (some: readonly ReadingPosition[]) => some.map(({ partition }) => partition).join(', ');
    if (lost.length > 0)
      listener.onNotice({
        topic,
        kind: 'partitions lost',
        message: `topic "${topic}": another consumer has joined group "${groupId}" and has taken partitions ${names(lost)}; they stand still here until it leaves: stop it, or give it a group of its own`,
      });
    if (back.length > 0)
      listener.onNotice({
        topic,
        kind: 'partitions back',
        message: `topic "${topic}": partitions ${names(back)} are back, and go on where they were`,
      });
  }

  #seek(consumer: GroupConsumer, { partition, nextOffset }: ReadingPosition): void {
    if (nextOffset !== undefined) consumer.seek(partition, nextOffset);
  }

  #errorOf(error: unknown): TopicError {
    const { topic, settings, positions } = this.#options;
    const found = topicErrorOf(`read topic "${topic}"`, error, settings);
    if (found.code !== 'not-readable' && found.code !== 'unknown-compression') return found;
    const places = [...positions.values()]
      .filter(({ isAssigned }) => isAssigned)
      .map(({ partition, nextOffset }) => `partition ${partition} at offset ${nextOffset ?? 'unknown'}`);
    return new TopicError(found.code, `${found.message}; reading stood at ${places.join(', ')}`, {
      cause: error,
    });
  }

  #end(error: TopicError): void {
    if (this.#over.signal.aborted) return;
    const onBegun = this.#onBegun;
    this.#onBegun = undefined;
    void this.stop();
    if (onBegun === undefined) this.#options.listener.onError(error);
    else onBegun(error);
  }

  async #watch(): Promise<void> {
    const { waiting } = this.#options;
    const { signal } = this.#over;
    for (;;) {
      await waiting.wait(watchIntervalMs, signal);
      if (signal.aborted) return;
      this.#notices.look(waiting.now());
      await this.#lookForStall().catch((error: unknown) => this.#end(this.#errorOf(error)));
    }
  }

  /** Partitions that stand still are compared with the broker: it may have more for them, or have lost what they wait for. */
  async #lookForStall(): Promise<void> {
    const { waiting, admin, topic, positions, listener } = this.#options;
    const now = waiting.now();
    if (now - this.#lookedAt < this.#stallMs || this.#onBegun !== undefined) return;
    this.#lookedAt = now;
    const still = [...positions.values()].filter(
      ({ isAssigned, isPaused, movedAt }) => isAssigned && !isPaused && now - movedAt >= this.#stallMs,
    );
    if (still.length === 0 && now - this.#fetchedAt < this.#stallMs) return;
    const ends = await admin.ends(topic, { patienceMs: Number.POSITIVE_INFINITY, signal: this.#over.signal });
    const before = still.filter(({ movedAt }) => now - movedAt >= this.#stallMs);
    for (const position of before) positions.checkRange(position, ends.get(position.partition));
    const hasMore = before.some(({ partition, nextOffset = 0 }) => ends.get(partition)!.end > nextOffset);
    if (!hasMore && waiting.now() - this.#fetchedAt < this.#stallMs) {
      this.#stallMs = stallMsMin;
      return;
    }
    this.#stallMs = Math.min(this.#stallMs * 2, stallMsMax);
    listener.onNotice({
      topic,
      kind: 'reading stalled',
      message: `topic "${topic}": nothing came for a minute or more though the broker has more; the consumer is built anew, and goes on where it was`,
    });
    await this.#replace();
  }
}
