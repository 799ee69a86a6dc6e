/** One consumer of kafkajs with what it needs to be steered: its life ends when kafkajs gives up, or when it is retired. */

import type { Consumer, RetryOptions } from 'kafkajs';
import {
  farewellMsMax,
  fetchBytesMax,
  fetchPartitionBytesMax,
  fetchWaitMs,
  metadataMsMax,
  retryPauseMsMax,
  retryPauseMsMin,
} from '../limits.ts';
import { createClient } from './kafka-client.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import type { FetchedBatch, FilteredBatch } from './record-delivery.ts';
import { type Waiting, within } from './waiting.ts';

export interface GroupEvents {
  /** In the group, with these partitions: kafkajs has forgotten positions and pauses. */
  readonly onJoined: (partitions: readonly number[]) => void;
  /** @returns false to read again from the position */
  readonly onBatch: (batch: FetchedBatch) => Promise<boolean>;
  readonly onFiltered: (batch: FilteredBatch) => void;
  /** The loop of fetches went round, with or without records. */
  readonly onFetched: () => void;
  /** A broker answered anything at all. */
  readonly onAnswer: () => void;
  /** What kafkajs could not do, and tries again. */
  readonly onTrouble: (message: string) => void;
  /** What it does not try again: this consumer has ended. */
  readonly onEnd: (error: Error) => void;
}

export interface GroupConsumerOptions {
  readonly topic: string;
  readonly groupId: string;
  readonly settings: KafkaSettings;
  readonly waiting: Waiting;
  readonly events: GroupEvents;
}

export class GroupConsumer {
  readonly #topic: string;
  readonly #waiting: Waiting;
  readonly #events: GroupEvents;
  readonly #consumer: Consumer;
  #isRetired = false;
  /** kafkajs takes no pause and no seek while it is out of the group. */
  #isJoined = false;

  constructor({ topic, groupId, settings, waiting, events }: GroupConsumerOptions) {
    this.#topic = topic;
    this.#waiting = waiting;
    this.#events = events;
    const retry: RetryOptions = {
      initialRetryTime: retryPauseMsMin,
      maxRetryTime: retryPauseMsMax,
      retries: 5,
      // It would join anew as somebody else, and wait half a minute until the broker takes its former self for dead.
      restartOnFailure: async () => false,
    };
    const onTrouble = (message: string) => this.#isRetired || events.onTrouble(message);
    this.#consumer = createClient(settings, { retry, onTrouble }).consumer({
      groupId,
      retry,
      allowAutoTopicCreation: false,
      metadataMaxAge: metadataMsMax,
      minBytes: 1,
      maxBytes: fetchBytesMax,
      maxBytesPerPartition: fetchPartitionBytesMax,
      maxWaitTimeInMs: fetchWaitMs,
    });
    this.#listen();
  }

  /** Resolves when it was asked to join; `onJoined` tells when it has. @throws Error of kafkajs when no broker can be reached */
  async start(): Promise<void> {
    await this.#consumer.connect();
    // Where a group has no offset, and after one that is out of range: never with what comes from now on.
    await this.#consumer.subscribe({ topic: this.#topic, fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async ({ batch, resolveOffset }) => {
        if (this.#isRetired) return;
        if (await this.#events.onBatch(batch as FetchedBatch)) resolveOffset(batch.lastOffset());
      },
    });
  }

  seek(partition: number, offset: number): void {
    if (this.#isJoined) this.#consumer.seek({ topic: this.#topic, partition, offset: String(offset) });
  }

  pause(partition: number): void {
    if (this.#isJoined) this.#consumer.pause([{ topic: this.#topic, partitions: [partition] }]);
  }

  resume(partition: number): void {
    if (this.#isJoined) this.#consumer.resume([{ topic: this.#topic, partitions: [partition] }]);
  }

  /** Says no more, and leaves the group; resolves when it has, or when that takes too long. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    this.#isJoined = false;
    const late = () => new Error('no farewell in time');
    // A broker that is gone hears no farewell: after its own patience it knows.
    await within(this.#consumer.disconnect(), {
      durationMs: farewellMsMax,
      waiting: this.#waiting,
      late,
    }).catch(() => {});
  }

  #listen(): void {
    const consumer = this.#consumer;
    const { events } = consumer;
    consumer.on(events.GROUP_JOIN, ({ payload }) => {
      if (this.#isRetired) return;
      this.#isJoined = true;
      this.#events.onJoined(payload.memberAssignment[this.#topic] ?? []);
    });
    consumer.on(events.STOP, () => {
      this.#isJoined = false;
    });
    consumer.on(events.CRASH, ({ payload }) => {
      if (!this.#isRetired) this.#events.onEnd(payload.error);
    });
    consumer.on(events.START_BATCH_PROCESS, ({ payload }) => {
      if (!this.#isRetired && payload.batchSize === 0) this.#events.onFiltered(payload as FilteredBatch);
    });
    consumer.on(events.FETCH, () => this.#isRetired || this.#events.onFetched());
    consumer.on(events.REQUEST, () => this.#isRetired || this.#events.onAnswer());
  }
}
