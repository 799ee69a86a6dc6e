/**
 * Where doubtful samples wait before they are learnt. When the oldest of a habit has waited for as many days as its doubt says,
 * all of it is learnt if it came on enough days, and let go otherwise. One sample is held once a day.
 *
 * A full quarantine gives up a sample of the habit of which most wait, as long as what is left is enough to be admitted; of
 * habits with less than that the oldest sample. So one that returns every day leaves room for others.
 */

import type { Address, DoubtProgram, RunningModel } from '../../src/index.ts';
import { heldSamplesMax } from '../../src/index.ts';
import type { SampleBag } from './sample-bag.ts';
import type { RunningState } from './state.ts';

/** A rule without quarantine, or with another one, learns at once what was held by the one before. */
const released = { waitDays: 0, daysMin: 1 } as const;

export interface HeldSample {
  /** Local time in days. */
  readonly day: number;
  readonly observations: number;
  /** Index of the doubt. */
  readonly doubt: number;
}

/** Takes a sample that is admitted. @param sample reused, valid until the next call */
export type Admit = (feature: number, sample: Float64Array, day: number, observations: number) => void;

export class Quarantine {
  readonly #bags: SampleBag;
  readonly #states: RunningState;
  readonly #models: readonly RunningModel[];
  readonly #doubts: readonly DoubtProgram[];
  readonly #sample: Float64Array;
  readonly #other: Float64Array;

  constructor(setup: {
    readonly bags: SampleBag;
    readonly states: RunningState;
    readonly models: readonly RunningModel[];
    readonly doubts: readonly DoubtProgram[];
  }) {
    const dimensions = Math.max(1, ...setup.models.map((model) => model.dimensions));
    this.#bags = setup.bags;
    this.#states = setup.states;
    this.#models = setup.models;
    this.#doubts = setup.doubts;
    this.#sample = new Float64Array(dimensions);
    this.#other = new Float64Array(dimensions);
  }

  hold(state: Address, feature: number, sample: Float64Array, of: HeldSample): void {
    const held = this.#states.heldOf(state);
    if (this.#bags.find(held, feature, sample, Math.floor(of.day)) >= 0) return;
    if (this.#bags.count(held) >= heldSamplesMax) this.#bags.remove(held, this.#leastNeeded(held));
    this.#bags.push(held, feature, sample, { ...of, marks: of.doubt });
  }

  /** Index of the doubt under which the like of a sample waits, −1 when none does. O(held samples). */
  doubtOf(state: Address, feature: number, sample: Float64Array): number {
    const held = this.#states.heldOf(state);
    const alike = this.#alike(held, feature, sample);
    return alike.length === 0 ? -1 : this.#bags.marksOf(held, this.#oldest(held, alike));
  }

  /** True when the like of a sample came on a day before that, and waits. O(held samples). */
  hasMet(state: Address, feature: number, sample: Float64Array, day: number): boolean {
    const held = this.#states.heldOf(state);
    return this.#alike(held, feature, sample).some((entry) => this.#bags.dayOf(held, entry) < day);
  }

  /** Hands over what has waited for long enough by a day and is admitted, oldest first; what is not admitted is let go. */
  release(state: Address, day: number, admit: Admit): void {
    const held = this.#states.heldOf(state);
    while (this.#bags.count(held) > 0) {
      const oldest = this.#oldest(held, this.#all(held));
      const { waitDays, daysMin } = this.#termsOf(held, oldest);
      if (this.#bags.dayOf(held, oldest) + waitDays > day) return;
      const feature = this.#bags.featureOf(held, oldest);
      this.#bags.read(held, oldest, this.#sample);
      const alike = this.#alike(held, feature, this.#sample);
      if (this.#daysOf(held, alike).size < daysMin) this.#bags.remove(held, oldest);
      else this.#admitAll(held, feature, alike, admit);
    }
  }

  /** Hands over all that is like a sample and waits, oldest first. */
  admitAlike(state: Address, feature: number, sample: Float64Array, admit: Admit): void {
    const held = this.#states.heldOf(state);
    this.#admitAll(held, feature, this.#alike(held, feature, sample), admit);
  }

  #admitAll(held: Address, feature: number, entries: readonly number[], admit: Admit): void {
    const bags = this.#bags;
    const byDay = [...entries].sort((one, other) => bags.dayOf(held, one) - bags.dayOf(held, other));
    for (const entry of byDay) {
      bags.read(held, entry, this.#sample);
      admit(feature, this.#sample, bags.dayOf(held, entry), bags.observationsOf(held, entry));
    }
    for (const entry of [...entries].sort((one, other) => other - one)) bags.remove(held, entry);
  }

  /** In an order of content, so that what goes does not depend on the order in which samples came. */
  #leastNeeded(held: Address): number {
    let most: readonly number[] = [];
    for (const { entry, feature } of this.#bags.inOrder(held)) {
      this.#bags.read(held, entry, this.#sample);
      const habit = this.#alike(held, feature, this.#sample);
      if (habit.length > most.length) most = habit;
    }
    const first = this.#oldest(held, most);
    const { daysMin } = this.#termsOf(held, first);
    const spare = most.filter((entry) => {
      const left = most.filter((other) => other !== entry);
      return entry !== first && this.#daysOf(held, left).size >= daysMin;
    });
    return this.#oldest(held, spare.length > 0 ? spare : this.#all(held));
  }

  #termsOf(held: Address, entry: number): { readonly waitDays: number; readonly daysMin: number } {
    const doubt = this.#doubts[this.#bags.marksOf(held, entry)];
    return doubt?.action === 'quarantine' ? doubt : released;
  }

  #daysOf(held: Address, entries: readonly number[]): Set<number> {
    return new Set(entries.map((entry) => Math.floor(this.#bags.dayOf(held, entry))));
  }

  #all(held: Address): number[] {
    return Array.from({ length: this.#bags.count(held) }, (_, entry) => entry);
  }

  #oldest(held: Address, entries: readonly number[]): number {
    return entries.reduce((oldest, entry) =>
      this.#bags.dayOf(held, entry) < this.#bags.dayOf(held, oldest) ? entry : oldest,
    );
  }

  /** Entries of the same feature and habit. */
  #alike(held: Address, feature: number, sample: Float64Array): number[] {
    const alike: number[] = [];
    for (let entry = 0; entry < this.#bags.count(held); entry++) {
      if (this.#bags.featureOf(held, entry) !== feature) continue;
      this.#bags.read(held, entry, this.#other);
      if (this.#models[feature].isAlike(sample, this.#other)) alike.push(entry);
    }
    return alike;
  }
}
