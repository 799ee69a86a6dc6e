/** Aggregates in the words of the rule language. */

import type { CheckedAggregate } from './checked.ts';
import { printExpression } from './print.ts';

/** "count()", "sum(attachments)" */
export function aggregateText({ kind, argument }: CheckedAggregate): string {
  return `${kind}(${argument === undefined ? '' : printExpression(argument)})`;
}
