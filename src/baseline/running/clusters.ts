/**
 * Which kinds of panes a key has, told by several numbers together: a clerk's quiet days, busy days, month ends. Numbers
 * that are each usual may be unusual in combination: no cluster has both.
 *
 *     closeness(x, c) = Π 1 / (1 + z / 10)²          z = (x − mean)² / (variance · (1 + 1/n)), by number
 *     tail(x)         = Σ share(c) · closeness(x, c)  shrunk to the groups' tails, which count for one pane
 *
 * Distance is Mahalanobis', with a diagonal matrix, under heavy tails (Pearson's type VII, as Student's t): one strange
 * number stands out beside several ordinary ones, and no distance saturates. The square lets a combination that was never
 * seen be less usual than a kind of day that is rare. Clusters weigh as many panes as they have, so that one is unusual too.
 *
 * The variance of a cluster is shrunk to the variances within all clusters of the key, pooled, and these to the spread of all
 * its panes (Friedman, Regularized discriminant analysis, J. Am. Stat. Assoc. 84 (1989)). Shrunk to the spread at once, kinds
 * of days that lie far apart would each seem as wide as the way between them. A key of less than ten panes takes the group's.
 * Scale and floors: vector-scale.ts; how clusters come about: cluster-set.ts.
 *
 * Panes of one local day wait in a reservoir (vector-reservoir.ts), which keeps no order, and join the clusters in the
 * order of their hashes when a later day is learnt, or with `merge` (cluster-store.ts). Without half-life they stay there, as a sample of all.
 *
 * State: 24 bytes and 8 clusters of 4 + 8 · dimensions, and for each pane of the last day 8 + 4 · dimensions: 270 bytes for three
 * numbers. Judging O(levels · clusters · dimensions): 0.3 µs a level for three.
 */

import { tailProbabilityMin, vectorMagnitudeMax } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address, Heap } from '../../memory/heap.ts';
import type { Side } from '../model.ts';
import { ClusterStore } from './cluster-store.ts';
import type { RunningDocument } from './running-document.ts';
import type { Levels, Moment, RunningModel } from './running-model.ts';
import { areAlike, numberAt, placeOf } from './vector-scale.ts';
import { itemsText, type LearntItem, readableNumber } from './vector-text.ts';

export interface ClustersOptions {
  readonly heap: Heap;
  readonly halfLifeDays: number;
  /** Numbers in a sample, 2 to `dimensionsMax`. */
  readonly dimensions: number;
}

/** Panes that what a group says counts for. */
const groupPanes = 1;
/** Panes at which own history without a group is believed half. */
const credibilityHalf = 2;
/** Evidence from which a level has a spread of its own, and lends it to narrower ones. */
const spreadEvidenceMin = 10;

export class Clusters implements RunningModel {
  readonly ofTexts = false;
  readonly usesEarlier = false;
  readonly words: number;
  readonly dimensions: number;
  readonly #store: ClusterStore;
  // Scratch: the sample on its scale, prior variances.
  readonly #places: Float64Array;
  readonly #prior: Float64Array;

  constructor(options: ClustersOptions) {
    this.dimensions = options.dimensions;
    this.#store = new ClusterStore(options);
    this.words = this.#store.words;
    this.#places = new Float64Array(options.dimensions);
    this.#prior = new Float64Array(options.dimensions);
  }

  tail(levels: Levels, sample: Float64Array, _moment: Moment, _side: Side): number {
    for (let index = 0; index < this.dimensions; index++) this.#places[index] = placeOf(sample[index]);
    const { set } = this.#store;
    let tail = 1;
    let isFirst = true;
    let hasPrior = false;
    for (let level = levels.count - 1; level >= 0; level--) {
      const state = levels.states[level];
      const fractions = this.#store.gather(state);
      const evidence = set.weight;
      if (evidence === 0) continue;
      if (!hasPrior || evidence >= spreadEvidenceMin) set.spreadWithin(fractions, this.#prior);
      const closeness = set.closeness(this.#places, this.#prior, fractions);
      tail = isFirst
        ? closeness ** (evidence / (evidence + credibilityHalf))
        : (evidence * closeness + groupPanes * tail) / (evidence + groupPanes);
      isFirst = false;
      hasPrior ||= evidence >= spreadEvidenceMin;
    }
    return Math.min(1, Math.max(tailProbabilityMin, tail));
  }

  /** What is only noted is not remembered. */
  learn(state: Address, sample: Float64Array, moment: Moment, weight: number): void {
    if (weight === 0) return;
    let fractions = 0;
    for (let index = 0; index < this.dimensions; index++) {
      if (!Number.isInteger(sample[index])) fractions |= 1 << index;
      this.#places[index] = placeOf(
        Math.max(-vectorMagnitudeMax, Math.min(vectorMagnitudeMax, sample[index])),
      );
    }
    this.#store.add(state, Math.floor(moment.day), this.#places, fractions, weight);
  }

  /** Clusters join clusters, which is close to, but not the same as learning all panes in one. In the same order it gives the same bytes. */
  merge(state: Address, other: Address): void {
    this.#store.merge(state, other);
  }

  isKnown(state: Address, sample: Float64Array): boolean {
    return this.share(state, sample) > 0;
  }

  isAlike(one: Float64Array, other: Float64Array): boolean {
    return areAlike(one, other, this.dimensions);
  }

  evidence(state: Address): number {
    this.#store.gather(state);
    return this.#store.set.weight;
  }

  share(state: Address, sample: Float64Array): number {
    for (let index = 0; index < this.dimensions; index++) this.#places[index] = placeOf(sample[index]);
    const fractions = this.#store.gather(state);
    const { set } = this.#store;
    if (set.count === 0) return 0;
    set.spread(fractions, this.#prior);
    return set.shareNear(this.#places, this.#prior, fractions);
  }

  usual(state: Address): string {
    return itemsText(this.#listed(state));
  }

  document(state: Address): RunningDocument {
    const evidence = this.evidence(state);
    const items = this.#listed(state);
    return {
      kind: 'clusters',
      evidence,
      usual: this.usual(state),
      details: { clusters: items.length, dimensions: this.dimensions },
      items,
    };
  }

  drift(_state: Address): number {
    return 1;
  }

  extraBytes(state: Address): number {
    return this.#store.extraBytes(state);
  }

  release(state: Address): void {
    this.#store.release(state);
  }

  save(state: Address, writer: ByteWriter): void {
    this.#store.save(state, writer);
  }

  load(state: Address, reader: ByteReader): void {
    this.#store.load(state, reader);
  }

  /** Clusters as people see them, largest first. */
  #listed(state: Address): LearntItem[] {
    this.#store.gatherJoined(state);
    const { set } = this.#store;
    const evidence = set.weight;
    return Array.from({ length: set.count }, (_, cluster) => {
      const numbers = Array.from({ length: this.dimensions }, (_, dimension) =>
        readableNumber(numberAt(set.placeOf(cluster, dimension))),
      );
      const days = set.weightOf(cluster);
      return { value: numbers.join(', '), share: Math.min(1, days / evidence), days };
    }).sort((one, other) => other.days - one.days);
  }
}
