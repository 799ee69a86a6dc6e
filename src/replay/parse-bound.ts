/** How many: read from the words of an expectation, tested, and written again for people. */

import type { Bound } from './scenario.ts';
import type { StatementReader } from './statement-reader.ts';

/** `no`, `3`, `exactly 3`, `at least 3`, `at most 3`; undefined when none of them comes next. @throws StatementRejected */
export function parseBound(reader: StatementReader): Bound | undefined {
  if (reader.accepts('no')) return { least: 0, most: 0 };
  if (reader.accepts('at')) {
    const isLeast = reader.word('least', 'most') === 'least';
    const count = reader.number(isLeast ? 'how many at least' : 'how many at most');
    return isLeast ? { least: count, most: Number.POSITIVE_INFINITY } : { least: 0, most: count };
  }
  if (reader.accepts('exactly') || reader.token?.kind === 'number') {
    const exactly = reader.number('how many');
    return { least: exactly, most: exactly };
  }
  return undefined;
}

export function isInBound(count: number, bound: Bound): boolean {
  return count >= bound.least && count <= bound.most;
}

/** `none`, `exactly 3`, `at least 3`, `at most 3`. */
export function boundText(bound: Bound): string {
  if (bound.most === 0) return 'none';
  if (bound.least === bound.most) return `exactly ${bound.least}`;
  return bound.most === Number.POSITIVE_INFINITY ? `at least ${bound.least}` : `at most ${bound.most}`;
}
