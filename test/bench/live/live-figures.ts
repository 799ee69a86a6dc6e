/** The figures of live work: checkpoints, restart, and the way from topic to topic. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import kafkajs from 'kafkajs';
import { type Broker, startBroker } from '../../kafka/broker.ts';
import { type Figure, figure } from '../figures.ts';
import { loginRecord } from './bench-rules.ts';
import type { CheckpointMeasurement } from './checkpoint-side.ts';
import { measureLatency } from './latency.ts';
import type { LivePlan } from './live-plan.ts';
import type { RestartMeasurement } from './restart-side.ts';
import type { ThroughputMeasurement } from './throughput-side.ts';

const { Kafka, logLevel, Partitioners } = kafkajs;

const pauseMsMax = 50;
const restartMsMax = 5_000;
const latencyMsMax = 50;
/** Memory a checkpoint may take on top. */
const checkpointMemoryMax = 1.1;
const recordsPerSecond = 20_000;
const partitions = 4;

export async function liveFigures(plan: LivePlan, progress: (text: string) => void): Promise<Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  try {
    return [
      ...(await storeFigures(plan, directory, progress)),
      ...(await topicFigures(plan, directory, progress)),
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function storeFigures(
  { keys }: LivePlan,
  directory: string,
  progress: (text: string) => void,
): Promise<Figure[]> {
  const state = join(directory, 'state');
  progress(`checkpoints of ${keys} keys`);
  const written = await runScript<CheckpointMeasurement>('checkpoint-side', [state, String(keys)]);
  progress(`restart with ${keys} keys`);
  const restart = await runScript<RestartMeasurement>('restart-side', [state, String(keys)]);
  const { whole, part, residentBytes, residentBytesPeak } = written;
  const of = `${keys.toLocaleString('en')} keys`;
  const few = part.actors.toLocaleString('en');
  return [
    figure(`checkpoint of all actors, ${of}: time`, whole.tookMs, 'ms'),
    figure(`checkpoint of all actors, ${of}: size`, whole.bytes, 'bytes'),
    figure(`checkpoint of all actors, ${of}: longest pause`, whole.pausedMs, 'ms', { atMost: pauseMsMax }),
    figure(
      `checkpoint of all actors, ${of}: memory against before`,
      residentBytesPeak / residentBytes,
      'times',
      { atMost: checkpointMemoryMax },
    ),
    figure(`checkpoint of ${few} of them: time`, part.tookMs, 'ms'),
    figure(`checkpoint of ${few} of them: longest pause`, part.pausedMs, 'ms', { atMost: pauseMsMax }),
    figure(`restart, ${of}: process begun to first event handled`, restart.firstEventMs, 'ms', {
      atMost: restartMsMax,
    }),
  ];
}

async function topicFigures(
  { records, latencySeconds }: LivePlan,
  directory: string,
  progress: (text: string) => void,
): Promise<Figure[]> {
  const broker = await startBroker({ directory: join(directory, 'broker') });
  try {
    progress(`producing ${records} records`);
    await fill(broker, records);
    const read = async (what: 'client' | 'engine') => {
      progress(`${what}: ${records} records from Kafka`);
      const state = join(directory, what);
      return (
        await runScript<ThroughputMeasurement>('throughput-side', [
          broker.address,
          what,
          String(records),
          state,
        ])
      ).seconds;
    };
    const client = await read('client');
    const engine = await read('engine');
    progress(`latency at ${recordsPerSecond} records a second`);
    const latencies = await measureLatency({
      brokers: broker.address,
      directory,
      recordsPerSecond,
      seconds: latencySeconds,
    });
    const at = `${recordsPerSecond.toLocaleString('en')} records/s`;
    return [
      figure('Kafka topic to Kafka topic', records / engine, 'events/s'),
      figure('the client alone, reading the same', records / client, 'events/s'),
      figure('share of the time that the client alone takes', client / engine, 'times'),
      figure(`produced to alert read, ${at}: p50`, quantile(latencies, 0.5), 'ms'),
      figure(`produced to alert read, ${at}: p99`, quantile(latencies, 0.99), 'ms', { atMost: latencyMsMax }),
    ];
  } finally {
    await broker.stop();
  }
}

async function fill(broker: Broker, records: number): Promise<void> {
  const kafka = new Kafka({ brokers: [broker.address], clientId: 'bench', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const topics = [{ topic: 'bench-logins', numPartitions: partitions }, { topic: 'bench-alerts' }];
  await admin.createTopics({ topics, waitForLeaders: true });
  await admin.disconnect();
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const atOnce = 4_000;
  for (let from = 0; from < records; from += atOnce) {
    const messages = Array.from({ length: Math.min(atOnce, records - from) }, (_, index) => ({
      value: Buffer.from(loginRecord(from + index, 100_000)),
      partition: Math.floor((from + index) / 500) % partitions,
    }));
    await producer.send({ topic: 'bench-logins', messages, acks: 1 });
  }
  await producer.disconnect();
}

function quantile(ascending: readonly number[], part: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * part))] ?? Number.NaN;
}

async function runScript<Measured>(name: string, parameters: readonly string[]): Promise<Measured> {
  // Beside this file once built.
  const script = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--max-old-space-size=2048',
    script,
    ...parameters,
  ]);
  return JSON.parse(stdout) as Measured;
}
