/**
 * Where the yardsticks of a key stand: in its state the first day of the period that runs and an address for each yardstick and
 * feature, and at these addresses the models, each in a block of its own. There is none until something came.
 */

import {
  type Address,
  type ByteReader,
  type ByteWriter,
  classWords,
  createRunningModel,
  type Dictionary,
  type DoubtYardstick,
  type Heap,
  type RunningModel,
  type RunningProgram,
  readVersion,
} from '../../src/index.ts';
import { asksForYardstick, measuredBy, slotsOf, type YardstickSlot, yardsticks } from './yardstick-slots.ts';

const version = 1;
/** Words before the addresses: a double. */
const addressesAt = 2;

export interface YardstickSetup {
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  readonly running: RunningProgram;
  /** Of the key's own features. */
  readonly models: readonly RunningModel[];
}

export class YardstickStore {
  /** Words in the key's state, even; 0 when the doubts of the rule need nothing. */
  readonly words: number;
  readonly slots: readonly YardstickSlot[];
  /** By slot. */
  readonly models: readonly RunningModel[];
  readonly #setup: YardstickSetup;

  constructor(setup: YardstickSetup) {
    const { running, models } = setup;
    this.#setup = setup;
    this.slots = models.flatMap((model, feature) => slotsOf(running, model, feature));
    this.models = this.slots.map((slot) => this.#modelOf(slot));
    const isAsked = running.doubts.some(asksForYardstick);
    this.words = isAsked ? addressesAt + ((this.slots.length + 1) & ~1) : 0;
  }

  /** −1 when it is not kept. */
  find(feature: number, against: DoubtYardstick): number {
    return this.slots.findIndex(
      ({ feature: of, yardstick }) => of === feature && yardsticks[yardstick] === against,
    );
  }

  /** First local day of the period that runs; 0 before anything came. `at` is the address of the yardsticks. */
  start(at: Address): number {
    const { heap } = this.#setup;
    return heap.pageOf(at).f64[heap.offsetOf(at) >>> 1];
  }

  setStart(at: Address, day: number): void {
    const { heap } = this.#setup;
    heap.pageOf(at).f64[heap.offsetOf(at) >>> 1] = day;
  }

  /** 0 when nothing came, or when the slot is none. */
  stateOf(at: Address, slot: number): Address {
    const { heap } = this.#setup;
    return slot < 0 ? 0 : heap.pageOf(at).u32[heap.offsetOf(at) + addressesAt + slot];
  }

  ensure(at: Address, slot: number): Address {
    const known = this.stateOf(at, slot);
    if (known !== 0) return known;
    const state = this.#setup.heap.allocate(this.models[slot].words);
    this.#setState(at, slot, state);
    return state;
  }

  /** Puts what one slot holds into the place of what another of the same feature holds. */
  move(at: Address, from: number, to: number): void {
    this.drop(at, to);
    this.#setState(at, to, this.stateOf(at, from));
    this.#setState(at, from, 0);
  }

  drop(at: Address, slot: number): void {
    const state = this.stateOf(at, slot);
    if (state !== 0) this.#free(this.models[slot], state);
    this.#setState(at, slot, 0);
  }

  bytes(at: Address): number {
    return this.models.reduce((bytes, model, slot) => {
      const state = this.stateOf(at, slot);
      return state === 0 ? bytes : bytes + classWords(model.words) * 4 + model.extraBytes(state);
    }, 0);
  }

  release(at: Address): void {
    for (let slot = 0; slot < this.slots.length; slot++) this.drop(at, slot);
  }

  /** Writes nothing for a rule that needs no yardsticks. */
  save(at: Address, writer: ByteWriter): void {
    if (this.words === 0) return;
    writer.u8(version);
    writer.f64(this.start(at));
    const filled = this.slots.flatMap((of, slot) => (this.stateOf(at, slot) === 0 ? [] : [{ of, slot }]));
    writer.u8(filled.length);
    for (const { of, slot } of filled) {
      writer.u8(of.feature);
      writer.u8(of.yardstick);
      this.models[slot].save(this.stateOf(at, slot), writer);
    }
  }

  /** What the doubts of the rule do not ask for any more is let go. */
  load(at: Address, reader: ByteReader): void {
    if (this.words === 0) return;
    readVersion(reader, 'yardsticks', version);
    this.setStart(at, reader.f64());
    for (let count = reader.u8(); count > 0; count--) {
      const of = { feature: reader.u8(), yardstick: reader.u8() };
      const slot = this.find(of.feature, yardsticks[of.yardstick]);
      const model = slot < 0 ? this.#modelOf(of) : this.models[slot];
      const state = this.#setup.heap.allocate(model.words);
      model.load(state, reader);
      if (slot < 0) this.#free(model, state);
      else this.#setState(at, slot, state);
    }
  }

  #modelOf({ feature, yardstick }: YardstickSlot): RunningModel {
    const { heap, dictionary, running } = this.#setup;
    const { model } = running.features[feature];
    const halfLifeDays = yardsticks[yardstick] === 'history' ? model.halfLifeDays : Number.POSITIVE_INFINITY;
    return createRunningModel(measuredBy(model, halfLifeDays), { heap, dictionary });
  }

  #free(model: RunningModel, state: Address): void {
    model.release(state);
    this.#setup.heap.release(state, model.words);
  }

  #setState(at: Address, slot: number, state: Address): void {
    const { heap } = this.#setup;
    heap.pageOf(at).u32[heap.offsetOf(at) + addressesAt + slot] = state;
  }
}
