/**
 * Appends to Kafka topics, each message at least once. An idempotent producer writes a message once even when it has to
 * send it again; only after a producer had to be replaced may a message stand there twice.
 */

import type { Producer } from 'kafkajs';
import { producersPerAppendMax, recordsPerProducerMax } from '../limits.ts';
import type { TopicMessage, TopicWriter } from '../runtime/topic.ts';
import { createProducer, inTime, leave } from './kafka-producer.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { isSequenceBroken, topicErrorOf } from './kafka-trouble.ts';
import { TargetTopics } from './target-topics.ts';
import type { TopicWait } from './topic-presence.ts';

export interface KafkaWriterOptions extends Omit<TopicWait, 'signal'> {
  readonly settings: KafkaSettings;
  /** Records after which another producer takes over; `recordsPerProducerMax` by default. */
  readonly recordsPerProducer?: number | undefined;
}

export class KafkaWriter implements TopicWriter {
  readonly #options: KafkaWriterOptions;
  readonly #topics: TargetTopics;
  readonly #over = new AbortController();
  #producer: Producer | undefined;
  /** Of this producer, in all partitions: no partition has more. */
  #recordsWritten = 0;

  constructor(options: KafkaWriterOptions) {
    this.#options = options;
    this.#topics = new TargetTopics({ ...options, signal: this.#over.signal });
  }

  async append(topic: string, messages: readonly TopicMessage[]): Promise<void> {
    if (messages.length === 0) return;
    for (const request of await this.#topics.requestsFor(topic, messages)) await this.#send(topic, request);
  }

  async close(): Promise<void> {
    this.#over.abort();
    await this.#discard();
  }

  async #send(topic: string, messages: TopicMessage[]): Promise<void> {
    const { settings, waiting, recordsPerProducer = recordsPerProducerMax } = this.#options;
    if (this.#recordsWritten + messages.length > recordsPerProducer) await this.#discard();
    for (let attempt = 1; ; attempt++) {
      try {
        const producer = await this.#connected();
        await inTime(producer.send({ topic, messages, acks: -1 }), waiting);
        this.#recordsWritten += messages.length;
        return;
      } catch (error) {
        // What it has sent is unknown, and with that the number of its next record.
        void this.#discard();
        this.#topics.forget(topic);
        if (isSequenceBroken(error) && attempt < producersPerAppendMax) continue;
        throw topicErrorOf(`append to topic "${topic}"`, error, settings, 'not-writable');
      }
    }
  }

  async #connected(): Promise<Producer> {
    if (this.#producer !== undefined) return this.#producer;
    const producer = createProducer(this.#options.settings);
    // Kept before it is connected, so that one that fails on the way is discarded as well.
    this.#producer = producer;
    this.#recordsWritten = 0;
    await inTime(producer.connect(), this.#options.waiting);
    return producer;
  }

  async #discard(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    this.#recordsWritten = 0;
    if (producer !== undefined) await leave(producer, this.#options.waiting);
  }
}
