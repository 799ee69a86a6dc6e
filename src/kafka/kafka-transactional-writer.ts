/**
 * Appends to Kafka topics in transactions, one for each epoch. The number of the epoch is committed in the same
 * transaction, as the offset of a group of its own: so what was the last one is known even when the answer to its commit
 * was lost.
 */

import type { Producer, Transaction } from 'kafkajs';
import { connectPatienceMs, transactionMsDefault } from '../limits.ts';
import { TopicError, type TopicMessage, type TransactionalWriter } from '../runtime/topic.ts';
import { createProducer, inTime, leave } from './kafka-producer.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { isFenced, isOfType, topicErrorOf } from './kafka-trouble.ts';
import { TargetTopics } from './target-topics.ts';
import { awaitTopic, type TopicWait } from './topic-presence.ts';
import { GrowingPauses } from './waiting.ts';

export interface KafkaTransactionalWriterOptions extends Omit<TopicWait, 'signal'> {
  readonly settings: KafkaSettings;
  /** Transactional id. The epochs are kept under the group "NAME-epoch". */
  readonly name: string;
  /** One of the topics that are written to: the broker keeps offsets for topics that exist. */
  readonly epochTopic: string;
  /** How long an epoch may take from its first message to its commit, in ms; `transactionMsDefault` by default. */
  readonly transactionMs?: number | undefined;
}

export class KafkaTransactionalWriter implements TransactionalWriter {
  readonly #options: KafkaTransactionalWriterOptions;
  readonly #transactionMs: number;
  readonly #topics: TargetTopics;
  readonly #over = new AbortController();
  readonly #producer: Producer;
  /** The one that the next message joins. kafkajs says nothing to the broker before that. */
  #transaction: Transaction | undefined;
  /** Of the transaction's first word to the broker, epoch ms. */
  #begunAt: number | undefined;

  constructor(options: KafkaTransactionalWriterOptions) {
    const { settings, name, transactionMs = transactionMsDefault } = options;
    this.#options = options;
    this.#transactionMs = transactionMs;
    this.#topics = new TargetTopics({ ...options, signal: this.#over.signal });
    this.#producer = createProducer(settings, { transactionalId: name, transactionMs });
  }

  async open(): Promise<number> {
    const { waiting, admin, epochTopic } = this.#options;
    const { signal } = this.#over;
    return this.#lastUse(async () => {
      await awaitTopic(epochTopic, { ...this.#options, signal });
      await inTime(this.#producer.connect(), waiting);
      // Fences: from here on no transaction of a former writer can be committed, and none is under way.
      this.#transaction = await inTime(this.#producer.transaction(), waiting);
      const question = { topic: epochTopic, patienceMs: connectPatienceMs, signal };
      const committed = await admin.groupOffsets(this.#groupId, question);
      return committed.reduce((epoch, { offset }) => Math.max(epoch, offset), 0);
    });
  }

  async append(topic: string, messages: readonly TopicMessage[]): Promise<void> {
    if (messages.length === 0) return;
    await this.#lastUse(async (transaction) => {
      for (const request of await this.#topics.requestsFor(topic, messages)) {
        this.#begunAt ??= this.#options.waiting.now();
        const topicMessages = [{ topic, messages: request }];
        await inTime(transaction().sendBatch({ topicMessages, acks: -1 }), this.#options.waiting);
      }
    });
  }

  async commit(epoch: number): Promise<void> {
    const { waiting } = this.#options;
    await this.#lastUse(async (transaction) => {
      this.#begunAt ??= waiting.now();
      await inTime(this.#sendEpoch(transaction(), epoch), waiting);
      await inTime(transaction().commit(), waiting);
      this.#begunAt = undefined;
      this.#transaction = await inTime(this.#producer.transaction(), waiting);
    });
  }

  async close(): Promise<void> {
    this.#over.abort();
    this.#transaction = undefined;
    await leave(this.#producer, this.#options.waiting);
  }

  get #groupId(): string {
    return `${this.#options.name}-epoch`;
  }

  /** An epoch without messages begins its transaction here, perhaps while the one before is still being written into the topics. */
  async #sendEpoch(transaction: Transaction, epoch: number): Promise<void> {
    const { waiting, epochTopic } = this.#options;
    const pauses = new GrowingPauses(waiting, 1_000);
    for (;;) {
      try {
        await transaction.sendOffsets({
          consumerGroupId: this.#groupId,
          topics: [{ topic: epochTopic, partitions: [{ partition: 0, offset: String(epoch) }] }],
        });
        return;
      } catch (error) {
        if (!isOfType(error, 'CONCURRENT_TRANSACTIONS') || this.#over.signal.aborted) throw error;
      }
      await waiting.wait(pauses.next() / 10, this.#over.signal);
    }
  }

  /** After an error nothing is known of the transaction: the writer is of no further use. */
  async #lastUse<T>(step: (transaction: () => Transaction) => Promise<T>): Promise<T> {
    const { settings, name } = this.#options;
    try {
      return await step(() => {
        if (this.#transaction !== undefined) return this.#transaction;
        throw new TopicError(
          'not-writable',
          `expected an open writer "${name}", found one that is not open, or failed before: close it and open another one`,
        );
      });
    } catch (error) {
      this.#transaction = undefined;
      throw this.#isOverdue(error) ?? topicErrorOf(`write as "${name}"`, error, settings, 'not-writable');
    }
  }

  /** The broker says the same of a transaction that it has ended as of a writer that was fenced: time tells them apart. */
  #isOverdue(error: unknown): TopicError | undefined {
    const begunAt = this.#begunAt;
    if (begunAt === undefined || !isFenced(error)) return undefined;
    const openMs = this.#options.waiting.now() - begunAt;
    if (openMs < this.#transactionMs) return undefined;
    return new TopicError(
      'not-writable',
      `expected a commit within ${this.#transactionMs} ms of the first message, found none after ${openMs} ms, so the broker has ended the transaction: let checkpoints come more often, or allow transactions more time`,
      { cause: error },
    );
  }
}
