/** Text in bytes: decoding spans of UTF-8, and proving once for many records that there is nothing but text. */

import { Buffer, isUtf8 } from 'node:buffer';

/** The string of bytes[start, end), which must be valid UTF-8. A byte order mark stays. O(length). */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  return asBuffer(bytes).toString('utf8', start, end);
}

/** True when bytes[start, end) is valid UTF-8 without NUL. O(length), vectorised. */
export function isText(bytes: Uint8Array, start: number, end: number): boolean {
  const span = bytes.subarray(start, end);
  return isUtf8(span) && !span.includes(0);
}

let lastBytes: Uint8Array = Buffer.alloc(0);
let lastView: Buffer = Buffer.alloc(0);

/** Views of one chunk are asked for thousands of times in a row, so the last one is kept. */
function asBuffer(bytes: Uint8Array): Buffer {
  if (bytes === lastBytes) return lastView;
  lastView = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  lastBytes = bytes;
  return lastView;
}

/**
 * Answers whether a record is text. The whole region is looked at when the first record asks; only a region with something
 * odd in it is looked at record by record.
 */
export class TextGuard {
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #next = 0;
  #end = 0;
  #clean: boolean | undefined;

  /** Begins with bytes[start, end), or goes on with them when they are what `leave` left over. */
  enter(bytes: Uint8Array, start: number, end: number): void {
    if (start > 0 && bytes === this.#bytes && start === this.#next && end === this.#end) return;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#clean = undefined;
  }

  /** Notes where decoding stopped. */
  leave(next: number): void {
    this.#next = next;
  }

  /** True when bytes[start, end) of the region are text. */
  accepts(start: number, end: number): boolean {
    this.#clean ??= isText(this.#bytes, this.#start, this.#end);
    return this.#clean || isText(this.#bytes, start, end);
  }
}
