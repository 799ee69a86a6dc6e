/** Over how many parts keys are spread. */

import fc from 'fast-check';
import { arrivedWithFaults, cases, runOf } from '../case.ts';
import type { Relation } from '../relation.ts';
import { exactView } from '../view.ts';

export const shardCount: Relation = {
  name: 'shard-count',
  claim: '1, 2, 7 and 64 shards give the same bytes',
  trials: (subject) =>
    fc.tuple(cases(subject), fc.constantFrom(2, 7, 64)).map(([of, shards]) => {
      const arrived = arrivedWithFaults(of);
      const { faults } = of;
      return {
        altered: runOf(of, arrived, { faults, setting: { ...of.setting, shards } }),
        references: [runOf(of, arrived, { faults, setting: { ...of.setting, shards: 1 } })],
        expected: ([outcome]) => exactView(outcome!),
        observed: (outcome) => exactView(outcome),
      };
    }),
};
