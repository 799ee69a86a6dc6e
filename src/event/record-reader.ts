/** Feeds a decoder with chunks cut anywhere, and hands over its batches. */

import { recordBytesMax } from '../limits.ts';
import type { Batch } from './batch.ts';
import type { Decoder } from './decoder.ts';
import { lineEndOf, lineFeed } from './line-ends.ts';

const carryBytesFirst = 4_096;

/**
 * Whole records are decoded where they lie. Only the piece of a record at the end of a chunk is copied, into a carry of at
 * most one chunk more than `recordBytesMax`, and joined with the next chunk. Where the chunks are cut changes nothing but
 * the size of the batches. A line that is too long is refused once and skipped without being kept.
 */
export class RecordReader {
  readonly #decoder: Decoder;
  readonly #batch: Batch;
  #carry = new Uint8Array(carryBytesFirst);
  #carried = 0;
  /** True inside a line that was refused for its length. */
  #skipping = false;

  constructor(decoder: Decoder, batch: Batch) {
    this.#decoder = decoder;
    this.#batch = batch;
  }

  /**
   * Decodes the next piece of the input. `onBatch` gets the batch whenever it is full, and at the end of the chunk if it has
   * rows; it must be done with the batch when it returns, for the batch is filled again and its bytes are the chunk's.
   */
  push(chunk: Uint8Array, onBatch: (batch: Batch) => void): void {
    let at = 0;
    if (this.#skipping) {
      const lineEnd = lineEndOf(chunk, 0, chunk.length);
      if (lineEnd === chunk.length) return;
      this.#skipping = false;
      at = lineEnd + 1;
    }
    while (this.#carried > 0 && at < chunk.length) {
      const lineEnd = lineEndOf(chunk, at, chunk.length);
      const next = Math.min(lineEnd + 1, chunk.length);
      this.#keep(chunk, at, next);
      at = next;
      if (lineEnd < chunk.length || this.#carried > recordBytesMax) this.#readCarry(onBatch);
    }
    if (at < chunk.length) this.#readChunk(chunk, at, onBatch);
    this.#handOver(onBatch);
  }

  /** Decodes what is left: the end of the input ends the last record. */
  end(onBatch: (batch: Batch) => void): void {
    while (this.#carried > 0) {
      this.#drop(this.#decode(this.#carry, 0, this.#carried, onBatch));
      if (this.#carried > 0) this.#drop(this.#decoder.refuseUnfinished(this.#carry, 0, this.#carried));
    }
    this.#skipping = false;
    this.#handOver(onBatch);
  }

  #readChunk(chunk: Uint8Array, start: number, onBatch: (batch: Batch) => void): void {
    const lastLineFeed = chunk.lastIndexOf(lineFeed);
    const consumed = lastLineFeed < start ? start : this.#decode(chunk, start, lastLineFeed + 1, onBatch);
    if (consumed === chunk.length) return;
    // The batch is handed over first: the carry may be refused or decoded, and rows must not point into two places.
    this.#handOver(onBatch);
    this.#keep(chunk, consumed, chunk.length);
    if (this.#carried > recordBytesMax) this.#readCarry(onBatch);
  }

  /** Decodes the records in the carry that have ended, and refuses what can no longer become one. */
  #readCarry(onBatch: (batch: Batch) => void): void {
    for (;;) {
      const lastLineFeed = this.#carry.subarray(0, this.#carried).lastIndexOf(lineFeed);
      if (lastLineFeed >= 0) this.#drop(this.#decode(this.#carry, 0, lastLineFeed + 1, onBatch));
      if (this.#carried <= recordBytesMax) return;
      this.#skipping = lineEndOf(this.#carry, 0, this.#carried) === this.#carried;
      this.#drop(this.#decoder.refuseUnfinished(this.#carry, 0, this.#carried));
    }
  }

  /** Decodes until the decoder waits for more bytes, with as many batches as it takes. */
  #decode(bytes: Uint8Array, start: number, end: number, onBatch: (batch: Batch) => void): number {
    const batch = this.#batch;
    let at = start;
    for (;;) {
      at = this.#decoder.decode(bytes, at, end, batch);
      if (batch.rows < batch.capacity) return at;
      this.#handOver(onBatch);
    }
  }

  #handOver(onBatch: (batch: Batch) => void): void {
    if (this.#batch.rows === 0) return;
    onBatch(this.#batch);
    this.#batch.rows = 0;
  }

  #keep(chunk: Uint8Array, start: number, end: number): void {
    const length = this.#carried + end - start;
    if (length > this.#carry.length) {
      const grown = new Uint8Array(Math.max(length, this.#carry.length * 2));
      grown.set(this.#carry.subarray(0, this.#carried));
      this.#carry = grown;
    }
    this.#carry.set(chunk.subarray(start, end), this.#carried);
    this.#carried = length;
  }

  /** Rows may point into the carry, so they are settled before its bytes move. */
  #drop(length: number): void {
    this.#batch.settle();
    this.#carry.copyWithin(0, length, this.#carried);
    this.#carried -= length;
    if (this.#carried === 0 && this.#carry.length > 2 * recordBytesMax)
      this.#carry = new Uint8Array(carryBytesFirst);
  }
}
