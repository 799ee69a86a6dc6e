/** A state store in memory: evicted actors as compact bytes outside the state heap. */

import { Buffer } from 'node:buffer';
import type { StateStore, StateVersion } from '../runtime/state-store.ts';

export class MemoryStore implements StateStore {
  readonly isDurable = false;
  readonly #spaces = new Map<string, Map<string, Uint8Array>>();

  /** @returns a view, not to be changed */
  read(space: string, key: Uint8Array, epoch: number): Uint8Array {
    const snapshot = this.#spaces.get(space)?.get(versionName(key, epoch));
    if (snapshot !== undefined) return snapshot;
    throw new Error(`"${space}" lacks a version of epoch ${epoch} that was written: the store is damaged`);
  }

  write(space: string, { key, epoch }: StateVersion, snapshot: Uint8Array | undefined): void {
    if (snapshot === undefined) {
      this.remove(space, key, epoch);
      return;
    }
    let versions = this.#spaces.get(space);
    if (versions === undefined) {
      versions = new Map();
      this.#spaces.set(space, versions);
    }
    // Not `slice`, which gives no copy of a Buffer.
    versions.set(versionName(key, epoch), new Uint8Array(snapshot));
  }

  remove(space: string, key: Uint8Array, epoch: number): void {
    const versions = this.#spaces.get(space);
    if (versions === undefined) return;
    versions.delete(versionName(key, epoch));
    if (versions.size === 0) this.#spaces.delete(space);
  }
}

/** One character a byte, so that keys which are not text stay apart. */
function versionName(key: Uint8Array, epoch: number): string {
  return `${epoch} ${Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')}`;
}
