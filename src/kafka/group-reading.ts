/**
 * Reads a topic as a member of a consumer group, with the offsets of the caller instead of the group's. A consumer that
 * kafkajs gives up, or that stands still, is replaced by another one; the positions outlive them all.
 */

import { connectPatienceMs, stallMsMax, unexplainedErrorsMax, watchIntervalMs } from '../limits.ts';
import { TopicError, type TopicListener } from '../runtime/topic.ts';
import { ConnectionNotices } from './connection-notices.ts';
import { GroupConsumer } from './group-consumer.ts';
import { assign } from './group-membership.ts';
import type { KafkaAdmin } from './kafka-admin.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { topicErrorOf, troubleOf } from './kafka-trouble.ts';
import type { ReadingPosition, ReadingPositions } from './reading-positions.ts';
import { RecordDelivery } from './record-delivery.ts';
import { StallWatch } from './stall-watch.ts';
import { awaitTopic } from './topic-presence.ts';
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
  readonly #stall: StallWatch;
  #consumer: GroupConsumer | undefined;
  /** Created so far. */
  #consumers = 0;
  /** Errors that kafkajs did not explain, epoch ms. */
  #unexplainedAt: number[] = [];
  /** Told of the first time in the group, or of what makes that impossible. */
  #onBegun: ((error?: TopicError) => void) | undefined;

  constructor(options: GroupReadingOptions) {
    const now = options.waiting.now();
    this.#options = options;
    this.#delivery = new RecordDelivery({ ...options, signal: this.#over.signal });
    this.#notices = new ConnectionNotices(options.topic, options.listener.onNotice, now);
    this.#pauses = new GrowingPauses(options.waiting);
    this.#stall = new StallWatch({ ...options, signal: this.#over.signal });
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
      this.#stall.fetched();
      try {
        return await consumer.start();
      } catch (error) {
        if (troubleOf(error, settings).outlook === 'lasting' || waiting.now() >= until) {
          this.#end(topicErrorOf(`read topic "${topic}"`, error, settings));
          return;
        }
        this.#notices.complained((error as Error).message);
      }
      await waiting.wait(this.#pauses.next(), this.#over.signal);
    }
  }

  /** kafkajs has given up: what passes is waited for. Meanwhile the topic may have been created anew. */
  async #recover(error: Error): Promise<void> {
    const { waiting, settings, topic, positions, listener, admin } = this.#options;
    const { signal } = this.#over;
    const { outlook } = troubleOf(error, settings);
    if (outlook === 'lasting' || (outlook === 'unknown' && this.#isRepeating()))
      return this.#end(this.#errorOf(error));
    this.#notices.complained(error.message);
    await waiting.wait(this.#pauses.next(), signal);
    try {
      const patienceMs = Number.POSITIVE_INFINITY;
      await awaitTopic(topic, { admin, waiting, onNotice: listener.onNotice, signal, patienceMs });
      const ends = await admin.ends(topic, { patienceMs, signal });
      for (const position of positions.values()) positions.checkRange(position, ends.get(position.partition));
    } catch (found) {
      return this.#end(this.#errorOf(found));
    }
    await this.#replace();
  }

  /** What was not explained, again and again within a short time: broken bytes do not mend themselves. */
  #isRepeating(): boolean {
    const now = this.#options.waiting.now();
    this.#unexplainedAt = this.#unexplainedAt.filter((instant) => now - instant < stallMsMax);
    this.#unexplainedAt.push(now);
    return this.#unexplainedAt.length >= unexplainedErrorsMax;
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
        onFetched: () => this.#stall.fetched(),
        onAnswer: () => this.#notices.answered(waiting.now()),
        onTrouble: (message) => this.#notices.complained(message),
        onEnd: (error) => void this.#recover(error),
      },
    });
    return consumer;
  }

  /** What kafkajs forgets at every join is told to it again. */
  #joined(consumer: GroupConsumer, partitions: readonly number[]): void {
    const { positions, waiting, listener } = this.#options;
    this.#pauses.reset();
    assign(new Set(partitions), { ...this.#options, onNotice: listener.onNotice });
    for (const partition of partitions) {
      const position = positions.of(partition);
      position.movedAt = waiting.now();
      this.#seek(consumer, position);
      if (position.isPaused) consumer.pause(partition);
      else consumer.resume(partition);
    }
    this.#onBegun?.();
    this.#onBegun = undefined;
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
    const { waiting, listener, topic } = this.#options;
    const { signal } = this.#over;
    for (;;) {
      await waiting.wait(watchIntervalMs, signal);
      if (signal.aborted) return;
      this.#notices.look(waiting.now());
      try {
        if (!(await this.#stall.isStalled())) continue;
      } catch (error) {
        this.#end(this.#errorOf(error));
        return;
      }
      listener.onNotice({
        topic,
        kind: 'reading stalled',
        message: `topic "${topic}": nothing came for a minute or more, though the broker has more; the consumer is built anew, and goes on where it was`,
      });
      await this.#replace();
    }
  }
}
