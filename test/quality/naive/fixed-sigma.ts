/**
 * Fixed sigma: how many deviations an amount lies above the mean of all that came before it for its key.
 *
 *     score = max(0, (x − mean) / deviation)        sample deviation; O(1) an amount, by Welford's recurrence
 *
 * The running sums are Welford's (Technometrics 4, 1962).
 */

/** A deviation of nothing would make any difference infinite. */
const deviationMin = 1e-9;

export class FixedSigma {
  readonly #sides: 'above' | 'both';
  readonly #moments = new Map<string, { count: number; mean: number; squares: number }>();

  /** @param sides whether amounts below the mean are unusual as well */
  constructor(sides: 'above' | 'both') {
    this.#sides = sides;
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
    const distance = (amount - mean) / Math.max(deviationMin, deviation);
    moments.count++;
    moments.mean += (amount - mean) / moments.count;
    moments.squares += (amount - mean) * (amount - moments.mean);
    return this.#sides === 'both' ? Math.abs(distance) : Math.max(0, distance);
  }
}
