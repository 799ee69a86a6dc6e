/**
 * What doubts measure by beside the learnt history: what a key did in the period that runs, in the one before, or ever, whether
 * it was doubted or not. Periods are as long as the key learns before it is judged, from its first day on. Only what the
 * doubts of a rule ask for is kept.
 *
 * Days are counted by a model in which they can be read off: of texts as values, of times by their hour, of places. A number is
 * measured by the model it is learnt by. Learning a pane is O(samples²) at worst, for places: each has one day a pane.
 */

import { type Address, type DoubtYardstick, dayMs, isNumericModel } from '../../src/index.ts';
import type { CurrentMoment } from './moment.ts';
import type { PaneContents } from './pane-contents.ts';
import { isCounted, isOfTimes, previousPeriod, thisPeriod } from './yardstick-slots.ts';
import { type YardstickSetup, YardstickStore } from './yardstick-store.ts';

/** A day that has faded a little is a day still. */
const dayTolerance = 0.5;
const quartersPerHour = 4;

export class Yardsticks {
  readonly store: YardstickStore;
  readonly #setup: YardstickSetup;
  readonly #periodDays: number;
  readonly #sample: Float64Array;
  readonly #counted: Float64Array;

  /** @param setup.learnMs length of a period */
  constructor(setup: YardstickSetup & { readonly learnMs: number }) {
    this.#setup = setup;
    this.store = new YardstickStore(setup);
    this.#periodDays = setup.learnMs / dayMs;
    const dimensions = Math.max(1, ...setup.models.map((model) => model.dimensions));
    this.#sample = new Float64Array(dimensions);
    this.#counted = new Float64Array(dimensions);
  }

  /** Robust deviations of a number from what a yardstick holds; 0 when it holds too little. `at` is the address of the yardsticks. */
  deviations(at: Address, feature: number, value: number, against: DoubtYardstick): number {
    const slot = this.store.find(feature, against);
    const state = this.store.stateOf(at, slot);
    const model = this.store.models[slot];
    return state !== 0 && isNumericModel(model) ? model.robustDeviations(state, value) : 0;
  }

  /** The number, or the nearest one within so many robust deviations of what a yardstick holds. */
  clipped(
    at: Address,
    feature: number,
    value: number,
    by: { readonly sigmas: number; readonly against: DoubtYardstick },
  ): number {
    const slot = this.store.find(feature, by.against);
    const state = this.store.stateOf(at, slot);
    const model = this.store.models[slot];
    return state !== 0 && isNumericModel(model) ? model.clipped(state, value, by.sigmas) : value;
  }

  /**
   * True when a sample was seen on fewer days, the present one included. Nothing is said of numbers, of a previous period in
   * which nothing came, and of values that a full set may have left out.
   */
  isRare(
    at: Address,
    feature: number,
    sample: Float64Array,
    by: { readonly daysMin: number; readonly against: DoubtYardstick },
  ): boolean {
    const slot = this.store.find(feature, by.against);
    if (slot < 0 || !isCounted(this.#setup.running.features[feature].model)) return false;
    const state = this.store.stateOf(at, slot);
    if (state === 0) return by.against !== 'previous period' && by.daysMin > 1;
    this.#count(feature, sample);
    const model = this.store.models[slot];
    const days = model.share(state, this.#counted) * model.evidence(state);
    if (days === 0 && model.isKnown(state, this.#counted)) return false;
    return days + 1 <= by.daysMin - dayTolerance;
  }

  /** Moves on to the period of a local day. The one that ran is the previous one then, if it was the one just before. */
  advance(at: Address, day: number): void {
    const { store } = this;
    if (store.slots.length === 0) return;
    const start = store.start(at);
    const passed = start === 0 ? 0 : Math.floor((day - start) / this.#periodDays);
    if (start === 0) store.setStart(at, day);
    if (passed < 1) return;
    store.setStart(at, start + passed * this.#periodDays);
    store.slots.forEach(({ feature, yardstick }, slot) => {
      if (yardstick !== thisPeriod) return;
      const previous = store.find(feature, 'previous period');
      if (passed > 1) store.drop(at, slot);
      if (previous >= 0) store.move(at, slot, previous);
      else store.drop(at, slot);
    });
  }

  /** Learns all samples of a pane, whatever was thought of them. */
  learn(at: Address, contents: PaneContents, moment: CurrentMoment): void {
    const { store } = this;
    if (store.slots.length === 0) return;
    for (let index = 0; index < contents.count; index++) {
      const feature = contents.read(index, this.#sample);
      const first = store.slots.findIndex((slot) => slot.feature === feature);
      if (first < 0 || this.#hadItsDay(contents, index, first)) continue;
      contents.setMoment(index, moment);
      this.#count(feature, this.#sample);
      for (let slot = first; slot < store.slots.length && store.slots[slot].feature === feature; slot++) {
        if (store.slots[slot].yardstick === previousPeriod) continue;
        store.models[slot].learn(store.ensure(at, slot), this.#counted, moment, 1);
      }
    }
  }

  /** Puts a sample into the form in which its days are counted. */
  #count(feature: number, sample: Float64Array): void {
    this.#counted.set(sample);
    if (this.#isOfTimes(feature)) this.#counted[0] = firstQuarter(sample[0]);
  }

  /** True when the like of `#sample` came before it in the pane, and days are counted. */
  #hadItsDay(contents: PaneContents, index: number, slot: number): boolean {
    const { feature } = this.store.slots[slot];
    if (!isCounted(this.#setup.running.features[feature].model)) return false;
    const isOfTimes = this.#isOfTimes(feature);
    for (let before = index - 1; before >= 0; before--) {
      if (contents.read(before, this.#counted) !== feature) return false;
      const isLike = isOfTimes
        ? firstQuarter(this.#counted[0]) === firstQuarter(this.#sample[0])
        : this.store.models[slot].isAlike(this.#counted, this.#sample);
      if (isLike) return true;
    }
    return false;
  }

  #isOfTimes(feature: number): boolean {
    return isOfTimes(this.#setup.running.features[feature].model.kind);
  }
}

/** Of the hour of a quarter hour. */
function firstQuarter(quarter: number): number {
  return quarter - (quarter % quartersPerHour);
}
