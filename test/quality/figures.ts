/** From outcomes to figures: what each scorer of a case finds at the budgets, how well it ranks, how late it is. */

import { hourMs } from '../../src/time/duration.ts';
import { type Estimate, estimates, quantile } from './bootstrap.ts';
import type { CaseOutcome, LabelledDay } from './case-outcome.ts';
import { type Budget, Ranking } from './ranking.ts';

/** What somebody reads: shares of the judged key-days; and, where labels are many, with that share of false ones. */
export const budgets: readonly Budget[] = [
  { share: 0.001, of: 'all' },
  { share: 0.01, of: 'all' },
  { share: 0.001, of: 'unlabelled' },
];
/** The share by which delays and misses are told. */
export const largerShare = 0.01;
export const strengths = ['blatant', 'clear', 'faint'] as const;

export interface ScorerFigures {
  readonly case: string;
  readonly scorer: string;
  readonly kind: 'rules' | 'naive';
  readonly recall: readonly RecallFigures[];
  /** Area under the precision-recall curve, as average precision. */
  readonly area: Estimate;
  /** Hours from the beginning of a label to the first observation that reaches the threshold of the larger budget; median of those found. */
  readonly delayHours: Estimate;
}

export interface RecallFigures {
  readonly budget: Budget;
  readonly all: Estimate;
  /** By strength; those without a label are NaN. */
  readonly byStrength: Readonly<Record<(typeof strengths)[number], Estimate>>;
}

export interface CaseFigures {
  readonly case: string;
  readonly keys: number;
  readonly judgedKeyDays: number;
  readonly setAside: number;
  readonly labelled: number;
  /** Labels on key-days that were not judged, in warm-up or without an event the rules look at: missed by everyone. */
  readonly unjudged: number;
  /** The best recall there is by shares of all key-days: what somebody who knows the labels would find. */
  readonly recallMax: readonly number[];
  readonly scorers: readonly ScorerFigures[];
}

export interface Sampling {
  readonly rounds: number;
  readonly seed: number;
}

/** One case over all seeds; keys of different seeds are different keys. */
export function figuresOf(outcomes: readonly CaseOutcome[], sampling: Sampling): CaseFigures {
  const labels = outcomes.flatMap((outcome) => outcome.labels);
  const judgedKeyDays = outcomes.reduce((days, { keyOf }) => days + keyOf.length, 0);
  const unjudged = labels.filter(({ row }) => row < 0).length;
  return {
    case: outcomes[0].case,
    keys: groupCount(outcomes),
    judgedKeyDays,
    setAside: outcomes.reduce((days, { setAside }) => days + setAside, 0),
    labelled: labels.length,
    unjudged,
    recallMax: budgets
      .filter(({ of }) => of === 'all')
      .map(({ share }) => Math.min(share * judgedKeyDays, labels.length - unjudged) / labels.length),
    scorers: outcomes[0].scorers.map((_, scorer) => scorerFigures(outcomes, scorer, sampling)),
  };
}

function scorerFigures(outcomes: readonly CaseOutcome[], scorer: number, sampling: Sampling): ScorerFigures {
  const { name, kind } = outcomes[0].scorers[scorer];
  const ranking = rankingOf(outcomes, scorer);
  const delays = new Delays(outcomes, scorer);
  const perBudget = 1 + strengths.length;
  const measured = estimates({ groups: ranking.groups, ...sampling }, (weights) => [
    ...budgets.flatMap((budget) => {
      const { all, byLabel } = ranking.recall(weights, budget);
      return [all, ...byLabel];
    }),
    ranking.area(weights),
    delays.medianHours(weights, ranking.threshold(weights, largerShare)),
  ]);
  return {
    case: outcomes[0].case,
    scorer: name,
    kind,
    recall: budgets.map((budget, index) => {
      const [all, blatant, clear, faint] = measured.slice(index * perBudget, (index + 1) * perBudget);
      return { budget, all, byStrength: { blatant, clear, faint } };
    }),
    area: measured[budgets.length * perBudget],
    delayHours: measured[budgets.length * perBudget + 1],
  };
}

/** The key-days of all outcomes as one ranking of a scorer; a group is a key of a seed. */
export function rankingOf(outcomes: readonly CaseOutcome[], scorer: number): Ranking {
  const firsts = firstGroups(outcomes);
  const rows = outcomes.flatMap((outcome, index) => {
    const labelOf = new Map(outcome.labels.map(({ row, strength }) => [row, strengths.indexOf(strength)]));
    return outcome.keyOf.map((key, row) => ({
      score: outcome.scorers[scorer].scores[row],
      group: firsts[index] + key,
      label: labelOf.get(row) ?? -1,
    }));
  });
  const unjudged = outcomes.flatMap((outcome, index) =>
    outcome.labels
      .filter(({ row }) => row < 0)
      .map(({ key, strength }) => ({ group: firsts[index] + key, label: strengths.indexOf(strength) })),
  );
  return new Ranking({ rows, unjudged, groups: groupCount(outcomes), labels: strengths.length });
}

class Delays {
  readonly #labels: readonly {
    group: number;
    label: LabelledDay;
    rises: CaseOutcome['scorers'][0]['rises'][0];
  }[];

  constructor(outcomes: readonly CaseOutcome[], scorer: number) {
    const firsts = firstGroups(outcomes);
    this.#labels = outcomes.flatMap((outcome, index) =>
      outcome.labels.map((label, place) => ({
        group: firsts[index] + label.key,
        label,
        rises: outcome.scorers[scorer].rises[place],
      })),
    );
  }

  /** NaN when none is found. */
  medianHours(weights: ArrayLike<number>, threshold: number): number {
    const hours = this.#labels.flatMap(({ group, label, rises }) => {
      const found = rises.find(([, score]) => score >= threshold);
      if (found === undefined) return [];
      // Rules round times down to the second.
      return new Array<number>(weights[group]).fill(Math.max(0, found[0] - label.from) / hourMs);
    });
    return quantile(hours, 0.5);
  }
}

function groupCount(outcomes: readonly CaseOutcome[]): number {
  return outcomes.reduce((groups, { keys }) => groups + keys.length, 0);
}

/** Number of the first group of each outcome. */
function firstGroups(outcomes: readonly CaseOutcome[]): number[] {
  return outcomes.map((_, index) => groupCount(outcomes.slice(0, index)));
}
