/**
 * The snapshot of an actor as it stands in the store: its layout u8, how often it is used f64, and what its behaviour wrote.
 */

import type { ByteWriter } from '../memory/bytes.ts';
import { StateError } from './state-error.ts';

/** The layout that is written. A newer one cannot be read. */
const layout = 1;
const headBytes = 9;

/** Begins a snapshot; what the behaviour writes follows. */
export function beginSnapshot(writer: ByteWriter, uses: number): void {
  writer.u8(layout);
  writer.f64(uses);
}

/** How often the actor was used when the snapshot was taken. */
export function usesOf(snapshot: Uint8Array): number {
  return new DataView(snapshot.buffer, snapshot.byteOffset).getFloat64(1, true);
}

/** What the behaviour wrote. @throws StateError when the snapshot has a layout that this version does not know */
export function contentOf(snapshot: Uint8Array, space: string): Uint8Array {
  if (snapshot[0] === layout) return snapshot.subarray(headBytes);
  throw new StateError(
    `a snapshot in the space "${space}" has layout ${snapshot[0]}, and this version reads layout ${layout}: ` +
      'it was written by a newer version, or is damaged',
  );
}
