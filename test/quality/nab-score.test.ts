import { describe, expect, it } from 'vitest';
import { benchmarkScore, probationaryRows, type RowWindow, scaledSigmoid } from './metrics/nab-score.ts';

/** A series of so many rows in which only the given rows have a score. */
function series(rows: number, marks: Readonly<Record<number, number>>, windows: readonly RowWindow[]) {
  const scores = new Float64Array(rows);
  for (const [row, score] of Object.entries(marks)) scores[Number(row)] = score;
  return { scores, windows };
}

/** 15 of 100 rows are probationary; ten rows are labelled. */
const tenRows = [{ first: 40, last: 49 }];

describe('the sigmoid', () => {
  it.each([
    [-1, 0.98661],
    [-0.5, 0.84828],
    [0, 0],
    [1, -0.98661],
    [2.999, -1],
    [3, -1],
  ])('at %s is %s', (y, expected) => {
    expect(scaledSigmoid(y)).toBeCloseTo(expected, 5);
  });
});

describe('the probationary period', () => {
  it('is 15 % of the rows, and 750 at most', () => {
    expect([100, 101, 5_000, 15_902].map(probationaryRows)).toEqual([15, 15, 750, 750]);
  });
});

describe('the score of the benchmark', () => {
  it('is 100 for the first row of every window and nothing else', () => {
    const { scores, normalised, threshold } = benchmarkScore([series(100, { 40: 0.9 }, tenRows)]);
    expect(scores[0]).toBeCloseTo(1);
    expect(normalised).toBeCloseTo(100);
    expect(threshold).toBe(0.9);
  });

  it('is 0 for a detector that says nothing', () => {
    const { scores, normalised, threshold } = benchmarkScore([
      series(100, { 3: 1 }, [...tenRows, { first: 70, last: 79 }]),
    ]);
    expect(scores).toEqual([-2]);
    expect(normalised).toBe(0);
    expect(threshold).toBe(Number.POSITIVE_INFINITY);
  });

  it('falls the later a window is noticed', () => {
    // Row 45 of 40 … 49: five rows are left, y = −5/10, 0.84828 / 0.98661 = 0.85980.
    expect(benchmarkScore([series(100, { 45: 1 }, tenRows)]).scores[0]).toBeCloseTo(0.8598, 4);
    // Row 49, the last: y = −1/10, 0.24492 / 0.98661 = 0.24824; normalised (0.24824 + 1) / 2.
    const last = benchmarkScore([series(100, { 49: 1 }, tenRows)]);
    expect(last.scores[0]).toBeCloseTo(0.24824, 4);
    expect(last.normalised).toBeCloseTo(62.412, 2);
  });

  it('counts only the earliest of several rows in a window', () => {
    const marks = { 42: 1, 43: 1, 44: 1 };
    expect(benchmarkScore([series(100, marks, tenRows)]).scores[0]).toBeCloseTo(
      (2 / (1 + Math.exp(-4)) - 1) / 0.9866143,
      5,
    );
  });

  it('takes 0.11 for a false alarm far from a window, and less right behind one', () => {
    const before = benchmarkScore([series(100, { 20: 1, 40: 1 }, tenRows)]);
    expect(before.scores[0]).toBeCloseTo(1 - 0.11);
    // Row 50 is one row behind a window of ten: y = 1/9, σ = −0.27080.
    const behind = benchmarkScore([series(100, { 40: 1, 50: 1 }, tenRows)]);
    expect(behind.scores[0]).toBeCloseTo(1 - 0.11 * 0.2708, 4);
    // Row 76 is 27 rows behind: y = 3.
    const far = benchmarkScore([series(100, { 40: 1, 76: 1 }, tenRows)]);
    expect(far.scores[0]).toBeCloseTo(1 - 0.11);
  });

  it('does not count the probationary period', () => {
    expect(benchmarkScore([series(100, { 2: 1, 14: 1, 40: 1 }, tenRows)]).normalised).toBeCloseTo(100);
  });

  it('chooses one threshold for all series, by the best total', () => {
    const noisy = Object.fromEntries(Array.from({ length: 20 }, (_, row) => [60 + row, 0.6]));
    const one = series(100, { 40: 0.9, ...noisy }, []);
    const other = series(100, { 40: 0.7 }, tenRows);
    const { threshold, scores, normalised } = benchmarkScore([one, other]);
    expect(threshold).toBe(0.7);
    expect(scores[0]).toBeCloseTo(-0.11);
    expect(scores[1]).toBeCloseTo(1);
    expect(normalised).toBeCloseTo((100 * (1 - 0.11 + 1)) / 2);
  });

  it('says nothing rather than raise more false alarms than a window is worth', () => {
    const noisy = Object.fromEntries(Array.from({ length: 20 }, (_, row) => [16 + row, 0.9]));
    expect(benchmarkScore([series(100, { 48: 0.5, ...noisy }, tenRows)])).toMatchObject({
      threshold: Number.POSITIVE_INFINITY,
      normalised: 0,
    });
  });
});
