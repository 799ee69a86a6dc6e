import { describe, expect, it } from 'vitest';
import { Windowing } from '../../src/index.ts';
import { Zone } from '../../src/time/zone.ts';
import { FixedSpeed } from './naive/fixed-speed.ts';
import { MeanPlace } from './naive/mean-place.ts';
import { NightHours } from './naive/night-hours.ts';
import type { NaiveScorer } from './naive/scorer.ts';
import { shareSigma } from './naive/share-sigma.ts';
import { sigmasTogether } from './naive/sigmas-together.ts';

const hourMs = 3_600_000;
const hourly = new Windowing({ kind: 'tumbling', lengthMs: hourMs }, Zone.of('UTC'));

/** What a scorer says of sightings of one key, each with its hours since 1970. */
function scoresOf(
  open: (report: (key: string, time: number, score: number) => void) => NaiveScorer,
  sightings: readonly (readonly [hours: number, ...amounts: number[]])[],
): number[] {
  const scores: number[] = [];
  const scorer = open((_key, _time, score) => scores.push(score));
  for (const [hours, ...amounts] of sightings)
    scorer.take({ key: 'key', time: hours * hourMs, amount: hours % 24, texts: [], amounts });
  scorer.end();
  return scores;
}

describe('naive scorers of several numbers', () => {
  it('compare the share of a window with the shares before, whatever was the whole', () => {
    const scores = scoresOf(
      (report) => shareSigma(hourly, report),
      [
        [0, 1, 4],
        [0.5, 1, 6],
        [1, 40, 100],
        [2, 3, 6],
      ],
    );
    // Shares of 0.2 and 0.4: mean 0.3, deviation 0.2 / √2.
    expect(scores).toEqual([0, 0, expect.closeTo(0.2 / (0.2 / Math.SQRT2))]);
  });

  it('put the deviations of several sums together as a distance', () => {
    const scores = scoresOf(
      (report) => sigmasTogether(hourly, report),
      [
        [0, 10, 100],
        [1, 10, 100],
        [2, 13, 96],
      ],
    );
    expect(scores).toEqual([0, 0, 5]);
  });

  it('take the speed from the sighting before', () => {
    const [first, second] = scoresOf(
      (report) => new FixedSpeed(report),
      [
        [0, 0, 0],
        [2, 0, 10],
      ],
    );
    expect(first).toBe(0);
    expect(second).toBeCloseTo((6_371 * Math.PI) / 18 / 2, -1);
  });

  it('take the distance from the middle of the places before', () => {
    const scores = scoresOf(
      (report) => new MeanPlace(report),
      [
        [0, 0, 0],
        [1, 0, 2],
        [2, 0, 1],
      ],
    );
    expect(scores).toEqual([0, expect.closeTo(222.4, 0), expect.closeTo(0)]);
  });

  it('count the different hours of a night', () => {
    const night = [21, 22, 22.5, 25, 29, 31, 46].map((hours) => [hours] as const);
    const scores = scoresOf((report) => {
      const nights = new NightHours(report);
      return {
        take: (sighting) => nights.take({ ...sighting, amount: Math.floor(sighting.amount) }),
        end: () => nights.end(),
      };
    }, night);
    expect(scores).toEqual([0, 1, 1, 2, 3, 3, 1]);
  });
});
