/**
 * Presence bitmaps of many slots, packed side by side: 168 hours of the week over 8 weeks take 42 words. Counting them
 * treats four slots of 8 bits or two of 16 bits in one go.
 */

import type { Page } from '../memory/heap.ts';
import { type PresencePlan, popcount } from './presence.ts';

export class PresenceTable {
  readonly words: number;
  readonly #bits: number;

  /** @param options.slots a multiple of 4, so that the table ends with a whole word */
  constructor(options: { readonly slots: number; readonly plan: PresencePlan }) {
    this.#bits = options.plan.bits;
    this.words = (options.slots * options.plan.bits) / 32;
  }

  /** Sets a bit of a slot. @returns true when it was not set before */
  set(page: Page, first: number, slot: number, bit: number): boolean {
    const position = slot * this.#bits + bit;
    const word = first + (position >>> 5);
    const mask = 1 << (position & 31);
    if ((page.u32[word] & mask) !== 0) return false;
    page.u32[word] |= mask;
    return true;
  }

  count(page: Page, first: number, slot: number): number {
    const position = slot * this.#bits;
    const word = page.u32[first + (position >>> 5)];
    if (this.#bits === 64) return popcount(word) + popcount(page.u32[first + (position >>> 5) + 1]);
    if (this.#bits === 32) return popcount(word);
    return popcount((word >>> (position & 31)) & ((1 << this.#bits) - 1));
  }

  /** Writes the counts of all slots to `into`, from index `start` on. */
  counts(page: Page, first: number, into: Uint8Array, start: number): void {
    const words = page.u32;
    const end = first + this.words;
    let next = start;
    if (this.#bits >= 32) {
      const step = this.#bits / 32;
      for (let word = first; word < end; word += step) {
        into[next++] = step === 1 ? popcount(words[word]) : popcount(words[word]) + popcount(words[word + 1]);
      }
      return;
    }
    for (let word = first; word < end; word++) {
      const four = bytesPopcount(words[word]);
      if (this.#bits === 8) {
        into[next] = four & 0xff;
        into[next + 1] = (four >>> 8) & 0xff;
        into[next + 2] = (four >>> 16) & 0xff;
        into[next + 3] = four >>> 24;
        next += 4;
      } else {
        into[next] = (four + (four >>> 8)) & 0xff;
        into[next + 1] = ((four >>> 16) + (four >>> 24)) & 0xff;
        next += 2;
      }
    }
  }

  clear(page: Page, first: number, slot: number): void {
    const position = slot * this.#bits;
    const word = first + (position >>> 5);
    if (this.#bits >= 32) page.u32.fill(0, word, word + this.#bits / 32);
    else page.u32[word] &= ~(((1 << this.#bits) - 1) << (position & 31));
  }

  /** Cycles in which any of the slots from `from` up to `to` (exclusive, both multiples of 4) was used. */
  union(page: Page, first: number, from: number, to: number): number {
    const begin = first + (from * this.#bits) / 32;
    const end = first + (to * this.#bits) / 32;
    let low = 0;
    let high = 0;
    if (this.#bits === 64) {
      for (let word = begin; word < end; word += 2) {
        low |= page.u32[word];
        high |= page.u32[word + 1];
      }
      return popcount(low) + popcount(high);
    }
    for (let word = begin; word < end; word++) low |= page.u32[word];
    if (this.#bits <= 16) low = (low | (low >>> 16)) & 0xffff;
    if (this.#bits === 8) low = (low | (low >>> 8)) & 0xff;
    return popcount(low);
  }
}

/** Set bits of each of the four bytes of a word, in place (Warren, Hacker's Delight, 5-1). */
function bytesPopcount(word: number): number {
  let sums = word - ((word >>> 1) & 0x55555555);
  sums = (sums & 0x33333333) + ((sums >>> 2) & 0x33333333);
  return (sums + (sums >>> 4)) & 0x0f0f0f0f;
}
