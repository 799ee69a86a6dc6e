/** Records that are delivered more than once. */

import fc from 'fast-check';
import { cases, caseTimes, runOf } from '../case.ts';
import { chance } from '../chance.ts';
import type { TimedEvent } from '../events.ts';
import { arrivals } from '../faults.ts';
import type { Relation } from '../relation.ts';
import { settledView, type View } from '../view.ts';

export const duplicates: Relation = {
  name: 'duplicates',
  claim:
    'records delivered again while their time is still awaited are counted as duplicates and change nothing else',
  trials: (subject) =>
    fc.tuple(cases(subject), fc.constantFrom(0.05, 0.3, 1)).map(([of, share]) => {
      const { leastLatenessMs, greatestLatenessMs } = caseTimes(of);
      const faults = { ...of.faults, tooLate: 0, broken: 0 };
      const arrived = arrivals(of.events, { latenessMs: leastLatenessMs, faults });
      const precise = { latenessMs: greatestLatenessMs, precisionMs: of.times.precisionMs };
      const twice = redeliver(arrived, { share, salt: faults.salt, ...precise });
      const count = (view: View, found: number): View => ({
        ...view,
        sections: { ...view.sections, duplicates: [`${found}`] },
      });
      return {
        altered: runOf(of, twice),
        references: [runOf(of, arrived)],
        expected: (outcomes) => count(settledView(outcomes), twice.length - arrived.length),
        observed: (outcome) => count(settledView([outcome]), outcome.metrics.sources[0]!.duplicates),
      };
    }),
};

/** Some events come again, up to nine records later, if the clock has not passed them by more than the lateness then. */
function redeliver(
  arrived: readonly TimedEvent[],
  of: { share: number; salt: number; latenessMs: number; precisionMs: number },
): readonly TimedEvent[] {
  const clocks = new Float64Array(arrived.length);
  let clock = Number.NEGATIVE_INFINITY;
  arrived.forEach(({ time }, index) => {
    clock = Math.max(clock, time);
    clocks[index] = clock;
  });
  const again: TimedEvent[][] = arrived.map(() => []);
  arrived.forEach((event, index) => {
    if (chance(event.fate, of.salt + 20) >= of.share) return;
    const later = Math.floor(chance(event.fate, of.salt + 21) * 10);
    for (let at = Math.min(index + later, arrived.length - 1); at >= index; at--) {
      const floor = (time: number) => Math.floor(time / of.precisionMs) * of.precisionMs;
      if (floor(clocks[at]!) - floor(event.time) > of.latenessMs) continue;
      again[at]!.push(event);
      return;
    }
  });
  return arrived.flatMap((event, index) => [event, ...again[index]!]);
}
