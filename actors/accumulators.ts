/** The aggregates of one rule side by side: an accumulator of each in one stretch of heap words. */

import type {
  Address,
  Aggregate,
  AggregateProgram,
  ByteReader,
  ByteWriter,
  Heap,
  Measures,
} from '../src/index.ts';
import { createAggregate } from '../src/index.ts';
import { aggregateArgument } from './aggregate-argument.ts';

export class Accumulators {
  /** Words of all accumulators together, even; zeros are empty ones. */
  readonly words: number;
  readonly #programs: readonly AggregateProgram[];
  readonly #aggregates: readonly Aggregate[];
  readonly #offsets: readonly number[];

  constructor(programs: readonly AggregateProgram[], heap: Heap) {
    this.#programs = programs;
    this.#aggregates = programs.map(({ kind }) => createAggregate(kind, { heap }));
    const offsets: number[] = [];
    let words = 0;
    for (const aggregate of this.#aggregates) {
      offsets.push(words);
      words += aggregate.words;
    }
    this.#offsets = offsets;
    this.words = words;
  }

  /** Adds one event, as the rule measured it. */
  add(state: Address, measures: Measures): void {
    for (let index = 0; index < this.#aggregates.length; index++) {
      const value = aggregateArgument(this.#programs[index], measures, index);
      this.#aggregates[index].add(state + this.#offsets[index], value);
    }
  }

  /** Adds what `from` holds to `into`; `from` stays as it is. */
  merge(into: Address, from: Address): void {
    for (let index = 0; index < this.#aggregates.length; index++) {
      this.#aggregates[index].merge(into + this.#offsets[index], from + this.#offsets[index]);
    }
  }

  /** The results, one for each aggregate. */
  read(state: Address, into: Float64Array): void {
    for (let index = 0; index < this.#aggregates.length; index++) {
      into[index] = this.#aggregates[index].result(state + this.#offsets[index]);
    }
  }

  /** Empties all of them and gives back what they hold beyond their words. */
  release(state: Address): void {
    for (let index = 0; index < this.#aggregates.length; index++) {
      this.#aggregates[index].release(state + this.#offsets[index]);
    }
  }

  /** Bytes held beyond the words. */
  extraBytes(state: Address): number {
    let bytes = 0;
    for (let index = 0; index < this.#aggregates.length; index++) {
      bytes += this.#aggregates[index].extraBytes(state + this.#offsets[index]);
    }
    return bytes;
  }

  save(state: Address, writer: ByteWriter): void {
    this.#aggregates.forEach((aggregate, index) => {
      aggregate.save(state + this.#offsets[index], writer);
    });
  }

  /** Into empty accumulators. @throws SnapshotVersionError */
  load(state: Address, reader: ByteReader): void {
    this.#aggregates.forEach((aggregate, index) => {
      aggregate.load(state + this.#offsets[index], reader);
    });
  }
}
