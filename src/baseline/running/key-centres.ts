/**
 * Centres of clusters, and which of some keys belong to each: k-means (Lloyd, IEEE Trans. Inf. Theory 28 (1982)) and the steps by
 * which clusters are cut and united. How many there should be is decided in key-clusters.ts.
 */

import { similarKeyClustersMax } from '../../limits.ts';
import { PrincipalAxis } from './principal-axis.ts';

/** Deviation of a behaviour, however steady: less than 4.5 of them apart is one behaviour. */
const deviationMin = 0.2;
/** Rounds in which keys go to their nearest centre: they have settled by then, or nearly. */
const roundsMax = 16;

export class Centres {
  count = 0;
  /** Of each key: its cluster. */
  readonly members: Uint8Array<ArrayBuffer>;
  readonly #dimensions: number;
  readonly #sizes = new Float64Array(similarKeyClustersMax);
  readonly #spreads = new Float64Array(similarKeyClustersMax);
  readonly #means: Float64Array;
  readonly #axis: PrincipalAxis;
  #points: Float64Array = new Float64Array(0);
  #keys = 0;

  constructor({ dimensions, keysMax }: { readonly dimensions: number; readonly keysMax: number }) {
    this.#dimensions = dimensions;
    this.members = new Uint8Array(keysMax);
    this.#means = new Float64Array(similarKeyClustersMax * dimensions);
    this.#axis = new PrincipalAxis(dimensions);
  }

  sizeOf(cluster: number): number {
    return this.#sizes[cluster];
  }

  meanOf(cluster: number, dimension: number): number {
    return this.#means[cluster * this.#dimensions + dimension];
  }

  /** All keys are one cluster. */
  begin(points: Float64Array, keys: number): void {
    this.#points = points;
    this.#keys = keys;
    this.members.fill(0);
    this.count = 1;
    this.#average();
  }

  /** Keys are in the clusters they were in, and all others in the nearest. @returns false when there were none */
  beginWith(before: ArrayLike<number>): boolean {
    const numbers = new Map<number, number>();
    for (let key = 0; key < this.#keys; key++) {
      if (before[key] !== 0 && !numbers.has(before[key])) numbers.set(before[key], numbers.size);
    }
    if (numbers.size === 0) return false;
    this.count = numbers.size;
    this.#average((key) => numbers.get(before[key]) ?? -1);
    return true;
  }

  /** Keys are in the clusters that were found for them. */
  place(members: Uint8Array, count: number): void {
    this.members.set(members);
    this.count = count;
    this.#average();
  }

  /** Lets keys go to their nearest centre, and centres to the mean of their keys, until nothing moves. */
  gather(): void {
    for (let round = 0; round < roundsMax; round++) {
      let moved = 0;
      for (let key = 0; key < this.#keys; key++) {
        const nearest = this.#nearest(key, -1);
        if (nearest === this.members[key]) continue;
        this.members[key] = nearest;
        moved++;
      }
      if (moved === 0 && round > 0) return;
      this.#average();
    }
  }

