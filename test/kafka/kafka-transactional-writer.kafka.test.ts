import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import type { TransactionalWriterOptions } from '../../src/kafka/kafka-connection.ts';
import type { TopicMessage } from '../../src/runtime/topic.ts';
import { clientOf, createTopic, readRecords } from './clients.ts';
import { openConnection, startReading } from './connections.ts';
import { describeKafka } from './describe-kafka.ts';

describeKafka('a transactional writer to Kafka', (address) => {
  const kafka = clientOf(address);

  it('shows the messages of an epoch when it is committed, and not before', async () => {
    const { topic, name } = await newTopic();
    const { recorder } = await startReading(openConnection(address).connection, topic);
    const writer = openWriter(name, { epochTopic: topic });
    expect(await writer.open()).toBe(0);
    await writer.append(topic, messages('first', 3));
    await writer.append(topic, messages('second', 3));
    // Still open: what others read is only told to be there.
    const uncommitted = await readRecords(kafka, { topic, groupId: topic, count: 6, uncommitted: true });
    expect(uncommitted).toHaveLength(6);
    expect(recorder.values(0)).toEqual([]);

    await writer.commit(1);

    await recorder.untilCount(0, 6);
    expect(recorder.values(0)).toEqual([...values('first', 3), ...values('second', 3)]);
  });

  it('knows the last epoch, with messages or without, after it was opened again', async () => {
    const { topic, name } = await newTopic();
    const writer = openWriter(name, { epochTopic: topic });
    await writer.open();
    await writer.append(topic, messages('first', 1));
    // In quick succession: the end of each transaction is still on its way when the next one begins.
    for (let epoch = 1; epoch <= 20; epoch++) await writer.commit(epoch);
    await writer.close();

    const other = openWriter(name, { epochTopic: topic });
    expect(await other.open()).toBe(20);
    await other.append(topic, messages('second', 1));
    await other.commit(21);
    await other.close();
    expect(await openWriter(name, { epochTopic: topic }).open()).toBe(21);
  });

  it('takes back what was not committed when another one is opened', async () => {
    const { topic, name } = await newTopic();
    const former = openWriter(name, { epochTopic: topic });
    await former.open();
    await former.append(topic, messages('kept', 2));
    await former.commit(1);
    await former.append(topic, messages('taken back', 2));

    const writer = openWriter(name, { epochTopic: topic });
    expect(await writer.open()).toBe(1);
    await writer.append(topic, messages('again', 2));
    await writer.commit(2);

    const { recorder } = await startReading(openConnection(address).connection, topic);
    await recorder.untilCount(0, 4);
    expect(recorder.values(0)).toEqual([...values('kept', 2), ...values('again', 2)]);
  });

  it.each(['append', 'commit'] as const)(
    'locks out an earlier writer of its name at its next %s',
    async (step) => {
      const { topic, name } = await newTopic();
      const former = openWriter(name, { epochTopic: topic });
      await former.open();
      await former.append(topic, messages('of the former', 1));
      await openWriter(name, { epochTopic: topic }).open();

      const late = step === 'append' ? former.append(topic, messages('late', 1)) : former.commit(1);

      await expect(late).rejects.toMatchObject({
        code: 'fenced',
        message: expect.stringContaining('another plumbline with this state works on'),
      });
      await expect(former.commit(2)).rejects.toMatchObject({ code: 'not-writable' });
    },
  );

  it('says when an epoch took longer than its transaction may stay open', async () => {
    const { topic, name } = await newTopic();
    const writer = openWriter(name, { epochTopic: topic, transactionMs: 1_000 });
    await writer.open();
    await writer.append(topic, messages('forgotten', 1));
    // The broker looks once a second for transactions that took too long.
    await setTimeout(4_000);

    await expect(writer.commit(1)).rejects.toMatchObject({
      code: 'not-writable',
      message: expect.stringContaining('within 1000 ms'),
    });
  });

  it('writes to several topics at once', async () => {
    const { topic, name } = await newTopic();
    const second = await newTopic();
    const writer = openWriter(name, { epochTopic: topic });
    await writer.open();
    for (let epoch = 1; epoch <= 3; epoch++) {
      await writer.append(topic, messages(`alert of epoch ${epoch}`, 2));
      await writer.append(second.topic, messages(`dead letter of epoch ${epoch}`, 1));
      await writer.commit(epoch);
    }
    const { connection } = openConnection(address);
    const alerts = await startReading(connection, topic);
    const deadLetters = await startReading(connection, second.topic);
    await alerts.recorder.untilCount(0, 6);
    await deadLetters.recorder.untilCount(0, 3);
  });

  it('is not used before it is open', async () => {
    const { topic, name } = await newTopic();
    const writer = openWriter(name, { epochTopic: topic });
    await expect(writer.append(topic, messages('early', 1))).rejects.toMatchObject({ code: 'not-writable' });
  });

  async function newTopic() {
    const topic = randomUUID();
    await createTopic(kafka, topic);
    return { topic, name: `writer-${topic}` };
  }

  function openWriter(name: string, options: TransactionalWriterOptions) {
    const writer = openConnection(address).connection.transactionalWriter(name, options);
    onTestFinished(() => writer.close());
    return writer;
  }
});

function values(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name} ${index}`);
}

function messages(name: string, count: number): TopicMessage[] {
  return values(name, count).map((value) => ({ key: name, value }));
}
