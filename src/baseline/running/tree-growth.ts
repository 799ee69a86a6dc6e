/**
 * Grows a regression tree on the panes at hand: first a line if that explains most, then always the cut that explains most,
 * until no cut is worth it.
 *
 *     gain     = n/2 · ln((S + n δ²) / (S′ + n δ²))          S, S′: sums of squares before and after, on the scale of the amount
 *     line     : gain > ln(numbers given) + ½ ln n            which one, and its slope; and more than the best cut has to spare
 *     cut      : gain > ln(givens · n) + ½ ln n               which one, where, and one more mean; for zeros see below
 *     expected = expected above + (mean − mean above) · n / (n + 1)
 *
 * δ is the least deviation believed. Panes with nothing say whether there is something, not how much: what the side of a cut
 * tells of that is added to its gain, for another ½ ln n. Weights of panes are brought to their effective number (Kish, Survey
 * Sampling, 1965), and no side holds fewer than six.
 * Sources: cuts by variance, Breiman, Friedman, Olshen & Stone, Classification and Regression Trees (1984), 8.3; the best
 * first, Friedman, Annals of Statistics 29 (2001); price by description length, Rissanen, Automatica 14 (1978); a line beside
 * the cuts, Quinlan, "Learning with continuous classes", AI '92; means drawn to those above, Agarwal et al., "Hierarchical shrinkage",
 * ICML 2022. O(givens · panes · (leaves + log panes)).
 */

import { vectorsPerGroupMax } from '../../limits.ts';
import type { Page } from '../../memory/heap.ts';
import type { AmountScale } from '../amount-scale.ts';
import type { GatheredVectors } from './gathered-vectors.ts';
import { leafPanesMin, TreeCut } from './tree-cut.ts';
import { TreeLine } from './tree-line.ts';
import * as nodes from './tree-nodes.ts';

export interface TreeGrowthOptions {
  /** Numbers in a sample. */
  readonly dimensions: number;
  readonly scale: AmountScale;
  /** Least deviation believed, on the scale. */
  readonly deviationMin: number;
}

/** Panes of the whole tree that count beside the spread of a leaf. */
const spreadPanes = 10;
/** Share of the panes that is left to tell the spread, however much was fitted. */
const freedomMin = 0.5;

export class TreeGrowth {
  /** What is to be explained: positions on the scale, less what wider levels expect. Of no meaning where there is nothing. */
  readonly targets = new Float64Array(vectorsPerGroupMax);
  /** The node that a pane has come to. */
  readonly nodeOf = new Uint8Array(vectorsPerGroupMax);
  readonly #panes: GatheredVectors;
  /** How many numbers are given. */
  readonly #numbers: number;
  readonly #floor: number;
  readonly #line: TreeLine;
  readonly #search: TreeCut;
  /** Brings weights to the effective number of panes. */
  #effective = 1;
  // By node: of panes with anything weight, mean and sum of squares; weight of panes with nothing; what is expected; the best cut.
  readonly #weights = new Float64Array(nodes.treeNodesMax);
  readonly #means = new Float64Array(nodes.treeNodesMax);
  readonly #squares = new Float64Array(nodes.treeNodesMax);
  readonly #zeros = new Float64Array(nodes.treeNodesMax);
  readonly #expected = new Float64Array(nodes.treeNodesMax);
  /** Gain to spare, 0 when no cut is worth it. */
  readonly #gains = new Float64Array(nodes.treeNodesMax);
  readonly #cuts = new Float64Array(nodes.treeNodesMax);
  readonly #cutGivens = new Uint8Array(nodes.treeNodesMax);

  constructor({ dimensions, scale, deviationMin }: TreeGrowthOptions, panes: GatheredVectors) {
    this.#panes = panes;
    this.#numbers = dimensions - 1;
    this.#floor = deviationMin ** 2;
    this.#line = new TreeLine(scale, panes, this.targets);
    this.#search = new TreeCut(panes, this.targets, this.nodeOf, this.#floor);
  }

  /**
   * Writes the tree of the panes at hand.
   * @param rootPanes panes that count for what wider levels expect, from which `targets` are differences
   */
  grow(page: Page, at: number, rootPanes: number): void {
    page.u32.fill(0, at + nodes.nodeCountAt, at + nodes.treeWords);
    this.#begin();
    const weight = this.#weights[0];
    this.#expected[0] = weight === 0 ? 0 : (this.#means[0] * weight) / (weight + rootPanes);
    this.#findCut(0);
    const shift = this.#takeLine(page, at);
    let count = 1;
    while (count < nodes.treeNodesMax) {
      const best = this.#bestNode(count);
      if (this.#gains[best] === 0) break;
      this.#cut(page, at, best, count);
      count += 2;
    }
    page.u32[at + nodes.nodeCountAt] = count;
    page.f32[at + nodes.panesAt] = weight;
    this.#writeLeaves(page, at, shift);
  }

  /** All panes in the root, and in the order of each given. */
  #begin(): void {
    const { count, weights } = this.#panes;
    let all = 0;
    let squares = 0;
    for (let pane = 0; pane < count; pane++) {
      all += weights[pane];
      squares += weights[pane] ** 2;
    }
    this.#effective = squares === 0 ? 1 : Math.min(1, all / squares);
    this.nodeOf.fill(0, 0, count);
    this.#gather(0);
    if (count >= 2 * leafPanesMin) this.#search.order();
  }

