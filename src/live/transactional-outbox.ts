/**
 * An outbox whose messages become visible epoch by epoch, each exactly once. The messages of the present epoch are appended
 * as they come; those of the next wait until its commit. All of an epoch are kept until then: when a writer fails, its
 * transaction is gone, and the next writer gets everything of the epoch again.
 */

import { outboxBytesMax } from '../limits.ts';
import type { TopicError, TopicMessage, TransactionalWriter } from '../runtime/topic.ts';
import { closedEarly, type Outbox, type OutboxSetup, retry, sameTopic } from './outbox.ts';

const messageBytes = 100;

interface Entry {
  readonly topic: string;
  readonly message: TopicMessage;
  readonly bytes: number;
}

export interface TransactionalOutboxSetup extends Omit<OutboxSetup, 'openWriter'> {
  readonly createWriter: () => TransactionalWriter;
  /** Work has ended: another writer has taken over. */
  readonly onFailure: (failure: unknown) => void;
  /** A writer that is open already, and has locked out all before it. */
  readonly writer: TransactionalWriter;
}

export class TransactionalOutbox implements Outbox {
  readonly #setup: TransactionalOutboxSetup;
  #writer: TransactionalWriter | undefined;
  /** Messages of the sealed epoch, or of the open one when none is sealed. */
  #present: Entry[] = [];
  #appended = 0;
  /** Messages of the open epoch while another one is sealed. */
  #next: Entry[] = [];
  #isSealed = false;
  #bytes = 0;
  #isClosed = false;
  /** Why nothing more can be appended: another writer has taken over, and must not be locked out again. */
  #failure: unknown;
  #work: Promise<void> = Promise.resolve();
  #listeners: (() => void)[] = [];

  constructor(setup: TransactionalOutboxSetup) {
    this.#setup = setup;
    this.#writer = setup.writer;
  }

  get isFull(): boolean {
    return this.#bytes >= outboxBytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(topic: string, message: TopicMessage): void {
    const bytes = (message.value.length + message.key.length) * 2 + messageBytes;
    (this.#isSealed ? this.#next : this.#present).push({ topic, message, bytes });
    this.#bytes += bytes;
    if (!this.#isSealed) this.#appendSoon();
  }

  async room(): Promise<void> {
    while (this.isFull && !this.#isClosed)
      await new Promise<void>((resolve) => this.#listeners.push(resolve));
  }

  async seal(): Promise<void> {
    this.#isSealed = true;
    this.#appendSoon();
    await this.#work;
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#appended < this.#present.length) throw closedEarly();
  }

  async commit(epoch: number): Promise<void> {
    const topic = this.#present[0]?.topic ?? 'alerts';
    let isVisible = false;
    await retry(
      this.#setup,
      topic,
      () => this.#isClosed,
      async () => {
        // A commit that seemed to fail may have been carried out: the next writer knows.
        if (this.#writer === undefined && (await this.#reopen()) >= epoch) {
          isVisible = true;
          return;
        }
        await this.#appendRest();
        // When closed meanwhile, the rest was not appended.
        if (this.#isClosed) return;
        await this.#attempt((writer) => writer.commit(epoch));
        isVisible = true;
      },
    );
    if (!isVisible) throw closedEarly();
    for (const { bytes } of this.#present) this.#bytes -= bytes;
    this.#present = this.#next;
    this.#next = [];
    this.#appended = 0;
    this.#isSealed = false;
    for (const listener of this.#listeners.splice(0)) listener();
    if (this.#present.length > 0) this.#appendSoon();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const listener of this.#listeners.splice(0)) listener();
    await this.#work;
    await this.#writer?.close().catch(() => undefined);
  }

  #appendSoon(): void {
    this.#work = this.#work.then(async () => {
      if (this.#appended === this.#present.length || this.#isClosed || this.#failure !== undefined) return;
      const { topic } = this.#present[this.#appended];
      await retry(
        this.#setup,
        topic,
        () => this.#isClosed,
        async () => {
          if (this.#writer === undefined) await this.#reopen();
          await this.#appendRest();
        },
      );
    });
    this.#work = this.#work.catch((failure) => {
      this.#failure ??= failure;
      this.#setup.onFailure(failure);
    });
  }

  async #appendRest(): Promise<void> {
    while (this.#appended < this.#present.length && !this.#isClosed) {
      const rest = this.#present.slice(this.#appended, this.#appended + 10_000);
      const count = sameTopic(rest);
      await this.#attempt((writer) =>
        writer.append(
          rest[0].topic,
          rest.slice(0, count).map(({ message }) => message),
        ),
      );
      this.#appended += count;
    }
  }

  /** After a rejection a writer is of no further use, and its transaction is lost. */
  async #attempt(work: (writer: TransactionalWriter) => Promise<void>): Promise<void> {
    const writer = this.#writer!;
    try {
      await work(writer);
    } catch (failure) {
      if ((failure as TopicError).code === 'fenced') this.#failure ??= failure;
      this.#writer = undefined;
      this.#appended = 0;
      await writer.close().catch(() => undefined);
      throw failure;
    }
  }

  /** @returns the last epoch that was committed */
  async #reopen(): Promise<number> {
    if (this.#failure !== undefined) throw this.#failure;
    const writer = this.#setup.createWriter();
    this.#appended = 0;
    try {
      const committed = await writer.open();
      this.#writer = writer;
      return committed;
    } catch (failure) {
      await writer.close().catch(() => undefined);
      throw failure;
    }
  }
}
