/** What an event adds to an aggregate, as the number its accumulator takes. */

import { type AggregateProgram, hashNumber, hashText, type Measures } from '../src/index.ts';

/** The argument's value; its hash for `distinct`; NaN when it is missing; 0 for `count`. */
export function aggregateArgument(aggregate: AggregateProgram, measures: Measures, index: number): number {
  if (aggregate.kind === 'count') return 0;
  if (aggregate.textual) {
    const text = measures.texts[index];
    return text === undefined ? Number.NaN : hashText(text);
  }
  const number = measures.numbers[index];
  return aggregate.kind === 'distinct' && !Number.isNaN(number) ? hashNumber(number) : number;
}
