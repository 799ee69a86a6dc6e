/** Time as a whole. */

import fc from 'fast-check';
import { weekMs } from '../../time/duration.ts';
import { arrivedWithFaults, cases, runOf } from '../case.ts';
import type { Relation } from '../relation.ts';
import { shiftInstants } from '../rewrite.ts';
import { settledView } from '../view.ts';

export const weekShift: Relation = {
  name: 'week-shift',
  claim: 'moving all events by whole weeks, in UTC, moves the output by as much and changes nothing else',
  trials: (subject) => {
    const weeks = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: -500, max: -1 }));
    return fc.tuple(cases(subject), weeks).map(([of, count]) => {
      const byMs = count * weekMs;
      const arrived = arrivedWithFaults(of);
      const rewrite = <Entry>(entry: Entry) => shiftInstants(entry, byMs);
      return {
        altered: runOf(
          of,
          arrived.map((event) => ({ ...event, time: event.time + byMs })),
        ),
        references: [runOf(of, arrived)],
        expected: (outcomes) => settledView(outcomes, { rewrite, ids: 'left out' }),
        observed: (outcome) => settledView([outcome], { ids: 'left out' }),
      };
    });
  },
};
