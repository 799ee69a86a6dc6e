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
  /** By topic: messages that are stored already and will come again. */
  readonly #stored = new Map<string, Set<string>>();
  /** Topics to which an append has failed: some of it may be stored. */
  readonly #unsure = new Set<string>();

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
    const stored = await this.#storedIn(topic);
    const fresh =
      stored.size === 0 ? messages : messages.filter(({ value }) => !stored.has(identityOf(value)));
    if (fresh.length > 0) await this.#appendFresh(topic, fresh);
    for (const { value } of messages) stored.delete(identityOf(value));
    this.#lengths[topic] = await this.#writer.lengthOf(topic);
  }

  close(): Promise<void> {
    return this.#writer.close();
  }

  async #appendFresh(topic: string, messages: readonly TopicMessage[]): Promise<void> {
    try {
      await this.#writer.append(topic, messages);
    } catch (failure) {
      this.#unsure.add(topic);
      throw failure;
    }
  }

  async #storedIn(topic: string): Promise<Set<string>> {
    const known = this.#stored.get(topic);
    if (known !== undefined && !this.#unsure.has(topic)) return known;
    await this.measure(topic);
    const stored = new Set(known);
    for await (const value of this.#writer.valuesFrom(topic, this.#lengths[topic]))
      stored.add(identityOf(value));
    this.#stored.set(topic, stored);
    this.#unsure.delete(topic);
    return stored;
  }
}

/** An alert and its revision; any other line is known by all of it. */
function identityOf(value: string): string {
  try {
    const { id, revision } = JSON.parse(value);
    return id === undefined ? value : `${id} ${revision}`;
  } catch {
    return value;
  }
}
