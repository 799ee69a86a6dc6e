/** Rules side by side. */

import fc from 'fast-check';
import { arrivedWithFaults, type Case, cases, runOf } from '../case.ts';
import type { Relation } from '../relation.ts';
import { rules } from '../rules.ts';
import { exactView } from '../view.ts';

export const unrelatedRule: Relation = {
  name: 'unrelated-rule',
  claim: 'another rule on the same source, before or after the others, changes nothing of what they report',
  trials: (subject) => {
    const other = rules(subject.source, { prefix: 'unrelated', countMax: 1 });
    return fc.tuple(cases(subject), other, fc.nat(9)).map(([of, [added], place]) => {
      const arrived = arrivedWithFaults(of);
      const { faults } = of;
      const all = of.rules.toSpliced(place % (of.rules.length + 1), 0, added!);
      const own = { rules: ownNames(of) };
      return {
        altered: runOf(of, arrived, { faults, rules: all }),
        references: [runOf(of, arrived, { faults })],
        expected: ([outcome]) => exactView(outcome!, own),
        observed: (outcome) => exactView(outcome, own),
      };
    });
  },
};

/** Names under which a case's own rules and actors report. */
export function ownNames({ rules, subject }: Case): ReadonlySet<string> {
  return new Set([...rules, ...(subject.actors ?? [])].map(({ name }) => name));
}
