import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { KafkaAdmin } from '../../src/kafka/kafka-admin.ts';
import { settingsOf } from '../../src/kafka/kafka-settings.ts';
import { KafkaWriter } from '../../src/kafka/kafka-writer.ts';
import { realWaiting } from '../../src/kafka/waiting.ts';
import type { TopicMessage } from '../../src/runtime/topic.ts';
import { clientOf, createTopic, readRecords } from './clients.ts';
import { openConnection, startReading } from './connections.ts';
import { describeKafka } from './describe-kafka.ts';

describeKafka('a writer to Kafka', (address) => {
  const kafka = clientOf(address);

  it('places keys where producers in Java place them', async () => {
    const topic = randomUUID();
    await createTopic(kafka, topic, 8);
    const writer = openWriter();
    // Partition of 8 by murmur2, as org.apache.kafka.common.utils.Utils counts it.
    const placed = [
      ['alice', 5],
      ['10.0.0.1', 2],
      ['mail@example.org', 3],
      ['bøb', 5],
      ['', 1],
    ] as const;
    await writer.append(
      topic,
      placed.map(([key]) => ({ key, value: key })),
    );

    const { recorder } = await startReading(openConnection(address).connection, topic);
    await recorder.until(
      (told) => told.deliveries.flatMap(({ records }) => records).length === placed.length,
    );
    const found = Object.fromEntries(
      [0, 1, 2, 3, 4, 5, 6, 7].flatMap((partition) =>
        recorder.values(partition).map((key) => [key, partition]),
      ),
    );
    expect(found).toEqual(Object.fromEntries(placed));
  });

  it('appends more at once than a broker takes in one request', async () => {
    const topic = randomUUID();
    await createTopic(kafka, topic);
    const messages = largeMessages(60, 50_000);
    await openWriter().append(topic, messages);
    const records = await readRecords(kafka, { topic, groupId: topic, count: 60 });
    expect(records.map(({ value }) => String(value))).toEqual(messages.map(({ value }) => value));
  });

  it('keeps to a topic that takes less than others', async () => {
    const topic = randomUUID();
    const admin = kafka.admin();
    onTestFinished(() => admin.disconnect());
    await admin.connect();
    await admin.createTopics({
      topics: [{ topic, numPartitions: 1, configEntries: [{ name: 'max.message.bytes', value: '20000' }] }],
      waitForLeaders: true,
    });
    const writer = openWriter();
    await writer.append(topic, largeMessages(10, 15_000));

    await expect(writer.append(topic, largeMessages(1, 21_000))).rejects.toMatchObject({
      code: 'not-writable',
      message: expect.stringMatching(/at most 19\d{3} bytes, found one of 21\d{3} .*max\.message\.bytes/),
    });

    await writer.append(topic, [{ key: '', value: 'small' }]);
    const records = await readRecords(kafka, { topic, groupId: topic, count: 11 });
    expect(String(records[10]?.value)).toBe('small');
  });

  it('waits for a topic that appears later, and says so', async () => {
    const topic = randomUUID();
    const { connection, notices } = openConnection(address);
    const writer = connection.writer();
    onTestFinished(() => writer.close());
    const appending = writer.append(topic, [{ key: 'a', value: 'early' }]);
    await expect.poll(() => notices).toMatchObject([{ topic, kind: 'topic missing' }]);

    await createTopic(kafka, topic);

    await appending;
    const [record] = await readRecords(kafka, { topic, groupId: topic, count: 1 });
    expect(String(record?.value)).toBe('early');
  });

  it('goes on with another producer before the numbers of one run out', async () => {
    const topic = randomUUID();
    await createTopic(kafka, topic);
    const settings = settingsOf(address);
    const admin = new KafkaAdmin(settings, realWaiting);
    const writer = new KafkaWriter({
      settings,
      admin,
      waiting: realWaiting,
      onNotice: () => {},
      recordsPerProducer: 10,
    });
    onTestFinished(() => writer.close());
    onTestFinished(() => admin.close());
    const messages = largeMessages(32, 10);
    for (let from = 0; from < 32; from += 4) await writer.append(topic, messages.slice(from, from + 4));
    const records = await readRecords(kafka, { topic, groupId: topic, count: 32 });
    expect(records.map(({ value }) => String(value))).toEqual(messages.map(({ value }) => value));
  });

  function openWriter() {
    const writer = openConnection(address).connection.writer();
    onTestFinished(() => writer.close());
    return writer;
  }
});

function largeMessages(count: number, chars: number): TopicMessage[] {
  return Array.from({ length: count }, (_, index) => ({
    key: 'one',
    value: `${index} ${'x'.repeat(chars)}`,
  }));
}
