/** Labels that a scorer does not find at a budget, one by one: what was told, what was seen, and how far down it ranks. */

import type { CaseOutcome } from './case-outcome.ts';
import { largerShare, rankingOf } from './figures.ts';

export interface Miss {
  readonly case: string;
  readonly scorer: string;
  readonly seed: number;
  readonly key: string;
  readonly at: string;
  readonly kind: string;
  readonly strength: string;
  readonly note: string;
  /** −1 when the key-day was not judged. */
  readonly score: number;
  /** Judged key-days with a score at least as high; 0 when it was not judged. */
  readonly rank: number;
  /** Key-days within the budget. */
  readonly read: number;
  readonly highest: string;
}

/** Those of the base rules at the larger budget, the blatant ones first. */
export function missesOf(outcomes: readonly CaseOutcome[]): Miss[] {
  const scorer = 0;
  const ranking = rankingOf(outcomes, scorer);
  const threshold = ranking.threshold(new Uint8Array(ranking.groups).fill(1), largerShare);
  const scores = outcomes.flatMap((outcome) => outcome.scorers[scorer].scores);
  const read = Math.floor(largerShare * scores.length);
  const misses = outcomes.flatMap((outcome) =>
    outcome.labels.flatMap(({ key, row, from, kind, strength, note }, place): Miss[] => {
      const score = row < 0 ? -1 : outcome.scorers[scorer].scores[row];
      if (score >= threshold) return [];
      return [
        {
          case: outcome.case,
          scorer: outcome.scorers[scorer].name,
          seed: outcome.seed,
          key: outcome.keys[key],
          at: new Date(from).toISOString(),
          kind,
          strength,
          note,
          score,
          rank: row < 0 ? 0 : scores.filter((other) => other >= score).length,
          read,
          highest: outcome.scorers[scorer].highest[place],
        },
      ];
    }),
  );
  return misses.sort((one, other) => one.strength.localeCompare(other.strength));
}
