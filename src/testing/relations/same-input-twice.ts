/** Determinism. */

import { arrivedWithFaults, cases, runOf } from '../case.ts';
import type { Relation } from '../relation.ts';
import type { Outcome } from '../run.ts';
import { exactView, type View } from '../view.ts';

export const sameInputTwice: Relation = {
  name: 'same-input-twice',
  claim: 'the same input gives the same bytes again, decisions and weights included',
  trials: (subject) =>
    cases(subject).map((of) => {
      const run = runOf(of, arrivedWithFaults(of), { faults: of.faults });
      return {
        altered: run,
        references: [run],
        expected: ([outcome]) => everything(outcome!),
        observed: (outcome) => everything(outcome),
      };
    }),
};

function everything(outcome: Outcome): View {
  const view = exactView(outcome);
  const decisions = outcome.decisions.map((decision) => JSON.stringify(decision));
  return { ...view, sections: { ...view.sections, decisions, metrics: [JSON.stringify(outcome.metrics)] } };
}
