/**
 * All writing to the database, one batch after the other. A write that failed stays first in line, and the next one opens the
 * database anew: LevelDB's log may end in half a record then, behind which nothing would be found again.
 */

import type { Buffer } from 'node:buffer';
import type { BatchMarks } from './batch-marks.ts';
import type { Database, DatabaseWrite } from './database.ts';
import { bytesOf, PendingWrites } from './pending-writes.ts';
import { writingError } from './store-error.ts';

export class DatabaseWriter {
  /** Goes into the mark of every batch. */
  committedEpoch: number;
  readonly #directory: string;
  readonly #database: Database;
  readonly #marks: BatchMarks;
  readonly #pending = new PendingWrites();
  /** Settles, without failing, when all that was asked for so far has been tried. */
  #queue: Promise<unknown> = Promise.resolve();
  /** A drain that has not begun, so that it takes whatever is written until then. */
  #nextDrain: Promise<void> | undefined;
  #lastWriteFailed = false;

  constructor(
    directory: string,
    { database, marks, committedEpoch }: { database: Database; marks: BatchMarks; committedEpoch: number },
  ) {
    this.#directory = directory;
    this.#database = database;
    this.#marks = marks;
    this.committedEpoch = committedEpoch;
  }

  /** Bytes that wait in memory or are under way. */
  get bytes(): number {
    return this.#pending.bytes;
  }

  add(write: DatabaseWrite): void {
    this.#pending.add(write);
  }

  /** The latest write of a key that is not on the disk yet. */
  find(key: Buffer): DatabaseWrite | undefined {
    return this.#pending.find(key);
  }

  /** Writes what waits. @throws StoreError `cannot-write`: what could not be written waits for the next drain */
  drain(): Promise<void> {
    this.#nextDrain ??= this.#enqueue(async () => {
      this.#nextDrain = undefined;
      // The first round is for what an earlier failure left.
      await this.#writeUnderWay();
      this.#pending.depart();
      await this.#writeUnderWay();
    });
    return this.#nextDrain;
  }

  /**
   * Writes a batch of its own, and waits until it is on the disk to stay, with all before it.
   * @param writes is asked when it is its turn, with the number of the batch
   * @throws StoreError `cannot-write`
   */
  writeSynced(writes: (mark: number) => DatabaseWrite[]): Promise<void> {
    return this.#enqueue(() => this.#writeBatch(writes(this.#marks.next), 'synced'));
  }

  /** Waits for what is under way, whether or not it succeeds. */
  async settled(): Promise<void> {
    await this.#queue;
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(task);
    // Its failure is for whoever asked; those behind it in the queue go on.
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #writeUnderWay(): Promise<void> {
    for (let batch = this.#pending.batch(); batch.length > 0; batch = this.#pending.batch()) {
      await this.#writeBatch(batch, 'buffered');
      this.#pending.arrived(batch);
    }
  }

  async #writeBatch(writes: readonly DatabaseWrite[], durability: 'synced' | 'buffered'): Promise<void> {
    const batch = this.#marks.writes(this.committedEpoch).concat(writes);
    try {
      if (this.#lastWriteFailed) await this.#database.reopen();
      this.#lastWriteFailed = false;
      await this.#database.write(batch, durability);
    } catch (error) {
      this.#lastWriteFailed = true;
      throw writingError(this.#directory, error);
    }
    this.#marks.advance(batch.reduce((bytes, write) => bytes + bytesOf(write), 0));
  }
}
