/**
 * Messages on their way to a sink: bounded, in order, tried again until they are stored.
 *
 * Messages are appended as soon as they come, some at a time, one append after another. A seal marks how far a checkpoint
 * reaches: it is stored when everything before it is. With a transactional writer the messages of an epoch become visible
 * with its commit; until then they are kept here, since a writer that fails takes all of them along.
 */

import { outboxBytesMax, outboxMessagesPerAppend, retryMsMax, retryMsMin } from '../limits.ts';
import type {
  TopicError,
  TopicMessage,
  TopicNotice,
  TopicWriter,
  TransactionalWriter,
} from '../runtime/topic.ts';

/** Bytes a message takes besides its texts. */
const messageBytes = 100;

interface Entry {
  readonly topic: string;
  readonly message: TopicMessage;
  readonly bytes: number;
}

export interface OutboxSetup {
  /** Opens a writer: at the start, and again after one has failed for good. */
  readonly openWriter: () => Promise<TopicWriter | TransactionalWriter>;
  readonly onNotice: (notice: TopicNotice) => void;
  readonly wait: (ms: number) => Promise<void>;
}

/** What both kinds of outbox can do. */
export interface Outbox {
  /** Takes a message. Never blocks: whoever adds looks at `isFull` first. */
  add(topic: string, message: TopicMessage): void;
  /** True when what waits has reached the bound. */
  readonly isFull: boolean;
  /** Bytes that wait. */
  readonly bytes: number;
  /** Resolves when it is no longer full. */
  room(): Promise<void>;
  /** Ends an epoch. Resolves when everything added before is stored, though not necessarily visible yet. Rejects when closed before. */
  seal(): Promise<void>;
  /** Makes the messages of the sealed epoch visible. Rejects when closed before. */
  commit(epoch: number): Promise<void>;
  /** Ends the work without waiting for what is left. */
  close(): Promise<void>;
}

/** Appends at least once: after a failure messages may come twice, never not at all. */
export class PlainOutbox implements Outbox {
  readonly #setup: OutboxSetup;
  readonly #waiting: Entry[] = [];
  #bytes = 0;
  #added = 0;
  #stored = 0;
  #isClosed = false;
  #work: Promise<void> | undefined;
  #writer: TopicWriter | undefined;
  #listeners: (() => void)[] = [];

  constructor(setup: OutboxSetup) {
    this.#setup = setup;
  }

  get isFull(): boolean {
    return this.#bytes >= outboxBytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(topic: string, message: TopicMessage): void {
    const bytes = (message.value.length + message.key.length) * 2 + messageBytes;
    this.#waiting.push({ topic, message, bytes });
    this.#bytes += bytes;
    this.#added++;
    this.#work ??= this.#appendAll();
  }

  async room(): Promise<void> {
    await this.#until(() => !this.isFull);
  }

  async seal(): Promise<void> {
    const sealed = this.#added;
    await this.#until(() => this.#stored >= sealed);
    // Or an epoch would hold whose alerts are lost.
    if (this.#stored < sealed) throw closedEarly();
  }

  async commit(): Promise<void> {}

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#tell();
    await this.#work;
    await this.#writer?.close();
  }

  async #appendAll(): Promise<void> {
    // What one batch of events brings goes out together.
    await Promise.resolve();
    while (this.#waiting.length > 0 && !this.#isClosed) {
      const count = sameTopic(this.#waiting);
      const messages = this.#waiting.slice(0, count).map(({ message }) => message);
      const { topic } = this.#waiting[0];
      const isStored = await retry(
        this.#setup,
        topic,
        () => this.#isClosed,
        async () => {
          this.#writer ??= await this.#setup.openWriter();
          await this.#writer.append(topic, messages);
        },
      );
      if (!isStored) break;
      for (const { bytes } of this.#waiting.splice(0, count)) this.#bytes -= bytes;
      this.#stored += count;
      this.#tell();
    }
    this.#work = undefined;
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds() && !this.#isClosed) await new Promise<void>((resolve) => this.#listeners.push(resolve));
  }

  #tell(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}

/** What an epoch ends with whose messages were given up. */
export function closedEarly(): Error {
  return new Error(
    'the outbox was closed before all its messages were stored: the epoch must not be committed',
  );
}

/** Length of the run of messages to one topic at the front, at most `outboxMessagesPerAppend`. */
export function sameTopic(entries: readonly { readonly topic: string }[]): number {
  let count = 1;
  while (
    count < entries.length &&
    count < outboxMessagesPerAppend &&
    entries[count].topic === entries[0].topic
  )
    count++;
  return count;
}

/**
 * Tries until it works or the caller gives up, with growing pauses and a notice at the first failure. @returns false when given up
 * @throws TopicError when another writer has taken over
 */
export async function retry(
  { onNotice, wait }: Pick<OutboxSetup, 'onNotice' | 'wait'>,
  topic: string,
  isGivenUp: () => boolean,
  attempt: () => Promise<void>,
): Promise<boolean> {
  for (let pauseMs = retryMsMin; !isGivenUp(); pauseMs = Math.min(pauseMs * 2, retryMsMax)) {
    try {
      await attempt();
      if (pauseMs > retryMsMin)
        onNotice({
          topic,
          kind: 'sink works again',
          message: `alerts are stored in "${topic}" again; none was lost`,
        });
      return true;
    } catch (thrown) {
      const { code, message } = thrown as TopicError;
      if (code === 'fenced') throw thrown;
      if (pauseMs === retryMsMin)
        onNotice({
          topic,
          kind: 'sink fails',
          message: `alerts cannot be stored in "${topic}" (${message}); they are kept, and it is tried again and again`,
        });
      await wait(pauseMs);
    }
  }
  return false;
}
