import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { KafkaMessage, SASLOptions } from 'kafkajs';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { type Broker, startBroker } from './broker.ts';
import { clientOf, connectProducer, createTopic, readRecords } from './clients.ts';
import { describeKafka, describeOwnBroker } from './describe-kafka.ts';

const textsOf = (records: readonly KafkaMessage[]) => records.map(({ value }) => String(value));
const numbered = (count: number, name: string) =>
  Array.from({ length: count }, (_, index) => ({ value: `${name} ${index}` }));
/** Topics and groups of one run: a broker that was named keeps those of earlier runs. */
const runName = `broker-${randomUUID()}`;

describeKafka('a broker', (address) => {
  const kafka = clientOf(address);

  it('gives back what an idempotent producer wrote, once and in order', async () => {
    const topic = `${runName}-order`;
    await createTopic(kafka, topic);
    const producer = await connectProducer(kafka);
    const messages = numbered(2_000, 'login');
    for (let from = 0; from < messages.length; from += 500)
      await producer.send({ topic, acks: -1, messages: messages.slice(from, from + 500) });

    const records = await readRecords(kafka, { topic, groupId: topic, count: messages.length });

    expect(textsOf(records)).toEqual(messages.map(({ value }) => value));
    expect(records.map(({ offset }) => Number(offset))).toEqual(messages.map((_, index) => index));
  });

  it('shows aborted records only to those who read uncommitted ones', async () => {
    const topic = `${runName}-transactions`;
    await createTopic(kafka, topic);
    const producer = await connectProducer(kafka, topic);
    for (const [name, end] of [
      ['first', 'commit'],
      ['taken back', 'abort'],
      ['last', 'commit'],
    ] as const) {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: numbered(3, name) });
      await transaction[end]();
    }

    const committed = await readRecords(kafka, { topic, groupId: `${topic}-committed`, count: 6 });
    const all = await readRecords(kafka, { topic, groupId: `${topic}-all`, count: 9, uncommitted: true });

    const texts = (...names: readonly string[]) =>
      names.flatMap((name) => numbered(3, name).map(({ value }) => value));
    expect(textsOf(committed)).toEqual(texts('first', 'last'));
    expect(textsOf(all)).toEqual(texts('first', 'taken back', 'last'));
  });

  it('commits offsets with the records of a transaction, or neither', async () => {
    const topic = `${runName}-offsets`;
    const consumerGroupId = `${topic}-progress`;
    await createTopic(kafka, topic);
    const producer = await connectProducer(kafka, topic);
    for (const [offset, end] of [
      ['10', 'commit'],
      ['20', 'abort'],
    ] as const) {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ value: offset }] });
      await transaction.sendOffsets({
        consumerGroupId,
        topics: [{ topic, partitions: [{ partition: 0, offset }] }],
      });
      await transaction[end]();
    }

    const admin = kafka.admin();
    onTestFinished(() => admin.disconnect());
    await admin.connect();
    const [progress] = await admin.fetchOffsets({ groupId: consumerGroupId, topics: [topic] });

    expect(progress?.partitions).toEqual([expect.objectContaining({ partition: 0, offset: '10' })]);
  });

  it('refuses the transactions of a producer whose name another has taken', async () => {
    const topic = `${runName}-fenced`;
    await createTopic(kafka, topic);
    const former = await connectProducer(kafka, topic);
    const transaction = await former.transaction();
    await transaction.send({ topic, messages: [{ value: 'of the former' }] });
    const current = await connectProducer(kafka, topic);
    const later = await current.transaction();
    await later.send({ topic, messages: [{ value: 'of the current' }] });
    await later.commit();

    await expect(transaction.commit()).rejects.toThrow(/newer epoch|fenced|epoch/i);
    const records = await readRecords(kafka, { topic, groupId: topic, count: 1 });
    expect(textsOf(records)).toEqual(['of the current']);
  });
});

describeOwnBroker('a broker of a test', () => {
  let broker: Broker;

  beforeAll(async () => {
    broker = await startBroker({ secured: true });
    return () => broker.stop();
  });

  it('is killed, comes back, and has what it had', async () => {
    const kafka = clientOf(broker.address);
    await createTopic(kafka, 'survivor');
    const producer = await connectProducer(kafka);
    await producer.send({ topic: 'survivor', acks: -1, messages: numbered(100, 'before') });

    await broker.kill();
    expect(await isOpen(broker.address)).toBe(false);
    await broker.start();

    // The producer of before goes on, with the numbers it had.
    await producer.send({ topic: 'survivor', acks: -1, messages: numbered(100, 'after') });
    const records = await readRecords(kafka, { topic: 'survivor', groupId: 'survivor', count: 200 });
    expect(textsOf(records)).toEqual(
      [...numbered(100, 'before'), ...numbered(100, 'after')].map(({ value }) => value),
    );
  });

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'takes its password over %s, and no other',
    async (mechanism) => {
      const { user: username, password, certificateFile } = broker.credentials!;
      const ssl = { ca: [readFileSync(certificateFile)] };
      const topicsSeenWith = async (offered: string) => {
        const sasl = { mechanism, username, password: offered } as SASLOptions;
        const admin = clientOf(broker.securedAddress!, { ssl, sasl, retry: { retries: 0 } }).admin();
        onTestFinished(() => admin.disconnect());
        await admin.connect();
        return admin.listTopics();
      };

      expect(await topicsSeenWith(password)).toBeInstanceOf(Array);
      await expect(topicsSeenWith('guessed')).rejects.toThrow(/authentication/i);
    },
  );

  it('takes its directory with it', async () => {
    const short = await startBroker({ secured: true });
    const { certificateFile } = short.credentials!;
    expect(existsSync(certificateFile)).toBe(true);
    await short.stop();
    expect(existsSync(certificateFile)).toBe(false);
  });

  it('ends with the process that started it', async () => {
    const main = fileURLToPath(new URL('../../dist/test/kafka/main.js', import.meta.url));
    // Named, because a process that is killed cannot remove what it made.
    const directory = mkdtempSync(join(tmpdir(), 'plumbline-kafka-'));
    onTestFinished(() => rmSync(directory, { recursive: true, maxRetries: 5 }));
    const line = [main, '--directory', directory];
    const starter = spawn(process.execPath, line, { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void starter.kill('SIGKILL'));
    const [firstLine] = (await once(createInterface(starter.stdout), 'line')) as [string];
    const address = firstLine.split(' ').at(-1)!;
    expect(await isOpen(address)).toBe(true);

    starter.kill('SIGKILL');

    await expect.poll(() => isOpen(address), { timeout: 10_000 }).toBe(false);
  });
});

/** Whether somebody listens there. */
async function isOpen(address: string): Promise<boolean> {
  const [host, port] = address.split(':') as [string, string];
  const socket = createConnection({ host, port: Number(port) });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    // Refused.
    return false;
  } finally {
    socket.destroy();
  }
}
