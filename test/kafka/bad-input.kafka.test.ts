/** What a live run says of topics and brokers that are not as they should be: refused and counted, waited for, or ended with advice. */

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LiveProgram, type LiveStatus } from '../cli/process/live-program.ts';
import { Workplace } from '../cli/process/program.ts';
import { startBroker } from './broker.ts';
import { clientOf, connectProducer, createTopic } from './clients.ts';
import { describeKafka, describeOwnBroker } from './describe-kafka.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const windowMs = 10 * minuteMs;

function rulesOn(topic: string): string {
  return `source activity
  from kafka topic "${topic}"
  fields at: time as "epoch milliseconds", account: text
  time at, up to 1 minute late, zone "UTC"

rule often "Many events of one account"
  on activity
  for each account
  alert "{account} has {count()} events" when count() > 2 over 10 minutes

view accounts on activity
  for each account
  keep count() as events

sink alerts
  to folder "alerts"
`;
}

/** A time shortly before now that has ten minutes of one window before it. */
function recently(): number {
  return Math.floor(Date.now() / windowMs) * windowMs - 1;
}

function event(at: number, account: string): string {
  return JSON.stringify({ at, account });
}

describeKafka('a live run', (address) => {
  const kafka = clientOf(address);

  function begin(workplace: Workplace, options: readonly string[] = []): LiveProgram {
    return new LiveProgram(workplace, { rules: 'live.rules', topics: ['--brokers', address], options });
  }

  it('refuses and counts what is no event, passes over tombstones, and goes on', async (test) => {
    const topic = `poison-${randomUUID()}`;
    const admin = kafka.admin();
    await admin.connect();
    const limits = [{ name: 'max.message.bytes', value: String(4 * 1024 * 1024) }];
    await admin.createTopics({ topics: [{ topic, configEntries: limits }], waitForLeaders: true });
    await admin.disconnect();
    const producer = await connectProducer(kafka);
    const now = recently();
    const values = [
      event(now - 3 * minuteMs, 'ann'),
      'no JSON',
      `{"at":${now},"account":"${'x'.repeat(2 * 1024 * 1024)}"}`,
      Buffer.from([0x7b, 0x00, 0xff, 0xfe, 0x7d]),
      null,
      event(now + 2 * dayMs, 'ann'),
      event(now + 2 * dayMs, 'ann'),
      event(now - 2 * minuteMs, 'ann'),
    ];
    for (const value of values) await producer.send({ topic, acks: -1, messages: [{ key: 'k', value }] });

    const workplace = new Workplace(test, { 'live.rules': rulesOn(topic) });
    const live = begin(workplace, ['--dead-letters', 'dead']);
    const { sources, rules } = await live.untilRead(values.length);
    const refusedByCode = { 'not-json': 1, 'record-too-long': 1, 'not-text': 1, 'time-ahead-of-arrival': 2 };
    expect(sources).toMatchObject([{ records: 8, events: 2, refused: 5, refusedByCode, ignored: 1 }]);
    expect(rules.map(({ alerts }) => alerts)).toEqual([0, 0]);
    expect(sources[0]!.clock).toBeLessThanOrEqual(now);

    await producer.send({ topic, acks: -1, messages: [{ value: event(now - minuteMs, 'ann') }] });
    await live.until('an alert', alertsStand);
    expect(await live.query('accounts', 'events > 0')).toEqual([{ account: 'ann', events: 3 }]);
    expect(await live.stop()).toBe(0);
    const letters = workplace.records('dead/0.ndjson');
    expect(letters.map(({ code, record }) => [code, record])).toEqual(
      ['not-json', 'record-too-long', 'not-text', 'time-ahead-of-arrival', 'time-ahead-of-arrival'].map(
        (code, index) => [code, { partition: 0, offset: index < 3 ? index + 1 : index + 2 }],
      ),
    );
    expect(letters.at(-1)!.reason).toContain('a clock is wrong');
  });

  it('waits for a topic that comes later, and ends with advice when what it had not read is gone', async (test) => {
    const topic = `later-${randomUUID()}`;
    const workplace = new Workplace(test, { 'live.rules': rulesOn(topic) });
    const first = begin(workplace);
    await first.untilSaid(`"${topic}"`);
    await createTopic(kafka, topic);
    const producer = await connectProducer(kafka);
    const now = recently();
    const produce = async (count: number): Promise<void> => {
      const messages = Array.from({ length: count }, () => ({ value: event(now, randomUUID()) }));
      await producer.send({ topic, acks: -1, messages });
    };
    await produce(10);
    await first.untilRead(10);
    expect(await first.stop()).toBe(0);

    await produce(10);
    const admin = kafka.admin();
    await admin.connect();
    // kafkajs deletes only where it knows the leader already.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '15' }] });
    await admin.disconnect();
    const { code, stdout, stderr } = await begin(workplace).end();
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    const said = stderr.split('\n').filter((line) => line.startsWith('error: '));
    expect(said).toEqual([expect.stringMatching(/10.*15.*(state|--from)/)]);
    expect(stderr).not.toContain('    at ');
  });

  it('is not held back by a partition that has nothing but an old record', async (test) => {
    const topic = `silent-${randomUUID()}`;
    await createTopic(kafka, topic, 8);
    const producer = await connectProducer(kafka);
    const now = recently();
    const messages = Array.from({ length: 70 }, (_, index) => ({
      partition: 1 + (index % 7),
      value: event(now - (69 - index) * 1_000, `account-${index % 7}`),
    }));
    const old = { partition: 0, value: event(now - dayMs, 'old') };
    await producer.send({ topic, acks: -1, messages: [old, ...messages] });
    const workplace = new Workplace(test, { 'live.rules': rulesOn(topic) });
    const live = begin(workplace);
    const { rules } = await live.untilRead(71);
    expect(rules[0]).toMatchObject({ rule: 'often', late: 0, alerts: 7 });
    expect(await live.stop()).toBe(0);
  });
});