  /** Cuts the cluster that spreads most, of those with enough keys. @returns false when none can be cut */
  cutWidest(keysMin: number): boolean {
    this.#spreads.fill(0);
    for (let key = 0; key < this.#keys; key++)
      this.#spreads[this.members[key]] += this.#squaredDistance(key, this.members[key]);
    let widest = -1;
    for (let cluster = 0; cluster < this.count; cluster++) {
      if (this.#sizes[cluster] < keysMin || this.#spreads[cluster] === 0) continue;
      if (widest < 0 || this.#spreads[cluster] > this.#spreads[widest]) widest = cluster;
    }
    if (widest < 0) return false;
    const keys: number[] = [];
    for (let key = 0; key < this.#keys; key++) if (this.members[key] === widest) keys.push(key);
    this.#axis.find(this.#points, keys);
    const other = this.count++;
    for (const key of keys) if (this.#axis.along(this.#points, key) > 0) this.members[key] = other;
    this.#average();
    return true;
  }

  /** Gives the keys of the smallest cluster to the others, if it has fewer than some. @returns whether it had */
  dissolveSmallest(keysMin: number): boolean {
    let smallest = 0;
    for (let cluster = 1; cluster < this.count; cluster++)
      if (this.#sizes[cluster] < this.#sizes[smallest]) smallest = cluster;
    if (this.#sizes[smallest] >= keysMin) return false;
    for (let key = 0; key < this.#keys; key++)
      if (this.members[key] === smallest) this.members[key] = this.#nearest(key, smallest);
    this.#drop(smallest);
    return true;
  }

  /** Makes one of the two clusters that are least apart, if they are less apart than some. @returns whether they were */
  uniteNearest(apartMin: number): boolean {
    let [one, other, least] = [0, 0, apartMin];
    for (let right = 1; right < this.count; right++) {
      for (let left = 0; left < right; left++) {
        const apart = this.#apart(left, right);
        if (apart < least) [one, other, least] = [left, right, apart];
      }
    }
    if (one === other) return false;
    for (let key = 0; key < this.#keys; key++) if (this.members[key] === other) this.members[key] = one;
    this.#drop(other);
    return true;
  }

  /** How many deviations two clusters are apart on the line through their centres, each key left out of its own centre. */
  #apart(one: number, other: number): number {
    const [ones, others] = [
      { sum: 0, squares: 0 },
      { sum: 0, squares: 0 },
    ];
    for (let key = 0; key < this.#keys; key++) {
      const own = this.members[key];
      if (own !== one && own !== other) continue;
      const height = this.#heightOver(key, own, own === one ? other : one);
      const sums = own === one ? ones : others;
      sums.sum += height;
      sums.squares += height * height;
    }
    const [size, otherSize] = [this.#sizes[one], this.#sizes[other]];
    const [mean, otherMean] = [ones.sum / size, others.sum / otherSize];
    const variance = Math.max(0, ones.squares / size - mean * mean);
    const otherVariance = Math.max(0, others.squares / otherSize - otherMean * otherMean);
    const deviations = Math.sqrt(variance + otherVariance + 2 * deviationMin * deviationMin);
    return (Math.SQRT2 * (mean + otherMean)) / deviations;
  }

  /** How far a key stands on its own side of the middle between two centres, of which its own is made of the other keys. */
  #heightOver(key: number, own: number, other: number): number {
    const size = this.#sizes[own];
    const at = key * this.#dimensions;
    const [ownAt, otherAt] = [own * this.#dimensions, other * this.#dimensions];
    let product = 0;
    let squares = 0;
    for (let dimension = 0; dimension < this.#dimensions; dimension++) {
      const place = this.#points[at + dimension];
      const mean = this.#means[ownAt + dimension];
      const centre = size > 1 ? mean + (mean - place) / (size - 1) : mean;
      const toOwn = centre - this.#means[otherAt + dimension];
      product += (place - this.#means[otherAt + dimension] - toOwn / 2) * toOwn;
      squares += toOwn * toOwn;
    }
    return squares === 0 ? 0 : product / Math.sqrt(squares);
  }

  #nearest(key: number, except: number): number {
    let [nearest, least] = [-1, Number.POSITIVE_INFINITY];
    for (let cluster = 0; cluster < this.count; cluster++) {
      if (cluster === except) continue;
      const distance = this.#squaredDistance(key, cluster);
      if (distance < least) [nearest, least] = [cluster, distance];
    }
    return nearest;
  }

  #squaredDistance(key: number, cluster: number): number {
    const [at, centre] = [key * this.#dimensions, cluster * this.#dimensions];
    let squares = 0;
    for (let dimension = 0; dimension < this.#dimensions; dimension++) {
      const apart = this.#points[at + dimension] - this.#means[centre + dimension];
      squares += apart * apart;
    }
    return squares;
  }

  /** Centres and sizes from the keys. An empty cluster keeps its centre. @param clusterOf −1 leaves a key out */
  #average(clusterOf: (key: number) => number = (key) => this.members[key]): void {
    const means = this.#means;
    const dimensions = this.#dimensions;
    const sums = new Float64Array(this.count * dimensions);
    this.#sizes.fill(0);
    for (let key = 0; key < this.#keys; key++) {
      const cluster = clusterOf(key);
      if (cluster < 0) continue;
      this.#sizes[cluster]++;
      for (let dimension = 0; dimension < dimensions; dimension++)
        sums[cluster * dimensions + dimension] += this.#points[key * dimensions + dimension];
    }
    for (let cluster = 0; cluster < this.count; cluster++) {
      if (this.#sizes[cluster] === 0) continue;
      for (let index = cluster * dimensions; index < (cluster + 1) * dimensions; index++)
        means[index] = sums[index] / this.#sizes[cluster];
    }
  }

  /** Takes a cluster out that has no keys any more. */
  #drop(cluster: number): void {
    for (let key = 0; key < this.#keys; key++) if (this.members[key] > cluster) this.members[key]--;
    this.count--;
    this.#average();
  }
}
