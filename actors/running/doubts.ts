/** What is done with a doubtful sample before it is learnt: the first doubt of the rule that fits decides. */

import {
  type Address,
  bitsOf,
  type DoubtProgram,
  isNumericModel,
  isSequence,
  type RunningModel,
  type RunningProgram,
} from '../../src/index.ts';
import type { RunningState } from './state.ts';
import type { Yardsticks } from './yardsticks.ts';

/** Least weight of a sample that is learnt for less: a habit that begins is not kept out for ever, and what weighs less than 1/16 is forgotten. */
const weightMin = 0.1;
/** What is clipped and is no outlier is brought this near, in robust deviations. */
const clipSigmas = 3;

export interface JudgedSample {
  readonly feature: number;
  /** Its surprise, NaN when it was not judged. */
  readonly bits: number;
  /** Doubts whose expression held, as bits. */
  readonly marks: number;
}

export interface DoubtsSetup {
  readonly running: RunningProgram;
  readonly models: readonly RunningModel[];
  readonly states: RunningState;
  readonly yardsticks: Yardsticks;
}

export class Doubts {
  readonly #setup: DoubtsSetup;
  readonly #bitsMin: readonly number[];
  readonly #isSequence: readonly boolean[];

  constructor(setup: DoubtsSetup) {
    const { doubts, features } = setup.running;
    this.#setup = setup;
    this.#isSequence = features.map(({ model }) => isSequence(model));
    this.#bitsMin = doubts.map(({ when }) =>
      when.kind === 'surprise' ? bitsOf(1 - when.score) : Number.POSITIVE_INFINITY,
    );
  }

  /** True for a feature that has doubts: sequences follow their numbers, whatever they are. */
  concerns(feature: number): boolean {
    return !this.#isSequence[feature];
  }

  /** @returns the doubt that fits, undefined when there is none */
  of(state: Address, sample: Float64Array, of: JudgedSample): DoubtProgram | undefined {
    if (!this.concerns(of.feature)) return undefined;
    return this.#setup.running.doubts.find((doubt, index) => this.#fits(state, sample, of, doubt, index));
  }

  /** Weight of a sample that is learnt for less: the rarer, the less. @param bits its surprise */
  weightOf(doubt: DoubtProgram, bits: number): number {
    if (doubt.when.kind !== 'surprise' || Number.isNaN(bits)) return weightMin;
    return Math.max(weightMin, 2 ** (bitsOf(1 - doubt.when.score) - bits));
  }

  /** What is learnt of a number in place of itself; undefined for what is no number. */
  clipped(state: Address, feature: number, value: number, { when }: DoubtProgram): number | undefined {
    const { models, states, yardsticks } = this.#setup;
    const model = models[feature];
    if (!isNumericModel(model)) return undefined;
    if (when.kind === 'outlier' && when.against !== 'history')
      return yardsticks.clipped(states.yardsticksOf(state), feature, value, when);
    const sigmas = when.kind === 'outlier' ? when.sigmas : clipSigmas;
    return model.clipped(states.modelOf(state, feature), value, sigmas);
  }

  #fits(
    state: Address,
    sample: Float64Array,
    { feature, bits, marks }: JudgedSample,
    { when }: DoubtProgram,
    index: number,
  ): boolean {
    switch (when.kind) {
      case 'expression':
        return (marks & (1 << index)) !== 0;
      case 'surprise':
        return bits >= this.#bitsMin[index];
      case 'outlier':
        return Math.abs(this.#deviations(state, feature, sample[0], bits, when)) > when.sigmas;
      case 'rare': {
        const { states, yardsticks } = this.#setup;
        return yardsticks.isRare(states.yardsticksOf(state), feature, sample, when);
      }
    }
  }

  /** Of what was learnt nothing is said before the key is judged; a yardstick says what it can. */
  #deviations(
    state: Address,
    feature: number,
    value: number,
    bits: number,
    { against }: DoubtProgram['when'] & { readonly kind: 'outlier' },
  ): number {
    const { models, states, yardsticks } = this.#setup;
    if (against !== 'history')
      return yardsticks.deviations(states.yardsticksOf(state), feature, value, against);
    const model = models[feature];
    if (Number.isNaN(bits) || !isNumericModel(model)) return 0;
    return model.robustDeviations(states.modelOf(state, feature), value);
  }
}
