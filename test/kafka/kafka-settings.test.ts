import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readKafkaSettings, settingsOf } from '../../src/kafka/kafka-settings.ts';

describe('settings for Kafka', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-settings-'));
  const file = join(folder, 'kafka.json');
  writeFileSync(join(folder, 'ca.pem'), 'the authority');
  writeFileSync(join(folder, 'password.txt'), 'from a file\n');
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = (document: unknown) => {
    writeFileSync(file, typeof document === 'string' ? document : JSON.stringify(document));
    return readKafkaSettings(file);
  };
  const messageOf = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      expect(error).toMatchObject({ name: 'TopicError', code: 'bad-settings' });
      return (error as Error).message;
    }
    throw new Error('expected settings that are refused');
  };

  it('are read with the files that they name', () => {
    const found = read({
      brokers: ['one:9092', 'two.example:9093'],
      clientId: 'mine',
      tls: { caFile: 'ca.pem', serverName: 'three' },
      sasl: { mechanism: 'scram-sha-256', username: 'me', passwordFile: 'password.txt' },
    });
    expect(found).toEqual({
      brokers: ['one:9092', 'two.example:9093'],
      clientId: 'mine',
      tls: { ca: 'the authority', servername: 'three' },
      sasl: { mechanism: 'scram-sha-256', username: 'me', password: 'from a file' },
      origin: file,
    });
  });

  it('may say no more than the brokers', () => {
    expect(read({ brokers: ['one:9092'] })).toMatchObject({ brokers: ['one:9092'], clientId: 'plumbline' });
    expect(read({ brokers: ['one:9092'], tls: true }).tls).toEqual({});
    expect(settingsOf('one:9092, two:9093').brokers).toEqual(['one:9092', 'two:9093']);
  });

  it.each([
    ['', /found ""/],
    ['one', /"host:port".*found "one"/],
    ['one:9092,', /found ""/],
    ['one:0', /found "one:0"/],
    ['one:70000', /found "one:70000"/],
    ['kafka://one:9092', /found "kafka:\/\/one:9092"/],
  ])('refuse the list of brokers "%s"', (text, message) => {
    expect(messageOf(() => settingsOf(text))).toMatch(message);
  });

  const brokers = ['one:9092'];
  const sasl = { mechanism: 'plain', username: 'me', password: 'secret' };
  it.each([
    ['{', /kafka\.json: expected JSON/],
    ['[]', /kafka\.json: expected an object with brokers .*found a list/],
    [{}, /kafka\.json, brokers: expected a list .*found nothing/],
    [{ brokers: [] }, /brokers: expected at least one address/],
    [{ brokers: ['one'] }, /brokers\.0: expected an address .*found "one"/],
    [
      { brokers, tsl: true },
      /expected an object with brokers and any of clientId, tls and sasl, found "tsl"/,
    ],
    [{ brokers, tls: false }, /tls: expected true, or an object .*found false/],
    [{ brokers, tls: { caFile: 'missing.pem' } }, /tls\.caFile: expected a file .*ENOENT/],
    [{ brokers, tls: { certFile: 'ca.pem' } }, /tls: expected certFile and keyFile together/],
    [
      { brokers, sasl: { ...sasl, mechanism: 'gssapi' } },
      /sasl\.mechanism: expected one of "plain".*found "gssapi"/,
    ],
    [{ brokers, sasl: { ...sasl, username: '' } }, /sasl\.username: expected the name of a user, found ""/],
    [{ brokers, sasl: { ...sasl, password: undefined } }, /either password or passwordFile, found neither/],
    [{ brokers, sasl: { ...sasl, passwordFile: 'password.txt' } }, /found both/],
    [
      { brokers, sasl: { ...sasl, password: 12_345 } },
      /sasl\.password: expected a password, found a value of type number/,
    ],
  ])('refuse %j', (document, message) => {
    expect(messageOf(() => read(document))).toMatch(message);
  });

  it.each([
    { brokers, sasl: { ...sasl, user: 'me' } },
    { brokers: 1, sasl },
    { brokers, sasl: [sasl] },
    `{"brokers": ["one:9092"], "sasl": {"password": "secret"`,
  ])('never show a password: %j', (document) => {
    expect(messageOf(() => read(document))).not.toContain('secret');
  });

  it('say when their file is missing', () => {
    expect(messageOf(() => readKafkaSettings(join(folder, 'none.json')))).toMatch(
      /none\.json: expected a file/,
    );
  });
});
