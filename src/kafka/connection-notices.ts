/** Tells once that the brokers have fallen silent, and once that they are back, whatever kafkajs complains of in between. */

import { connectionSilenceMsMax } from '../limits.ts';
import type { TopicNotice } from '../runtime/topic.ts';

export class ConnectionNotices {
  readonly #topic: string;
  readonly #onNotice: (notice: TopicNotice) => void;
  #answeredAt: number;
  /** The first complaint since the last answer. */
  #trouble: string | undefined;
  #isLost = false;

  constructor(topic: string, onNotice: (notice: TopicNotice) => void, now: number) {
    this.#topic = topic;
    this.#onNotice = onNotice;
    this.#answeredAt = now;
  }

  /** A broker answered. */
  answered(now: number): void {
    this.#answeredAt = now;
    this.#trouble = undefined;
    if (!this.#isLost) return;
    this.#isLost = false;
    this.#tell('connection back', `topic "${this.#topic}": the connection is back`);
  }

  complained(message: string): void {
    this.#trouble ??= message;
  }

  /** To be called now and then. One of several brokers that fails is no lost connection. */
  look(now: number): void {
    if (this.#isLost || this.#trouble === undefined || now - this.#answeredAt < connectionSilenceMsMax)
      return;
    this.#isLost = true;
    this.#tell(
      'connection lost',
      `topic "${this.#topic}": no broker answers, found: ${this.#trouble}; trying again until one does, nothing is lost meanwhile`,
    );
  }

  #tell(kind: string, message: string): void {
    this.#onNotice({ topic: this.#topic, kind, message });
  }
}
