/**
 * Remembers the identities of recent records, so that a record delivered twice counts once.
 *
 * An identity is kept as a 64-bit hash, together with the slice of event time it belongs to, in one open-addressing table of
 * typed arrays. It counts until the watermark has passed its slice, whether or not it still stands in the table, so the
 * answers do not depend on when the table is cleaned. Two different identities fall together with probability n²/2⁶⁵:
 * one in 2 million for 4 million identities in flight. A slot takes 12 bytes and half of them are in use.
 */

import { Buffer } from 'node:buffer';
import { identitiesMax } from '../limits.ts';
import { type Column, TextColumn } from './batch.ts';
import { hashSpan, secondHashSpan } from './hash.ts';

const slotsFirst = 1_024;
const slicesInLateness = 8;
/** Instants up to the year 2100 in slices of a second fit 32 bits. */
const sliceMsMin = 1_000;

export class RecentIdentities {
  /** Identities forgotten before their time, because too many were in flight. */
  forgotten = 0;
  readonly #sliceMs: number;
  readonly #countMax: number;
  #mask = slotsFirst - 1;
  #used = 0;
  /** Both hash lanes; 0 and 0 is a free slot. */
  #low = new Int32Array(slotsFirst);
  #high = new Int32Array(slotsFirst);
  #slices = new Uint32Array(slotsFirst);
  /** Slices below this one no longer count. */
  #firstSlice = 0;
  #scratch = Buffer.alloc(256);
  readonly #number = new Float64Array(1);
  readonly #numberBytes = new Uint8Array(this.#number.buffer);

  /**
   * `latenessMs`: how long records stay in flight, in ms of event time; it sets how finely they are let go. `countMax`: how
   * many are remembered at once, `identitiesMax` by default.
   */
  constructor(options: { latenessMs: number; countMax?: number }) {
    this.#countMax = options.countMax ?? identitiesMax;
    this.#sliceMs = Math.max(sliceMsMin, Math.ceil(options.latenessMs / slicesInLateness));
  }

  /**
   * True when the same identity came before and counts still; otherwise it is remembered. `instant` is the record's event
   * time, `watermark` the event time before which nothing is taken any more, both in epoch ms. Amortised O(length).
   */
  isDuplicate(identity: string, instant: number, watermark: number): boolean {
    const bytesMax = identity.length * 3;
    if (bytesMax > this.#scratch.length) this.#scratch = Buffer.alloc(bytesMax * 2);
    return this.isDuplicateSpan(this.#scratch, 0, this.#scratch.write(identity, 'utf8'), instant, watermark);
  }

  /** The same for the UTF-8 in bytes[start, end). */
  isDuplicateSpan(
    bytes: Uint8Array,
    start: number,
    end: number,
    instant: number,
    watermark: number,
  ): boolean {
    const low = hashSpan(bytes, start, end);
    const high = secondHashSpan(bytes, start, end);
    return this.#remember(low === 0 && high === 0 ? 1 : low, high, instant, watermark);
  }

  /** The same for the value of a column at a row. A record without identity is no duplicate. */
  isDuplicateRow(column: Column, row: number, instant: number, watermark: number): boolean {
    if (column instanceof TextColumn) {
      const start = column.starts[row];
      if (start === TextColumn.missing) return false;
      if (start === TextColumn.ready) return this.isDuplicate(column.strings[row]!, instant, watermark);
      return this.isDuplicateSpan(column.bytes, start, column.ends[row], instant, watermark);
    }
    const value = column.values[row];
    if (Number.isNaN(value)) return false;
    this.#number[0] = value + 0;
    return this.isDuplicateSpan(this.#numberBytes, 0, 8, instant, watermark);
  }

  /** What counts still, as numbers: both hash lanes and the slice of each identity, after how many were forgotten. */
  save(): Int32Array {
    const live = this.#slotsThatCount();
    const saved = new Int32Array(2 + live.length * 3);
    saved[0] = this.forgotten;
    saved[1] = this.#firstSlice;
    live.forEach((slot, index) => {
      saved.set([this.#low[slot], this.#high[slot], this.#slices[slot]], 2 + index * 3);
    });
    return saved;
  }

  /** Makes this one, which remembers nothing yet, remember what another one did. */
  load(saved: Int32Array): void {
    this.forgotten = saved[0];
    this.#firstSlice = saved[1];
    for (let at = 2; at < saved.length; at += 3) {
      if (this.#used * 2 >= this.#low.length) this.#rebuild();
      const slot = this.#slotOf(saved[at], saved[at + 1]);
      this.#used++;
      this.#low[slot] = saved[at];
      this.#high[slot] = saved[at + 1];
      this.#slices[slot] = saved[at + 2];
    }
  }

  #remember(low: number, high: number, instant: number, watermark: number): boolean {
    const first = this.#sliceOf(watermark);
    if (first > this.#firstSlice) this.#firstSlice = first;
    if (this.#used * 2 >= this.#low.length) this.#rebuild();
    const slot = this.#slotOf(low, high);
    const known = this.#low[slot] !== 0 || this.#high[slot] !== 0;
    if (known && this.#slices[slot] >= this.#firstSlice) return true;
    if (!known) this.#used++;
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#slices[slot] = this.#sliceOf(instant);
    return false;
  }

  /** The slot that holds the hash, or the free one where it belongs. */
  #slotOf(low: number, high: number): number {
    let slot = low & this.#mask;
    while (
      (this.#low[slot] !== low || this.#high[slot] !== high) &&
      (this.#low[slot] !== 0 || this.#high[slot] !== 0)
    ) {
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }

  #sliceOf(instant: number): number {
    return instant > 0 ? Math.floor(instant / this.#sliceMs) : 0;
  }

  /** Drops what no longer counts, and makes the table four times as large as what is left. */
  #rebuild(): void {
    const low = this.#low;
    const high = this.#high;
    const slices = this.#slices;
    const live = this.#liveSlots();
    let slots = slotsFirst;
    while (slots < live.length * 4) slots *= 2;
    this.#low = new Int32Array(slots);
    this.#high = new Int32Array(slots);
    this.#slices = new Uint32Array(slots);
    this.#mask = slots - 1;
    this.#used = live.length;
    for (const old of live) {
      const slot = this.#slotOf(low[old], high[old]);
      this.#low[slot] = low[old];
      this.#high[slot] = high[old];
      this.#slices[slot] = slices[old];
    }
  }

  /** Slots that still count. When they are too many, the older half of event time is given up. */
  #liveSlots(): Uint32Array {
    const live = this.#slotsThatCount();
    if (live.length < this.#countMax) return live;
    const slices = live.map((slot) => this.#slices[slot]).sort();
    this.#firstSlice = slices[slices.length >> 1] + 1;
    const kept = this.#slotsThatCount();
    this.forgotten += live.length - kept.length;
    return kept;
  }

  #slotsThatCount(): Uint32Array {
    const live = new Uint32Array(this.#used);
    let count = 0;
    for (let slot = 0; slot < this.#low.length; slot++) {
      const used = this.#low[slot] !== 0 || this.#high[slot] !== 0;
      if (used && this.#slices[slot] >= this.#firstSlice) live[count++] = slot;
    }
    return live.subarray(0, count);
  }
}
