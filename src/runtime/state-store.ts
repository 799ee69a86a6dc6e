/**
 * The port to where actors are kept beside memory: those that were evicted, and with a durable store all of them.
 *
 * Entries are kept apart by space, one space per rule and per peer group of a rule. An entry is one version of one actor's
 * snapshot, named by the epoch in which it was written: the stretch of work between two checkpoints, counted from 1. An
 * epoch becomes valid as a whole, when it is committed; after a crash the newest valid version of each actor is what holds.
 */

/** Reading and writing are synchronous: a turn may need an actor at once. */
export interface StateStore {
  /** False for a store that lasts no longer than the process: an actor that is back in memory then leaves no entry behind. */
  readonly isDurable: boolean;
  /** The snapshot of a version that was written and not removed. @throws Error when there is none: the store is damaged */
  read(space: string, key: Uint8Array, epoch: number): Uint8Array;
  /**
   * Writes a version, or another one in its place. Key and snapshot are copied. Without a snapshot it says that from this
   * epoch on there is no such actor.
   */
  write(space: string, version: StateVersion, snapshot: Uint8Array | undefined): void;
  /** Removes a version; one that is not there is none of its business. */
  remove(space: string, key: Uint8Array, epoch: number): void;
}

export interface StateVersion {
  readonly key: Uint8Array;
  /** When the actor must be woken: event time in ms, Infinity for never. */
  readonly dueAt: number;
  readonly epoch: number;
}

/** Where the engine stood when an epoch ended; its content is the engine's affair. */
export interface EpochRecord {
  readonly epoch: number;
  readonly record: Uint8Array;
}

/** A store that outlives the process. Writes are buffered, and reach the disk in the order in which they were made. */
export interface DurableStore extends StateStore {
  readonly isDurable: true;
  /** The last valid epoch; undefined in a new store. */
  readonly committed: EpochRecord | undefined;
  /** An epoch that was wholly written, but not committed before the process ended: whoever opens the store commits it or lets it go. */
  readonly prepared: EpochRecord | undefined;
  /** Bytes of writes that wait in memory. */
  readonly unwrittenBytes: number;
  /** All spaces that hold an entry, sorted. */
  spaces(): Promise<readonly string[]>;
  /**
   * The newest valid version of every actor of a space, some thousand at a time and in no particular order. Versions that
   * can never hold (older ones, those of epochs that were not committed, actors that are gone) are removed on the way. To be
   * read to its end, once, before the first write to the space.
   */
  versions(space: string): AsyncIterable<readonly StateVersion[]>;
  /** Hands what waits in memory to the disk. Writes may go on meanwhile. */
  drain(): Promise<void>;
  /** All writes of an epoch and its record are on the disk, to stay, when this resolves; they hold once the epoch is committed. */
  prepare(epoch: EpochRecord): Promise<void>;
  /** Makes the prepared epoch the valid one. @throws Error when another epoch is prepared */
  commit(epoch: number): Promise<void>;
  /** Removes everything of a space. */
  dropSpace(space: string): Promise<void>;
  close(): Promise<void>;
}
