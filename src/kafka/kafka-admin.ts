/** Questions to the brokers that are asked once in a while: which partitions there are, where they begin and end, and how far a group is. */

import kafkajs, { type Admin } from 'kafkajs';
import { unexplainedErrorsMax } from '../limits.ts';
import type { StartPoint } from '../runtime/topic.ts';
import { createClient } from './kafka-client.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { topicErrorOf, troubleOf } from './kafka-trouble.ts';
import { GrowingPauses, type Waiting } from './waiting.ts';

/** Offsets of a partition: of its first record, and one beyond its last. */
export interface PartitionEnds {
  readonly first: number;
  readonly end: number;
}

/** How long a question is repeated while the connection fails, in ms; whoever asks may stop it before. */
export interface Patience {
  readonly patienceMs: number;
  readonly signal?: AbortSignal | undefined;
}

export class KafkaAdmin {
  readonly #settings: KafkaSettings;
  readonly #waiting: Waiting;
  #admin: Promise<Admin> | undefined;

  constructor(settings: KafkaSettings, waiting: Waiting) {
    this.#settings = settings;
    this.#waiting = waiting;
  }

  /** Partitions by number, ascending. @throws TopicError `no-such-topic` at once when there is none */
  partitions(topic: string, patience: Patience): Promise<number[]> {
    return this.ask(`find topic "${topic}"`, patience, async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const numbers = topics.flatMap(({ partitions }) => partitions.map(({ partitionId }) => partitionId));
      return numbers.sort((one, other) => one - other);
    });
  }

  /** @throws TopicError */
  ends(topic: string, patience: Patience): Promise<Map<number, PartitionEnds>> {
    return this.ask(`ask for the offsets of topic "${topic}"`, patience, async (admin) => {
      const found = await admin.fetchTopicOffsets(topic);
      return new Map(
        found.map(({ partition, low, high }) => [partition, { first: Number(low), end: Number(high) }]),
      );
    });
  }

  /** For an instant after the last record: the end. @throws TopicError */
  async offsetsAt(topic: string, start: StartPoint, patience: Patience): Promise<Map<number, number>> {
    if (typeof start !== 'number') {
      const ends = await this.ends(topic, patience);
      return new Map(
        [...ends].map(([partition, { first, end }]) => [partition, start === 'earliest' ? first : end]),
      );
    }
    return this.ask(`ask topic "${topic}" for an instant`, patience, async (admin) => {
      const found = await admin.fetchTopicOffsetsByTimestamp(topic, start);
      return new Map(found.map(({ partition, offset }) => [partition, Number(offset)]));
    });
  }

  /** Bytes that the topic takes in one batch. @throws TopicError */
  batchBytesMax(topic: string, patience: Patience): Promise<number> {
    return this.ask(`ask for the settings of topic "${topic}"`, patience, async (admin) => {
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [
          { type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configNames: ['max.message.bytes'] },
        ],
      });
      return Number(resources[0]?.configEntries[0]?.configValue);
    });
  }

  /** All offsets that a group has committed, with their topic. `topic`: any that exists. @throws TopicError */
  groupOffsets(
    groupId: string,
    { topic: known, ...patience }: Patience & { readonly topic: string },
  ): Promise<{ topic: string; offset: number }[]> {
    return this.ask(`ask for the offsets of group "${groupId}"`, patience, async (admin) => {
      // A client that has just connected knows no broker before it has asked about a topic.
      await admin.fetchTopicMetadata({ topics: [known] });
      const found = await admin.fetchOffsets({ groupId });
      return found.flatMap(({ topic, partitions }) =>
        partitions.map(({ offset }) => ({ topic, offset: Number(offset) })),
      );
    });
  }

  /** @throws TopicError */
  async ask<T>(
    action: string,
    { patienceMs, signal }: Patience,
    operation: (admin: Admin) => Promise<T>,
  ): Promise<T> {
    const until = this.#waiting.now() + patienceMs;
    const pauses = new GrowingPauses(this.#waiting);
    for (let unexplained = 0; ; ) {
      this.#admin ??= this.#connect();
      const connecting = this.#admin;
      try {
        return await operation(await connecting);
      } catch (error) {
        this.#forget(connecting);
        const { code, outlook } = troubleOf(error, this.#settings);
        if (outlook === 'unknown') unexplained++;
        const isHopeless =
          outlook === 'lasting' || code === 'no-such-topic' || unexplained >= unexplainedErrorsMax;
        if (isHopeless || signal?.aborted === true || this.#waiting.now() >= until)
          throw topicErrorOf(action, error, this.#settings);
      }
      await this.#waiting.wait(pauses.next(), signal);
    }
  }

  async close(): Promise<void> {
    const connecting = this.#admin;
    this.#admin = undefined;
    await disconnect(connecting);
  }

  async #connect(): Promise<Admin> {
    // Tried again here, and known to the end: kafkajs would try on behind the back of whoever stops asking.
    const admin = createClient(this.#settings, { retry: { retries: 0 } }).admin({ retry: { retries: 0 } });
    await admin.connect();
    return admin;
  }

  /** After an error the next question gets a new connection: an old one may remember brokers that are gone. */
  #forget(connecting: Promise<Admin>): void {
    if (this.#admin !== connecting) return;
    this.#admin = undefined;
    void disconnect(connecting);
  }
}

/** One that could not connect, or cannot say goodbye, is gone as well. */
async function disconnect(connecting: Promise<Admin> | undefined): Promise<void> {
  await connecting?.then((admin) => admin.disconnect()).catch(() => {});
}
