/** Fixed sigmas of several sums per window, each of its own, put together as a distance: √ Σ z². */

import type { Windowing } from '../../../src/index.ts';
import { FixedSigma } from './fixed-sigma.ts';
import type { ReportScore } from './scorer.ts';
import { WindowSums } from './window-sums.ts';

/** The amounts of a sighting are what is summed up, side by side. */
export function sigmasTogether(windowing: Windowing, report: ReportScore): WindowSums {
  const sigmas: FixedSigma[] = [];
  return new WindowSums(windowing, (key, time, sums) => {
    let squares = 0;
    for (let place = 0; place < sums.length; place++) {
      sigmas[place] ??= new FixedSigma({ sides: 'both', deviationMin: 1 });
      squares += sigmas[place].score(key, sums[place]) ** 2;
    }
    report(key, time, Math.sqrt(squares));
  });
}
