/**
 * The child process of the figures from topic to topic: reads all records of a topic, with the engine behind the client or
 * with nothing behind it. Prints one line of JSON.
 */

import { rmSync } from 'node:fs';
import { createEngine } from '../../../src/compose.ts';
import { KafkaConnection } from '../../../src/kafka/kafka-connection.ts';
import { settingsOf } from '../../../src/kafka/kafka-settings.ts';
import { openLiveRun } from '../../../src/live/open-live-run.ts';
import { PlainOutbox } from '../../../src/live/outbox.ts';
import type { TopicReader } from '../../../src/runtime/topic.ts';
import { LevelStore } from '../../../src/store/level-store.ts';
import { loginRules } from './bench-rules.ts';

export interface ThroughputMeasurement {
  /** From the first record read to the last one handled. */
  readonly seconds: number;
}

const [brokers, what, recordsText, directory] = process.argv.slice(2) as [
  string,
  'engine' | 'client',
  string,
  string,
];
const records = Number(recordsText);
const connection = new KafkaConnection(settingsOf(brokers), { onNotice() {} });
let startedAt = Number.NaN;
const reader = connection.reader('bench-logins', { groupId: `bench-${what}-${process.pid}` });
const measurement: ThroughputMeasurement = {
  seconds: what === 'client' ? await readAlone() : await readWithEngine(),
};
console.log(JSON.stringify(measurement));
process.exit();

async function readAlone(): Promise<number> {
  const partitions = await reader.partitions(() => {});
  let read = 0;
  await new Promise<void>((resolve, reject) => {
    reader
      .start(new Map(partitions.map((partition) => [partition, 0])), {
        onRecords({ records: some }) {
          if (some.length > 0 && Number.isNaN(startedAt)) startedAt = performance.now();
          read += some.length;
          if (read >= records) resolve();
        },
        onNotice() {},
        onError: reject,
      })
      .catch(reject);
  });
  return (performance.now() - startedAt) / 1_000;
}

async function readWithEngine(): Promise<number> {
  const store = await LevelStore.open(directory);
  const engine = createEngine({ rules: loginRules('sink alerts to kafka topic "bench-alerts"\n'), store });
  await engine.state!.restore({ now: Date.now(), graceMs: 0 });
  const stop = new AbortController();
  const outbox = new PlainOutbox({ openWriter: async () => connection.writer(), onNotice() {}, wait });
  const live = await openLiveRun({
    engine,
    store,
    start: 'earliest',
    readerOf: () => timed(reader),
    topicOf: ({ topic }) => topic,
    outboxOf: () => outbox,
    sinkLengths: () => ({}),
    measureSink: async () => {},
    services: { now: () => Date.now(), wait, yield: () => new Promise((resolve) => setImmediate(resolve)) },
    checkpointMs: 5_000,
    onNotice() {},
    onCheckpoint() {},
    signal: stop.signal,
  });
  let seconds = 0;
  engine.metrics$.subscribe(({ sources: [source] }) => {
    if (source!.records < records || stop.signal.aborted) return;
    seconds = (performance.now() - startedAt) / 1_000;
    stop.abort();
  });
  await live.run();
  rmSync(directory, { recursive: true, force: true });
  return seconds;
}

/** Notes when the first records come. */
function timed(inner: TopicReader): TopicReader {
  const start = inner.start.bind(inner);
  inner.start = (offsets, listener) =>
    start(offsets, {
      ...listener,
      onRecords(some) {
        if (some.records.length > 0 && Number.isNaN(startedAt)) startedAt = performance.now();
        listener.onRecords(some);
      },
    });
  return inner;
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
