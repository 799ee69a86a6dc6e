/** The port to the ordered key-value database under the store; tests put one behind it that fails when told. */

import type { Buffer } from 'node:buffer';
import type { KeyRange } from './level-keys.ts';

export interface DatabaseWrite {
  readonly type: 'put' | 'del';
  readonly key: Buffer;
  /** Of a put. */
  readonly value: Buffer | undefined;
}

export type DatabaseEntry = readonly [key: Buffer, value: Buffer];

/** Errors are those of the platform; who calls gives them words. */
export interface Database {
  /** Undefined when there is none. The bytes belong to the caller. */
  read(key: Buffer): Buffer | undefined;
  /** All of the writes or none, in their order. `synced`: on the disk, to stay, when it resolves. */
  write(writes: readonly DatabaseWrite[], durability: 'synced' | 'buffered'): Promise<void>;
  /** Entries as they are now, ascending by key, some thousand at a time. */
  entries(range: KeyRange): AsyncGenerator<readonly DatabaseEntry[]>;
  /** The first key of a range. */
  firstKey(range: KeyRange): Promise<Buffer | undefined>;
  /** Closes and opens again, which is how the database gets over a write that failed. Nothing can be read meanwhile. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}
