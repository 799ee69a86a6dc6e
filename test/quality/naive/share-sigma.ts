/** Fixed sigma of a share per window: the part of a whole, against the key's mean share, whatever the size of the whole. */

import type { Windowing } from '../../../src/index.ts';
import { FixedSigma } from './fixed-sigma.ts';
import type { ReportScore } from './scorer.ts';
import { WindowSums } from './window-sums.ts';

/** The amounts of a sighting are part and whole. */
export function shareSigma(windowing: Windowing, report: ReportScore): WindowSums {
  const sigma = new FixedSigma({ sides: 'above', deviationMin: 1e-4 });
  return new WindowSums(windowing, (key, time, [part, whole]) => {
    report(key, time, whole > 0 ? sigma.score(key, part / whole) : 0);
  });
}
