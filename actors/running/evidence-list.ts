/**
 * The few highly unusual events that a place remembers, in words of its cell. Which are kept depends on the events and not
 * on their order: those that will count for longest, at most a few of one key and one of a key at one time.
 *
 *     lasts until = time + within · (1 − bitsLeft / bits)          when its evidence has faded to `bitsLeft`
 *
 * Keeping the first of an order under bounds for a key and for all is a greedy choice (independent sets of a laminar matroid):
 * the same whichever event comes first. Adding O(n log n) of n ≤ 9.
 */

import type { Address, ByteReader, ByteWriter, Dictionary, Heap } from '../../src/index.ts';
import { evidencePerKeyMax, evidencePerPlaceMax } from '../../src/index.ts';

/** A highly unusual event. */
export interface UnusualEvent {
  /** Epoch ms. */
  readonly time: number;
  /** How unusual it was for its key by itself. */
  readonly bits: number;
  readonly key: string;
}

// Words of a list: number of entries, spare, then the entries: time and bits as doubles, number of the key's text, spare.
const entriesAt = 2;
const entryWords = 6;
export const evidenceListWords = entriesAt + evidencePerPlaceMax * entryWords;

/** Half of what is highly unusual: an order has to choose some moment at which evidence is compared. */
const bitsLeft = 5;

export interface EvidenceListSetup {
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  /** How long after an event it counts. */
  readonly withinMs: number;
}

export class EvidenceList {
  readonly #heap: Heap;
  readonly #dictionary: Dictionary;
  readonly #withinMs: number;

  constructor({ heap, dictionary, withinMs }: EvidenceListSetup) {
    this.#heap = heap;
    this.#dictionary = dictionary;
    this.#withinMs = withinMs;
  }

  count(list: Address): number {
    return this.#heap.pageOf(list).u32[this.#heap.offsetOf(list)];
  }

  timeOf(list: Address, index: number): number {
    return this.#double(list, index, 0);
  }

  /** Time of its latest event, -Infinity without one. */
  latestOf(list: Address): number {
    return Math.max(...this.#eventsOf(list).map(({ time }) => time));
  }

  bitsOf(list: Address, index: number): number {
    return this.#double(list, index, 1);
  }

  keyOf(list: Address, index: number): string {
    const words = this.#heap.pageOf(list).u32;
    return this.#dictionary.textOf(words[this.#heap.offsetOf(list) + this.#at(index) + 4]);
  }

  /** Adds an event, and lets go of those that are over and of what is too much. @param isOver by the time of an event */
  add(list: Address, event: UnusualEvent, isOver: (time: number) => boolean): void {
    const left = this.#eventsOf(list).filter(({ time }) => !isOver(time));
    this.#keep(list, this.#chosen([...left, event]));
  }

  /** Lets go of the events that are over. */
  leave(list: Address, isOver: (time: number) => boolean): void {
    const events = this.#eventsOf(list);
    const left = events.filter(({ time }) => !isOver(time));
    if (left.length < events.length) this.#keep(list, left);
  }

  save(list: Address, writer: ByteWriter): void {
    const events = this.#eventsOf(list);
    writer.u8(events.length);
    for (const { time, bits, key } of events) {
      writer.f64(time);
      writer.f64(bits);
      writer.text(key);
    }
  }

  load(list: Address, reader: ByteReader): void {
    const read = () => ({ time: reader.f64(), bits: reader.f64(), key: reader.text() });
    this.#keep(list, Array.from({ length: reader.u8() }, read).slice(0, evidencePerPlaceMax));
  }

  release(list: Address): void {
    this.#keep(list, []);
  }

  #chosen(events: readonly UnusualEvent[]): UnusualEvent[] {
    const chosen: UnusualEvent[] = [];
    for (const event of [...events].sort((one, other) => this.#compare(one, other))) {
      const ofKey = chosen.filter(({ key }) => key === event.key);
      const isTold = ofKey.some(({ time }) => time === event.time);
      if (chosen.length < evidencePerPlaceMax && ofKey.length < evidencePerKeyMax && !isTold)
        chosen.push(event);
    }
    return chosen;
  }

  #compare(one: UnusualEvent, other: UnusualEvent): number {
    const byLasting = this.#lastsUntil(other) - this.#lastsUntil(one);
    const byNumbers = byLasting || other.bits - one.bits || other.time - one.time;
    if (byNumbers !== 0 || one.key === other.key) return byNumbers;
    return one.key < other.key ? -1 : 1;
  }

  #lastsUntil({ time, bits }: UnusualEvent): number {
    return time + this.#withinMs * (1 - bitsLeft / bits);
  }

  #eventsOf(list: Address): UnusualEvent[] {
    return Array.from({ length: this.count(list) }, (_, index) => ({
      time: this.timeOf(list, index),
      bits: this.bitsOf(list, index),
      key: this.keyOf(list, index),
    }));
  }

  /** Writes what a list consists of from now on. Texts are retained before others are let go: many stay. */
  #keep(list: Address, events: readonly UnusualEvent[]): void {
    const page = this.#heap.pageOf(list);
    const start = this.#heap.offsetOf(list);
    const numbers = events.map(({ key }) => this.#dictionary.enter(key));
    for (const number of numbers) this.#dictionary.retain(number);
    const before = this.count(list);
    for (let index = 0; index < before; index++)
      this.#dictionary.release(page.u32[start + this.#at(index) + 4]);
    page.u32.fill(0, start, start + evidenceListWords);
    page.u32[start] = events.length;
    events.forEach(({ time, bits }, index) => {
      const at = start + this.#at(index);
      page.f64[at >>> 1] = time;
      page.f64[(at >>> 1) + 1] = bits;
      page.u32[at + 4] = numbers[index];
    });
  }

  #at(index: number): number {
    return entriesAt + index * entryWords;
  }

  #double(list: Address, index: number, double: number): number {
    const at = this.#heap.offsetOf(list) + this.#at(index);
    return this.#heap.pageOf(list).f64[(at >>> 1) + double];
  }
}
