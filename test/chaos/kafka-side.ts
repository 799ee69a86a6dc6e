/** What the chaos run does with the broker besides the engine: topics, events, and reading back the alerts. */

import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import type { ChaosEvent } from './chaos-case.ts';

const { Kafka: KafkaClient, logLevel, Partitioners } = kafkajs;

export class KafkaSide {
  readonly #kafka: Kafka;
  #producer: Producer | undefined;

  constructor(address: string) {
    this.#kafka = new KafkaClient({
      brokers: [address],
      clientId: 'chaos',
      logLevel: logLevel.NOTHING,
      retry: { initialRetryTime: 50, maxRetryTime: 1_000, retries: 60 },
    });
  }

  /** @param partitions by topic */
  async createTopics(partitions: Readonly<Record<string, number>>): Promise<void> {
    const admin = this.#kafka.admin();
    await admin.connect();
    const topics = Object.entries(partitions).map(([topic, count]) => ({ topic, numPartitions: count }));
    await admin.createTopics({ topics, waitForLeaders: true });
    await admin.disconnect();
  }

  /** Appends events, each once and in order. */
  async produce(topic: string, events: readonly ChaosEvent[]): Promise<void> {
    this.#producer ??= await this.#connect();
    for (let from = 0; from < events.length; from += 2_000) {
      const messages = events.slice(from, from + 2_000).map(({ partition, value }) => ({ partition, value }));
      await this.#producer.send({ topic, messages });
    }
  }

  /** Everything that committed readers see of a topic, in the order of its partitions. */
  async read(topic: string): Promise<readonly string[]> {
    const admin = this.#kafka.admin();
    await admin.connect();
    const ends = new Map(
      (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, Number(high)]),
    );
    await admin.disconnect();
    const values: string[] = [];
    const consumer = this.#kafka.consumer({
      groupId: `chaos-${topic}-${values.length}-${ends.size}`,
      maxWaitTimeInMs: 200,
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const left = new Set([...ends].filter(([, end]) => end > 0).map(([partition]) => partition));
    await new Promise<void>((resolve, reject) => {
      if (left.size === 0) resolve();
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        if (!payload.restart) reject(payload.error);
      });
      consumer
        .run({
          autoCommit: false,
          eachBatch: async ({ batch }) => {
            for (const { value } of batch.messages) if (value !== null) values.push(value.toString('utf8'));
            // A marker of a transaction may stand last, which no reader sees.
            if (Number(batch.lastOffset()) + 2 >= ends.get(batch.partition)!) left.delete(batch.partition);
            if (left.size === 0) resolve();
          },
        })
        .catch(reject);
    });
    await consumer.disconnect();
    return values;
  }

  /** Joins the groups of an engine for a moment: its partitions go to somebody else, and come back. */
  async rebalance(topic: string, groupPrefix: string): Promise<void> {
    const admin = this.#kafka.admin();
    await admin.connect();
    const { groups } = await admin.listGroups();
    await admin.disconnect();
    const group = groups.filter(({ groupId }) => groupId.startsWith(groupPrefix)).at(-1);
    if (group === undefined) return;
    const consumer = this.#kafka.consumer({ groupId: group.groupId });
    await consumer.connect();
    await consumer.subscribe({ topic });
    const joined = new Promise<void>((resolve) => consumer.on(consumer.events.GROUP_JOIN, () => resolve()));
    await consumer.run({ eachMessage: async () => {}, autoCommit: false });
    await joined;
    await consumer.disconnect();
  }

  async close(): Promise<void> {
    await this.#producer?.disconnect();
  }

  async #connect(): Promise<Producer> {
    const producer = this.#kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    return producer;
  }
}
