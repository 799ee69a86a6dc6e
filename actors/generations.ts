/**
 * The generations of one baseline actor, from learning to expiry.
 *
 * A generation learns what happens in [learnFrom, learnTo). When the clock reaches learnTo it is ready: it judges, and
 * still learns what comes late. When lateness is over it closes: it only judges. `keep` after learnTo it expires. With
 * relearning, generation n + 1 begins one relearn period after generation n, and takes over once it has closed with
 * enough evidence; until then its predecessor goes on. Which generations learn from a moment, and which one judges it,
 * are functions of the moment alone, never of the order in which events arrive.
 *
 * A first generation that closes without enough evidence goes on learning for another learning period: its next stretch
 * begins when lateness is over, so that late events cannot fall into both.
 */

import type { Address, ByteReader, ByteWriter, Heap, Model } from '../src/index.ts';

/** Phases as stored. */
export const generationPhase = { learn: 0, ready: 1, close: 2 } as const;

// Words of a generation's block, before its models' words.
const numberWord = 0;
const phaseWord = 1;
const learnFromDouble = 1;
const learnToDouble = 2;
const observationsWord = 6;
const changedWord = 7;
const ignoredWords = 8;
// Words of the list in the cell: start of the first generation as a double, then the addresses of the blocks.
const startWords = 2;

export interface GenerationsSetup {
  readonly heap: Heap;
  readonly models: readonly Model[];
  readonly learnMs: number;
  /** 0 = never. */
  readonly relearnMs: number;
  readonly keepMs: number;
  readonly evidenceMin: number;
  /** When everything that belongs to a learning period ending at an instant has arrived. */
  readonly closeAt: (learnTo: number) => number;
}

/** What an actor does when one of its generations changes phase. */
export interface GenerationEvents {
  readonly ready: (slot: number, generation: Address) => void;
  /** Before noise is dropped for good. */
  readonly closing: (slot: number, generation: Address) => void;
  readonly closed: (slot: number, generation: Address) => void;
}

export class Generations {
  /** Words of the list in the cell. Even. */
  readonly words: number;
  /** Generations that learn from a moment, after `learnersOf`. */
  readonly learners: Address[] = [];
  readonly #setup: GenerationsSetup;
  readonly #heap: Heap;
  readonly #slots: number;
  readonly #offsets: number[] = [];
  readonly #headerWords: number;
  readonly #blockWords: number;
  #hasChanged = false;

