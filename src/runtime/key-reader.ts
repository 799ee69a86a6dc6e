/**
 * Reads the keys of a batch as bytes with their hashes, once per row however many rules share the key expression.
 * A key that is one text field is hashed where it stands in the input; others are spelt into a scratch buffer.
 */

import type { Batch, TextColumn } from '../event/batch.ts';
import type { KeyProgram } from '../language/program.ts';
import { hashBytes } from '../memory/key-table.ts';

const encoder = new TextEncoder();

export class KeyReader {
  /** Where the key read last stands. */
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  hash = 0;
  readonly #program: KeyProgram;
  readonly #readIn: Uint32Array;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #hashes: Uint32Array;
  readonly #isSpelt: Uint8Array;
  #scratch = new Uint8Array(1_024);
  #scratchEnd = 0;
  #batchNumber = 0;

  constructor(program: KeyProgram, capacity: number) {
    this.#program = program;
    this.#readIn = new Uint32Array(capacity);
    this.#starts = new Int32Array(capacity);
    this.#ends = new Int32Array(capacity);
    this.#hashes = new Uint32Array(capacity);
    this.#isSpelt = new Uint8Array(capacity);
  }

  /** Forgets the rows of the batch before. */
  nextBatch(): void {
    this.#batchNumber++;
    this.#scratchEnd = 0;
  }

  /**
   * Reads a row's key into `bytes`, `start`, `end` and `hash`.
   * @returns false when a part of the key is missing
   */
  read(batch: Batch, row: number): boolean {
    if (this.#readIn[row] !== this.#batchNumber) this.#locate(batch, row);
    this.start = this.#starts[row];
    if (this.start < 0) return false;
    this.end = this.#ends[row];
    this.hash = this.#hashes[row];
    this.bytes =
      this.#isSpelt[row] === 1 ? this.#scratch : (batch.columns[this.#program.column] as TextColumn).bytes;
    return true;
  }

  /** A row counts as read only once its key is known: an expression that throws does so again for the next rule. */
  #locate(batch: Batch, row: number): void {
    if (this.#program.column >= 0) {
      const column = batch.columns[this.#program.column] as TextColumn;
      const start = column.starts[row];
      if (start >= 0) {
        this.#place(row, start, column.ends[row], column.bytes, 0);
        return;
      }
    }
    const text = this.#program.read(batch, row);
    if (text === undefined) {
      this.#starts[row] = -1;
      this.#readIn[row] = this.#batchNumber;
      return;
    }
    const most = this.#scratchEnd + text.length * 3;
    if (most > this.#scratch.length) this.#growScratch(most);
    const { written } = encoder.encodeInto(text, this.#scratch.subarray(this.#scratchEnd));
    const start = this.#scratchEnd;
    this.#scratchEnd += written;
    this.#place(row, start, this.#scratchEnd, this.#scratch, 1);
  }

  #place(row: number, start: number, end: number, bytes: Uint8Array, isSpelt: number): void {
    this.#starts[row] = start;
    this.#ends[row] = end;
    this.#hashes[row] = hashBytes(bytes, start, end);
    this.#isSpelt[row] = isSpelt;
    this.#readIn[row] = this.#batchNumber;
  }

  #growScratch(most: number): void {
    const larger = new Uint8Array(Math.max(most, this.#scratch.length * 2));
    larger.set(this.#scratch);
    this.#scratch = larger;
  }
}
