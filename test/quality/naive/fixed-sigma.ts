/**
 * Fixed sigma: how many deviations an amount lies above the mean of all that came before it for its key.
 *
 *     score = max(0, (x − mean) / deviation), or its absolute value      sample deviation; O(1) an amount
 *
 * The running sums are Welford's (Technometrics 4, 1962).
 */

export interface FixedSigmaOptions {
  /** Whether amounts below the mean are unusual as well. */
  readonly sides: 'above' | 'both';
  /** Least deviation believed: one of nothing would make any difference infinite. */
  readonly deviationMin: number;
}

export class FixedSigma {
  readonly #sides: 'above' | 'both';
  readonly #deviationMin: number;
  readonly #moments = new Map<string, { count: number; mean: number; squares: number }>();

  constructor({ sides, deviationMin }: FixedSigmaOptions) {
    this.#sides = sides;
    this.#deviationMin = deviationMin;
  }

  /** The score of an amount, which is then learnt; 0 until two were learnt. */
  score(key: string, amount: number): number {
    let moments = this.#moments.get(key);
    if (moments === undefined) {
      moments = { count: 0, mean: 0, squares: 0 };
      this.#moments.set(key, moments);
    }
    const { count, mean, squares } = moments;
    const deviation = count < 2 ? Number.POSITIVE_INFINITY : Math.sqrt(squares / (count - 1));
    const distance = (amount - mean) / Math.max(this.#deviationMin, deviation);
    moments.count++;
    moments.mean += (amount - mean) / moments.count;
    moments.squares += (amount - mean) * (amount - moments.mean);
    return this.#sides === 'both' ? Math.abs(distance) : Math.max(0, distance);
  }
}
