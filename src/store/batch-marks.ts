/**
 * Marks in the database, one for each batch of writes, that show when a batch has gone missing.
 *
 * LevelDB drops what it cannot read in its log and goes on with what follows: actors would be lost without a word. Every
 * batch therefore leaves a mark with its number, and a gap among the marks tells. A batch is out of danger of that kind once
 * the log has been turned into tables; its mark is then removed.
 *
 * A mark keeps the committed epoch and the number of the oldest mark at its time. Whatever follows the last synced batch may
 * have gaps: a power cut takes any of it.
 */

import type { Buffer } from 'node:buffer';
import { logBytesKept } from '../limits.ts';
import type { DatabaseWrite } from './database.ts';
import { markKey } from './level-keys.ts';
import { contentAt, openValue, seal } from './sealed-value.ts';

const oldestAt = contentAt + 4;
const numberBytes = 6;

export interface Mark {
  readonly number: number;
  readonly committedEpoch: number;
  readonly oldest: number;
}

export class BatchMarks {
  /** The number of the batch that is written next, counted from 1. */
  next: number;
  #oldest: number;
  #bytesWritten = 0;
  /** For every mark there is, how many bytes had been written when its batch was. */
  readonly #bytesAt: number[];

  /** @param found the marks of an opened store, ascending: its log has been turned into tables */
  constructor(found: readonly Mark[]) {
    const last = found.at(-1)?.number ?? 0;
    this.next = last + 1;
    this.#oldest = found[0]?.number ?? 1;
    this.#bytesAt = new Array(this.next - this.#oldest).fill(Number.NEGATIVE_INFINITY);
  }

  /** What goes with the next batch: its mark, and the end of marks that are no longer needed. */
  writes(committedEpoch: number): DatabaseWrite[] {
    const oldest = this.#oldest + this.#countDone();
    const key = markKey(this.next);
    const value = openValue(4 + numberBytes);
    value.writeUInt32BE(committedEpoch, contentAt);
    value.writeUIntBE(oldest, oldestAt, numberBytes);
    const writes: DatabaseWrite[] = [{ type: 'put', key, value: seal(key, value) }];
    for (let number = this.#oldest; number < oldest; number++) {
      writes.push({ type: 'del', key: markKey(number), value: undefined });
    }
    return writes;
  }

  /** The batch has been written. */
  advance(batchBytes: number): void {
    const done = this.#countDone();
    this.#bytesAt.splice(0, done);
    this.#oldest += done;
    this.#bytesWritten += batchBytes;
    this.#bytesAt.push(this.#bytesWritten);
    this.next++;
  }

  #countDone(): number {
    let count = 0;
    while (count < this.#bytesAt.length && this.#bytesAt[count] < this.#bytesWritten - logBytesKept) count++;
    return count;
  }
}

export function readMark(number: number, value: Buffer): Mark {
  return {
    number,
    committedEpoch: value.readUInt32BE(contentAt),
    oldest: value.readUIntBE(oldestAt, numberBytes),
  };
}

/**
 * What the marks of an opened store say is missing; undefined when all is there.
 * @param marks ascending by number
 * @param synced the number of the last batch that is known to have been synced, 0 for none
 */
export function missingBatches(
  marks: readonly Mark[],
  { synced, committedEpoch }: { readonly synced: number; readonly committedEpoch: number },
): string | undefined {
  const last = marks.at(-1);
  if (last === undefined) return synced === 0 ? undefined : `batch ${synced} of the log is missing`;
  const later = marks.find((mark) => mark.committedEpoch > committedEpoch);
  if (later !== undefined) return `the record of epoch ${later.committedEpoch} is missing`;
  let expected = last.oldest;
  for (const { number } of marks) {
    if (number < expected) continue;
    if (number > expected) break;
    expected++;
  }
  return expected > synced ? undefined : `batch ${expected} of the log is missing`;
}