  /** Takes the best line off the targets, if it is worth more than the best cut. @returns what is expected where the line is 0, less the mean */
  #takeLine(page: Page, at: number): number {
    const line = this.#line;
    const weight = this.#weights[0];
    const panes = weight * this.#effective;
    if (panes < leafPanesMin) return 0;
    const numbers = this.#numbers;
    const least = weight * this.#floor;
    const price = Math.log(numbers) + 0.5 * Math.log(panes);
    let best = 0;
    let most = this.#gains[0];
    for (let given = 1; given <= numbers; given++) {
      line.fit(given, weight, this.#means[0]);
      const left = Math.max(0, this.#squares[0] - line.explained);
      const gain = 0.5 * panes * Math.log((this.#squares[0] + least) / (left + least)) - price;
      if (gain > most) [best, most] = [given, gain];
    }
    if (best === 0) return 0;
    line.fit(best, weight, this.#means[0]);
    line.takeOff(best);
    page.u32[at + nodes.lineGivenAt] = best;
    page.f32[at + nodes.slopeAt] = line.slope;
    page.f32[at + nodes.lineLowAt] = line.low;
    page.f32[at + nodes.lineHighAt] = line.high;
    this.#gather(0);
    this.#findCut(0);
    return -line.slope * line.centre;
  }

  /** The first leaf with the most to gain. */
  #bestNode(count: number): number {
    let best = 0;
    for (let node = 1; node < count; node++) if (this.#gains[node] > this.#gains[best]) best = node;
    return best;
  }

  /** Makes two leaves of one. */
  #cut(page: Page, at: number, node: number, count: number): void {
    const given = this.#cutGivens[node];
    const cut = this.#cuts[node];
    const column = this.#panes.columns[given];
    const word = at + nodes.nodesAt + node * nodes.nodeWords;
    page.u32[word + nodes.linkAt] = given | (count << 8);
    page.f32[word + nodes.questionAt] = cut;
    for (let pane = 0; pane < this.#panes.count; pane++)
      if (this.nodeOf[pane] === node) this.nodeOf[pane] = column[pane] <= cut ? count : count + 1;
    this.#gains[node] = 0;
    for (let child = count; child < count + 2; child++) {
      this.#gather(child);
      const weight = this.#weights[child];
      const apart = weight === 0 ? 0 : (this.#means[child] - this.#means[node]) * (weight / (weight + 1));
      this.#expected[child] = this.#expected[node] + apart;
      this.#findCut(child);
    }
  }

  /** Weight, mean and squares of a node. */
  #gather(node: number): void {
    const { count, columns, weights } = this.#panes;
    let [weight, zeros, mean, squares] = [0, 0, 0, 0];
    for (let pane = 0; pane < count; pane++) {
      if (this.nodeOf[pane] !== node) continue;
      if (columns[0][pane] === 0) zeros += weights[pane];
      else if (weights[pane] > 0) {
        weight += weights[pane];
        const apart = this.targets[pane] - mean;
        mean += (weights[pane] / weight) * apart;
        squares += weights[pane] * apart * (this.targets[pane] - mean);
      }
    }
    this.#weights[node] = weight;
    this.#zeros[node] = zeros;
    this.#means[node] = mean;
    this.#squares[node] = squares;
  }

  /** Finds the cut of a leaf that has most to spare. */
  #findCut(node: number): void {
    const leaf = {
      node,
      weight: this.#weights[node],
      mean: this.#means[node],
      squares: this.#squares[node],
      zeros: this.#zeros[node],
    };
    this.#search.find(leaf, this.#effective);
    this.#gains[node] = this.#search.spare;
    this.#cuts[node] = this.#search.upTo;
    this.#cutGivens[node] = this.#search.given;
  }

  #writeLeaves(page: Page, at: number, shift: number): void {
    const count = page.u32[at + nodes.nodeCountAt];
    const line = page.u32[at + nodes.lineGivenAt] === 0 ? 0 : 1;
    let squares = 0;
    for (let node = 0; node < count; node++) if (isLeaf(page, at, node)) squares += this.#squares[node];
    const weight = this.#weights[0];
    const freedom = weight * this.#effective - count - line;
    const fitted = (weight * this.#effective) / Math.max(freedomMin * weight * this.#effective, freedom);
    const pooled = weight === 0 ? 0 : (squares / weight) * fitted;
    for (let node = 0; node < count; node++) {
      if (!isLeaf(page, at, node)) continue;
      const word = at + nodes.nodesAt + node * nodes.nodeWords;
      const own = this.#weights[node];
      page.f32[word + nodes.expectedAt] = this.#expected[node] + shift;
      page.f32[word + nodes.varianceAt] =
        (this.#squares[node] * fitted + spreadPanes * pooled) / (own + spreadPanes);
      page.f32[word + nodes.leafPanesAt] = own;
      page.f32[word + nodes.leafAllAt] = own + this.#zeros[node];
    }
  }
}

function isLeaf(page: Page, at: number, node: number): boolean {
  return (page.u32[at + nodes.nodesAt + node * nodes.nodeWords + nodes.linkAt] & 0xff) === 0;
}
