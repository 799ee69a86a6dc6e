/**
 * What one actor of a running baseline has learnt, in one block of the state heap: a head, the groups it belongs to, then
 * each feature's model and calibration, then the yardsticks of doubts. Samples that wait in quarantine stand in a bag beside it.
 */

import type {
  Address,
  ByteReader,
  ByteWriter,
  Dictionary,
  Heap,
  OwnCalibration,
  RunningModel,
} from '../../src/index.ts';
import { classWords } from '../../src/index.ts';
import { bagWords, type SampleBag } from './sample-bag.ts';
import type { YardstickStore } from './yardstick-store.ts';

/** Doubles of the head. */
export const head = {
  /** Local day of the first pane learnt; 0 before it. */
  firstDay: 0,
  /** Local day of the latest pane learnt. */
  lastDay: 1,
  /** End of the latest pane learnt, epoch ms. */
  lastEnd: 2,
  /** Observations learnt, or panes when the rule learns per window. */
  observations: 3,
  /** Surprise of earlier panes that has not faded, in bits, and the day it was brought to. */
  slow: 4,
  slowDay: 5,
  /** Local day on which the content was last shown; 0 before it. */
  shownDay: 6,
  /** Samples that were kept from learning. */
  ignored: 7,
} as const;
const headDoubles = 8;
/** What was found of similar keys last. It follows from the rest, and is not saved. */
const similarWords = 2;

export interface StateSetup {
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  readonly models: readonly RunningModel[];
  readonly calibration: OwnCalibration;
  readonly bags: SampleBag;
  readonly levels: number;
  readonly yardsticks: YardstickStore;
  /** True when the key may have peers that behave alike. */
  readonly hasSimilar: boolean;
}

export class RunningState {
  readonly words: number;
  readonly #setup: StateSetup;
  readonly #heldAt: number;
  readonly #groupsAt: number;
  readonly #modelsAt: number[] = [];
  readonly #calibrationsAt: number[] = [];
  readonly #yardsticksAt: number;
  readonly #similarAt: number;
  #allNoiseBytes = 0;

  constructor(setup: StateSetup) {
    this.#setup = setup;
    this.#heldAt = 2 * headDoubles;
    this.#groupsAt = this.#heldAt + bagWords;
    let words = this.#groupsAt + ((setup.levels + 1) & ~1);
    for (const model of setup.models) {
      this.#modelsAt.push(words);
      words += model.words;
      this.#calibrationsAt.push(words);
      words += setup.calibration.words;
    }
    this.#yardsticksAt = words;
    this.#similarAt = words + setup.yardsticks.words;
    this.words = this.#similarAt + (setup.hasSimilar ? similarWords : 0);
  }

  create(): Address {
    return this.#setup.heap.allocate(this.words);
  }

  modelOf(state: Address, feature: number): Address {
    return state + this.#modelsAt[feature];
  }

  calibrationOf(state: Address, feature: number): Address {
    return state + this.#calibrationsAt[feature];
  }

  /** The bag of samples in quarantine. */
  heldOf(state: Address): Address {
    return state + this.#heldAt;
  }

  /** What doubts measure by. */
  yardsticksOf(state: Address): Address {
    return state + this.#yardsticksAt;
  }

  /** Two words for whoever finds similar keys. */
  similarOf(state: Address): Address {
    return state + this.#similarAt;
  }

  get(state: Address, double: number): number {
    return this.#setup.heap.pageOf(state).f64[(this.#setup.heap.offsetOf(state) >>> 1) + double];
  }

  set(state: Address, double: number, value: number): void {
    this.#setup.heap.pageOf(state).f64[(this.#setup.heap.offsetOf(state) >>> 1) + double] = value;
  }

  /** The group of a level that the key belonged to last; undefined when none was named. */
  groupOf(state: Address, level: number): string | undefined {
    const number = this.#group(state, level);
    return number === 0 ? undefined : this.#setup.dictionary.textOf(number);
  }

  setGroup(state: Address, level: number, group: string | undefined): void {
    const { heap, dictionary } = this.#setup;
    const before = this.#group(state, level);
    const number = group === undefined ? 0 : dictionary.enter(group);
    if (number === before) return;
    if (number !== 0) dictionary.retain(number);
    if (before !== 0) dictionary.release(before);
    heap.pageOf(state).u32[heap.offsetOf(state) + this.#groupsAt + level] = number;
  }

  bytes(state: Address): number {
    const { models } = this.#setup;
    let bytes = classWords(this.words) * 4 + this.noiseBytes(state);
    models.forEach((model, feature) => {
      bytes += model.extraBytes(this.modelOf(state, feature));
    });
    return bytes;
  }

  /** True when doubts of the rule compare with more than what was learnt. */
  get hasYardsticks(): boolean {
    return this.#setup.yardsticks.words > 0;
  }

  /** Bytes of all states of the rule that are kept for the sake of doubts alone. */
  get allNoiseBytes(): number {
    return this.#allNoiseBytes;
  }

  /** Notes that what is kept for doubts has changed. @param before its bytes until then */
  countNoise(state: Address, before: number): void {
    this.#allNoiseBytes += this.noiseBytes(state) - before;
  }

  /** What is kept for the sake of doubts alone: quarantine and yardsticks. */
  noiseBytes(state: Address): number {
    const { bags, yardsticks } = this.#setup;
    return bags.bytes(this.heldOf(state)) + yardsticks.bytes(this.yardsticksOf(state));
  }

  release(state: Address): void {
    const { heap, models, bags, levels, yardsticks } = this.#setup;
    this.#allNoiseBytes -= this.noiseBytes(state);
    bags.release(this.heldOf(state));
    yardsticks.release(this.yardsticksOf(state));
    for (let level = 0; level < levels; level++) this.setGroup(state, level, undefined);
    models.forEach((model, feature) => {
      model.release(this.modelOf(state, feature));
    });
    heap.release(state, this.words);
  }

  save(state: Address, writer: ByteWriter): void {
    const { models, calibration, bags, levels, yardsticks } = this.#setup;
    for (let double = 0; double < headDoubles; double++) writer.f64(this.get(state, double));
    bags.save(this.heldOf(state), writer);
    for (let level = 0; level < levels; level++) writer.text(this.groupOf(state, level) ?? '');
    models.forEach((model, feature) => {
      model.save(this.modelOf(state, feature), writer);
      calibration.save(this.calibrationOf(state, feature), writer);
    });
    yardsticks.save(this.yardsticksOf(state), writer);
  }

  load(state: Address, reader: ByteReader): void {
    const { models, calibration, bags, levels, yardsticks } = this.#setup;
    for (let double = 0; double < headDoubles; double++) this.set(state, double, reader.f64());
    bags.load(this.heldOf(state), reader);
    for (let level = 0; level < levels; level++) this.setGroup(state, level, reader.text() || undefined);
    models.forEach((model, feature) => {
      model.load(this.modelOf(state, feature), reader);
      calibration.load(this.calibrationOf(state, feature), reader);
    });
    yardsticks.load(this.yardsticksOf(state), reader);
    this.countNoise(state, 0);
  }

  #group(state: Address, level: number): number {
    const { heap } = this.#setup;
    return heap.pageOf(state).u32[heap.offsetOf(state) + this.#groupsAt + level];
  }
}
