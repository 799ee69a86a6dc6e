/** Producers of kafkajs, set up alike: every record is stored by all replicas in sync, and only one request is on its way. */

import kafkajs, { type Producer } from 'kafkajs';
import { appendMsMax, farewellMsMax, retryPauseMsMin } from '../limits.ts';
import { createClient } from './kafka-client.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { type Waiting, within } from './waiting.ts';

// A CommonJS package: its names are members of what it exports.
const { Partitioners } = kafkajs;

/** Names the transactions of a producer, and says how long one may stay open, in ms. */
export interface TransactionOptions {
  readonly transactionalId: string;
  readonly transactionMs: number;
}

/** Not connected yet. */
export function createProducer(settings: KafkaSettings, transaction?: TransactionOptions): Producer {
  // Bounded, because whoever appends is told, and tries again with the same messages.
  const retry = { initialRetryTime: retryPauseMsMin, maxRetryTime: 2_000, retries: 10 };
  return createClient(settings, { retry }).producer({
    retry,
    // Places keys as Java's producers do.
    createPartitioner: Partitioners.DefaultPartitioner,
    idempotent: true,
    // kafkajs would reuse the numbers of a request that failed for the next one on its way.
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    ...(transaction === undefined
      ? {}
      : { transactionalId: transaction.transactionalId, transactionTimeout: transaction.transactionMs }),
  });
}

/** Waits for a step of a producer. What takes longer may still happen: the producer is of no further use. @throws Error */
export function inTime<T>(work: Promise<T>, waiting: Waiting): Promise<T> {
  const late = () => new Error(`no answer within ${appendMsMax} ms`);
  return within(work, { durationMs: appendMsMax, waiting, late });
}

/** Resolves when it has left, or when that takes too long. */
export async function leave(producer: Producer, waiting: Waiting): Promise<void> {
  const late = () => new Error('no farewell in time');
  // One that cannot say goodbye is gone as well.
  await within(producer.disconnect(), { durationMs: farewellMsMax, waiting, late }).catch(() => {});
}
