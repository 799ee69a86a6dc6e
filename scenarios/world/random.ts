/**
 * Seeded randomness that is addressed, not shared: every person and day draws from a stream of its own, named by a path,
 * so that one more person or day leaves all the others as they were.
 *
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand), its state filled by a 64-bit string hash in the manner of
 * cyrb53. Not for secrets.
 */

export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;
  private spareNormal = Number.NaN;

  private constructor(first: number, second: number, third: number) {
    this.a = first;
    this.b = second;
    this.c = third;
    // sfc32 needs a dozen rounds until close seeds have parted.
    for (let round = 0; round < 12; round++) this.bits();
  }

  /** The stream at `path`; equal paths give equal streams. */
  static at(seed: number, ...path: readonly (string | number)[]): Random {
    let low = 0xdeadbeef ^ seed;
    let high = 0x41c6ce57 ^ Math.floor(seed / 0x1_0000_0000);
    const mix = (word: number): void => {
      low = Math.imul(low ^ word, 0x9e3779b1);
      high = Math.imul(high ^ word, 0x5f356495);
      low = (low ^ (high >>> 15)) | 0;
      high = (high ^ (low >>> 13)) | 0;
    };
    for (const part of path) {
      if (typeof part === 'number') mix(part + 0x10001);
      else for (let at = 0; at < part.length; at++) mix(part.charCodeAt(at));
      mix(0x7f4a7c15);
    }
    return new Random(low, high, low ^ Math.imul(high, 0x85ebca6b));
  }

  /** A whole number of 32 bits, 0 to 2³² − 1. */
  bits(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return this.bits() / 0x1_0000_0000;
  }

  /** Uniform in [least, most). */
  between(least: number, most: number): number {
    return least + (most - least) * this.unit();
  }

  /** A whole number, uniform from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor((most - least + 1) * this.unit());
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** One of a list that is not empty. */
  pick<Item>(items: readonly Item[]): Item {
    return items[this.whole(0, items.length - 1)]!;
  }

  /** A position in `weights`, each as likely as its share of the sum. */
  weighted(weights: readonly number[]): number {
    let left = this.unit() * weights.reduce((sum, weight) => sum + weight, 0);
    for (let at = 0; at < weights.length - 1; at++) {
      left -= weights[at]!;
      if (left < 0) return at;
    }
    return weights.length - 1;
  }

  /** Normal by the polar method of Marsaglia. */
  normal(mean: number, deviation: number): number {
    if (!Number.isNaN(this.spareNormal)) {
      const spare = this.spareNormal;
      this.spareNormal = Number.NaN;
      return mean + deviation * spare;
    }
    for (;;) {
      const x = 2 * this.unit() - 1;
      const y = 2 * this.unit() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.spareNormal = y * scale;
      return mean + deviation * x * scale;
    }
  }

  /** Log-normal with the given median; `spread` is the deviation of the logarithm. */
  logNormal(median: number, spread: number): number {
    return median * Math.exp(this.normal(0, spread));
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.unit());
  }

  /** Poisson by multiplication (Knuth); means above 60 by the rounded normal, which is then close. */
  poisson(mean: number): number {
    if (mean > 60) return Math.max(0, Math.round(this.normal(mean, Math.sqrt(mean))));
    const floor = Math.exp(-mean);
    let count = 0;
    for (let product = this.unit(); product > floor; product *= this.unit()) count++;
    return count;
  }

  /** Sixteen hexadecimal digits. */
  identifier(): string {
    return this.bits().toString(16).padStart(8, '0') + this.bits().toString(16).padStart(8, '0');
  }
}
