/** Order of arrival. */

import { caseTimes, cases, runOf } from '../case.ts';
import { arrivals } from '../faults.ts';
import type { Relation } from '../relation.ts';
import { settledView } from '../view.ts';

export const orderWithinLateness: Relation = {
  name: 'order-within-lateness',
  claim: 'as long as no event is late, the order in which events arrive does not change what holds in the end',
  trials: (subject) =>
    cases(subject).map((of) => {
      const latenessMs = caseTimes(of).leastLatenessMs;
      const faults = { disorder: 1, tooLate: 0, broken: 0, salt: of.faults.salt };
      return {
        altered: runOf(of, arrivals(of.events, { latenessMs, faults })),
        references: [runOf(of, of.events)],
        expected: (outcomes) => settledView(outcomes),
        observed: (outcome) => settledView([outcome]),
      };
    }),
};
