/** What went wrong between kafkajs and a broker, in words of whoever runs the engine: what it is, whether it may pass, what to do. */

import { TopicError, type TopicErrorCode } from '../runtime/topic.ts';
import type { KafkaSettings } from './kafka-settings.ts';

export interface Trouble {
  readonly code: TopicErrorCode;
  /**
   * Whether the same request may succeed later, without anybody changing the settings. Unknown is what kafkajs does not
   * explain: bytes that it cannot read, or its own stumbling in the turmoil of an outage.
   */
  readonly outlook: 'passing' | 'lasting' | 'unknown';
  /** What was found. */
  readonly found: string;
  readonly remedy: string;
}

/** An error of kafkajs, and the errors that caused it, have some of these. */
interface Cause {
  readonly name?: string;
  readonly message?: string;
  /** Name of an error of the protocol. */
  readonly type?: string;
  /** Number of an error of the protocol, or name of one of the platform. */
  readonly code?: number | string;
  readonly retriable?: boolean;
  readonly cause?: unknown;
}

const authentication = new Set([
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'ILLEGAL_SASL_STATE',
]);

const tooLarge = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

/** An idempotent producer whose numbers the broker no longer follows: another producer can go on. */
const brokenSequence = new Set([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'DUPLICATE_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
]);

/** PRODUCER_FENCED, younger than kafkajs. */
const producerFencedCode = 90;

/** Some of them say that they are not to be repeated, though it is only a broker that is away. */
const connectionErrors = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSLockTimeout',
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSMetadataNotLoaded',
  'KafkaJSTopicMetadataNotLoaded',
]);

const certificate = /self[- ]signed|unable to (get|verify)|certificate|altname/i;

/** Certificates and names that do not fit, and a side that does not speak TLS at all. */
const encryption = /\bSSL\b|TLS|wrong version number|EPROTO/;

export function troubleOf(error: unknown, settings: KafkaSettings): Trouble {
  const causes = causesOf(error);
  const types = causes.flatMap(({ type }) => type ?? []);
  const first = causes.at(-1) ?? {};
  const found = first.message ?? String(error);
  const { origin } = settings;
  const fatal = (code: TopicErrorCode, remedy: string): Trouble => ({
    code,
    outlook: 'lasting',
    found,
    remedy,
  });

  if (
    types.some((type) => authentication.has(type)) ||
    causes.some(({ name }) => name === 'KafkaJSSASLAuthenticationError')
  )
    return fatal('not-authenticated', `correct mechanism, username or password under "sasl" in ${origin}`);
  const refused = types.find((type) => type.endsWith('AUTHORIZATION_FAILED'));
  if (refused !== undefined) return fatal('not-authorized', grantFor(refused, settings));
  if (isFenced(error))
    return fatal(
      'fenced',
      'another plumbline with this state works on, so let that one work, or stop it first',
    );
  if (types.some((type) => tooLarge.has(type)))
    return fatal('not-writable', 'raise max.message.bytes of the topic, or make the message smaller');
  if (types.includes('INVALID_TOPIC_EXCEPTION'))
    return fatal('no-such-topic', 'name topics by letters, digits, ".", "_" and "-" alone');
  if (types.includes('UNKNOWN_TOPIC_OR_PARTITION'))
    return { code: 'no-such-topic', outlook: 'passing', found, remedy: 'create the topic' };
  if (causes.some(({ name }) => name === 'UnknownCompression'))
    return fatal('unknown-compression', 'let producers compress by gzip, snappy, lz4 or zstd, or not at all');
  if (causes.some(({ name }) => name === 'UnreadableBatch'))
    return fatal('not-readable', 'delete the records up to behind it, and start with a new state');
  if (certificate.test(found))
    return fatal(
      'cannot-connect',
      `name the certificate of whoever signed the broker's as "tls": {"caFile": …} in ${origin}, and as "serverName" the host that it was made for`,
    );
  if (encryption.test(found))
    return fatal(
      'cannot-connect',
      `this port does not seem to speak TLS: correct the port, or take "tls" out of ${origin}`,
    );
  if (causes.some(({ name = '' }) => connectionErrors.has(name)))
    return { code: 'cannot-connect', outlook: 'passing', found, remedy: connectRemedy(found, settings) };
  const outlook = causes.some(({ retriable }) => retriable === true) ? 'passing' : 'unknown';
  return { code: 'not-readable', outlook, found, remedy: 'look into the log of the broker' };
}

/**
 * @param action what was tried, as "read topic "x""
 * @param otherwise what it is when nothing more is known
 */
export function topicErrorOf(
  action: string,
  error: unknown,
  settings: KafkaSettings,
  otherwise: TopicErrorCode = 'not-readable',
): TopicError {
  if (error instanceof TopicError) return error;
  const trouble = troubleOf(error, settings);
  const { found, remedy } = trouble;
  const code = trouble.code === 'not-readable' ? otherwise : trouble.code;
  const brokers = settings.brokers.join(', ');
  return new TopicError(code, `cannot ${action} at ${brokers}, found: ${found}; ${remedy}`, { cause: error });
}

/** Whether a producer of the same name has started since. Also said when the broker ended a transaction that took too long. */
export function isFenced(error: unknown): boolean {
  return causesOf(error).some(
    ({ type, code }) =>
      type === 'INVALID_PRODUCER_EPOCH' ||
      type === 'TRANSACTION_COORDINATOR_FENCED' ||
      code === producerFencedCode,
  );
}

/** Whether another idempotent producer, with numbers of its own, can write what this one could not. */
export function isSequenceBroken(error: unknown): boolean {
  return causesOf(error).some(({ type = '' }) => brokenSequence.has(type));
}

/** Whether an error of the protocol is behind it. */
export function isOfType(error: unknown, wanted: string): boolean {
  return causesOf(error).some(({ type }) => type === wanted);
}

/** From the error itself down to what caused it first. */
function causesOf(error: unknown): Cause[] {
  const causes: Cause[] = [];
  for (let cause = error as Cause | undefined; typeof cause === 'object' && cause !== null; ) {
    if (causes.includes(cause)) break;
    causes.push(cause);
    cause = cause.cause as Cause | undefined;
  }
  return causes;
}

function grantFor(refused: string, { sasl }: KafkaSettings): string {
  const user = sasl === undefined ? 'this client' : `user "${sasl.username}"`;
  if (refused.startsWith('GROUP'))
    return `allow ${user} to read the group (kafka-acls.sh --operation Read --group …)`;
  if (refused.startsWith('TRANSACTIONAL'))
    return `allow ${user} to write with the transactional id (kafka-acls.sh --operation Write --transactional-id …)`;
  if (refused.startsWith('CLUSTER'))
    return `allow ${user} idempotent writing (kafka-acls.sh --operation IdempotentWrite --cluster)`;
  return `allow ${user} to read, write and describe the topic (kafka-acls.sh --operation … --topic …)`;
}

function connectRemedy(found: string, { origin, tls, sasl }: KafkaSettings): string {
  if (!/clos/i.test(found)) return `start the broker, or correct the addresses in ${origin}`;
  const missing = [...(tls === undefined ? ['"tls"'] : []), ...(sasl === undefined ? ['"sasl"'] : [])];
  if (missing.length === 0)
    return `the broker hung up: correct the port in ${origin}, or look into the log of the broker`;
  return `the broker hung up: when this port asks for ${missing.join(' or ')}, say so in ${origin}`;
}
