/**
 * Clusters at hand, while a state is judged or taught: weight, means and variances of each, in one array. Places are on
 * the scale of vector-scale.ts.
 *
 * Micro-clusters as in CluStream (Aggarwal, Han, Wang & Yu, VLDB 2003): a pane joins the nearest cluster when it lies
 * within it, or founds one; when there are too many, the two are merged whose union spreads least (Ward, J. Am. Stat.
 * Assoc. 58 (1963)). Moments of unions are exact (Chan, Golub & LeVeque, COMPSTAT 1982), so merging clusters is the same
 * operation as taking in a pane.
 */

import { clustersPerStateMax, vectorsPerStateMax } from '../../limits.ts';
import type { Page } from '../../memory/heap.ts';
import { varianceFloor } from './vector-scale.ts';

/** Means at `from` in `numbers`, followed by variances when it is a cluster and not a pane. */
export interface AddedCluster {
  readonly numbers: ArrayLike<number>;
  readonly from: number;
  readonly weight: number;
  readonly hasVariances: boolean;
}

/** Squared deviations by dimension, within which a pane belongs to a cluster. */
const joinDeviations = 4;
/** Panes that the prior spread counts for in the spread of a cluster. */
const priorPanes = 2;
/** Spread expected before anything is known, as a share of the place. */
const spreadShare = 0.25;
/** Below it a cluster has faded: six half-lives of a pane. */
const weightMin = 1 / 64;
/** Squared deviations at which closeness in one number has fallen to a quarter. */
const heaviness = 10;

