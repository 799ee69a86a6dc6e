import { type KafkaJSError, KafkaJSNonRetriableError, KafkaJSProtocolError } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { settingsOf } from '../../src/kafka/kafka-settings.ts';
import { isFenced, topicErrorOf, troubleOf } from '../../src/kafka/kafka-trouble.ts';
import { TopicError } from '../../src/runtime/topic.ts';

const settings = {
  ...settingsOf('one:9092'),
  sasl: { mechanism: 'plain' as const, username: 'me', password: 'secret' },
  origin: 'kafka.json',
};

describe('trouble with Kafka', () => {
  it.each([
    ['TOPIC_AUTHORIZATION_FAILED', 'not-authorized', /user "me".*--topic/],
    ['GROUP_AUTHORIZATION_FAILED', 'not-authorized', /read the group/],
    ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'not-authorized', /--transactional-id/],
    ['CLUSTER_AUTHORIZATION_FAILED', 'not-authorized', /IdempotentWrite/],
    ['SASL_AUTHENTICATION_FAILED', 'not-authenticated', /"sasl" in kafka\.json/],
    ['INVALID_PRODUCER_EPOCH', 'fenced', /another plumbline/],
    ['MESSAGE_TOO_LARGE', 'not-writable', /max\.message\.bytes/],
    ['INVALID_TOPIC_EXCEPTION', 'no-such-topic', /letters, digits/],
  ])('takes %s for %s', (type, code, remedy) => {
    const trouble = troubleOf(wrapped(protocolError(type)), settings);
    expect(trouble).toMatchObject({ code, outlook: 'lasting', remedy: expect.stringMatching(remedy) });
  });

  it('takes what kafkajs would repeat for something that passes', () => {
    const loading = protocolError('GROUP_LOAD_IN_PROGRESS', { retriable: true });
    expect(troubleOf(wrapped(loading), settings).outlook).toBe('passing');
    expect(troubleOf(protocolError('NOT_KNOWN_HERE'), settings).outlook).toBe('unknown');
    expect(troubleOf(new TypeError('odd'), settings).outlook).toBe('unknown');
  });

  it('knows the error of brokers that are younger than the client', () => {
    expect(isFenced(wrapped(protocolError('KAFKAJS_UNKNOWN_ERROR_CODE', { code: 90 })))).toBe(true);
  });

  it('says what was tried where, and never a password', () => {
    const error = topicErrorOf('read topic "logins"', protocolError('SASL_AUTHENTICATION_FAILED'), settings);
    expect(error.message).toMatch(/^cannot read topic "logins" at one:9092, found: .*; correct mechanism/);
    expect(error.message).not.toContain('secret');
  });

  it('leaves an error alone that is told already', () => {
    const told = new TopicError('offset-out-of-range', 'told');
    expect(topicErrorOf('read', told, settings)).toBe(told);
  });

  it('is what its reader or writer cannot do when nothing more is known', () => {
    expect(topicErrorOf('read', new Error('odd'), settings).code).toBe('not-readable');
    expect(topicErrorOf('append', new Error('odd'), settings, 'not-writable').code).toBe('not-writable');
  });
});

function protocolError(type: string, { retriable = false, code = 1 } = {}): KafkaJSError {
  const cause = { type, code, retriable, message: `the broker said ${type}` };
  return new KafkaJSProtocolError(cause as never);
}

/** As kafkajs hands it on. */
function wrapped(cause: Error): Error {
  return Object.assign(new KafkaJSNonRetriableError(cause), { cause });
}
