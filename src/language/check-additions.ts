/** What adds to the score of a baseline that keeps learning: slow surprise of earlier days, evidence of other keys. */

import { evidenceWithinMsMax, featureWeightMax } from '../limits.ts';
import { dayMs, secondMs } from '../time/duration.ts';
import type { BaselineDeclaration, Located, Span } from './ast.ts';
import type { Surroundings } from './check-context.ts';
import { eventScope } from './check-event-scope.ts';
import { checkingIn } from './check-expressions.ts';
import type { CheckedFeatures } from './check-features.ts';
import type { KnownHead } from './check-heads.ts';
import type { CheckedRunning } from './checked.ts';
import type { Problems } from './problems.ts';

/** Slow attacks that were found lasted for two weeks and were not worth much on any one day. */
const slowWeightDefault = 0.6;
/** What another key did at the same place says something, but less than what the key does itself. */
const evidenceWeightDefault = 0.5;

/** Undefined when nothing is said, or after a problem was noted. */
export function checkSlow({ problems }: Surroundings, { slow }: BaselineDeclaration): CheckedRunning['slow'] {
  if (slow === undefined) return undefined;
  const { lengthMs, weight } = slow.value;
  const example = 'add slow surprise over 12 days, weight 0.6';
  const value = checkWeight(problems, weight, { span: slow.span, usual: slowWeightDefault, example });
  if (value === undefined) return undefined;
  if (lengthMs >= dayMs) return { days: lengthMs / dayMs, weight: value };
  return problems.error('C041', slow.span, 'slow surprise is added up over days', {
    hint: 'write for example: add slow surprise over 12 days',
  });
}

/** Undefined when nothing is said, or after a problem was noted. */
export function checkAddedEvidence(
  surroundings: Surroundings,
  {
    declaration: { addedEvidence },
    head,
    learnt,
  }: {
    readonly declaration: BaselineDeclaration;
    readonly head: KnownHead;
    readonly learnt: CheckedFeatures;
  },
): CheckedRunning['evidence'] {
  if (addedEvidence === undefined) return undefined;
  const { problems } = surroundings;
  const { value, span } = addedEvidence;
  const place = { source: head.known, place: 'in what keys share' };
  const of = checkingIn(surroundings, eventScope(surroundings, place)).typed(value.of);
  const example = 'add evidence of client_ip within 1 hour, weight 0.5';
  const weight = checkWeight(problems, value.weight, { span, usual: evidenceWeightDefault, example });
  if (learnt.window !== undefined) {
    return problems.error('C053', span, 'a window of many events has no one place that keys share', {
      hint: 'leave it out, or write a second baseline that learns of each event',
    });
  }
  const withinMs = value.within.value;
  if (withinMs < secondMs || withinMs > evidenceWithinMsMax) {
    return problems.error(
      'C041',
      value.within.span,
      'evidence counts for a second at least, and for a day at most',
      {
        hint: `write for example: ${example}`,
      },
    );
  }
  return of === undefined || weight === undefined ? undefined : { of, withinMs, weight };
}

function checkWeight(
  problems: Problems,
  weight: Located<number> | undefined,
  { span, usual, example }: { readonly span: Span; readonly usual: number; readonly example: string },
): number | undefined {
  const value = weight?.value ?? usual;
  if (value > 0 && value <= featureWeightMax) return value;
  return problems.error('C041', span, `a weight lies above 0, and is ${featureWeightMax} at most`, {
    found: `${value}`,
    hint: `write for example: ${example}`,
  });
}
