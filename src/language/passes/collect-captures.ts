/**
 * Collects what alerts read from the event itself: the largest parts of conditions and messages that depend on the event
 * alone. They are evaluated while the event is there and kept as values, because an alert may be worded when it is gone.
 */

import type { CheckedRule, TypedExpression } from '../checked.ts';
import { identityOf } from '../expression-identity.ts';
import { partsOf, someNode } from '../expression-tree.ts';
import type { Plan } from '../plan.ts';
import { alertExpressions } from '../rule-expressions.ts';

export function collectCaptures(plan: Plan): Plan {
  return {
    ...plan,
    rules: plan.rules.map((planned) => ({
      ...planned,
      captures: capturesIn(
        alertExpressions(planned.rule).flatMap((each) => [each, ...placesIn(each, planned.rule)]),
      ),
    })),
  };
}

/** Latitudes and longitudes of places that are shown: an observation holds one number of a feature. */
function placesIn(expression: TypedExpression, rule: CheckedRule): readonly TypedExpression[] {
  const features = rule.kind === 'baseline' ? rule.features : [];
  const parts: TypedExpression[] = [];
  someNode(expression, (node) => {
    const feature = node.kind === 'observed' ? features[node.feature] : undefined;
    if (feature?.kind === 'running' && feature.model.kind === 'places') parts.push(...feature.parts);
    return false;
  });
  return parts;
}

/** Distinct by identity, in the order of their first use. */
export function capturesIn(expressions: readonly TypedExpression[]): readonly TypedExpression[] {
  const captures = new Map<string, TypedExpression>();
  const visit = (expression: TypedExpression): void => {
    if (!someNode(expression, readsEvent)) return;
    if (someNode(expression, readsObservation)) {
      partsOf(expression).forEach(visit);
      return;
    }
    const identity = identityOf(expression);
    if (!captures.has(identity)) captures.set(identity, expression);
  };
  expressions.forEach(visit);
  return [...captures.values()];
}

function readsEvent(expression: TypedExpression): boolean {
  return expression.kind === 'field';
}

function readsObservation(expression: TypedExpression): boolean {
  return ['key', 'observed', 'aggregate', 'judgement', 'score'].includes(expression.kind);
}