export class ClusterSet {
  /** Words of a state's clusters: their count, then each. */
  readonly words: number;
  count = 0;
  readonly #dimensions: number;
  readonly #stride: number;
  readonly #numbers: Float64Array;
  readonly #prior: Float64Array;
  /** Clusters of the state that was read; panes appended after them have no variances. */
  #readCount = 0;

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
    this.#stride = 1 + 2 * dimensions;
    this.words = 1 + clustersPerStateMax * this.#stride;
    this.#numbers = new Float64Array((clustersPerStateMax + vectorsPerStateMax) * this.#stride);
    this.#prior = new Float64Array(dimensions);
  }

  /** Takes a state's clusters instead of those at hand. */
  read(page: Page, at: number): void {
    this.count = page.u32[at];
    this.#readCount = this.count;
    const length = this.count * this.#stride;
    for (let index = 0; index < length; index++) this.#numbers[index] = page.f32[at + 1 + index];
  }

  /** Gives a state the clusters at hand. */
  write(page: Page, at: number): void {
    page.u32.fill(0, at, at + this.words);
    page.u32[at] = this.count;
    const length = this.count * this.#stride;
    for (let index = 0; index < length; index++) page.f32[at + 1 + index] = this.#numbers[index];
  }

  get weight(): number {
    let weight = 0;
    for (let cluster = 0; cluster < this.count; cluster++) weight += this.#numbers[cluster * this.#stride];
    return weight;
  }

  /** Weight of one cluster. */
  weightOf(cluster: number): number {
    return this.#numbers[cluster * this.#stride];
  }

  /** Mean place of one cluster in one dimension. */
  placeOf(cluster: number, dimension: number): number {
    return this.#numbers[cluster * this.#stride + 1 + dimension];
  }

  fade(factor: number): void {
    for (let cluster = this.count - 1; cluster >= 0; cluster--) {
      this.#numbers[cluster * this.#stride] *= factor;
      if (this.weightOf(cluster) < weightMin) this.#remove(cluster);
    }
  }

  /** Puts a cluster or pane beside the others, as one more. */
  append({ numbers, from, weight, hasVariances }: AddedCluster): void {
    const at = this.count++ * this.#stride;
    const means = hasVariances ? 2 * this.#dimensions : this.#dimensions;
    this.#numbers[at] = weight;
    this.#numbers.fill(0, at + 1 + means, at + this.#stride);
    for (let index = 0; index < means; index++) this.#numbers[at + 1 + index] = numbers[from + index];
  }

  /** Adds a cluster or pane to the nearest that it belongs to. O(clusters · dimensions), O(clusters² · dimensions) when full. */
  join(added: AddedCluster, fractions: number): void {
    this.spread(fractions, this.#prior);
    let nearest = -1;
    let least = joinDeviations * this.#dimensions;
    for (let cluster = 0; cluster < this.count; cluster++) {
      const distance = this.#distance(cluster, added.numbers, added.from, this.#prior, fractions);
      if (distance < least) [nearest, least] = [cluster, distance];
    }
    if (nearest >= 0) {
      this.#absorb(nearest, added);
      return;
    }
    this.append(added);
    if (this.count > clustersPerStateMax) this.#uniteNearest();
  }

  /** Variances of all panes together, by dimension, two guessed ones included. @param fractions bits of dimensions with fractions */
  spread(fractions: number, into: Float64Array): void {
    const numbers = this.#numbers;
    const weight = this.weight;
    for (let dimension = 0; dimension < this.#dimensions; dimension++) {
      let mean = 0;
      for (let at = 0; at < this.count * this.#stride; at += this.#stride)
        mean += (numbers[at] / weight) * numbers[at + 1 + dimension];
      let variances = 0;
      for (let at = 0; at < this.count * this.#stride; at += this.#stride) {
        const apart = numbers[at + 1 + dimension] - mean;
        variances += numbers[at] * (apart * apart + numbers[at + 1 + dimension + this.#dimensions]);
      }
      const floor = varianceFloor(mean, (fractions & (1 << dimension)) === 0);
      const guess = Math.max(floor, (spreadShare * mean) ** 2);
      into[dimension] = (variances + priorPanes * guess) / (weight + priorPanes);
    }
  }

  /**
   * Variances within the clusters that were read, pooled, by dimension; those of all panes together count for two panes of it. A
   * cluster of n panes tells of n − 1, and panes that were appended tell nothing.
   * @param fractions bits of dimensions with fractions
   */
  spreadWithin(fractions: number, into: Float64Array): void {
    this.spread(fractions, into);
    let told = priorPanes;
    for (let dimension = 0; dimension < this.#dimensions; dimension++) into[dimension] *= priorPanes;
    for (let cluster = 0; cluster < this.#readCount; cluster++) {
      const weight = this.weightOf(cluster);
      if (weight <= 1) continue;
      const variances = cluster * this.#stride + 1 + this.#dimensions;
      for (let dimension = 0; dimension < this.#dimensions; dimension++)
        into[dimension] += weight * this.#numbers[variances + dimension];
      told += weight - 1;
    }
    for (let dimension = 0; dimension < this.#dimensions; dimension++) into[dimension] /= told;
  }

  /** Σ share · Π 1 / (1 + z / 10)², in [0, 1]. @param prior variances that those of clusters are shrunk to */
  closeness(places: Float64Array, prior: Float64Array, fractions: number): number {
    let sum = 0;
    for (let cluster = 0; cluster < this.count; cluster++) {
      const at = cluster * this.#stride;
      const weight = this.#numbers[at];
      const widened = heaviness * (1 + 1 / Math.max(1, weight));
      let distance = 1;
      for (let dimension = 0; dimension < this.#dimensions; dimension++) {
        const apart = places[dimension] - this.#numbers[at + 1 + dimension];
        distance *= 1 + (apart * apart) / (widened * this.#variance(cluster, dimension, prior, fractions));
      }
      sum += weight / (distance * distance);
    }
    return sum / this.weight;
  }

  /** Share of the panes in clusters that a pane would belong to. */
  shareNear(places: Float64Array, prior: Float64Array, fractions: number): number {
    let near = 0;
    for (let cluster = 0; cluster < this.count; cluster++) {
      if (this.#distance(cluster, places, 0, prior, fractions) < joinDeviations * this.#dimensions)
        near += this.weightOf(cluster);
    }
    return near === 0 ? 0 : Math.min(1, near / this.weight);
  }

  #variance(cluster: number, dimension: number, prior: Float64Array, fractions: number): number {
    const at = cluster * this.#stride;
    const weight = this.#numbers[at];
    const own = this.#numbers[at + 1 + this.#dimensions + dimension];
    const shrunk = (weight * own + priorPanes * prior[dimension]) / (weight + priorPanes);
    const isWhole = (fractions & (1 << dimension)) === 0;
    return Math.max(varianceFloor(this.#numbers[at + 1 + dimension], isWhole), shrunk);
  }

  #distance(
    cluster: number,
    numbers: ArrayLike<number>,
    from: number,
    prior: Float64Array,
    fractions: number,
  ): number {
    let distance = 0;
    for (let dimension = 0; dimension < this.#dimensions; dimension++) {
      const apart = numbers[from + dimension] - this.placeOf(cluster, dimension);
      distance += (apart * apart) / this.#variance(cluster, dimension, prior, fractions);
    }
    return distance;
  }

  #absorb(cluster: number, { numbers, from, weight, hasVariances }: AddedCluster): void {
    const at = cluster * this.#stride;
    const share = weight / (this.#numbers[at] + weight);
    for (let dimension = 0; dimension < this.#dimensions; dimension++) {
      const mean = at + 1 + dimension;
      const variance = mean + this.#dimensions;
      const apart = numbers[from + dimension] - this.#numbers[mean];
      const added = hasVariances ? numbers[from + this.#dimensions + dimension] : 0;
      this.#numbers[mean] += share * apart;
      this.#numbers[variance] += share * (added - this.#numbers[variance] + (1 - share) * apart * apart);
    }
    this.#numbers[at] += weight;
  }

  /** Makes one of the two clusters whose union costs least, measured in prior spreads. */
  #uniteNearest(): void {
    let [one, other, least] = [0, 1, Number.POSITIVE_INFINITY];
    for (let right = 1; right < this.count; right++) {
      for (let left = 0; left < right; left++) {
        const cost = this.#unionCost(left, right);
        if (cost < least) [one, other, least] = [left, right, cost];
      }
    }
    const from = other * this.#stride + 1;
    this.#absorb(one, { numbers: this.#numbers, from, weight: this.weightOf(other), hasVariances: true });
    this.#remove(other);
  }

  #unionCost(one: number, other: number): number {
    let squares = 0;
    for (let dimension = 0; dimension < this.#dimensions; dimension++)
      squares +=
        (this.placeOf(one, dimension) - this.placeOf(other, dimension)) ** 2 / this.#prior[dimension];
    const [weight, otherWeight] = [this.weightOf(one), this.weightOf(other)];
    return (squares * weight * otherWeight) / (weight + otherWeight);
  }

  #remove(cluster: number): void {
    const at = cluster * this.#stride;
    this.#numbers.copyWithin(at, at + this.#stride, this.count * this.#stride);
    this.count--;
  }
}
