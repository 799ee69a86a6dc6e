/**
 * The lives of one key in a view. A life is a run of events in which none stands `forgetMs` or more behind the one before
 * it in time. What is shown is the newest life; it ends when nothing can come any more that would go on with it.
 *
 * Events come out of order, so one may show that two lives are one, or begin a life before another. Lives that are not over
 * are therefore kept in a chain, from the newest to the oldest: what is shown does not depend on the order of events, as
 * long as they are not late. A late event is taken as it comes: it goes on with a life that is there, or begins one that
 * is soon over.
 *
 * Without forgetting there is one life, and every event belongs to it.
 */

import type { Address, ByteReader, ByteWriter, Heap, Measures } from '../src/index.ts';
import { classWords, livesPerKeyMax } from '../src/index.ts';
import type { Accumulators } from './accumulators.ts';

// A life: the block of the next older one (0 for none) and an unused word, times of its earliest and its latest event as
// doubles (0 is no life), accumulators. The newest stands in the actor's cell.
const firstDouble = 1;
const lastDouble = 2;
const headWords = 6;

/** Instant that no clock reaches: an actor without a deadline would go. */
const keptForever = Number.MAX_SAFE_INTEGER;

export interface LivesSetup {
  readonly heap: Heap;
  readonly accumulators: Accumulators;
  /** Infinity for never. */
  readonly forgetMs: number;
  /** How late events may come that must find their life. */
  readonly waitMs: number;
}

export class Lives {
  /** Words of a life, and so of a cell. */
  readonly words: number;
  readonly #heap: Heap;
  readonly #accumulators: Accumulators;
  readonly #forgetMs: number;
  readonly #waitMs: number;

  constructor({ heap, accumulators, forgetMs, waitMs }: LivesSetup) {
    this.#heap = heap;
    this.#accumulators = accumulators;
    this.#forgetMs = forgetMs;
    this.#waitMs = waitMs;
    this.words = headWords + accumulators.words;
  }

  /** Adds an event. O(lives). @returns true when a life began with it: then the deadline may be an earlier one */
  add(cell: Address, time: number, measures: Measures): boolean {
    if (this.#first(cell) === 0) {
      this.#begin(cell, time, measures);
      return true;
    }
    if (time >= this.#last(cell) + this.#forgetMs) {
      this.#setAside(cell);
      this.#begin(cell, time, measures);
      this.#trim(cell);
      return true;
    }
    let life = cell;
    while (time <= this.#first(life) - this.#forgetMs) {
      const older = this.#older(life);
      if (older === 0 || time >= this.#last(older) + this.#forgetMs) {
        this.#begin(this.#insertBehind(life), time, measures);
        this.#trim(cell);
        return true;
      }
      life = older;
    }
    this.#goOn(life, time, measures);
    return false;
  }

