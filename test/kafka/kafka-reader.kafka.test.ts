import { randomUUID } from 'node:crypto';
import { type Admin, CompressionCodecs, CompressionTypes, type Kafka } from 'kafkajs';
import { expect, it, onTestFinished } from 'vitest';
import { UnknownCompression, UnreadableBatch } from '../../src/kafka/codecs.ts';
import { KafkaAdmin, type PartitionEnds, type Patience } from '../../src/kafka/kafka-admin.ts';
import { KafkaReader } from '../../src/kafka/kafka-reader.ts';
import { settingsOf } from '../../src/kafka/kafka-settings.ts';
import { realWaiting, type Waiting } from '../../src/kafka/waiting.ts';
import { TopicRecorder } from '../conformance/topic-recorder.ts';
import { clientOf, connectProducer, createTopic } from './clients.ts';
import { messagesOf, numbered, openConnection, startReading } from './connections.ts';
import { describeKafka } from './describe-kafka.ts';

describeKafka('a reader of Kafka', (address) => {
  const kafka = clientOf(address);

  it('sees what was committed, nothing that was taken back, and catches up behind the end of a transaction', async () => {
    const topic = await newTopic(kafka);
    const producer = await connectProducer(kafka, topic);
    const { recorder } = await startReading(openConnection(address).connection, topic);
    for (const [name, end] of [
      ['first', 'commit'],
      ['taken back', 'abort'],
      ['last', 'commit'],
      ['taken back, too', 'abort'],
    ] as const) {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: messagesOf(numbered(3, name)) });
      await transaction[end]();
    }

    // Three records and the end of their transaction, four times.
    await recorder.until(() => recorder.nextOffset(0) === 16 && recorder.isCaughtUp(0));

    expect(recorder.values(0)).toEqual([...numbered(3, 'first'), ...numbered(3, 'last')]);
  });

  it('catches up when all that is left is the end of a transaction', async () => {
    const topic = await newTopic(kafka);
    const producer = await connectProducer(kafka, topic);
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: messagesOf(['only']) });
    await transaction.commit();

    const { recorder } = await startReading(openConnection(address).connection, topic, {
      offsets: new Map([[0, 1]]),
    });

    await recorder.until(() => recorder.isCaughtUp(0));
    expect(recorder.nextOffset(0)).toBe(2);
    expect(recorder.values(0)).toEqual([]);
  });

  it('goes on exactly where it was when another consumer takes partitions for a while', async () => {
    const topic = await newTopic(kafka, 4);
    const producer = await connectProducer(kafka);
    const groupId = randomUUID();
    const { reader, recorder } = await startReading(openConnection(address).connection, topic, { groupId });
    const partitions = [0, 1, 2, 3];
    const produce = async (values: readonly string[]) => {
      for (const partition of partitions)
        await producer.send({ topic, acks: -1, messages: messagesOf(values, partition) });
    };
    reader.pause(3);
    await produce(numbered(50, 'before'));
    await recorder.until(() =>
      partitions.slice(0, 3).every((partition) => recorder.values(partition).length === 50),
    );

    const intruder = kafka.consumer({ groupId });
    onTestFinished(() => intruder.disconnect());
    await intruder.connect();
    await intruder.subscribe({ topic, fromBeginning: true });
    await intruder.run({ autoCommit: false, eachBatch: async () => {} });
    await recorder.until(({ notices }) => notices.some(({ kind }) => kind === 'partitions lost'));
    await produce(numbered(50, 'meanwhile'));
    await intruder.disconnect();
    await recorder.until(({ notices }) => notices.some(({ kind }) => kind === 'partitions back'));
    expect(recorder.values(3)).toEqual([]);
    reader.resume(3);
    await produce(numbered(50, 'after'));

    const all = [...numbered(50, 'before'), ...numbered(50, 'meanwhile'), ...numbered(50, 'after')];
    for (const partition of partitions) {
      await recorder.untilCount(partition, 150);
      expect(recorder.values(partition)).toEqual(all);
    }
    const lost = recorder.notices.find(({ kind }) => kind === 'partitions lost');
    expect(lost?.message).toContain(groupId);
  });

  it('reads a partition that was added from its beginning, and says so', async () => {
    const topic = await newTopic(kafka);
    const producer = await connectProducer(kafka);
    const groupId = randomUUID();
    const { recorder } = await startReading(openConnection(address).connection, topic, { groupId });
    await withAdmin(kafka, (admin) => admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] }));
    await expect
      .poll(() => withAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic)), { timeout: 10_000 })
      .toHaveLength(2);
    await producer.send({ topic, acks: -1, messages: messagesOf(['new'], 1) });

    // A change of the group lets kafkajs look at the partitions at once.
    const passer = kafka.consumer({ groupId });
    await passer.connect();
    await passer.subscribe({ topic });
    await passer.run({ eachBatch: async () => {} });
    await passer.disconnect();

    await recorder.untilCount(1, 1);
    expect(recorder.values(1)).toEqual(['new']);
    expect(recorder.notices.map(({ kind }) => kind)).toContain('partitions added');
  });

  it('does not begin when records are gone that it has not read', async () => {
    const topic = await newTopic(kafka);
    const producer = await connectProducer(kafka);
    await producer.send({ topic, acks: -1, messages: messagesOf(numbered(10)) });
    await deleteRecords(kafka, topic, '6');

    const reading = startReading(openConnection(address).connection, topic, { offsets: new Map([[0, 4]]) });

    await expect(reading).rejects.toMatchObject({
      code: 'offset-out-of-range',
      message: expect.stringMatching(/partition 0: .* offset 4, .* left is 6: 2 offsets .*--from earliest/),
    });
  });

  it('does not begin in a partition that is not there any more', async () => {
    const topic = await newTopic(kafka);
    const offsets = new Map([
      [0, 0],
      [1, 0],
    ]);
    await expect(startReading(openConnection(address).connection, topic, { offsets })).rejects.toMatchObject({
      code: 'offset-out-of-range',
      message: expect.stringContaining('partition 1: '),
    });
  });

  it('ends when records are deleted before it has read them', async () => {
    const topic = await newTopic(kafka);
    const producer = await connectProducer(kafka);
    const { reader, recorder } = await startReading(openConnection(address).connection, topic);
    await producer.send({ topic, acks: -1, messages: messagesOf(numbered(10, 'read')) });
    await recorder.untilCount(0, 10);
    reader.pause(0);
    await producer.send({ topic, acks: -1, messages: messagesOf(numbered(10, 'unread')) });
    await deleteRecords(kafka, topic, '15');
    reader.resume(0);

    await expect(recorder.until(() => false)).rejects.toMatchObject({
      code: 'offset-out-of-range',
      message: expect.stringContaining('first record left is 15: 5 offsets'),
    });
    expect(recorder.values(0)).toEqual(numbered(10, 'read'));
  });

  it('ends when the topic is created anew with less in it', async () => {
    const topic = await newTopic(kafka);
    const producer = await connectProducer(kafka);
    await producer.send({ topic, acks: -1, messages: messagesOf(numbered(10)) });
    const { recorder } = await startReading(openConnection(address).connection, topic);
    await recorder.untilCount(0, 10);
    await withAdmin(kafka, (admin) => admin.deleteTopics({ topics: [topic] }));
    await recorder.until(({ notices }) => notices.some(({ kind }) => kind === 'topic missing'));
    await createTopic(kafka, topic);

    await expect(recorder.until(() => false)).rejects.toMatchObject({
      code: 'offset-out-of-range',
      message: expect.stringContaining('go on at offset 10, but it ends at 0'),
    });
  });

  it('builds its consumer anew when nothing comes though there is more, and goes on where it was', async () => {
    const topic = await newTopic(kafka);
    const producer = await connectProducer(kafka);
    const settings = settingsOf(address);
    // A minute a second.
    const waiting: Waiting = {
      ...realWaiting,
      now: () => Date.now() * 60,
      wait: (durationMs, signal) => realWaiting.wait(durationMs / 60, signal),
    };
    const admin = new HopefulAdmin(settings, waiting);
    onTestFinished(() => admin.close());
    const reader = new KafkaReader({ topic, groupId: topic, settings, waiting, admin });
    onTestFinished(() => reader.stop());
    const recorder = new TopicRecorder();
    await reader.start(new Map([[0, 0]]), recorder);
    await producer.send({ topic, acks: -1, messages: messagesOf(numbered(10, 'before')) });
    await recorder.untilCount(0, 10);

    await recorder.until(({ notices }) => notices.some(({ kind }) => kind === 'reading stalled'));
    await producer.send({ topic, acks: -1, messages: messagesOf(numbered(10, 'after')) });

    await recorder.untilCount(0, 20);
    expect(recorder.values(0)).toEqual([...numbered(10, 'before'), ...numbered(10, 'after')]);
  });

  it('waits for a topic that appears later', async () => {
    const topic = randomUUID();
    const reader = openConnection(address).connection.reader(topic, { groupId: topic });
    const recorder = new TopicRecorder();
    const waiting = reader.partitions(recorder.onNotice);
    await recorder.until(({ notices }) => notices.length > 0);
    expect(recorder.notices[0]).toMatchObject({
      topic,
      kind: 'topic missing',
      message: expect.stringContaining('kafka-topics.sh'),
    });

    await createTopic(kafka, topic, 2);

    expect(await waiting).toEqual([0, 1]);
    expect(recorder.notices.map(({ kind }) => kind)).toEqual(['topic missing', 'topic found']);
  });

  it('waits no longer for a topic once it was stopped', async () => {
    const topic = randomUUID();
    const reader = openConnection(address).connection.reader(topic, { groupId: topic });
    const recorder = new TopicRecorder();
    const waiting = reader.partitions(recorder.onNotice);
    await recorder.until(({ notices }) => notices.length > 0);
    await reader.stop();
    await expect(waiting).rejects.toMatchObject({ code: 'no-such-topic' });
  });

  it('does not wait for a topic that can never be', async () => {
    const reader = openConnection(address).connection.reader('no/topic', { groupId: randomUUID() });
    await expect(reader.partitions(() => {})).rejects.toMatchObject({ code: 'no-such-topic' });
  });

  it('begins at the first record from an instant on', async () => {
    const topic = await newTopic(kafka, 2);
    const producer = await connectProducer(kafka);
    const messages = [1_000, 2_000, 3_000].map((instant) => ({
      partition: 0,
      value: String(instant),
      timestamp: String(instant),
    }));
    await producer.send({ topic, acks: -1, messages });
    const reader = openConnection(address).connection.reader(topic, { groupId: topic });

    expect(await reader.offsetsAt(1_500)).toEqual(
      new Map([
        [0, 1],
        [1, 0],
      ]),
    );
    const { recorder } = await startReading(openConnection(address).connection, topic);
    await recorder.untilCount(0, 3);
    expect(recorder.records(0).map(({ arrivedAt }) => arrivedAt)).toEqual([1_000, 2_000, 3_000]);
  });

  it.each(['gzip', 'snappy', 'lz4', 'zstd'])('reads batches that were compressed by %s', async (codec) => {
    const topic = randomUUID();
    // The broker packs what it is given, by the same libraries as producers in Java.
    await withAdmin(kafka, (admin) =>
      admin.createTopics({
        topics: [{ topic, numPartitions: 1, configEntries: [{ name: 'compression.type', value: codec }] }],
        waitForLeaders: true,
      }),
    );
    const producer = await connectProducer(kafka);
    const values = numbered(3_000, `a line of a log that repeats itself, ${codec} é 键`);
    await producer.send({ topic, acks: -1, messages: messagesOf(values) });
    await producer.send({ topic, acks: -1, messages: messagesOf(['short']) });

    const { recorder } = await startReading(openConnection(address).connection, topic);

    await recorder.untilCount(0, values.length + 1);
    expect(recorder.values(0)).toEqual([...values, 'short']);
    const middle = await startReading(openConnection(address).connection, topic, {
      offsets: new Map([[0, 1_500]]),
    });
    await middle.recorder.untilCount(0, 1_501);
    expect(middle.recorder.values(0)[0]).toBe(values[1_500]);
  });

  it.each([
    { error: new UnknownCompression('a batch with compression number 5'), code: 'unknown-compression' },
    { error: new UnreadableBatch('a gzip batch that cannot be unpacked'), code: 'not-readable' },
    { error: new RangeError('The value of "offset" is out of range'), code: 'not-readable' },
  ])('ends as $code where a batch cannot be unpacked: $error', async ({ error, code }) => {
    const topic = await newTopic(kafka);
    const producer = await connectProducer(kafka);
    const { recorder } = await startReading(openConnection(address).connection, topic);
    await producer.send({ topic, acks: -1, messages: messagesOf(['readable']) });
    await recorder.untilCount(0, 1);
    const compression = CompressionTypes.GZIP;
    await producer.send({ topic, acks: -1, messages: messagesOf(['packed']), compression });
    await recorder.untilCount(0, 2);
    const codec = CompressionCodecs[compression];
    onTestFinished(() => {
      CompressionCodecs[compression] = codec;
    });
    // As broken bytes would have it; no broker takes any.
    const decompress = () => Promise.reject(error);
    CompressionCodecs[compression] = () => ({ ...codec(), decompress });

    await producer.send({ topic, acks: -1, messages: messagesOf(['unreadable']), compression });

    await expect(recorder.until(() => false)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/partition 0 at offset 2/),
    });
  });

  it('ends when its listener fails', async () => {
    const topic = await newTopic(kafka);
    const producer = await connectProducer(kafka);
    await producer.send({ topic, acks: -1, messages: messagesOf(['one']) });
    const reader = openConnection(address).connection.reader(topic, { groupId: topic });
    onTestFinished(() => reader.stop());
    const recorder = new TopicRecorder(({ records }) => {
      if (records.length > 0) throw new TypeError('no place for it');
    });
    await reader.start(new Map([[0, 0]]), recorder);
    await expect(recorder.until(() => false)).rejects.toMatchObject({
      code: 'not-readable',
      message: expect.stringContaining('no place for it'),
    });
  });

  it('shows how far the work has come under a group of its own', async () => {
    const topic = await newTopic(kafka, 2);
    const progressGroupId = `${topic}-progress`;
    const producer = await connectProducer(kafka);
    await producer.send({ topic, acks: -1, messages: messagesOf(numbered(10), 1) });
    const { reader, recorder } = await startReading(openConnection(address).connection, topic, {
      progressGroupId,
    });

    await reader.showProgress(new Map([[1, 7]]));

    const [shown] = await withAdmin(kafka, (admin) =>
      admin.fetchOffsets({ groupId: progressGroupId, topics: [topic] }),
    );
    expect(shown?.partitions).toContainEqual(expect.objectContaining({ partition: 1, offset: '7' }));
    expect(recorder.notices).toEqual([]);
  });
});

/** Says that there is one record more than there is, so that reading seems to stand still before it. */
class HopefulAdmin extends KafkaAdmin {
  override async ends(topic: string, patience: Patience): Promise<Map<number, PartitionEnds>> {
    const ends = await super.ends(topic, patience);
    return new Map([...ends].map(([partition, { first, end }]) => [partition, { first, end: end + 1 }]));
  }
}

async function newTopic(kafka: Kafka, partitions = 1): Promise<string> {
  const topic = randomUUID();
  await createTopic(kafka, topic, partitions);
  return topic;
}

async function withAdmin<T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

async function deleteRecords(kafka: Kafka, topic: string, offset: string): Promise<void> {
  await withAdmin(kafka, async (admin) => {
    // kafkajs deletes only where it knows the leader already.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset }] });
  });
}
