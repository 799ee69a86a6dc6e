/** A database whose disk fails when told, before or after a batch has reached it. */

import type { Database, DatabaseWrite } from '../../src/store/database.ts';
import { openLevelDatabase } from '../../src/store/level-database.ts';
import type { KeyRange } from '../../src/store/level-keys.ts';

const full = 'IO error: state/000005.log: No space left on device';

export class FailingDatabase implements Database {
  /** Calls that fail from now on. */
  failuresLeft = 0;
  /** Whether a batch that fails is on the disk all the same. */
  failing: 'before' | 'after' = 'before';
  reopened = 0;
  /** After a failed write nothing more may be written until the database has been opened anew. */
  #isUsable = true;
  readonly #inner: Database;

  constructor(inner: Database) {
    this.#inner = inner;
  }

  static async open(directory: string): Promise<FailingDatabase> {
    return new FailingDatabase(await openLevelDatabase(directory));
  }

  read(key: Buffer): Buffer | undefined {
    return this.#inner.read(key);
  }

  async write(writes: readonly DatabaseWrite[], durability: 'synced' | 'buffered'): Promise<void> {
    if (!this.#isUsable) throw new Error('written to after a failure without having been opened anew');
    const fails = this.#fails();
    if (!fails || this.failing === 'after') await this.#inner.write(writes, durability);
    if (!fails) return;
    this.#isUsable = false;
    throw new Error(full);
  }

  entries(range: KeyRange): ReturnType<Database['entries']> {
    return this.#inner.entries(range);
  }

  firstKey(range: KeyRange): Promise<Buffer | undefined> {
    return this.#inner.firstKey(range);
  }

  async reopen(): Promise<void> {
    await this.#inner.reopen();
    if (this.#fails()) throw new Error(full);
    this.#isUsable = true;
    this.reopened++;
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #fails(): boolean {
    if (this.failuresLeft === 0) return false;
    this.failuresLeft--;
    return true;
  }
}
