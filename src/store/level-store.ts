/**
 * The durable store: every version of every actor in an embedded database (LevelDB), in one folder.
 *
 * Writes wait in memory until they are drained, in batches, without waiting for the disk; `prepare` and `commit` wait for it.
 * `level-keys.ts` and `sealed-value.ts` show what stands in the database, `batch-marks.ts` how loss is noticed.
 */

import type { Buffer } from 'node:buffer';
import { databaseBatchBytes } from '../limits.ts';
import type { DurableStore, EpochRecord, StateVersion } from '../runtime/state-store.ts';
import { BatchMarks } from './batch-marks.ts';
import type { Database } from './database.ts';
import { DatabaseWriter } from './database-writer.ts';
import { openLevelDatabase } from './level-database.ts';
import { committedKey, formatKey, preparedKey, spacePrefix, spaceRange, versionKey } from './level-keys.ts';
import { listSpaces } from './list-spaces.ts';
import { newestVersions } from './newest-versions.ts';
import { faultOf, holdsSnapshot, sealVersion, snapshotOf } from './sealed-value.ts';
import { damagedStore, openingError, readingError } from './store-error.ts';
import { formatRecord, readStoreRecords, type StoreRecords, sealEpoch } from './store-records.ts';

export interface LevelStoreOptions {
  /** The database in a folder; LevelDB by default. */
  readonly openDatabase?: (directory: string) => Promise<Database>;
}

export class LevelStore implements DurableStore {
  readonly isDurable = true;
  readonly #directory: string;
  readonly #database: Database;
  readonly #writer: DatabaseWriter;
  readonly #prefixes = new Map<string, Buffer>();
  /** Spaces that may hold versions which were never committed. An epoch of their number must not be committed before they are gone. */
  readonly #unread: Set<string>;
  #committed: EpochRecord | undefined;
  #prepared: EpochRecord | undefined;

  private constructor(
    directory: string,
    database: Database,
    found: { readonly records: StoreRecords; readonly spaces: readonly string[] },
  ) {
    this.#directory = directory;
    this.#database = database;
    this.#committed = found.records.committed;
    this.#prepared = found.records.prepared;
    this.#unread = new Set(found.spaces);
    const marks = new BatchMarks(found.records.marks);
    this.#writer = new DatabaseWriter(directory, { database, marks, committedEpoch: this.#committedEpoch });
  }

  /**
   * Opens the store in a folder, which is created when it does not exist. The folder is locked until `close`.
   * @throws StoreError when it is in use, damaged, of a newer format, not a store, or not permitted
   */
  static async open(directory: string, options: LevelStoreOptions = {}): Promise<LevelStore> {
    let database: Database | undefined;
    try {
      database = await (options.openDatabase ?? openLevelDatabase)(directory);
      const records = await readStoreRecords(database, directory);
      if (records.isNew) {
        await database.write([{ type: 'put', key: formatKey, value: formatRecord }], 'synced');
      }
      return new LevelStore(directory, database, { records, spaces: await listSpaces(database, directory) });
    } catch (error) {
      await database?.close();
      throw openingError(directory, error);
    }
  }

  get committed(): EpochRecord | undefined {
    return this.#committed;
  }

  get prepared(): EpochRecord | undefined {
    return this.#prepared;
  }

  get unwrittenBytes(): number {
    return this.#writer.bytes;
  }

