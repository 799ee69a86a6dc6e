/** How long it takes from producing a record to reading the alert that it raises, while many records a second come. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { EngineProcess } from '../../chaos/engine-process.ts';

const { Kafka, logLevel, Partitioners } = kafkajs;

export interface LatencyPlan {
  readonly brokers: string;
  readonly directory: string;
  readonly recordsPerSecond: number;
  readonly seconds: number;
}

/** Every so many-th record raises an alert. */
const alertOneIn = 200;
const sliceMs = 5;
const warmUpSeconds = 5;

const rules = `source events
  from kafka topic "bench-events"
  fields at: time as "epoch milliseconds", sent: text, flag: number
  time at, up to 10 seconds late

rule flagged on events where flag = 1
  for each sent
  alert "{sent}" when count() > 0 over 1 minute

sink alerts to kafka topic "bench-alarms"
`;

/** @returns latencies in ms, ascending */
export async function measureLatency({
  brokers,
  directory,
  recordsPerSecond,
  seconds,
}: LatencyPlan): Promise<readonly number[]> {
  const file = join(directory, 'latency.rules');
  writeFileSync(file, rules);
  const kafka = new Kafka({ brokers: [brokers], clientId: 'bench', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: [{ topic: 'bench-events' }, { topic: 'bench-alarms' }],
    waitForLeaders: true,
  });
  await admin.disconnect();
  const latencies: number[] = [];
  const begunAt = Date.now();
  const consumer = kafka.consumer({ groupId: 'bench-alarms', maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic: 'bench-alarms', fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ message }) => {
      const { message: sent, revision } = JSON.parse(message.value!.toString()) as {
        message: string;
        revision: number;
      };
      const [, sentAt] = sent.split(' ');
      if (revision === 1 && Number(sentAt) > begunAt + warmUpSeconds * 1_000)
        latencies.push(Date.now() - Number(sentAt));
    },
  });
  const engine = new EngineProcess({
    rules: file,
    state: join(directory, 'latency'),
    brokers,
    exactlyOnce: false,
    checkpoint: '5 seconds',
  });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  let number = 0;
  for (const endAt = Date.now() + (warmUpSeconds + seconds) * 1_000; Date.now() < endAt; ) {
    const due = Math.floor(((Date.now() - begunAt) / 1_000) * recordsPerSecond);
    const now = Date.now();
    const messages = [];
    for (; number < due; number++) messages.push({ value: record(number, now) });
    if (messages.length > 0) await producer.send({ topic: 'bench-events', messages, acks: 1 });
    await setTimeout(sliceMs);
  }
  await setTimeout(1_000);
  await engine.stop();
  await producer.disconnect();
  await consumer.disconnect();
  return latencies.sort((one, other) => one - other);
}

function record(number: number, now: number): string {
  const flag = number % alertOneIn === 0 ? 1 : 0;
  return `{"at":${now},"sent":"${number} ${now}","flag":${flag},"note":"${'.'.repeat(150)}"}`;
}
