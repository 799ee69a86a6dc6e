/**
 * The codec of models whose state is nothing but its fixed words: all up to the last that is not zero, so that a young
 * state is short. Restores them bit by bit.
 */

import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address, Heap } from '../../memory/heap.ts';
import { readVersion } from '../snapshot-version.ts';

/** What the codec has to know of a model. */
export interface FixedWords {
  readonly heap: Heap;
  readonly words: number;
  /** Name of the model in the error of an unknown version. */
  readonly name: string;
  readonly version: number;
}

export function saveWords({ heap, words, version }: FixedWords, state: Address, writer: ByteWriter): void {
  const page = heap.pageOf(state).u32;
  const at = heap.offsetOf(state);
  let used = words;
  while (used > 0 && page[at + used - 1] === 0) used--;
  writer.u8(version);
  writer.u32(used);
  for (let word = 0; word < used; word++) writer.u32(page[at + word]);
}

/** @throws SnapshotVersionError for a version it does not know, RangeError for more words than the model has */
export function loadWords(
  { heap, words, name, version }: FixedWords,
  state: Address,
  reader: ByteReader,
): void {
  readVersion(reader, name, version);
  const used = reader.u32();
  if (used > words) {
    throw new RangeError(
      `snapshot of ${name}: expected at most ${words} words, found ${used}; open it with the release that wrote it`,
    );
  }
  const page = heap.pageOf(state).u32;
  const at = heap.offsetOf(state);
  for (let word = 0; word < used; word++) page[at + word] = reader.u32();
}
