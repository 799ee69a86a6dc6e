/**
 * Trees of one feature at all levels. The tree of a group is grown on what its members differ from everyone's, that of a key
 * on what it differs from its group's: a young key has the tree of its group, and an old one needs leaves of its own only for
 * what is different about it. A tree is grown when somebody asks, and stands in the state until more is learnt, there or at
 * a wider level.
 *
 *     expected(x) = Σ f(x)                  f of each level: its leaf and its line; its root drawn to 0 as the centre of a plain amount is
 *     spread²     = v (1 + 1/(n + 1)) + (V − v) k / (n + k) + beyond²       n: own panes in the leaf, k: `centrePanes`
 *
 * V is the group's variance in its leaf, v the own one drawn to it, as for a plain amount (amount-tail.ts). `beyond` is how much
 * farther the lines would go for givens beyond those learnt: there they are as unsure as that.
 */

import { avalanche } from '../../memory/dictionary.ts';
import type { Heap, Page } from '../../memory/heap.ts';
import type { AmountScale } from '../amount-scale.ts';
import { boundedPositionOn, bucketOn } from './amount-position.ts';
import type { AmountShape } from './amount-shape.ts';
import { type FadingVectors, fadingVectorWords } from './fading-vectors.ts';
import type { GatheredVectors } from './gathered-vectors.ts';
import type { Levels } from './running-model.ts';
import type { TreeGrowth } from './tree-growth.ts';
import * as nodes from './tree-nodes.ts';

export interface TreeLevelsOptions {
  readonly heap: Heap;
  readonly scale: AmountScale;
  readonly shape: AmountShape;
  readonly vectors: FadingVectors;
  /** Where panes are brought to hand, and what grows trees of them. */
  readonly panes: GatheredVectors;
  readonly growth: TreeGrowth;
}

/** What is expected of a pane. */
export interface Expectation {
  /** Share of panes with anything. */
  present: number;
  /** Position on the scale, and its variance. */
  position: number;
  variance: number;
  /** The same by the groups alone. */
  groupPosition: number;
  groupVariance: number;
  /** Panes with anything: of the own leaf, of the largest group. */
  own: number;
  group: number;
}

/** Panes of a wider level that count beside a group's own. */
const groupPanes = 20;
/** Pseudo-panes of what is believed before anything was learnt. */
const priorPanes = 2;
const priorVariance = 1;
/** How much the spread that is believed without any group counts, beside that of a group. */
const priorTrust = 0.5;

export class TreeLevels {
  readonly expectation: Expectation = {
    present: 1,
    position: 0,
    variance: 1,
    groupPosition: 0,
    groupVariance: 1,
    own: 0,
    group: 0,
  };
  readonly #heap: Heap;
  readonly #scale: AmountScale;
  readonly #shape: AmountShape;
  readonly #vectors: FadingVectors;
  readonly #panes: GatheredVectors;
  readonly #growth: TreeGrowth;
  // Trees of the levels that have learnt, the widest first, and which of them is the key's own. Scratch.
  readonly #pages: Page[] = [];
  readonly #trees: number[] = [];
  #count = 0;
  #own = 0;
  /** Givens of a pane that was learnt, from index 1 on. Scratch. */
  readonly #givens: Float64Array;

  constructor({ heap, scale, shape, vectors, panes, growth }: TreeLevelsOptions) {
    this.#heap = heap;
    this.#scale = scale;
    this.#shape = shape;
    this.#vectors = vectors;
    this.#panes = panes;
    this.#growth = growth;
    this.#givens = new Float64Array(panes.columns.length);
  }

