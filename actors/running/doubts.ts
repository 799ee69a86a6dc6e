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

/** Least weight of a sample that is learnt for less: a habit that begins is not kept out for ever. */
const weightMin = 0.05;

export class Doubts {
  readonly #doubts: readonly DoubtProgram[];
  readonly #bitsMin: readonly number[];
  readonly #isSequence: readonly boolean[];

  constructor({ doubts, features }: RunningProgram) {
    this.#doubts = doubts;
    this.#isSequence = features.map(({ model }) => isSequence(model));
    this.#bitsMin = doubts.map(({ when }) =>
      when.kind === 'surprise' ? bitsOf(1 - when.score) : Number.POSITIVE_INFINITY,
    );
  }

  /**
   * @param of.bits surprise of the sample, NaN when it was not judged @param of.marks doubts whose expression held, as bits
   * @returns the doubt that fits, undefined when there is none
   */
  of(
    model: RunningModel,
    state: Address,
    sample: Float64Array,
    of: { readonly feature: number; readonly bits: number; readonly marks: number },
  ): DoubtProgram | undefined {
    if (this.#isSequence[of.feature]) return undefined;
    return this.#doubts.find(({ when }, index) => {
      if (when.kind === 'expression') return (of.marks & (1 << index)) !== 0;
      if (Number.isNaN(of.bits)) return false;
      if (when.kind === 'surprise') return of.bits >= this.#bitsMin[index];
      return isNumericModel(model) && Math.abs(model.robustDeviations(state, sample[0])) > when.sigmas;
    });
  }

  /** Weight of a sample that is learnt for less: the rarer, the less. @param bits its surprise */
  weightOf(doubt: DoubtProgram, bits: number): number {
    if (doubt.when.kind !== 'surprise' || Number.isNaN(bits)) return weightMin;
    return Math.max(weightMin, 2 ** (bitsOf(1 - doubt.when.score) - bits));
  }
}
