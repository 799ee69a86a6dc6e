/**
 * What windows aggregate: count, sum, minimum, maximum, average, number of distinct values. An accumulator stands in a
 * few heap words per key and pane, begins as zeros, and merges, so that larger windows are derived from their panes.
 *
 * NaN is a missing value and is not aggregated. Sums that leave the range of doubles stop at its end: no infinity comes
 * out. Counts, sums of whole numbers up to 2⁵³, extremes and distinct counts do not depend on the order of events; sums of
 * fractions do in their last digits, as all sums of doubles.
 */

import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import type { Address, Heap } from '../memory/heap.ts';
import { DistinctSketch } from './sketch-distinct.ts';
import { readVersion } from './snapshot-version.ts';

export type AggregateKind = 'count' | 'sum' | 'minimum' | 'maximum' | 'average' | 'distinct';

export interface Aggregate {
  readonly kind: AggregateKind;
  /** Fixed words per accumulator, even; zeros are the empty accumulator. */
  readonly words: number;
  /** @param value the number; for `distinct` the value's 32-bit hash; `count` ignores it. O(1). */
  add(state: Address, value: number): void;
  /** Of nothing: 0 for count, sum and distinct, NaN for the others. */
  result(state: Address): number;
  /** The result if this value were added, without adding it. */
  resultWith(state: Address, value: number): number;
  /** Adds what `from` holds to `into`; `from` stays as it is. */
  merge(into: Address, from: Address): void;
  /** Gives variable blocks back; the fixed words belong to the caller. */
  release(state: Address): void;
  /** Bytes beyond the fixed words. */
  extraBytes(state: Address): number;
  /** `load` of the bytes into zeroed words brings the accumulator back. @throws SnapshotVersionError */
  save(state: Address, writer: ByteWriter): void;
  load(state: Address, reader: ByteReader): void;
}

export function createAggregate(kind: AggregateKind, memory: { readonly heap: Heap }): Aggregate {
  switch (kind) {
    case 'count':
      return new Moments(kind, memory.heap);
    case 'sum':
      return new Moments(kind, memory.heap);
    case 'average':
      return new Moments(kind, memory.heap);
    case 'minimum':
      return new Extreme(kind, memory.heap);
    case 'maximum':
      return new Extreme(kind, memory.heap);
    case 'distinct':
      return new Distinct(memory.heap);
  }
}

const version = 1;
const doubles = 2;

/** Two doubles at even addresses; both kinds of accumulators below are that. */
abstract class Doubles {
  readonly words = doubles * 2;
  readonly #heap: Heap;

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  release(state: Address): void {
    const at = this.at(state);
    this.of(state).fill(0, at, at + doubles);
  }

  extraBytes(): number {
    return 0;
  }

  save(state: Address, writer: ByteWriter): void {
    writer.u8(version);
    for (let index = 0; index < doubles; index++) writer.f64(this.of(state)[this.at(state) + index]);
  }

  load(state: Address, reader: ByteReader): void {
    readVersion(reader, 'an aggregate', version);
    for (let index = 0; index < doubles; index++) this.of(state)[this.at(state) + index] = reader.f64();
  }

  protected of(state: Address): Float64Array {
    return this.#heap.pageOf(state).f64;
  }

  protected at(state: Address): number {
    return this.#heap.offsetOf(state) >>> 1;
  }
}

/** Count and sum: count, sum, average. */
class Moments extends Doubles implements Aggregate {
  readonly kind: 'count' | 'sum' | 'average';

  constructor(kind: 'count' | 'sum' | 'average', heap: Heap) {
    super(heap);
    this.kind = kind;
  }

  add(state: Address, value: number): void {
    const page = this.of(state);
    const at = this.at(state);
    if (this.kind === 'count') {
      page[at]++;
    } else if (!Number.isNaN(value)) {
      page[at]++;
      page[at + 1] = finite(page[at + 1] + finite(value));
    }
  }

  result(state: Address): number {
    return this.#read(this.of(state)[this.at(state)], this.of(state)[this.at(state) + 1]);
  }

  resultWith(state: Address, value: number): number {
    const count = this.of(state)[this.at(state)];
    if (this.kind === 'count') return count + 1;
    if (Number.isNaN(value)) return this.result(state);
    return this.#read(count + 1, finite(this.of(state)[this.at(state) + 1] + finite(value)));
  }

  merge(into: Address, from: Address): void {
    const page = this.of(into);
    const at = this.at(into);
    page[at] += this.of(from)[this.at(from)];
    page[at + 1] = finite(page[at + 1] + this.of(from)[this.at(from) + 1]);
  }

  #read(count: number, sum: number): number {
    if (this.kind === 'count') return count;
    if (this.kind === 'sum') return sum;
    return count === 0 ? Number.NaN : sum / count;
  }
}

/** Smallest or largest value: how many there were, and which. */
class Extreme extends Doubles implements Aggregate {
  readonly kind: 'minimum' | 'maximum';
  readonly #sign: 1 | -1;

  constructor(kind: 'minimum' | 'maximum', heap: Heap) {
    super(heap);
    this.kind = kind;
    this.#sign = kind === 'maximum' ? 1 : -1;
  }

  add(state: Address, value: number): void {
    if (Number.isNaN(value)) return;
    const page = this.of(state);
    const at = this.at(state);
    page[at + 1] = this.#beyond(page[at], page[at + 1], finite(value));
    page[at]++;
  }

  result(state: Address): number {
    const page = this.of(state);
    const at = this.at(state);
    return page[at] === 0 ? Number.NaN : page[at + 1];
  }

  resultWith(state: Address, value: number): number {
    if (Number.isNaN(value)) return this.result(state);
    return this.#beyond(this.of(state)[this.at(state)], this.of(state)[this.at(state) + 1], finite(value));
  }

  merge(into: Address, from: Address): void {
    const found = this.of(from)[this.at(from)];
    if (found === 0) return;
    const page = this.of(into);
    const at = this.at(into);
    page[at + 1] = this.#beyond(page[at], page[at + 1], this.of(from)[this.at(from) + 1]);
    page[at] += found;
  }

  #beyond(count: number, present: number, value: number): number {
    return count === 0 || (value - present) * this.#sign > 0 ? value : present;
  }
}

class Distinct implements Aggregate {
  readonly kind = 'distinct';
  readonly words: number;
  readonly #sketch: DistinctSketch;

  constructor(heap: Heap) {
    this.#sketch = new DistinctSketch(heap);
    this.words = this.#sketch.words;
  }

  add(state: Address, value: number): void {
    if (!Number.isNaN(value)) this.#sketch.add(state, value);
  }

  result(state: Address): number {
    return this.#sketch.estimate(state);
  }

  resultWith(state: Address, value: number): number {
    return Number.isNaN(value) ? this.#sketch.estimate(state) : this.#sketch.estimateWith(state, value);
  }

  merge(into: Address, from: Address): void {
    this.#sketch.merge(into, from);
  }

  release(state: Address): void {
    this.#sketch.release(state);
  }

  extraBytes(state: Address): number {
    return this.#sketch.extraBytes(state);
  }

  save(state: Address, writer: ByteWriter): void {
    this.#sketch.save(state, writer);
  }

  load(state: Address, reader: ByteReader): void {
    this.#sketch.load(state, reader);
  }
}

/** Also turns -0 into 0, so that equal content has equal bytes. */
function finite(value: number): number {
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value)) + 0;
}