  /**
   * Fills `expectation`.
   * @param givens from index 1 on: numbers as they are learnt, weekday, 1 on days off
   * @returns false when no level has learnt anything
   */
  expect(levels: Levels, givens: Float64Array): boolean {
    this.#look(levels);
    const { expectation } = this;
    const shape = this.#shape;
    let present = 0.5;
    let position = 0;
    let variance = priorVariance;
    let group = 0;
    let groupPosition = 0;
    let own = 0;
    let ownPanes = 0;
    let ownVariance = 0;
    let beyond = 0;
    for (let level = 0; level < this.#count; level++) {
      const page = this.#pages[level];
      const at = this.#trees[level];
      const isOwn = level === this.#own;
      const leaf = nodes.leafOf(page, at, givens);
      const some = page.f32[leaf + nodes.leafPanesAt];
      const zeroPanes = level === 0 ? 1 : isOwn ? shape.zeroPanes : groupPanes;
      present = (some + zeroPanes * present) / (page.f32[leaf + nodes.leafAllAt] + zeroPanes);
      const weight = page.f32[at + nodes.panesAt];
      if (weight === 0) continue;
      const asked = nodes.linePosition(page, at, this.#scale, givens);
      const line = nodes.lineAt(page, at, asked);
      beyond += page.f32[at + nodes.slopeAt] * asked - line;
      position += page.f32[leaf + nodes.expectedAt] + line;
      const ofLeaf = page.f32[leaf + nodes.varianceAt];
      if (isOwn) [own, ownPanes, ownVariance] = [some, weight, ofLeaf];
      else {
        variance = (weight * ofLeaf + groupPanes * variance) / (weight + groupPanes);
        group = Math.max(group, weight);
        groupPosition = position;
      }
    }
    const trust = group / (group + groupPanes);
    const pieces = shape.piecesVariance * Math.exp(-Math.abs(position));
    const within = Math.max(this.#within(ownVariance, ownPanes, variance, trust), shape.deviationMin ** 2);
    const centrePanes = shape.centrePanes * trust;
    const between = Math.max(0, variance - within) * (centrePanes / (ownPanes + centrePanes || 1));
    expectation.present = present;
    expectation.position = position;
    expectation.variance = (within + pieces) * (1 + 1 / (own + 1)) + between + beyond * beyond;
    expectation.groupPosition = groupPosition;
    expectation.groupVariance = Math.max(variance, shape.deviationMin ** 2) + pieces + beyond * beyond;
    expectation.own = own;
    expectation.group = group;
    return this.#count > 0;
  }

  /** Grows the tree of a state by itself, into words of the caller's. The panes are at hand then. */
  growAlone(state: number, page: Page, at: number): void {
    this.#count = 0;
    this.#grow(state, page, at, 0);
  }

  /** Own variance drawn to the group's on the scale of logarithms, as for a plain amount. */
  #within(variance: number, panes: number, groupVariance: number, trust: number): number {
    const { spreadPanes, spreadShare } = this.#shape;
    const wider = groupVariance * spreadShare;
    const own = (variance * panes + priorPanes * wider) / (panes + priorPanes);
    const half = spreadPanes * Math.max(trust, priorTrust);
    return wider * (own / wider) ** (panes / (panes + half));
  }

  /** Brings the trees of all levels up to date, the widest first. */
  #look(levels: Levels): void {
    this.#count = 0;
    this.#own = -1;
    let against = 1;
    let otherwise = 1;
    for (let level = levels.count - 1; level >= 0; level--) {
      const state = levels.states[level];
      // Nothing is written to a state that is empty: it may be one for all who have none.
      if (this.#vectors.count(state) === 0) continue;
      const page = this.#heap.pageOf(state);
      const at = this.#heap.offsetOf(state) + fadingVectorWords;
      const words = page.u32;
      if (words[at + nodes.againstAt] !== against || words[at + nodes.againstAt + 1] !== otherwise) {
        this.#grow(state, page, at, level === 0 ? this.#shape.centrePanes : groupPanes);
        words[at + nodes.againstAt] = against;
        words[at + nodes.againstAt + 1] = otherwise;
        identify(words, at);
      }
      against = words[at + nodes.identityAt];
      otherwise = words[at + nodes.identityAt + 1];
      if (level === 0) this.#own = this.#count;
      this.#pages[this.#count] = page;
      this.#trees[this.#count++] = at;
    }
  }

  /** Grows a tree on what is left of a state's panes after the trees at hand. @param rootPanes that these count for, at most */
  #grow(state: number, page: Page, at: number, rootPanes: number): void {
    const { columns } = this.#panes;
    this.#vectors.gather(state, this.#panes);
    let sizes = 0;
    for (let level = 0; level < this.#count; level++)
      sizes = Math.max(sizes, this.#pages[level].f32[this.#trees[level] + nodes.panesAt]);
    for (let pane = 0; pane < this.#panes.count; pane++) {
      for (let given = 1; given < columns.length; given++) this.#givens[given] = columns[given][pane];
      const value = columns[0][pane];
      if (bucketOn(this.#scale, value) === 0) columns[0][pane] = 0;
      this.#growth.targets[pane] = boundedPositionOn(this.#scale, value) - this.#foretold();
    }
    this.#growth.grow(page, at, (rootPanes * sizes) / (sizes + groupPanes));
  }

  /** What the trees at hand expect of the scratch givens. */
  #foretold(): number {
    let position = 0;
    for (let level = 0; level < this.#count; level++) {
      const page = this.#pages[level];
      const at = this.#trees[level];
      if (page.f32[at + nodes.panesAt] === 0) continue;
      const asked = nodes.linePosition(page, at, this.#scale, this.#givens);
      const leaf = nodes.leafOf(page, at, this.#givens);
      position += page.f32[leaf + nodes.expectedAt] + nodes.lineAt(page, at, asked);
    }
    return position;
  }
}

/** Gives a tree two hashes of all that it says, and of what it was grown on. Never 0. */
function identify(words: Uint32Array, at: number): void {
  let one = avalanche(words[at + nodes.againstAt]);
  let other = avalanche(words[at + nodes.againstAt + 1] ^ 0x9e3779b9);
  for (let word = at + nodes.nodeCountAt; word < at + nodes.treeWords; word++) {
    one = avalanche(Math.imul(one, 0x01000193) ^ words[word]);
    other = avalanche(Math.imul(other, 0x85ebca6b) ^ words[word]);
  }
  words[at + nodes.identityAt] = one | 1;
  words[at + nodes.identityAt + 1] = other | 1;
}
