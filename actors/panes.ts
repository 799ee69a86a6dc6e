/**
 * The open panes of one actor: a short list of (start, aggregates, extra words), sorted by start, in one block of the
 * state heap. A baseline keeps one pane for each window that is still open; a threshold rule as many as its windows span.
 */

import type { Address, Aggregate, ByteReader, ByteWriter, Heap } from '../src/index.ts';
import { classWords, openWindowsPerActorMax } from '../src/index.ts';

/** Words of a list in its actor's cell: block address, number of panes. */
export const paneListWords = 2;
const startWords = 2;

export interface PanesSetup {
  readonly heap: Heap;
  readonly aggregates: readonly Aggregate[];
  /** Words of each pane beyond its start and its aggregates, for the actor's own use. Even. */
  readonly extraWords: number;
}

export class Panes {
  readonly #heap: Heap;
  readonly #aggregates: readonly Aggregate[];
  readonly #offsets: number[] = [];
  readonly #paneWords: number;
  readonly #extraOffset: number;

  constructor(setup: PanesSetup) {
    this.#heap = setup.heap;
    this.#aggregates = setup.aggregates;
    let words = startWords;
    for (const aggregate of setup.aggregates) {
      this.#offsets.push(words);
      words += aggregate.words;
    }
    this.#extraOffset = words;
    this.#paneWords = words + setup.extraWords;
  }

  /** `list` is the address of the list's two words inside the cell. */
  count(list: Address): number {
    return this.#heap.pageOf(list).i32[this.#heap.offsetOf(list) + 1];
  }

  at(list: Address, index: number): Address {
    return this.#heap.pageOf(list).u32[this.#heap.offsetOf(list)] + index * this.#paneWords;
  }

  startOf(pane: Address): number {
    return this.#heap.pageOf(pane).f64[this.#heap.offsetOf(pane) >>> 1];
  }

  /** State of one aggregate of a pane. */
  aggregateOf(pane: Address, index: number): Address {
    return pane + this.#offsets[index];
  }

  extraOf(pane: Address): Address {
    return pane + this.#extraOffset;
  }

  /** The pane with a start, or 0. Searched from the youngest: that is where events fall. */
  find(list: Address, start: number): Address {
    for (let index = this.count(list) - 1; index >= 0; index--) {
      const pane = this.at(list, index);
      const found = this.startOf(pane);
      if (found === start) return pane;
      if (found < start) return 0;
    }
    return 0;
  }

  /**
   * The pane with a start, opened when there is none.
   * @throws RangeError beyond `openWindowsPerActorMax` panes
   */
  open(list: Address, start: number): Address {
    const found = this.find(list, start);
    if (found !== 0) return found;
    const count = this.count(list);
    if (count >= openWindowsPerActorMax) {
      throw new RangeError(`more than ${openWindowsPerActorMax} windows of one key are open at once`);
    }
    const words = this.#heap.pageOf(list).u32;
    const at = this.#heap.offsetOf(list);
    words[at] =
      count === 0
        ? this.#heap.allocate(this.#paneWords)
        : this.#heap.resize(words[at], count * this.#paneWords, (count + 1) * this.#paneWords);
    words[at + 1] = count + 1;
    let index = count;
    while (index > 0 && this.startOf(this.at(list, index - 1)) > start) index--;
    this.#shift(list, index, count, 1);
    const pane = this.at(list, index);
    this.#heap.pageOf(pane).f64[this.#heap.offsetOf(pane) >>> 1] = start;
    return pane;
  }

  /** Removes the oldest pane and what its aggregates hold. */
  removeFirst(list: Address): void {
    const count = this.count(list);
    const first = this.at(list, 0);
    for (let index = 0; index < this.#aggregates.length; index++) {
      this.#aggregates[index].release(this.aggregateOf(first, index));
    }
    const words = this.#heap.pageOf(list).u32;
    const at = this.#heap.offsetOf(list);
    if (count === 1) {
      this.#heap.release(words[at], this.#paneWords);
      words[at] = 0;
    } else {
      this.#shift(list, 1, count, -1);
      words[at] = this.#heap.resize(words[at], count * this.#paneWords, (count - 1) * this.#paneWords);
    }
    words[at + 1] = count - 1;
  }

  removeAll(list: Address): void {
    while (this.count(list) > 0) this.removeFirst(list);
  }

  /** Bytes of the list's block and of what the aggregates hold beyond it. */
  bytes(list: Address): number {
    const count = this.count(list);
    let bytes = count === 0 ? 0 : classWords(count * this.#paneWords) * 4;
    for (let pane = 0; pane < count; pane++) {
      for (let index = 0; index < this.#aggregates.length; index++) {
        bytes += this.#aggregates[index].extraBytes(this.aggregateOf(this.at(list, pane), index));
      }
    }
    return bytes;
  }

  save(list: Address, writer: ByteWriter, saveExtra: (extra: Address) => void): void {
    const count = this.count(list);
    writer.u32(count);
    for (let index = 0; index < count; index++) {
      const pane = this.at(list, index);
      writer.f64(this.startOf(pane));
      this.#aggregates.forEach((aggregate, which) => {
        aggregate.save(this.aggregateOf(pane, which), writer);
      });
      saveExtra(this.extraOf(pane));
    }
  }

  load(list: Address, reader: ByteReader, loadExtra: (extra: Address) => void): void {
    const count = reader.u32();
    for (let index = 0; index < count; index++) {
      const pane = this.open(list, reader.f64());
      this.#aggregates.forEach((aggregate, which) => {
        aggregate.load(this.aggregateOf(pane, which), reader);
      });
      loadExtra(this.extraOf(pane));
    }
  }

  /** Moves the panes [from, count) by some places and clears the place that opens. */
  #shift(list: Address, from: number, count: number, places: number): void {
    const source = this.at(list, from);
    const words = this.#heap.pageOf(source).i32;
    const start = this.#heap.offsetOf(source);
    const end = start + (count - from) * this.#paneWords;
    words.copyWithin(start + places * this.#paneWords, start, end);
    if (places > 0) words.fill(0, start, start + this.#paneWords);
    else words.fill(0, end - this.#paneWords, end);
  }
}
