/**
 * Scores detectors of anomalies in series as the Numenta Anomaly Benchmark does, written from its published definition
 * (Lavin & Ahmad, "Evaluating Real-time Anomaly Detection Algorithms – the Numenta Anomaly Benchmark", ICMLA 2015).
 *
 *     σ(y)        = 2 / (1 + e^(5 y)) − 1,  −1 from y = 3 on
 *     in a window   the first row above the threshold counts σ(y) / σ(−1), y = −(rows from it to the end) / (rows of the
 *                   window): 1 at its beginning, near 0 at its end; −1 (a false negative) when there is none
 *     outside       every row above the threshold counts 0.11 σ(y), y = rows since the last window / (its rows − 1);
 *                   −0.11 far behind a window or before the first one
 *     normalised  = 100 (total − null) / (perfect − null): 0 for a detector that says nothing, 100 for one that marks the
 *                   first row of every window and nothing else
 *
 * The first 15 % of a series, at most 750 rows, are a probationary period and count for nothing. One threshold holds for all
 * series: the one with the best total. These are the weights of the profile "standard".
 */

export interface ScoredSeries {
  /** One number a row, high is unusual. */
  readonly scores: ArrayLike<number>;
  /** Labelled windows as first and last row, in order and apart from each other. */
  readonly windows: readonly RowWindow[];
}

export interface RowWindow {
  readonly first: number;
  readonly last: number;
}

export interface BenchmarkScore {
  /** Rows with at least this score are reported; Infinity when it is best to say nothing. */
  readonly threshold: number;
  /** By series, not normalised: from −1 a window to 1 a window. */
  readonly scores: readonly number[];
  /** Over all series; NaN when no series has a window. */
  readonly normalised: number;
}

const truePositive = 1;
const falsePositive = 0.11;
const falseNegative = 1;
const probationaryShare = 0.15;
const probationaryRowsMax = 750;
/** Lengths of a window behind its end from which on a false alarm has its full weight. */
const farBehind = 3;

const outside = -1;

interface SweptRow {
  readonly series: number;
  readonly score: number;
  readonly weight: number;
  /** Index of its window among those of its series, −1 outside of all. */
  readonly window: number;
}

/** O(rows · log rows). */
export function benchmarkScore(all: readonly ScoredSeries[]): BenchmarkScore {
  const rows = all.flatMap(sweptRows).sort((one, other) => other.score - one.score);
  const sweep = new Sweep(all.length, rows);
  let best = { threshold: Number.POSITIVE_INFINITY, scores: sweep.scores(), total: sweep.total };
  rows.forEach((row, index) => {
    sweep.mark(row);
    const isLastOfItsScore = rows[index + 1]?.score !== row.score;
    if (isLastOfItsScore && sweep.total > best.total)
      best = { threshold: row.score, scores: sweep.scores(), total: sweep.total };
  });
  const nothing = -falseNegative * sweep.windows;
  const perfect = truePositive * sweep.windows;
  return { ...best, normalised: (100 * (best.total - nothing)) / (perfect - nothing) };
}

/** What a marked row at this place counts: y is −1 at the beginning of a window, 0 at its end, above 0 behind it. */
export function scaledSigmoid(y: number): number {
  return y >= farBehind ? -1 : 2 / (1 + Math.exp(5 * y)) - 1;
}

/** Rows at the beginning of a series that do not count. */
export function probationaryRows(rows: number): number {
  return Math.min(Math.floor(probationaryShare * rows), probationaryRowsMax);
}

/** The rows of one series behind its probationary period. */
function sweptRows({ scores, windows }: ScoredSeries, series: number): SweptRow[] {
  const rows: SweptRow[] = [];
  let next = 0;
  for (let row = 0; row < scores.length; row++) {
    if (next < windows.length && row > windows[next].last) next++;
    if (row < probationaryRows(scores.length)) continue;
    const score = scores[row];
    const isInside = next < windows.length && row >= windows[next].first;
    if (isInside) rows.push({ series, score, weight: weightInside(windows[next], row), window: next });
    else rows.push({ series, score, weight: weightBehind(windows[next - 1], row), window: outside });
  }
  return rows;
}

function weightInside({ first, last }: RowWindow, row: number): number {
  const y = -(last - row + 1) / (last - first + 1);
  return (truePositive * scaledSigmoid(y)) / scaledSigmoid(-1);
}

function weightBehind(window: RowWindow | undefined, row: number): number {
  const y = window === undefined ? farBehind : (row - window.last) / (window.last - window.first);
  return falsePositive * scaledSigmoid(y);
}

/** The score while the threshold sinks: rows are marked one after the other and never unmarked. */
class Sweep {
  total = 0;
  readonly #bySeries: Float64Array;
  /** What each window counts at present, by series and window. */
  readonly #windows = new Map<string, number>();

  constructor(series: number, rows: readonly SweptRow[]) {
    this.#bySeries = new Float64Array(series);
    for (const row of rows) {
      if (row.window === outside || this.#windows.has(nameOf(row))) continue;
      this.#windows.set(nameOf(row), -falseNegative);
      this.#add(row.series, -falseNegative);
    }
  }

  /** Those with a row behind the probationary period. */
  get windows(): number {
    return this.#windows.size;
  }

  mark(row: SweptRow): void {
    if (row.window === outside) {
      this.#add(row.series, row.weight);
      return;
    }
    const known = this.#windows.get(nameOf(row)) as number;
    if (row.weight <= known) return;
    this.#windows.set(nameOf(row), row.weight);
    this.#add(row.series, row.weight - known);
  }

  scores(): number[] {
    return [...this.#bySeries];
  }

  #add(series: number, weight: number): void {
    this.#bySeries[series] += weight;
    this.total += weight;
  }
}

function nameOf({ series, window }: SweptRow): string {
  return `${series} ${window}`;
}
