/** The order of doubts: the first that fits decides, so that one may leave nothing to another behind it. */

import type { Span } from './ast.ts';
import type { CheckedDoubt } from './checked.ts';
import { identityOf } from './expression-identity.ts';
import type { Problems } from './problems.ts';

/** A doubt behind one that takes all it could take. */
export function reportUnreachable(
  problems: Problems,
  doubt: CheckedDoubt,
  { before, span }: { readonly before: readonly CheckedDoubt[]; readonly span: Span },
): void {
  const earlier = before.find((other) => takesAll(other, doubt));
  if (earlier === undefined) return;
  problems.warning('C104', span, `this never comes: "${earlier.action}" before it takes all of these`, {
    hint: `the first that fits decides; ${orderHints[doubt.kind]}`,
  });
}

const orderHints = {
  surprise: 'write the one with the larger number first',
  outlier: 'write the one with the larger number first',
  rare: 'write the one with the smaller number first',
  condition: 'keep one of them',
} as const satisfies Record<CheckedDoubt['kind'], string>;

/** Whether nothing is left of what one doubt takes when another one stands before it. */
export function takesAll(before: CheckedDoubt, doubt: CheckedDoubt): boolean {
  switch (doubt.kind) {
    case 'surprise':
      return before.kind === 'surprise' && before.score <= doubt.score;
    case 'outlier':
      return before.kind === 'outlier' && before.against === doubt.against && before.sigmas <= doubt.sigmas;
    case 'rare':
      return before.kind === 'rare' && before.against === doubt.against && before.daysMin >= doubt.daysMin;
    case 'condition':
      return before.kind === 'condition' && identityOf(before.condition) === identityOf(doubt.condition);
  }
}
