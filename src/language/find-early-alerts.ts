/**
 * Finds the conditions that can be trusted before their window is over: once they hold for what has come so far, more
 * events do not undo them. Only those may raise an alert early; the others wait for the window's end.
 *
 * `sum` counts as rising, because the sums that rules are written for are of amounts that are not negative; should a
 * negative one undo the condition, the alert is withdrawn at the window's end.
 */

import type { CheckedAggregate, CheckedFeature, TypedExpression } from './checked.ts';
import { someNode } from './expression-tree.ts';

export interface WindowedValues {
  readonly aggregates: readonly CheckedAggregate[];
  readonly features: readonly CheckedFeature[];
}

/** True when a condition that holds for a part of a window holds for the whole of it. */
export function raisesEarly(condition: TypedExpression, values: WindowedValues): boolean {
  if (isStable(condition)) return true;
  switch (condition.kind) {
    case 'and':
    case 'or':
      return raisesEarly(condition.left, values) && raisesEarly(condition.right, values);
    case 'judgement':
      return condition.quality === 'high' || condition.quality === 'unusual';
    case 'compare': {
      const { operator, left, right } = condition;
      if (operator === '>' || operator === '>=') return isRising(left, values) && isStable(right);
      if (operator === '<' || operator === '<=') return isStable(left) && isRising(right, values);
      return false;
    }
    default:
      return false;
  }
}

/** True when more events can only make the value larger. */
function isRising(expression: TypedExpression, values: WindowedValues): boolean {
  switch (expression.kind) {
    case 'score':
      return true;
    case 'aggregate':
      return isRisingAggregate(values.aggregates[expression.index]);
    case 'observed': {
      const feature = values.features[expression.feature];
      return (
        feature.kind === 'amount' &&
        feature.aggregate !== undefined &&
        isRisingAggregate(values.aggregates[feature.aggregate])
      );
    }
    case 'arithmetic':
      return (
        expression.operator === '+' &&
        [expression.left, expression.right].every((part) => isStable(part) || isRising(part, values))
      );
    default:
      return false;
  }
}

function isRisingAggregate({ kind }: CheckedAggregate): boolean {
  return kind === 'count' || kind === 'sum' || kind === 'maximum' || kind === 'distinct';
}

/** True when the value does not depend on what the window holds. */
function isStable(expression: TypedExpression): boolean {
  return !someNode(expression, ({ kind }) => ['aggregate', 'observed', 'judgement', 'score'].includes(kind));
}
