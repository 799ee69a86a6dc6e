/** Clients of a broker, gone when the test is over. */

import { Kafka, type KafkaConfig, type KafkaMessage, logLevel, Partitioners, type Producer } from 'kafkajs';
import { onTestFinished } from 'vitest';

/** Quiet, and patient with a broker that is coming back. */
export function clientOf(address: string, more: Partial<KafkaConfig> = {}): Kafka {
  return new Kafka({
    brokers: [address],
    clientId: 'plumbline-test',
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 50, maxRetryTime: 1_000, retries: 30 },
    ...more,
  });
}

/** A topic of a broker that is not used by any other test. */
export async function createTopic(kafka: Kafka, topic: string, partitions = 1): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await admin.createTopics({ topics: [{ topic, numPartitions: partitions }], waitForLeaders: true });
  } finally {
    await admin.disconnect();
  }
}

/** A producer that writes each record once, even when it has to send it again. */
export async function connectProducer(kafka: Kafka, transactionalId?: string): Promise<Producer> {
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    idempotent: true,
    // More than one at a time could be written in another order after a broken connection.
    maxInFlightRequests: 1,
    ...(transactionalId === undefined ? {} : { transactionalId }),
  });
  onTestFinished(() => producer.disconnect());
  await producer.connect();
  return producer;
}

/** Reads a topic from its beginning until so many records have come, in the order of their coming. */
export async function readRecords(
  kafka: Kafka,
  wanted: {
    readonly topic: string;
    readonly groupId: string;
    readonly count: number;
    readonly uncommitted?: boolean;
  },
): Promise<KafkaMessage[]> {
  const { topic, groupId, count, uncommitted = false } = wanted;
  const consumer = kafka.consumer({ groupId, readUncommitted: uncommitted, maxWaitTimeInMs: 100 });
  onTestFinished(() => consumer.disconnect());
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const records: KafkaMessage[] = [];
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      // Otherwise it comes back by itself: a new group finds its coordinator still loading, and that counts as a crash.
      if (!payload.restart) reject(payload.error);
    });
    consumer
      .run({
        autoCommit: false,
        eachMessage: async ({ message }) => {
          records.push(message);
          if (records.length >= count) resolve();
        },
      })
      .catch(reject);
  });
  return records;
}
