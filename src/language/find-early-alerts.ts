/**
 * Finds the conditions that can be trusted before their window is over: once they hold for what has come so far, more
 * events do not undo them. Only those may raise an alert early; the others wait for the window's end.
 *
 * `sum` counts as rising, because the sums that rules are written for are of amounts that are not negative; should a
 * negative one undo the condition, the alert is withdrawn at the window's end.
 */

import type { CheckedAggregate, CheckedAlert, CheckedFeature, TypedExpression } from './checked.ts';
import { someNode } from './expression-tree.ts';

export interface WindowedValues {
  readonly aggregates: readonly CheckedAggregate[];
  readonly features: readonly CheckedFeature[];
}

/** True when an alert that is due for a part of a window is due for the whole of it. A limit of alerts is a limit of the score. */
export function raisesEarly(
  { condition, perDay }: Pick<CheckedAlert, 'condition' | 'perDay'>,
  values: WindowedValues,
): boolean {
  return (
    (perDay === undefined || values.features.every((feature) => isRisingScore(feature, values))) &&
    holdsEarly(condition, values)
  );
}

function holdsEarly(condition: TypedExpression, values: WindowedValues): boolean {
  if (isStable(condition)) return true;
  switch (condition.kind) {
    case 'and':
    case 'or':
      return holdsEarly(condition.left, values) && holdsEarly(condition.right, values);
    case 'judgement':
      return (
        (condition.quality === 'high' || condition.quality === 'unusual') &&
        isRisingScore(values.features[condition.feature], values)
      );
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
    case 'score': {
      const scored =
        expression.feature === undefined ? values.features : [values.features[expression.feature]];
      return scored.every((feature) => isRisingScore(feature, values));
    }
    case 'aggregate':
      return isRisingAggregate(values.aggregates[expression.index]);
    case 'observed': {
      const feature = values.features[expression.feature];
      if (feature.kind === 'running') return isRisingScore(feature, values);
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

/** Of a baseline that keeps learning, only amounts that rise surprise ever more: a share or a level may become usual again. */
function isRisingScore(feature: CheckedFeature, { aggregates }: WindowedValues): boolean {
  if (feature.kind !== 'running') return true;
  return (
    feature.model.kind === 'amount' &&
    feature.aggregates.every((index) => isRisingAggregate(aggregates[index]))
  );
}

function isRisingAggregate({ kind }: CheckedAggregate): boolean {
  return kind === 'count' || kind === 'sum' || kind === 'maximum' || kind === 'distinct';
}

/** True when the value does not depend on what the window holds. */
function isStable(expression: TypedExpression): boolean {
  return !someNode(expression, ({ kind }) => ['aggregate', 'observed', 'judgement', 'score'].includes(kind));
}