describeOwnBroker('a live run at a broker that asks for a password', () => {
  it('works with it, and ends with what is wrong without it', async (test) => {
    const broker = await startBroker({ secured: true });
    test.onTestFinished(() => broker.stop());
    await createTopic(clientOf(broker.address), 'secret');
    const { user, password, certificateFile } = broker.credentials!;
    const sasl = { mechanism: 'scram-sha-256', username: user, password };
    const settings = { brokers: [broker.securedAddress], tls: { caFile: 'broker.pem' }, sasl };
    const workplace = new Workplace(test, {
      'live.rules': rulesOn('secret'),
      'broker.pem': readFileSync(certificateFile),
      'right.json': JSON.stringify(settings),
      'password.json': JSON.stringify({ ...settings, sasl: { ...sasl, password: 'guessed-one' } }),
      'authority.json': JSON.stringify({ ...settings, tls: true }),
      'member.json': JSON.stringify({ ...settings, sasl: { ...sasl, mechanism: 'guess' } }),
      'broken.json': JSON.stringify(settings).slice(0, -2),
    });
    const cases: readonly [file: string, code: number, said: RegExp][] = [
      ['password.json', 3, /password/],
      ['authority.json', 3, /certificate/],
      ['member.json', 2, /member\.json, sasl\.mechanism: expected one of "plain"/],
      ['broken.json', 2, /broken\.json: expected JSON/],
      ['none.json', 2, /none\.json: expected a file that can be read/],
    ];
    const begun = performance.now();
    const ended = await Promise.all(
      cases.map(([file]) => workplace.run('run', 'live.rules', '--kafka', file, '--state', `of-${file}`)),
    );
    expect(performance.now() - begun).toBeLessThan(25_000);
    cases.forEach(([file, code, said], index) => {
      const { stdout, stderr } = ended[index]!;
      expect({ file, code: ended[index]!.code, stdout, stderr }).toEqual({
        file,
        code,
        stdout: '',
        stderr: expect.stringMatching(said),
      });
      expect(stderr).toMatch(/(^|\n)error: [^\n]+\n$/);
      expect(stderr).not.toContain('guessed-one');
      expect(stderr).not.toContain(password);
    });

    const producer = await connectProducer(clientOf(broker.address));
    await producer.send({ topic: 'secret', acks: -1, messages: [{ value: event(Date.now(), 'ann') }] });
    const live = new LiveProgram(workplace, { rules: 'live.rules', topics: ['--kafka', 'right.json'] });
    await live.untilRead(1);
    expect(await live.stop()).toBe(0);
  });
});

function alertsStand({ rules, waitingBytes }: LiveStatus): boolean {
  return rules.some(({ alerts }) => alerts > 0) && waitingBytes.output === 0;
}