  constructor(setup: GenerationsSetup) {
    this.#setup = setup;
    this.#heap = setup.heap;
    const learning = setup.relearnMs > 0 ? Math.ceil(setup.learnMs / setup.relearnMs) : 0;
    this.#slots = learning === 0 ? 1 : learning + 2;
    this.words = (startWords + this.#slots + 1) & ~1;
    this.#headerWords = (ignoredWords + setup.models.length + 1) & ~1;
    let words = this.#headerWords;
    for (const model of setup.models) {
      this.#offsets.push(words);
      words += model.words;
    }
    this.#blockWords = words;
  }

  /** State of a model in a generation. */
  stateOf(generation: Address, model: number): Address {
    return generation + this.#offsets[model];
  }

  numberOf(generation: Address): number {
    return this.#word(generation, numberWord) + 1;
  }

  phaseOf(generation: Address): number {
    return this.#word(generation, phaseWord);
  }

  learnFromOf(generation: Address): number {
    return this.#double(generation, learnFromDouble);
  }

  learnToOf(generation: Address): number {
    return this.#double(generation, learnToDouble);
  }

  expiresAt(generation: Address): number {
    return this.learnToOf(generation) + this.#setup.keepMs;
  }

  observationsOf(generation: Address): number {
    return this.#word(generation, observationsWord);
  }

  /** Values or observations of a model that were dropped as noise when the generation closed. */
  ignoredOf(generation: Address, model: number): number {
    return this.#word(generation, ignoredWords + model);
  }

  /** True when something was learnt since the content was last shown. */
  hasChanged(generation: Address): boolean {
    return this.#word(generation, changedWord) !== 0;
  }

  /** Counts one observation as learnt. */
  count(generation: Address): void {
    const words = this.#heap.pageOf(generation).i32;
    const at = this.#heap.offsetOf(generation);
    words[at + observationsWord]++;
    words[at + changedWord] = 1;
  }

  markShown(generation: Address): void {
    this.#setWord(generation, changedWord, 0);
  }

  /** The generation that judges a moment, 0 when none does. */
  judgeOf(list: Address, time: number): Address {
    const words = this.#heap.pageOf(list).u32;
    const at = this.#heap.offsetOf(list) + startWords;
    let judge = 0;
    for (let slot = 0; slot < this.#slots; slot++) {
      const generation = words[at + slot];
      if (generation === 0) continue;
      const learnTo = this.learnToOf(generation);
      if (learnTo > time || time >= learnTo + this.#setup.keepMs) continue;
      if (this.observationsOf(generation) < this.#setup.evidenceMin) continue;
      if (judge === 0 || this.#word(judge, numberWord) < this.#word(generation, numberWord))
        judge = generation;
    }
    return judge;
  }

  /** True when no generation that judges a moment still takes late events. */
  isSettled(list: Address, time: number): boolean {
    const words = this.#heap.pageOf(list).u32;
    const at = this.#heap.offsetOf(list) + startWords;
    for (let slot = 0; slot < this.#slots; slot++) {
      const generation = words[at + slot];
      if (generation === 0 || this.phaseOf(generation) === generationPhase.close) continue;
      if (this.learnToOf(generation) <= time) return false;
    }
    return true;
  }

  /** When the last of the generations that judge a moment closes. */
  settledAt(list: Address, time: number): number {
    let settledAt = 0;
    for (const generation of this.#byAge(list)) {
      const learnTo = this.learnToOf(generation);
      if (learnTo <= time) settledAt = Math.max(settledAt, this.#setup.closeAt(learnTo));
    }
    return settledAt;
  }

  /**
   * Fills `learners` with the generations that learn from a moment, opening those that begin.
   * @returns true when a deadline may have changed by it
   */
  findLearners(list: Address, time: number): boolean {
    this.learners.length = 0;
    this.#hasChanged = false;
    const { learnMs, relearnMs } = this.#setup;
    const start = this.#begin(list, time);
    if (relearnMs === 0) {
      this.#addLearner(list, 0, start, time);
      return this.#hasChanged;
    }
    const newest = Math.floor((time - start) / relearnMs);
    const oldest = Math.max(0, Math.floor((time - start - learnMs) / relearnMs) + 1);
    for (let number = oldest; number <= newest; number++) {
      this.#addLearner(list, number, start + number * relearnMs, time);
    }
    return this.#hasChanged;
  }

  /** Earliest change of phase, Infinity when there is no generation. */
  nextDue(list: Address): number {
    let due = Number.POSITIVE_INFINITY;
    for (let slot = 0; slot < this.#slots; slot++) {
      const generation = this.#at(list, slot);
      if (generation !== 0) due = Math.min(due, this.#dueOf(generation));
    }
    return due;
  }

  /** The furthest phase of any generation: what an onlooker calls the actor's phase. */
  furthestPhase(list: Address): number {
    let phase = 0;
    for (let slot = 0; slot < this.#slots; slot++) {
      const generation = this.#at(list, slot);
      if (generation !== 0) phase = Math.max(phase, this.phaseOf(generation));
    }
    return phase;
  }

  /** Does what is due at an instant, generation by generation from the oldest. */
  advance(list: Address, slot: number, instant: number, events: GenerationEvents): void {
    for (const generation of this.#byAge(list)) {
      if (this.phaseOf(generation) === generationPhase.learn && this.learnToOf(generation) <= instant) {
        this.#setWord(generation, phaseWord, generationPhase.ready);
        events.ready(slot, generation);
      }
      const closeAt = this.#setup.closeAt(this.learnToOf(generation));
      if (this.phaseOf(generation) === generationPhase.ready && closeAt <= instant) {
        this.#close(list, slot, generation, closeAt, events);
      }
    }
    for (const generation of this.#byAge(list)) {
      if (this.phaseOf(generation) === generationPhase.close && this.expiresAt(generation) <= instant) {
        this.#drop(list, generation);
      }
    }
  }

  bytes(list: Address): number {
    let bytes = 0;
    for (const generation of this.#byAge(list)) {
      bytes += this.#blockWords * 4;
      this.#setup.models.forEach((model, index) => {
        bytes += model.extraBytes(this.stateOf(generation, index));
      });
    }
    return bytes;
  }

  /** All generations, oldest first. */
  all(list: Address): readonly Address[] {
    return this.#byAge(list);
  }

  releaseAll(list: Address): void {
    for (const generation of this.#byAge(list)) this.#drop(list, generation);
  }

  save(list: Address, writer: ByteWriter): void {
    const generations = this.#byAge(list);
    writer.f64(this.#double(list, 0));
    writer.u8(generations.length);
    for (const generation of generations) {
      for (let word = 0; word < this.#headerWords; word++) writer.u32(this.#word(generation, word));
      this.#setup.models.forEach((model, index) => {
        model.save(this.stateOf(generation, index), writer);
      });
    }
  }

  load(list: Address, reader: ByteReader): void {
    this.#setDouble(list, 0, reader.f64());
    const count = reader.u8();
    for (let slot = 0; slot < count; slot++) {
      const generation = this.#heap.allocate(this.#blockWords);
      this.#heap.pageOf(list).u32[this.#heap.offsetOf(list) + startWords + slot] = generation;
      for (let word = 0; word < this.#headerWords; word++) this.#setWord(generation, word, reader.u32());
      this.#setup.models.forEach((model, index) => {
        model.load(this.stateOf(generation, index), reader);
      });
    }
  }

  /** Start of the first generation; an earlier event that comes late moves it back. */
  #begin(list: Address, time: number): number {
    const start = this.#double(list, 0);
    if (start !== 0 && start <= time) return start;
    this.#setDouble(list, 0, time);
    this.#hasChanged = true;
    const first = this.#find(list, 0);
    if (first !== 0 && this.learnFromOf(first) === start) {
      this.#setDouble(first, learnFromDouble, time);
      this.#setDouble(first, learnToDouble, time + this.#setup.learnMs);
    }
    return time;
  }

  #addLearner(list: Address, number: number, learnFrom: number, time: number): void {
    const found = this.#find(list, number);
    if (found !== 0) {
      if (time >= this.learnFromOf(found) && time < this.learnToOf(found)) this.learners.push(found);
      return;
    }
    if (time >= learnFrom + this.#setup.learnMs) return;
    this.#hasChanged = true;
    const generation = this.#open(list);
    this.#setWord(generation, numberWord, number);
    this.#setDouble(generation, learnFromDouble, learnFrom);
    this.#setDouble(generation, learnToDouble, learnFrom + this.#setup.learnMs);
    this.learners.push(generation);
  }

  #close(list: Address, slot: number, generation: Address, closeAt: number, events: GenerationEvents): void {
    const isOnly = this.#byAge(list).length === 1;
    if (this.observationsOf(generation) < this.#setup.evidenceMin) {
      if (isOnly) this.#goOnLearning(generation, closeAt);
      else this.#drop(list, generation);
      return;
    }
    events.closing(slot, generation);
    const older = this.#byAge(list).filter(
      (other) => this.#word(other, numberWord) < this.#word(generation, numberWord),
    );
    const history = older.at(-1);
    this.#setup.models.forEach((model, index) => {
      const before = history === undefined ? 0 : this.stateOf(history, index);
      const ignored = model.settle(this.stateOf(generation, index), before);
      this.#setWord(generation, ignoredWords + index, ignored);
      if (ignored > 0) this.#setWord(generation, changedWord, 1);
    });
    this.#setWord(generation, phaseWord, generationPhase.close);
    for (const other of older) this.#drop(list, other);
    events.closed(slot, generation);
  }

  #goOnLearning(generation: Address, closeAt: number): void {
    this.#setWord(generation, phaseWord, generationPhase.learn);
    this.#setDouble(generation, learnFromDouble, closeAt);
    this.#setDouble(generation, learnToDouble, closeAt + this.#setup.learnMs);
  }

  #dueOf(generation: Address): number {
    const phase = this.phaseOf(generation);
    if (phase === generationPhase.learn) return this.learnToOf(generation);
    if (phase === generationPhase.ready) return this.#setup.closeAt(this.learnToOf(generation));
    return this.expiresAt(generation);
  }

  #open(list: Address): Address {
    let slot = this.#freeSlot(list);
    if (slot < 0) {
      this.#drop(list, this.#byAge(list)[0]);
      slot = this.#freeSlot(list);
    }
    const generation = this.#heap.allocate(this.#blockWords);
    this.#heap.pageOf(list).u32[this.#heap.offsetOf(list) + startWords + slot] = generation;
    return generation;
  }

  #freeSlot(list: Address): number {
    for (let slot = 0; slot < this.#slots; slot++) if (this.#at(list, slot) === 0) return slot;
    return -1;
  }

  #drop(list: Address, generation: Address): void {
    this.#setup.models.forEach((model, index) => {
      model.release(this.stateOf(generation, index));
    });
    this.#heap.release(generation, this.#blockWords);
    const words = this.#heap.pageOf(list).u32;
    const at = this.#heap.offsetOf(list) + startWords;
    for (let slot = 0; slot < this.#slots; slot++) if (words[at + slot] === generation) words[at + slot] = 0;
  }

  #find(list: Address, number: number): Address {
    for (let slot = 0; slot < this.#slots; slot++) {
      const generation = this.#at(list, slot);
      if (generation !== 0 && this.#word(generation, numberWord) === number) return generation;
    }
    return 0;
  }

  #byAge(list: Address): Address[] {
    const generations: Address[] = [];
    for (let slot = 0; slot < this.#slots; slot++) {
      const generation = this.#at(list, slot);
      if (generation !== 0) generations.push(generation);
    }
    return generations.sort((left, right) => this.#word(left, numberWord) - this.#word(right, numberWord));
  }

  #at(list: Address, slot: number): Address {
    return this.#heap.pageOf(list).u32[this.#heap.offsetOf(list) + startWords + slot];
  }

  #word(address: Address, word: number): number {
    return this.#heap.pageOf(address).u32[this.#heap.offsetOf(address) + word];
  }

  #setWord(address: Address, word: number, value: number): void {
    this.#heap.pageOf(address).u32[this.#heap.offsetOf(address) + word] = value;
  }

  #double(address: Address, double: number): number {
    return this.#heap.pageOf(address).f64[(this.#heap.offsetOf(address) >>> 1) + double];
  }

  #setDouble(address: Address, double: number, value: number): void {
    this.#heap.pageOf(address).f64[(this.#heap.offsetOf(address) >>> 1) + double] = value;
  }
}
