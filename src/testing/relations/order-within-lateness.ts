/** Order of arrival. */

import { dayMs } from '../../time/duration.ts';
import { cases, caseTimes, runOf } from '../case.ts';
import type { TimedEvent } from '../events.ts';
import { arrivals } from '../faults.ts';
import type { Relation } from '../relation.ts';
import { settledView } from '../view.ts';

export const orderWithinLateness: Relation = {
  name: 'order-within-lateness',
  claim:
    'as long as no event is late, the order in which events arrive does not change what holds once all has ended',
  trials: (subject) =>
    cases(subject).map((of) => {
      const latenessMs = caseTimes(of).leastLatenessMs;
      const faults = { disorder: 1, tooLate: 0, broken: 0, salt: of.faults.salt };
      return {
        altered: runOf(of, [...arrivals(of.events, { latenessMs, faults }), longAfter(of.events)]),
        references: [runOf(of, [...of.events, longAfter(of.events)])],
        expected: (outcomes) => settledView(outcomes),
        observed: (outcome) => settledView([outcome]),
      };
    }),
};

/** Longer than any window, period of alerts or generation goes on: then all that is learnt and reported has come to its end. */
const afterwardsMs = 60 * dayMs;

/** An event of nobody, by which the clock passes the end of everything. */
function longAfter(events: readonly TimedEvent[]): TimedEvent {
  return { id: 'end', time: events.at(-1)!.time + afterwardsMs, fields: {}, fate: 0 };
}
