import { describe, expect, it } from 'vitest';
import { Windowing } from '../../src/index.ts';
import { Zone } from '../../src/time/zone.ts';
import { FirstSeen } from './naive/first-seen.ts';
import { FixedSigma } from './naive/fixed-sigma.ts';
import { HourHistogram } from './naive/hour-histogram.ts';
import { WindowSigma } from './naive/window-sigma.ts';

const hourMs = 3_600_000;

function gathered() {
  const reports: [key: string, time: number, score: number][] = [];
  return { reports, report: (...row: [string, number, number]) => reports.push(row) };
}

describe('fixed sigma', () => {
  it('judges an amount by what came before it, then learns it', () => {
    const sigma = new FixedSigma({ sides: 'above', deviationMin: 1e-9 });
    const scores = [2, 4, 6, 10, 1].map((amount) => sigma.score('key', amount));
    // Before 6: mean 3, deviation √2. Before 10: mean 4, deviation 2.
    expect(scores).toEqual([0, 0, expect.closeTo(3 / Math.SQRT2), expect.closeTo(3), 0]);
  });

  it('takes both sides when asked to, and never a smaller deviation than it may', () => {
    const sigma = new FixedSigma({ sides: 'both', deviationMin: 2 });
    expect([5, 5, 1].map((amount) => sigma.score('key', amount))).toEqual([0, 0, 2]);
  });

  it('sums the events of a window and judges the window at its end', () => {
    const { reports, report } = gathered();
    const scorer = new WindowSigma(
      new Windowing({ kind: 'tumbling', lengthMs: hourMs }, Zone.of('UTC')),
      report,
    );
    for (const [hour, amount] of [
      [0, 1],
      [0.5, 2],
      [1, 3],
      [2, 3],
      [2.9, 3],
    ]) {
      scorer.take({ key: 'key', time: hour * hourMs, amount, texts: [] });
    }
    scorer.end();
    expect(reports).toEqual([
      ['key', hourMs, 0],
      ['key', 2 * hourMs, 0],
      ['key', 3 * hourMs, 3],
    ]);
  });
});

describe('the hour histogram', () => {
  it('scores an hour by its share so far', () => {
    const { reports, report } = gathered();
    const scorer = new HourHistogram(report);
    for (const [time, amount] of [9, 9, 9, 3, 3].entries())
      scorer.take({ key: 'key', time, amount, texts: [] });
    expect(reports.map(([, , score]) => score)).toEqual([0, 0, 0, 1, 3 / 4]);
  });
});

describe('the first-seen set', () => {
  it('counts the values that a key never had before', () => {
    const { reports, report } = gathered();
    const scorer = new FirstSeen(report);
    const visits = [
      ['ann', 'CN', 'laptop'],
      ['ann', 'CN', 'phone'],
      ['ann', 'DE', 'tablet'],
      ['bob', 'CN', 'laptop'],
      ['ann', 'DE', 'phone'],
    ];
    for (const [time, [key, ...texts]] of visits.entries()) scorer.take({ key, time, amount: 0, texts });
    expect(reports.map(([, , score]) => score)).toEqual([2, 1, 2, 2, 0]);
  });
});
