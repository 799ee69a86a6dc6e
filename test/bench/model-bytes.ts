/** How many bytes the models' own numbers take for one key: what any way of learning the same would have to keep. */

import { createModel } from '../../src/index.ts';
import { Dictionary } from '../../src/memory/dictionary.ts';
import { Heap } from '../../src/memory/heap.ts';
import { Ledger } from '../../src/memory/ledger.ts';
import { daysLearnt } from './events.ts';

/**
 * The models of the benchmark's rule, without an actor around them: fixed words of the hours of the week and of the
 * places, and the place table of a key that has learnt two places, as nearly all keys of the benchmark have.
 */
export function modelBytes(): number {
  const ledger = new Ledger();
  const parts = { heap: new Heap(ledger), dictionary: new Dictionary(ledger) };
  const learnDays = daysLearnt;
  const hours = createModel({ kind: 'hours', cycle: 'week', learnDays }, parts);
  const places = createModel({ kind: 'values', learnDays }, parts);
  const state = parts.heap.allocate(places.words);
  for (const place of ['place-0001', 'place-0002']) places.learn(state, parts.dictionary.enter(place), 0);
  return (hours.words + places.words) * 4 + places.extraBytes(state);
}
