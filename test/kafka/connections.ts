/** Connections under test, closed when the test is over. */

import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { KafkaConnection, type ReaderOptions } from '../../src/kafka/kafka-connection.ts';
import { type KafkaSettings, settingsOf } from '../../src/kafka/kafka-settings.ts';
import type { TopicNotice, TopicReader } from '../../src/runtime/topic.ts';
import { TopicRecorder } from '../conformance/topic-recorder.ts';

export interface OpenConnection {
  readonly connection: KafkaConnection;
  /** What its writers have told. */
  readonly notices: TopicNotice[];
}

export function openConnection(brokers: string | KafkaSettings): OpenConnection {
  const notices: TopicNotice[] = [];
  const settings = typeof brokers === 'string' ? settingsOf(brokers) : brokers;
  const connection = new KafkaConnection(settings, { onNotice: (notice) => notices.push(notice) });
  onTestFinished(() => connection.close());
  return { connection, notices };
}

export interface Reading {
  readonly reader: TopicReader;
  readonly recorder: TopicRecorder;
}

/** Reads a topic from the offsets, from its beginning without any, until the test is over. */
export async function startReading(
  connection: KafkaConnection,
  topic: string,
  options: Partial<ReaderOptions> & { readonly offsets?: ReadonlyMap<number, number> } = {},
): Promise<Reading> {
  const reader = connection.reader(topic, { groupId: randomUUID(), ...options });
  onTestFinished(() => reader.stop());
  const recorder = new TopicRecorder();
  await reader.start(options.offsets ?? (await reader.offsetsAt('earliest')), recorder);
  return { reader, recorder };
}

/** Texts that tell one record from another. */
export function numbered(count: number, name = 'record'): string[] {
  return Array.from({ length: count }, (_, index) => `${name} ${index}`);
}

/** As messages of a partition, or placed by kafkajs. */
export function messagesOf(values: readonly string[], partition?: number) {
  return values.map((value) => ({ value, ...(partition === undefined ? {} : { partition }) }));
}
