/**
 * A writer to topics that can be read back: what was stored before a crash is not stored again. Only what came after the last
 * checkpoint is read, since only that is reported again.
 */

import type { TopicMessage, TopicWriter } from '../runtime/topic.ts';

export interface ReadableWriter extends TopicWriter {
  /** Bytes of a topic, 0 when there is none. */
  lengthOf(topic: string): Promise<number>;
  /** What was appended from a length on. */
  valuesFrom(topic: string, length: number): AsyncIterable<string>;
}

export class OnceWriter implements TopicWriter {
  readonly #writer: ReadableWriter;
  readonly #lengths: Record<string, number>;
  /** By topic: messages that are stored already and may come again, in their order. */
  readonly #stored = new Map<string, Set<string>>();

  /** @param saved lengths of topics at the last checkpoint */
  constructor(writer: ReadableWriter, saved: Readonly<Record<string, number>>) {
    this.#writer = writer;
    this.#lengths = { ...saved };
  }

  /** Lengths of the topics written to, as far as they are known: everything that is added from now on comes after them. */
  get lengths(): Readonly<Record<string, number>> {
    return { ...this.#lengths };
  }

  /** Notes the length of a topic that was not written to before the last checkpoint. To be called before that of the first append. */
  async measure(topic: string): Promise<void> {
    this.#lengths[topic] ??= await this.#writer.lengthOf(topic);
  }

  async append(topic: string, messages: readonly TopicMessage[]): Promise<void> {
    const stored = this.#stored.get(topic) ?? (await this.#readBack(topic));
    const fresh = stored.size === 0 ? messages : messages.filter(({ value }) => isFresh(value, stored));
    try {
      if (fresh.length > 0) await this.#writer.append(topic, fresh);
      // What has not come again yet must be found again after another crash.
      if (stored.size === 0) this.#lengths[topic] = await this.#writer.lengthOf(topic);
    } catch (failure) {
      // Some of it may be stored.
      this.#stored.delete(topic);
      throw failure;
    }
  }

  close(): Promise<void> {
    return this.#writer.close();
  }

  async #readBack(topic: string): Promise<Set<string>> {
    await this.measure(topic);
    const stored = new Set<string>();
    for await (const value of this.#writer.valuesFrom(topic, this.#lengths[topic]))
      stored.add(identityOf(value));
    this.#stored.set(topic, stored);
    return stored;
  }
}

/**
 * Messages come again in the order in which they are stored, so what stands before one of them will not come any more; and
 * once one comes that is not stored, none of the stored ones will.
 */
function isFresh(value: string, stored: Set<string>): boolean {
  const identity = identityOf(value);
  if (!stored.has(identity)) {
    stored.clear();
    return true;
  }
  for (const before of stored) {
    stored.delete(before);
    if (before === identity) break;
  }
  return false;
}

/**
 * An alert, its revision, and its time; any other line is known by all of it. What two lines differ in besides is how they are
 * worded, which may have been tuned between two starts.
 */
function identityOf(value: string): string {
  try {
    const { id, revision, time } = JSON.parse(value);
    return id === undefined ? value : `${id} ${revision} ${time}`;
  } catch {
    return value;
  }
}
