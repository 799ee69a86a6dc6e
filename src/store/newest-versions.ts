/** Finds among all versions in a space the newest valid one of every actor, and removes those that can never hold. */

import type { Buffer } from 'node:buffer';
import type { StateVersion } from '../runtime/state-store.ts';
import type { DatabaseEntry } from './database.ts';
import { actorKey, epochOf, isSameActor, isVersionKey } from './level-keys.ts';
import { dueOf, faultOf, holdsSnapshot } from './sealed-value.ts';
import { damagedStore } from './store-error.ts';

export interface SpaceReading {
  readonly directory: string;
  readonly space: string;
  /** Length of what all keys of the space begin with. */
  readonly prefixBytes: number;
  readonly committedEpoch: number;
  readonly remove: (key: Buffer) => void;
}

/**
 * As many lists as there are chunks, and one more; some may be empty.
 * @param chunks all entries of the space, ascending
 * @throws StoreError `damaged`
 */
export async function* newestVersions(
  chunks: AsyncIterable<readonly DatabaseEntry[]>,
  reading: SpaceReading,
): AsyncGenerator<readonly StateVersion[]> {
  const { prefixBytes, committedEpoch, remove } = reading;
  let newest: DatabaseEntry | undefined;
  for await (const chunk of chunks) {
    const found: StateVersion[] = [];
    for (const entry of chunk) {
      const [key, value] = entry;
      checkEntry(key, value, reading);
      if (epochOf(key) > committedEpoch) {
        remove(key);
        continue;
      }
      if (newest !== undefined) {
        if (isSameActor(newest[0], key)) remove(newest[0]);
        else settle(newest, found);
      }
      newest = entry;
    }
    yield found;
  }
  const last: StateVersion[] = [];
  if (newest !== undefined) settle(newest, last);
  yield last;

  /** There is nothing newer: it holds, or says that the actor is gone. */
  function settle([key, value]: DatabaseEntry, found: StateVersion[]): void {
    if (!holdsSnapshot(value)) remove(key);
    else found.push({ key: actorKey(key, prefixBytes), dueAt: dueOf(value), epoch: epochOf(key) });
  }
}

/** Those to be removed are checked as well: a damaged epoch must not make one of them. */
function checkEntry(key: Buffer, value: Buffer, { directory, space, prefixBytes }: SpaceReading): void {
  const fault = isVersionKey(key, prefixBytes) ? faultOf(key, value) : 'its key is not whole';
  if (fault !== undefined) throw damagedStore(directory, `an entry of "${space}" cannot be read: ${fault}`);
}
