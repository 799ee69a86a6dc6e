/**
 * The period of a short record of evenly spaced numbers, by its autocorrelation: the shortest lag whose peak is nearly
 * (four fifths) as high as the highest.
 *
 *     r(lag) = mean of x[i] x[i + lag] where both are present / variance
 *
 * Before, the trend is taken away, and what lies beyond the middle nine tenths by more than their width is clipped, so
 * that one broken number decides nothing. A peak counts from max(0.3, 4 / √(n − lag)), four standard errors of noise, and
 * only when r fell below half of it before: a slow drift has no peaks. Two periods must have been seen.
 * Source: Vlachos, Yu & Castelli, "On Periodicity Detection and Structural Periodic Similarity", SDM 2005. O(n²): n = 512
 * takes 0.1 ms.
 */

export interface PeriodFound {
  /** In places, between whole ones (parabola through the peak); 0 for none. */
  lag: number;
  /** Autocorrelation at it. */
  strength: number;
}

const strengthMin = 0.3;
const standardErrors = 4;
const nearlyShare = 0.8;
/** How much longer the lag of the same peak may be: noise makes several of one. */
const samePeakShare = 1.25;
const dipShare = 0.5;
const placesMin = 12;
/** Share of the pairs that must be there. */
const pairsMin = 0.25;
const tailShare = 0.05;

/** Buffers of a search, for so many numbers. Reused. */
export class PeriodSearch {
  readonly #sorted: Float64Array;
  readonly #correlations: Float64Array;
  readonly #present: Float64Array;
  readonly #found: PeriodFound = { lag: 0, strength: 0 };

  constructor(places: number) {
    this.#sorted = new Float64Array(places);
    this.#correlations = new Float64Array(places / 2 + 2);
    this.#present = new Float64Array(places);
  }

  /**
   * @param numbers NaN where there is none; changed
   * @param lagMin shortest lag that is a period, at least 2
   * @returns valid until the next search
   */
  search(numbers: Float64Array, count: number, lagMin: number): PeriodFound {
    const found = this.#found;
    found.lag = 0;
    found.strength = 0;
    if (count < placesMin) return found;
    if (!this.#flatten(numbers, count)) return found;
    const lags = this.#correlate(numbers, count);
    let highest = 0;
    this.#eachPeak(lagMin, lags, count, (_, r) => {
      highest = Math.max(highest, r);
      return false;
    });
    let first = 0;
    let best = 0;
    this.#eachPeak(lagMin, lags, count, (lag, r) => {
      if (first === 0 && r >= nearlyShare * highest) first = lag;
      if (first === 0) return false;
      if (lag > samePeakShare * first) return true;
      if (best === 0 || r > this.#correlations[best]) best = lag;
      return false;
    });
    if (best === 0) return found;
    found.lag = best + this.#shift(best);
    found.strength = Math.min(1, this.#correlations[best]);
    return found;
  }

  /** Clips, takes the line through the numbers away and puts 0 where there are none. @returns false when nothing moves */
  #flatten(numbers: Float64Array, count: number): boolean {
    let present = 0;
    for (let place = 0; place < count; place++) {
      if (!Number.isNaN(numbers[place])) this.#sorted[present++] = numbers[place];
    }
    if (present < placesMin) return false;
    const sorted = this.#sorted.subarray(0, present).sort();
    const low = sorted[Math.floor(tailShare * (present - 1))];
    const high = sorted[Math.ceil((1 - tailShare) * (present - 1))];
    const width = high - low;
    if (!(width > 0)) return false;
    let [sum, places, products, squares] = [0, 0, 0, 0];
    for (let place = 0; place < count; place++) {
      if (Number.isNaN(numbers[place])) continue;
      // In widths from now on: squares of them stay finite.
      numbers[place] = (Math.max(low - width, Math.min(high + width, numbers[place])) - low) / width;
      sum += numbers[place];
      places += place;
      products += place * numbers[place];
      squares += place * place;
    }
    const slope = (products - (places * sum) / present) / (squares - (places * places) / present);
    const start = (sum - slope * places) / present;
    for (let place = 0; place < count; place++) {
      this.#present[place] = Number.isNaN(numbers[place]) ? 0 : 1;
      numbers[place] = this.#present[place] === 0 ? 0 : numbers[place] - start - slope * place;
    }
    return true;
  }

  /** @returns lags that were correlated */
  #correlate(numbers: Float64Array, count: number): number {
    const lags = Math.floor(count / 2);
    const present = this.#present;
    let variance = 0;
    for (let lag = 0; lag <= lags; lag++) {
      let sum = 0;
      let pairs = 0;
      for (let place = count - lag - 1; place >= 0; place--) {
        sum += numbers[place] * numbers[place + lag];
        pairs += present[place] * present[place + lag];
      }
      const isEnough = pairs >= pairsMin * (count - lag);
      if (lag === 0) variance = sum / pairs;
      this.#correlations[lag] = isEnough && variance > 0 ? sum / (pairs * variance) : 0;
    }
    return lags;
  }

  /** Walks the peaks that count, from the shortest lag on, until `visit` is satisfied. */
  #eachPeak(lagMin: number, lags: number, count: number, visit: (lag: number, r: number) => boolean): void {
    const r = this.#correlations;
    let dip = 1;
    for (let lag = 1; lag < lags; lag++) {
      const isPeak = lag >= lagMin && r[lag] > r[lag - 1] && r[lag] >= r[lag + 1] && dip < dipShare * r[lag];
      const least = Math.max(strengthMin, standardErrors / Math.sqrt(count - lag));
      if (isPeak && r[lag] >= least && visit(lag, r[lag])) return;
      dip = Math.min(dip, r[lag]);
    }
  }

  #shift(lag: number): number {
    const [before, peak, after] = this.#correlations.subarray(lag - 1, lag + 2);
    const curvature = before - 2 * peak + after;
    return curvature < 0 ? (0.5 * (before - after)) / curvature : 0;
  }
}
