/** How the input is cut. */

import fc from 'fast-check';
import { arrivedWithFaults, cases, runOf } from '../case.ts';
import type { Relation } from '../relation.ts';
import { exactView } from '../view.ts';

export const batchBorders: Relation = {
  name: 'batch-borders',
  claim: 'where chunks and batches of the input begin and end changes no byte of the output',
  trials: (subject) => {
    const cuts = fc.array(fc.integer({ min: 0, max: 9_999 }), { maxLength: 200, size: 'max' });
    const batchRows = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 500 }));
    return fc.tuple(cases(subject), cuts, batchRows).map(([of, places, rows]) => {
      const arrived = arrivedWithFaults(of);
      const { faults } = of;
      const whole = { ...of.setting, batchRows: 2_048 };
      const cut = { ...of.setting, batchRows: rows };
      return {
        altered: runOf(of, arrived, { faults, setting: cut, cuts: places.map((place) => place / 10_000) }),
        references: [runOf(of, arrived, { faults, setting: whole })],
        expected: ([outcome]) => exactView(outcome!),
        observed: (outcome) => exactView(outcome),
      };
    });
  },
};
