/**
 * Lines in and out of topics of Kafka, for those who have a broker and no tools of Kafka:
 *
 *     node dist/test/kafka/topic.js create log_data anomalies [--partitions N] [--brokers localhost:9092]
 *     node dist/test/kafka/topic.js write log_data < log_data.ndjson
 *     node dist/test/kafka/topic.js read anomalies
 *
 * `read` prints what is there, and ends when nothing more comes.
 */

import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Kafka, logLevel, Partitioners } from 'kafkajs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    brokers: { type: 'string', default: 'localhost:9092' },
    partitions: { type: 'string', default: '1' },
  },
});
const [task, ...topics] = positionals;
const [topic] = topics;
const kafka = new Kafka({
  brokers: values.brokers.split(','),
  clientId: 'plumbline-topic',
  logLevel: logLevel.NOTHING,
});

/** Lines sent in one go. */
const linesPerRequest = 500;

/** Nothing for so long means that nothing more is there. */
const quietMs = 1_000;

if (topic === undefined) throw new RangeError('expected create, write or read, and a topic');
else if (task === 'create') await create(topics, Number(values.partitions));
else if (task === 'write') await write(topic);
else if (task === 'read') await read(topic);
else throw new RangeError(`expected create, write or read, found "${task}"`);

/** Those that are there stay as they are. */
async function create(names: readonly string[], partitions: number): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: names.map((name) => ({ topic: name, numPartitions: partitions })),
    waitForLeaders: true,
  });
  await admin.disconnect();
}

async function write(name: string): Promise<void> {
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  let messages: { value: string }[] = [];
  const send = async (): Promise<void> => {
    if (messages.length > 0) await producer.send({ topic: name, acks: -1, messages });
    messages = [];
  };
  for await (const value of createInterface({ input: process.stdin })) {
    if (messages.push({ value }) === linesPerRequest) await send();
  }
  await send();
  await producer.disconnect();
}

/** Where the records end cannot be asked for: marks of transactions stand behind them. */
async function read(name: string): Promise<void> {
  const consumer = kafka.consumer({
    groupId: `plumbline-topic-${process.pid}-${Date.now()}`,
    maxWaitTimeInMs: quietMs / 5,
  });
  await consumer.connect();
  await consumer.subscribe({ topic: name, fromBeginning: true });
  let readAt = Number.POSITIVE_INFINITY;
  consumer.on(consumer.events.GROUP_JOIN, () => {
    readAt = Date.now();
  });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ message }) => {
      process.stdout.write(`${message.value}\n`);
      readAt = Date.now();
    },
  });
  while (!(Date.now() - readAt > quietMs)) await setTimeout(quietMs / 5);
  await consumer.disconnect();
}
