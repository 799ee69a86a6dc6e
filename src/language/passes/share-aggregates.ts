/** Makes one aggregate of equal aggregates of a rule, so that `count()` in two alerts is counted once. */

import type { CheckedAggregate, CheckedRule, TypedExpression } from '../checked.ts';
import { identityOf } from '../expression-identity.ts';
import { partsOf, withParts } from '../expression-tree.ts';
import type { Plan } from '../plan.ts';
import { rewriteRule } from '../rule-expressions.ts';

export function shareAggregates(plan: Plan): Plan {
  const notes: string[] = [];
  const rules = plan.rules.map((planned) => {
    const rule = withDistinctAggregates(planned.rule);
    const spared = planned.rule.aggregates.length - rule.aggregates.length;
    if (spared === 0) return planned;
    notes.push(
      `${rule.name}: ${planned.rule.aggregates.length} aggregates computed as ${rule.aggregates.length}`,
    );
    return { ...planned, rule };
  });
  return { ...plan, rules, notes: [...plan.notes, ...notes] };
}

function withDistinctAggregates(rule: CheckedRule): CheckedRule {
  const distinct = new Map<string, CheckedAggregate>();
  const ids = rule.aggregates.map(aggregateIdentity);
  rule.aggregates.forEach((aggregate, index) => {
    if (!distinct.has(ids[index])) distinct.set(ids[index], aggregate);
  });
  if (distinct.size === rule.aggregates.length) return rule;
  const order = [...distinct.keys()];
  const moved = (index: number): number => order.indexOf(ids[index]);
  const rewritten = rewriteRule(rule, (expression) => withMovedAggregates(expression, moved));
  const aggregates = [...distinct.values()];
  if (rewritten.kind === 'rule') return { ...rewritten, aggregates };
  if (rewritten.kind === 'view') {
    const columns = rewritten.columns.map((column) => ({ ...column, aggregate: moved(column.aggregate) }));
    return { ...rewritten, aggregates, columns };
  }
  const features = rewritten.features.map((feature) => {
    if (feature.kind === 'running') return { ...feature, aggregates: feature.aggregates.map(moved) };
    return feature.kind === 'amount' && feature.aggregate !== undefined
      ? { ...feature, aggregate: moved(feature.aggregate) }
      : feature;
  });
  return { ...rewritten, aggregates, features };
}

function withMovedAggregates(expression: TypedExpression, moved: (index: number) => number): TypedExpression {
  if (expression.kind === 'aggregate') return { ...expression, index: moved(expression.index) };
  return withParts(
    expression,
    partsOf(expression).map((part) => withMovedAggregates(part, moved)),
  );
}

function aggregateIdentity({ kind, argument }: CheckedAggregate): string {
  return argument === undefined ? kind : `${kind} ${identityOf(argument)}`;
}
