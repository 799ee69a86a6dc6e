/** From the naive alternatives that a case names to their scorers. */

import { Windowing } from '../../../src/index.ts';
import { hourMs } from '../../../src/time/duration.ts';
import type { Zone } from '../../../src/time/zone.ts';
import type { Naive } from '../labelled-case.ts';
import { FirstSeen } from './first-seen.ts';
import { FixedSpeed } from './fixed-speed.ts';
import { HourHistogram } from './hour-histogram.ts';
import { HourSigma } from './hour-sigma.ts';
import { MeanPlace } from './mean-place.ts';
import { NightHours } from './night-hours.ts';
import type { NaiveScorer, ReportScore } from './scorer.ts';
import { shareSigma } from './share-sigma.ts';
import { sigmasTogether } from './sigmas-together.ts';
import { WindowSigma } from './window-sigma.ts';

/** As tables say it: `fixed sigma per day`. */
export function naiveName(naive: Naive): string {
  return 'per' in naive ? `${naive.kind} per ${naive.per}` : naive.kind;
}

export function createNaive(naive: Naive, zone: Zone, report: ReportScore): NaiveScorer {
  switch (naive.kind) {
    case 'hour histogram':
    case 'weekday histogram':
      return new HourHistogram(report);
    case 'hour sigma':
      return new HourSigma(report);
    case 'hours at night':
      return new NightHours(report);
    case 'first seen':
      return new FirstSeen(report);
    case 'speed':
      return new FixedSpeed(report);
    case 'distance from the mean place':
      return new MeanPlace(report);
    case 'fixed sigma':
      return new WindowSigma(windowingOf(naive.per, zone), report);
    case 'sigma of the share':
      return shareSigma(windowingOf(naive.per, zone), report);
    case 'sigmas together':
      return sigmasTogether(windowingOf(naive.per, zone), report);
  }
}

function windowingOf(per: 'hour' | 'day', zone: Zone): Windowing {
  const day = { kind: 'calendar', unit: 'day' } as const;
  const hour = { kind: 'tumbling', lengthMs: hourMs } as const;
  return new Windowing(per === 'day' ? day : hour, zone);
}
