/** How much memory there is. */

import fc from 'fast-check';
import { arrivedWithFaults, cases, runOf } from '../case.ts';
import type { Relation } from '../relation.ts';
import { exactView } from '../view.ts';

export const quota: Relation = {
  name: 'quota',
  claim: 'a quota of one byte, of any number of bytes and no quota at all give the same bytes of output',
  trials: (subject) => {
    const bytes = fc.oneof(fc.constant(1), fc.integer({ min: 200, max: 50_000 }));
    const batchRows = fc.constantFrom(1, 5, 40);
    return fc.tuple(cases(subject), bytes, batchRows).map(([of, memoryBytesMax, rows]) => {
      const arrived = arrivedWithFaults(of);
      const { faults } = of;
      const setting = { ...of.setting, batchRows: rows };
      const free = { ...setting, memoryBytesMax: Number.POSITIVE_INFINITY };
      return {
        altered: runOf(of, arrived, { faults, setting: { ...setting, memoryBytesMax } }),
        references: [runOf(of, arrived, { faults, setting: free })],
        expected: ([outcome]) => exactView(outcome!),
        observed: (outcome) => exactView(outcome),
      };
    });
  },
};