  /** When the oldest life is over. Infinity without any life. */
  dueAt(cell: Address): number {
    if (this.#first(cell) === 0) return Number.POSITIVE_INFINITY;
    let oldest = cell;
    for (let older = this.#older(cell); older !== 0; older = this.#older(older)) oldest = older;
    return Math.min(keptForever, this.#last(oldest) + this.#forgetMs + this.#waitMs);
  }

  /** Drops the lives that are over. */
  end(cell: Address, instant: number): void {
    const over = instant - this.#forgetMs - this.#waitMs;
    if (this.#last(cell) <= over) {
      this.release(cell);
      return;
    }
    let life = cell;
    for (let older = this.#older(life); older !== 0; older = this.#older(life)) {
      if (this.#last(older) <= over) this.#cut(life);
      else life = older;
    }
  }

  /** The results of the newest life. */
  read(cell: Address, into: Float64Array): void {
    this.#accumulators.read(cell + headWords, into);
  }

  /** Bytes beyond the cell. */
  bytes(cell: Address): number {
    let bytes = this.#accumulators.extraBytes(cell + headWords);
    for (let life = this.#older(cell); life !== 0; life = this.#older(life)) {
      bytes += classWords(this.words) * 4 + this.#accumulators.extraBytes(life + headWords);
    }
    return bytes;
  }

  save(cell: Address, writer: ByteWriter): void {
    let count = 0;
    for (let life = cell; life !== 0; life = this.#older(life)) count++;
    writer.u32(count);
    for (let life = cell; life !== 0; life = this.#older(life)) {
      writer.f64(this.#first(life));
      writer.f64(this.#last(life));
      this.#accumulators.save(life + headWords, writer);
    }
  }

  load(cell: Address, reader: ByteReader): void {
    const count = reader.u32();
    let life = cell;
    for (let index = 0; index < count; index++) {
      if (index > 0) life = this.#insertBehind(life);
      const first = reader.f64();
      this.#setSpan(life, first, reader.f64());
      this.#accumulators.load(life + headWords, reader);
    }
  }

  /** Drops all lives. */
  release(cell: Address): void {
    this.#cut(cell);
    this.#accumulators.release(cell + headWords);
    this.#setSpan(cell, 0, 0);
  }

  #begin(life: Address, time: number, measures: Measures): void {
    this.#setSpan(life, time, time);
    this.#accumulators.add(life + headWords, measures);
  }

  /** A life goes on with an event. If that leaves no gap to the one before, they are one. */
  #goOn(life: Address, time: number, measures: Measures): void {
    this.#setSpan(life, Math.min(this.#first(life), time), Math.max(this.#last(life), time));
    this.#accumulators.add(life + headWords, measures);
    const older = this.#older(life);
    if (older === 0 || this.#first(life) >= this.#last(older) + this.#forgetMs) return;
    this.#setSpan(life, this.#first(older), this.#last(life));
    this.#accumulators.merge(life + headWords, older + headWords);
    this.#setOlder(life, this.#older(older));
    this.#setOlder(older, 0);
    this.#free(older);
  }

  /** Moves the newest life out of the cell, behind a new one without events. */
  #setAside(cell: Address): void {
    const block = this.#heap.allocate(this.words);
    const words = this.#heap.pageOf(cell).i32;
    const from = this.#heap.offsetOf(cell);
    this.#heap.pageOf(block).i32.set(words.subarray(from, from + this.words), this.#heap.offsetOf(block));
    words.fill(0, from, from + this.words);
    this.#setOlder(cell, block);
  }

  #insertBehind(life: Address): Address {
    const block = this.#heap.allocate(this.words);
    this.#setOlder(block, this.#older(life));
    this.#setOlder(life, block);
    return block;
  }

  /** Drops the oldest lives beyond the bound. */
  #trim(cell: Address): void {
    let life = cell;
    for (let kept = 1; kept < livesPerKeyMax && life !== 0; kept++) life = this.#older(life);
    if (life !== 0) this.#cut(life);
  }

  /** Drops all lives that are older than this one. */
  #cut(life: Address): void {
    const older = this.#older(life);
    this.#setOlder(life, 0);
    if (older !== 0) this.#free(older);
  }

  /** Gives a life's block back, and those of all older ones. */
  #free(first: Address): void {
    let life = first;
    while (life !== 0) {
      const older = this.#older(life);
      this.#accumulators.release(life + headWords);
      this.#heap.release(life, this.words);
      life = older;
    }
  }

  #older(life: Address): Address {
    return this.#heap.pageOf(life).u32[this.#heap.offsetOf(life)];
  }

  #setOlder(life: Address, older: Address): void {
    this.#heap.pageOf(life).u32[this.#heap.offsetOf(life)] = older;
  }

  #first(life: Address): number {
    return this.#heap.pageOf(life).f64[(this.#heap.offsetOf(life) >>> 1) + firstDouble];
  }

  #last(life: Address): number {
    return this.#heap.pageOf(life).f64[(this.#heap.offsetOf(life) >>> 1) + lastDouble];
  }

  #setSpan(life: Address, first: number, last: number): void {
    const doubles = this.#heap.pageOf(life).f64;
    const at = this.#heap.offsetOf(life) >>> 1;
    doubles[at + firstDouble] = first;
    doubles[at + lastDouble] = last;
  }
}
