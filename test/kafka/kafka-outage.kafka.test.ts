import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { KafkaConnection } from '../../src/kafka/kafka-connection.ts';
import { type KafkaSettings, settingsOf } from '../../src/kafka/kafka-settings.ts';
import { connectPatienceMs } from '../../src/limits.ts';
import { TopicError, type TopicMessage, type TopicWriter } from '../../src/runtime/topic.ts';
import { type Broker, startBroker } from './broker.ts';
import { clientOf, createTopic } from './clients.ts';
import { openConnection, startReading } from './connections.ts';
import { describeOwnBroker } from './describe-kafka.ts';
import { freePorts } from './free-ports.ts';

describeOwnBroker('a connection to Kafka', () => {
  let broker: Broker;

  beforeAll(async () => {
    broker = await startBroker({ secured: true });
    return () => broker.stop();
  });

  it('loses nothing when the broker is killed while it reads and appends, and reads nothing twice', async () => {
    const topic = 'killed';
    await createTopic(clientOf(broker.address), topic, 2);
    const { connection } = openConnection(broker.address);
    const { recorder } = await startReading(connection, topic);
    const writer = connection.writer();
    onTestFinished(() => writer.close());
    const appended: string[] = [];
    let isOver = false;
    const appending = (async () => {
      for (let count = 0; !isOver; count++) {
        const messages = Array.from({ length: 20 }, (_, index) => message(`${count} ${index}`));
        await appendUntilStored(writer, topic, messages);
        appended.push(...messages.map(({ value }) => value));
      }
    })();
    const seen = () => [0, 1].flatMap((partition) => recorder.values(partition)).length;
    await recorder.until(() => seen() >= 500);

    await broker.kill();
    await recorder.until(({ notices }) => notices.some(({ kind }) => kind === 'connection lost'));
    await broker.start();
    await recorder.until(({ notices }) => notices.some(({ kind }) => kind === 'connection back'));
    const before = seen();
    await recorder.until(() => seen() >= before + 500);
    isOver = true;
    await appending;

    await recorder.until(
      () => new Set([0, 1].flatMap((partition) => recorder.values(partition))).size >= appended.length,
    );
    const read = [0, 1].flatMap((partition) => recorder.values(partition));
    expect(new Set(read)).toEqual(new Set(appended));
    for (const partition of [0, 1]) {
      const offsets = recorder.records(partition).map(({ offset }) => offset);
      expect(offsets.every((offset, index) => index === 0 || offset > offsets[index - 1]!)).toBe(true);
    }
    expect(recorder.notices.map(({ kind }) => kind)).toEqual(['connection lost', 'connection back']);
  });

  it('commits each epoch once or not at all when the broker is killed in between', async () => {
    const topic = 'epochs';
    await createTopic(clientOf(broker.address), topic);
    const { connection } = openConnection(broker.address);
    const open = () => {
      const writer = connection.transactionalWriter('epochs', { epochTopic: topic });
      onTestFinished(() => writer.close());
      return writer;
    };
    let writer = open();
    let epoch = await writer.open();
    let restart: Promise<void> | undefined;
    while (epoch < 12) {
      try {
        await writer.append(topic, [message(`epoch ${epoch + 1}`)]);
        if (epoch === 4) restart ??= broker.kill().then(() => broker.start());
        await writer.commit(epoch + 1);
        epoch++;
      } catch (error) {
        expect(error).toBeInstanceOf(TopicError);
        await writer.close();
        writer = open();
        epoch = await writer.open();
      }
    }
    await restart;

    const { recorder } = await startReading(connection, topic);
    await recorder.until(() => recorder.isCaughtUp(0));
    expect(recorder.values(0)).toEqual(Array.from({ length: 12 }, (_, index) => `epoch ${index + 1}`));
  });

  it('reads with encryption and a password', async () => {
    await createTopic(clientOf(broker.address), 'secured');
    const { connection } = openConnection(secured());
    const writer = connection.writer();
    onTestFinished(() => writer.close());
    await writer.append('secured', [message('secret')]);
    const { recorder } = await startReading(connection, 'secured');
    await recorder.untilCount(0, 1);
    expect(recorder.values(0)).toEqual(['secret']);
  });

  it.each([
    {
      what: 'a wrong password',
      settings: () => ({ ...secured(), sasl: { ...secured().sasl!, password: 'guessed' } }),
      code: 'not-authenticated',
      message: /"sasl" in test\.json/,
    },
    {
      what: 'a certificate that nobody vouches for',
      settings: () => ({ ...secured(), tls: {} }),
      code: 'cannot-connect',
      message: /self-signed certificate.*"caFile"/,
    },
    {
      what: 'another host than the certificate is for',
      settings: () => ({ ...secured(), tls: { ...secured().tls, servername: 'elsewhere.example' } }),
      code: 'cannot-connect',
      message: /altnames.*"serverName"/,
    },
    {
      what: 'encryption where there is none',
      settings: () => ({ ...secured(), brokers: [broker.address] }),
      code: 'cannot-connect',
      message: /does not seem to speak TLS/,
    },
  ])('tells $what at once', async ({ settings, code, message }) => {
    const { connection } = openConnection(settings());
    const reader = connection.reader('secured', { groupId: 'refused' });
    const error = await reader.partitions(() => {}).catch((thrown: TopicError) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect((error as TopicError).message).not.toContain('guessed');
  });

  it('names the address where nobody answers, after a while', async () => {
    const [port] = await freePorts(1);
    const address = `127.0.0.1:${port}`;
    let clock = 0;
    const connection = new KafkaConnection(settingsOf(address), {
      onNotice: () => {},
      now: () => clock,
      wait: async (durationMs) => {
        clock += durationMs;
      },
    });
    const reader = connection.reader('any', { groupId: 'any' });
    await expect(reader.partitions(() => {})).rejects.toMatchObject({
      code: 'cannot-connect',
      message: expect.stringMatching(new RegExp(`at ${address}.*ECONNREFUSED.*start the broker`)),
    });
    expect(clock).toBeGreaterThanOrEqual(connectPatienceMs);
  });

  function secured(): KafkaSettings {
    const { user, password, certificateFile } = broker.credentials!;
    return {
      ...settingsOf(broker.securedAddress!),
      tls: { ca: readFileSync(certificateFile, 'utf8') },
      sasl: { mechanism: 'scram-sha-512', username: user, password },
      origin: 'test.json',
    };
  }
});

/** As whoever calls a writer does: the same messages again, until they are stored. */
async function appendUntilStored(
  writer: TopicWriter,
  topic: string,
  messages: readonly TopicMessage[],
): Promise<void> {
  for (;;) {
    try {
      return await writer.append(topic, messages);
    } catch (error) {
      if (!(error instanceof TopicError)) throw error;
      await setTimeout(100);
    }
  }
}

function message(value: string): TopicMessage {
  return { key: value, value };
}
