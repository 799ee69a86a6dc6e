/** The same rules on the same events report the same, whatever the events come through. */

import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { expect, it, type TestContext } from 'vitest';
import { ChaosEvents, rulesTo, topics } from '../chaos/chaos-case.ts';
import { LiveProgram } from '../cli/process/live-program.ts';
import { append, replayed, standing } from '../cli/process/live-records.ts';
import { Workplace } from '../cli/process/program.ts';
import { clientOf, connectProducer, createTopic, readRecords } from './clients.ts';
import { describeKafka } from './describe-kafka.ts';

/** Eight hours, one event a second: the slowest rule learns for six. */
const count = 30_000;

/** Of which every number of partitions below gets its share. */
const partitionsMost = 8;

/** Events in one go: what a broker takes; and while the run is at work, less time than records may be late. */
const pieceEvents = { before: 2_000, meanwhile: 100 } as const;

interface Topics {
  readonly partitions: number;
  readonly names: { readonly events: string; readonly alerts: string };
}

interface PlacedEvent {
  readonly partition: number;
  readonly value: string;
}

const events = eventsOfAll();

/** The last ones end everything before them. */
function eventsOfAll(): readonly PlacedEvent[] {
  const made = new ChaosEvents({ seed: 3, partitions: partitionsMost, accounts: 60 });
  return [...Array.from({ length: count }, (_, number) => made.at(number)), ...made.end(count)];
}

function over(partitions: number): PlacedEvent[] {
  return events.map(({ partition, value }) => ({ partition: partition % partitions, value }));
}

async function throughFolders(test: TestContext, partitions: number) {
  const workplace = new Workplace(test, { 'live.rules': rulesTo(topics.calm) });
  for (let partition = 0; partition < partitions; partition++) {
    const own = over(partitions).filter((event) => event.partition === partition);
    const values = own.map(({ value }) => value);
    append(workplace, values, { folder: `topics/${topics.events}`, partition });
  }
  const live = new LiveProgram(workplace, { rules: 'live.rules', topics: ['--topics', 'topics'] });
  await live.untilRead(events.length);
  expect(await live.stop()).toBe(0);
  return standing(workplace.records(`topics/${topics.calm}/0.ndjson`));
}

describeKafka('the same events', (address) => {
  const kafka = clientOf(address);

  it('give the same alerts through a file, folders, and any number of partitions', async (test) => {
    const workplace = new Workplace(test, { 'live.rules': rulesTo(topics.calm) });
    const values = events.map(({ value }) => value);
    const [one, two, eight, atWork] = [
      await createTopics(1),
      await createTopics(2),
      await createTopics(8),
      await createTopics(2),
    ];
    const [expected, ...others] = await Promise.all([
      replayed(workplace, 'live.rules', values),
      throughFolders(test, 1),
      throughFolders(test, 3),
      throughKafka(test, { ...one, appended: 'before' }),
      throughKafka(test, { ...two, appended: 'before' }),
      throughKafka(test, { ...eight, appended: 'before' }),
      throughKafka(test, { ...atWork, appended: 'meanwhile' }),
    ]);
    expect(new Set(expected.map(({ rule }) => rule))).toEqual(new Set(['error_burst', 'places', 'traffic']));
    for (const alerts of others) expect(alerts).toEqual(expected);
  });

  async function createTopics(partitions: number): Promise<Topics> {
    const names = { events: `same-events-${randomUUID()}`, alerts: `same-alerts-${randomUUID()}` };
    await createTopic(kafka, names.events, partitions);
    await createTopic(kafka, names.alerts, 2);
    return { partitions, names };
  }

  /** @param setup whether the events are appended while the run is at work, or before */
  async function throughKafka(
    test: TestContext,
    { partitions, names, appended }: Topics & { readonly appended: 'before' | 'meanwhile' },
  ) {
    const rules = rulesTo(names.alerts).replace(topics.events, names.events);
    const workplace = new Workplace(test, { 'live.rules': rules });
    const producer = await connectProducer(kafka);
    const appendAll = async (): Promise<void> => {
      const messages = over(partitions);
      const piece = pieceEvents[appended];
      for (let at = 0; at < messages.length; at += piece)
        await producer.send({ topic: names.events, acks: -1, messages: messages.slice(at, at + piece) });
    };
    if (appended === 'before') await appendAll();
    const live = new LiveProgram(workplace, { rules: 'live.rules', topics: ['--brokers', address] });
    if (appended === 'meanwhile') {
      await live.untilSaid('reads "');
      await appendAll();
    }
    await live.untilRead(events.length);
    expect(await live.stop()).toBe(0);
    return standing(await readAll(kafka, names.alerts));
  }
});

async function readAll(kafka: Kafka, topic: string): Promise<Record<string, unknown>[]> {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const count = offsets.reduce((sum, { high }) => sum + Number(high), 0);
  const records = await readRecords(kafka, { topic, groupId: topic, count });
  return records.map(({ value }) => JSON.parse(String(value)));
}
