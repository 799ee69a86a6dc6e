/**
 * Key-days in the order of their scores, and what an analyst finds who reads them from the top down.
 *
 *     recall          labelled rows among the first share · rows, of all labelled ones, those that were not judged included
 *     area            Σ over the distinct scores of (recall − recall before) · precision        (average precision)
 *     threshold       the score at which the share of rows is used up
 *
 * Rows of equal score are read in no particular order: a budget that ends among them finds its share of their labels.
 * Rows carry a group (their key), so that whole keys can be weighted as a bootstrap does. Sorting once is O(n log n), each
 * question O(n). Average precision: Davis & Goadrich, ICML 2006.
 */

export interface RankedRow {
  /** High first; −1 for a row that this scorer did not judge. */
  readonly score: number;
  /** Index of its key, from 0. */
  readonly group: number;
  /** Index of the class of its label, −1 for none. */
  readonly label: number;
}

/** A labelled key-day that was not judged at all: always missed. */
export type UnjudgedRow = Pick<RankedRow, 'group' | 'label'>;

export interface RankingOptions {
  readonly rows: readonly RankedRow[];
  readonly unjudged: readonly UnjudgedRow[];
  readonly groups: number;
  /** Classes of labels. */
  readonly labels: number;
}

/** How many rows are read: a share of all of them, or so many that this share of those without a label is among them. */
export interface Budget {
  /** 0 … 1. */
  readonly share: number;
  readonly of: 'all' | 'unlabelled';
}

/** Recall by class of label, and of all; NaN where nothing is labelled. */
export interface Recall {
  readonly all: number;
  readonly byLabel: readonly number[];
}

export class Ranking {
  readonly groups: number;
  readonly #labels: number;
  /** By row, best first. */
  readonly #scores: Float64Array;
  readonly #groupOf: Int32Array;
  readonly #labelOf: Int32Array;
  /** Where each stretch of equal scores ends. */
  readonly #tieEnds: Int32Array;
  readonly #rowsOfGroup: Int32Array;
  readonly #labelledRows: readonly UnjudgedRow[];
  /** With those that were not judged. */
  readonly #labelled: readonly UnjudgedRow[];

  constructor({ rows, unjudged, groups, labels }: RankingOptions) {
    const sorted = [...rows].sort((one, other) => other.score - one.score);
    this.groups = groups;
    this.#labels = labels;
    this.#scores = Float64Array.from(sorted, ({ score }) => score);
    this.#groupOf = Int32Array.from(sorted, ({ group }) => group);
    this.#labelOf = Int32Array.from(sorted, ({ label }) => label);
    const ends = sorted.map((_, row) => row + 1);
    this.#tieEnds = Int32Array.from(ends.filter((end) => sorted[end]?.score !== sorted[end - 1].score));
    this.#rowsOfGroup = new Int32Array(groups);
    for (const { group } of rows) this.#rowsOfGroup[group]++;
    this.#labelledRows = rows.filter(({ label }) => label >= 0);
    this.#labelled = [...this.#labelledRows, ...unjudged];
  }

  /** @param weights how often each group counts */
  recall(weights: ArrayLike<number>, { share, of }: Budget): Recall {
    const labelledWeight = sum(this.#weightOfLabels(weights, this.#labelledRows));
    let left = share * (this.#weightOfRows(weights) - (of === 'unlabelled' ? labelledWeight : 0));
    const found = new Float64Array(this.#labels);
    let from = 0;
    for (const to of this.#tieEnds) {
      let weight = 0;
      for (let row = from; row < to; row++) {
        if (of === 'all' || this.#labelOf[row] < 0) weight += weights[this.#groupOf[row]];
      }
      const part = weight <= left ? 1 : left / weight;
      for (let row = from; row < to; row++) {
        if (this.#labelOf[row] >= 0) found[this.#labelOf[row]] += part * weights[this.#groupOf[row]];
      }
      left -= part * weight;
      from = to;
      if (part < 1) break;
    }
    const labelled = this.#weightOfLabels(weights, this.#labelled);
    return {
      all: sum(found) / sum(labelled),
      byLabel: Array.from(found, (weight, label) => weight / labelled[label]),
    };
  }

  /** In [0, 1]; NaN where nothing is labelled. */
  area(weights: ArrayLike<number>): number {
    let read = 0;
    let found = 0;
    let area = 0;
    let from = 0;
    for (const to of this.#tieEnds) {
      let foundHere = 0;
      for (let row = from; row < to; row++) {
        const weight = weights[this.#groupOf[row]];
        read += weight;
        if (this.#labelOf[row] >= 0) foundHere += weight;
      }
      found += foundHere;
      if (foundHere > 0) area += foundHere * (found / read);
      from = to;
    }
    return area / sum(this.#weightOfLabels(weights, this.#labelled));
  }

  /** The score of the row at which a share of all rows is read; Infinity when there is no row. */
  threshold(weights: ArrayLike<number>, share: number): number {
    let left = share * this.#weightOfRows(weights);
    for (let row = 0; row < this.#scores.length; row++) {
      left -= weights[this.#groupOf[row]];
      if (left <= 0) return this.#scores[row];
    }
    return this.#scores.at(-1) ?? Number.POSITIVE_INFINITY;
  }

  #weightOfRows(weights: ArrayLike<number>): number {
    return this.#rowsOfGroup.reduce((total, rows, group) => total + rows * weights[group], 0);
  }

  #weightOfLabels(weights: ArrayLike<number>, rows: readonly UnjudgedRow[]): Float64Array {
    const labelled = new Float64Array(this.#labels);
    for (const { label, group } of rows) labelled[label] += weights[group];
    return labelled;
  }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
