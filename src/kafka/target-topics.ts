/** Topics that are written to: waited for until they exist, and asked once how much they take at a time. */

import { appendBytesMax, connectPatienceMs, recordOverheadBytes } from '../limits.ts';
import { TopicError, type TopicMessage } from '../runtime/topic.ts';
import { produceRequests } from './produce-requests.ts';
import { awaitTopic, type TopicWait } from './topic-presence.ts';

export class TargetTopics {
  readonly #wait: TopicWait;
  readonly #requestBytesMax = new Map<string, number>();

  constructor(wait: TopicWait) {
    this.#wait = wait;
  }

  /** Requests to send one after the other; waits until the topic exists. @throws TopicError */
  async requestsFor(topic: string, messages: readonly TopicMessage[]): Promise<TopicMessage[][]> {
    const isKnown = this.#requestBytesMax.has(topic);
    const bytesMax = await this.#bytesMaxOf(topic);
    try {
      return produceRequests(messages, { topic, bytesMax });
    } catch (error) {
      // The topic may have been given a larger size since.
      this.forget(topic);
      if (!isKnown) throw error;
      return this.requestsFor(topic, messages);
    }
  }

  /** To be asked again: something went wrong. */
  forget(topic: string): void {
    this.#requestBytesMax.delete(topic);
  }

  async #bytesMaxOf(topic: string): Promise<number> {
    const known = this.#requestBytesMax.get(topic);
    if (known !== undefined) return known;
    await awaitTopic(topic, this.#wait);
    const bytesMax =
      Math.max(await this.#batchBytesMax(topic), 2 * recordOverheadBytes) - recordOverheadBytes;
    this.#requestBytesMax.set(topic, bytesMax);
    return bytesMax;
  }

  async #batchBytesMax(topic: string): Promise<number> {
    const { admin, signal } = this.#wait;
    try {
      const bytesMax = await admin.batchBytesMax(topic, { patienceMs: connectPatienceMs, signal });
      return Number.isFinite(bytesMax) ? bytesMax : appendBytesMax;
    } catch (error) {
      // Whoever may write need not be allowed to see the settings.
      if (error instanceof TopicError && error.code === 'not-authorized') return appendBytesMax;
      throw error;
    }
  }
}
