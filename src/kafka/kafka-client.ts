/** Clients of kafkajs, set up alike: quiet, guarded, and able to read every compression that Kafka has. */

import kafkajs, { type KafkaConfig, type LogEntry, type RetryOptions, type SASLOptions } from 'kafkajs';
import { connectMsMax, requestMsMax } from '../limits.ts';
import { registerCodecs } from './codecs.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { guardRequestQueues } from './request-queue-guard.ts';

// A CommonJS package: its names are members of what it exports.
const { Kafka, logLevel } = kafkajs;

export interface ClientOptions {
  readonly retry: RetryOptions;
  /** Told what kafkajs would print as an error: most of it passes by itself. */
  readonly onTrouble?: ((message: string) => void) | undefined;
}

export function createClient(
  settings: KafkaSettings,
  { retry, onTrouble }: ClientOptions,
): InstanceType<typeof Kafka> {
  guardRequestQueues();
  registerCodecs();
  const client: KafkaConfig = {
    brokers: [...settings.brokers],
    clientId: settings.clientId,
    connectionTimeout: connectMsMax,
    authenticationTimeout: connectMsMax,
    requestTimeout: requestMsMax,
    retry,
    logLevel: onTrouble === undefined ? logLevel.NOTHING : logLevel.ERROR,
    logCreator: () => (entry) => {
      if (onTrouble !== undefined && entry.level === logLevel.ERROR) onTrouble(textOf(entry));
    },
  };
  const { tls, sasl } = settings;
  if (tls !== undefined) client.ssl = withoutUndefined(tls);
  if (sasl !== undefined) client.sasl = { ...sasl } as SASLOptions;
  return new Kafka(client);
}

function textOf({ log }: LogEntry): string {
  const { message, error, broker } = log as { message: string; error?: unknown; broker?: string };
  const reason = typeof error === 'string' ? `: ${error}` : '';
  return `${message}${reason}${broker === undefined ? '' : ` (${broker})`}`;
}

/** Node takes a member that is there and undefined for a setting. */
function withoutUndefined<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}
