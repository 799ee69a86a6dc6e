/** A small cache from bytes to strings: a value that comes again ("login") is the same JavaScript string, not a new one. */

import { textCacheBytesMax, textCacheSlots } from '../limits.ts';
import { hashSpan } from './hash.ts';
import { decodeText } from './text-bytes.ts';

/**
 * Direct-mapped: each span has one slot, and a newcomer replaces what is there. A slot keeps the bytes beside the string,
 * so a hit is proven byte by byte. Memory is taken at the first use: 64 bytes and a reference for each slot.
 */
export class TextCache {
  #slab: Uint8Array | undefined;
  #lengths = new Uint8Array(0);
  #strings: string[] = [];

  /** The text of bytes[start, end), which must be valid UTF-8. O(length); allocates on a miss only. */
  text(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start;
    if (length === 0) return '';
    if (length > textCacheBytesMax) return decodeText(bytes, start, end);
    if (this.#slab === undefined) this.#allocate();
    const slab = this.#slab!;
    const slot = hashSpan(bytes, start, end) & (textCacheSlots - 1);
    const base = slot * textCacheBytesMax;
    if (this.#lengths[slot] === length) {
      let offset = 0;
      while (offset < length && slab[base + offset] === bytes[start + offset]) offset++;
      if (offset === length) return this.#strings[slot];
    }
    const text = decodeText(bytes, start, end);
    for (let offset = 0; offset < length; offset++) slab[base + offset] = bytes[start + offset];
    this.#lengths[slot] = length;
    this.#strings[slot] = text;
    return text;
  }

  #allocate(): void {
    this.#slab = new Uint8Array(textCacheSlots * textCacheBytesMax);
    this.#lengths = new Uint8Array(textCacheSlots);
    this.#strings = new Array<string>(textCacheSlots).fill('');
  }
}
