/**
 * The generations of an actor as they stand in the state heap: a list in the actor's cell, and for each generation a
 * block with a header and the state of its models.
 */

import {
  type Address,
  type ByteReader,
  type ByteWriter,
  classWords,
  type Heap,
  type Model,
} from '../src/index.ts';

/** Phases as stored. A retired generation learns nothing and judges no later moment, but late events may ask for it. */
export const generationPhase = { learn: 0, ready: 1, close: 2, retired: 3 } as const;

/** Words of a block's header. After them one for each model: what was dropped as noise. */
export const headerWord = {
  number: 0,
  phase: 1,
  observations: 8,
  changed: 9,
  stretch: 10,
  silence: 11,
  ignored: 12,
};
/** Doubles of a block's header. */
export const headerDouble = { learnFrom: 1, learnTo: 2, goneAt: 3 };
/** Doubles of the list: when the present life began, and when the one before ended; 0 for not yet. */
export const listDouble = { start: 0, ended: 1 };
const listWords = 4;

export interface GenerationBlocksSetup {
  readonly heap: Heap;
  readonly models: readonly Model[];
  /** Generations that can stand side by side. */
  readonly slots: number;
}

export class GenerationBlocks {
  /** Words of the list in the cell. Even. */
  readonly words: number;
  readonly slots: number;
  readonly #heap: Heap;
  readonly #models: readonly Model[];
  readonly #offsets: number[] = [];
  readonly #headerWords: number;
  readonly #blockWords: number;

  constructor({ heap, models, slots }: GenerationBlocksSetup) {
    this.#heap = heap;
    this.#models = models;
    this.slots = slots;
    this.words = (listWords + slots + 1) & ~1;
    this.#headerWords = (headerWord.ignored + models.length + 1) & ~1;
    let words = this.#headerWords;
    for (const model of models) {
      this.#offsets.push(words);
      words += model.words;
    }
    this.#blockWords = words;
  }

  /** The generation in a slot, 0 when it is free. */
  at(list: Address, slot: number): Address {
    return this.#heap.pageOf(list).u32[this.#heap.offsetOf(list) + listWords + slot];
  }

  /** State of a model in a generation. */
  stateOf(generation: Address, model: number): Address {
    return generation + this.#offsets[model];
  }

  /** All generations: retired ones first, then by number. */
  byAge(list: Address): Address[] {
    const generations: Address[] = [];
    for (let slot = 0; slot < this.slots; slot++) {
      const generation = this.at(list, slot);
      if (generation !== 0) generations.push(generation);
    }
    return generations.sort((left, right) => this.#rankOf(left) - this.#rankOf(right));
  }

  /** Those that are not retired, by number. */
  living(list: Address): Address[] {
    return this.byAge(list).filter((generation) => this.isAlive(generation));
  }

  isAlive(generation: Address): boolean {
    return this.word(generation, headerWord.phase) !== generationPhase.retired;
  }

  /** The living generation of a number, 0 when there is none. */
  find(list: Address, number: number): Address {
    for (let slot = 0; slot < this.slots; slot++) {
      const generation = this.at(list, slot);
      if (generation === 0 || this.word(generation, headerWord.number) !== number) continue;
      if (this.isAlive(generation)) return generation;
    }
    return 0;
  }

  /** @throws Error when no slot is free: fewer were laid out than the rule's times need */
  open(list: Address): Address {
    for (let slot = 0; slot < this.slots; slot++) {
      if (this.at(list, slot) !== 0) continue;
      const generation = this.#heap.allocate(this.#blockWords);
      this.#setSlot(list, slot, generation);
      return generation;
    }
    throw new Error(`expected a free slot among ${this.slots} for one generation more, found none`);
  }

  drop(list: Address, generation: Address): void {
    this.#models.forEach((model, index) => {
      model.release(this.stateOf(generation, index));
    });
    this.#heap.release(generation, this.#blockWords);
    for (let slot = 0; slot < this.slots; slot++)
      if (this.at(list, slot) === generation) this.#setSlot(list, slot, 0);
  }

  bytes(list: Address): number {
    let bytes = 0;
    for (let slot = 0; slot < this.slots; slot++) {
      const generation = this.at(list, slot);
      if (generation === 0) continue;
      bytes += classWords(this.#blockWords) * 4;
      for (let index = 0; index < this.#models.length; index++)
        bytes += this.#models[index].extraBytes(this.stateOf(generation, index));
    }
    return bytes;
  }

  save(list: Address, writer: ByteWriter): void {
    const generations = this.byAge(list);
    writer.f64(this.double(list, listDouble.start));
    writer.f64(this.double(list, listDouble.ended));
    writer.u8(generations.length);
    for (const generation of generations) {
      for (let word = 0; word < this.#headerWords; word++) writer.u32(this.word(generation, word));
      this.#models.forEach((model, index) => {
        model.save(this.stateOf(generation, index), writer);
      });
    }
  }

  load(list: Address, reader: ByteReader): void {
    this.setDouble(list, listDouble.start, reader.f64());
    this.setDouble(list, listDouble.ended, reader.f64());
    const count = reader.u8();
    for (let index = 0; index < count; index++) {
      // With less lateness than before there may be fewer slots: retired generations, which come first, need none any more.
      if (this.byAge(list).length === this.slots) this.drop(list, this.byAge(list)[0]);
      const generation = this.open(list);
      for (let word = 0; word < this.#headerWords; word++) this.setWord(generation, word, reader.u32());
      this.#models.forEach((model, index) => {
        model.load(this.stateOf(generation, index), reader);
      });
    }
  }

  word(address: Address, word: number): number {
    return this.#heap.pageOf(address).u32[this.#heap.offsetOf(address) + word];
  }

  setWord(address: Address, word: number, value: number): void {
    this.#heap.pageOf(address).u32[this.#heap.offsetOf(address) + word] = value;
  }

  double(address: Address, double: number): number {
    return this.#heap.pageOf(address).f64[(this.#heap.offsetOf(address) >>> 1) + double];
  }

  setDouble(address: Address, double: number, value: number): void {
    this.#heap.pageOf(address).f64[(this.#heap.offsetOf(address) >>> 1) + double] = value;
  }

  #setSlot(list: Address, slot: number, generation: Address): void {
    this.#heap.pageOf(list).u32[this.#heap.offsetOf(list) + listWords + slot] = generation;
  }

  #rankOf(generation: Address): number {
    const number = this.word(generation, headerWord.number);
    return this.isAlive(generation) ? number : number - 0x1_0000_0000;
  }
}
