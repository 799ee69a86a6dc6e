/** What a baseline that keeps learning has to keep beside what it has learnt, to tell what it doubts. */

import type { CheckedDoubt } from './checked.ts';
import type { DoubtYardstick } from './running-program.ts';

/**
 * "outliers of this period", "values of history": sorted, each once. Outliers of history are told by what was learnt. A
 * previous period has to be this period first.
 */
export function yardsticksKept(doubts: readonly CheckedDoubt[]): readonly string[] {
  const kept = doubts.flatMap((doubt) => {
    if (doubt.kind === 'rare') return periodsKept(doubt.against).map((period) => `values of ${period}`);
    if (doubt.kind !== 'outlier' || doubt.against === 'history') return [];
    return periodsKept(doubt.against).map((period) => `outliers of ${period}`);
  });
  return [...new Set(kept)].sort();
}

function periodsKept(against: DoubtYardstick): readonly DoubtYardstick[] {
  return against === 'previous period' ? ['previous period', 'this period'] : [against];
}