  /**
   * Looks into memory, then on the disk.
   * @returns a view, not to be changed
   * @throws StoreError `damaged` when there is no such version or it cannot be read; `cannot-read` when the disk fails, and
   * while a drain gets over one that failed
   */
  read(space: string, key: Uint8Array, epoch: number): Uint8Array {
    const versionAt = versionKey(this.#prefix(space), key, epoch);
    const pending = this.#writer.find(versionAt);
    const value = pending === undefined ? this.#readDisk(versionAt, space) : pending.value;
    if (value === undefined || !holdsSnapshot(value)) {
      throw damagedStore(this.#directory, `"${space}" lacks a version of epoch ${epoch} that was written`);
    }
    return snapshotOf(value);
  }

  /** A prepared epoch of the same number or a later one is let go. @throws RangeError when key, space or epoch do not fit */
  write(space: string, { key, dueAt, epoch }: StateVersion, snapshot: Uint8Array | undefined): void {
    this.#checkRead(space);
    if (this.#prepared !== undefined && epoch <= this.#prepared.epoch) this.#letPreparedGo();
    const versionAt = versionKey(this.#prefix(space), key, epoch);
    this.#writer.add({ type: 'put', key: versionAt, value: sealVersion(versionAt, dueAt, snapshot) });
  }

  remove(space: string, key: Uint8Array, epoch: number): void {
    this.#checkRead(space);
    this.#remove(versionKey(this.#prefix(space), key, epoch));
  }

  async spaces(): Promise<readonly string[]> {
    await this.drain();
    return this.#reading(() => listSpaces(this.#database, this.#directory));
  }

  /** Lets a prepared epoch go. O(entries of the space). @throws StoreError when an entry is damaged or cannot be read */
  async *versions(space: string): AsyncGenerator<readonly StateVersion[]> {
    if (this.#prepared !== undefined) {
      this.#letPreparedGo();
      await this.drain();
    }
    if (!this.#unread.has(space)) return;
    const prefix = this.#prefix(space);
    const found = newestVersions(this.#database.entries(spaceRange(prefix)), {
      directory: this.#directory,
      space,
      prefixBytes: prefix.length,
      committedEpoch: this.#committedEpoch,
      remove: (key) => this.#remove(key),
    });
    try {
      for await (const versions of found) {
        if (versions.length > 0) yield versions;
        await this.#drainWhenMuch();
      }
    } catch (error) {
      throw readingError(this.#directory, error);
    }
    this.#unread.delete(space);
  }

  /** @throws StoreError `cannot-write`: what could not be written is kept, and written by the next drain */
  drain(): Promise<void> {
    return this.#writer.drain();
  }

  /** @throws RangeError when the epoch is not above the committed one; StoreError `cannot-write`: to be tried again */
  async prepare(epoch: EpochRecord): Promise<void> {
    if (epoch.epoch <= this.#committedEpoch) {
      throw new RangeError(
        `an epoch to prepare: expected more than ${this.#committedEpoch}, found ${epoch.epoch}`,
      );
    }
    for (const space of this.#unread) for await (const _ of this.versions(space));
    await this.drain();
    await this.#writer.writeSynced((mark) => [
      { type: 'put', key: preparedKey, value: sealEpoch(preparedKey, { ...epoch, mark }) },
    ]);
    this.#prepared = epoch;
  }

  /** @throws StoreError `cannot-write`: the epoch stays prepared, to be tried again */
  async commit(epoch: number): Promise<void> {
    const prepared = this.#prepared;
    if (prepared?.epoch !== epoch) {
      throw new Error(
        `epoch ${epoch} to commit: expected it to be prepared, found ${prepared?.epoch ?? 'none'}`,
      );
    }
    await this.#writer.writeSynced((mark) => [
      { type: 'put', key: committedKey, value: sealEpoch(committedKey, { ...prepared, mark }) },
      { type: 'del', key: preparedKey, value: undefined },
    ]);
    this.#committed = prepared;
    this.#prepared = undefined;
    this.#writer.committedEpoch = epoch;
  }

  /** O(entries of the space). Cut short by a crash, it leaves some of them: to be called again. */
  async dropSpace(space: string): Promise<void> {
    await this.drain();
    await this.#reading(async () => {
      for await (const chunk of this.#database.entries(spaceRange(this.#prefix(space)))) {
        // Older versions come first: none that was replaced is ever the newest left.
        for (const [key] of chunk) this.#remove(key);
        await this.#drainWhenMuch();
      }
    });
    await this.drain();
    this.#unread.delete(space);
  }

  /** Waits for writes that are under way. Those that wait in memory belong to no prepared epoch, and are let go. */
  async close(): Promise<void> {
    await this.#writer.settled();
    await this.#database.close();
  }

  get #committedEpoch(): number {
    return this.#committed?.epoch ?? 0;
  }

  #prefix(space: string): Buffer {
    let prefix = this.#prefixes.get(space);
    if (prefix === undefined) {
      prefix = spacePrefix(space);
      this.#prefixes.set(space, prefix);
    }
    return prefix;
  }

  #readDisk(versionAt: Buffer, space: string): Buffer | undefined {
    try {
      const value = this.#database.read(versionAt);
      const fault = value === undefined ? undefined : faultOf(versionAt, value);
      if (fault === undefined) return value;
      throw damagedStore(this.#directory, `an entry of "${space}" cannot be read: ${fault}`);
    } catch (error) {
      throw readingError(this.#directory, error);
    }
  }

  async #reading<Result>(read: () => Promise<Result>): Promise<Result> {
    try {
      return await read();
    } catch (error) {
      throw readingError(this.#directory, error);
    }
  }

  #remove(key: Buffer): void {
    this.#writer.add({ type: 'del', key, value: undefined });
  }

  /** Once versions of its epoch are removed or written over, it must not be committed any more. */
  #letPreparedGo(): void {
    this.#prepared = undefined;
    this.#remove(preparedKey);
  }

  #drainWhenMuch(): Promise<void> | undefined {
    return this.unwrittenBytes < databaseBatchBytes ? undefined : this.drain();
  }

  #checkRead(space: string): void {
    if (!this.#unread.has(space)) return;
    throw new Error(`"${space}" was written to before its versions had been read to the end`);
  }
}
