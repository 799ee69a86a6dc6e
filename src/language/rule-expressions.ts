/** Where expressions stand in a rule: listed by what evaluates them, and all rewritten alike. */

import type {
  CheckedAlert,
  CheckedFeature,
  CheckedLevel,
  CheckedRule,
  CheckedRunning,
  TypedExpression,
} from './checked.ts';

/** The expressions that `measure` evaluates: of the features learnt per event, or the aggregates' arguments. */
export function measuredExpressions(rule: CheckedRule): readonly TypedExpression[] {
  if (rule.kind === 'baseline' && rule.window === undefined) {
    return rule.features.flatMap((feature) => {
      if (feature.kind === 'running') return feature.parts;
      return feature.of === undefined ? [] : [feature.of];
    });
  }
  return rule.aggregates.flatMap(({ argument }) => (argument === undefined ? [] : [argument]));
}

/** The expressions that say which peers a key is compared with, and on which clock it lives. */
export function levelExpressions(rule: CheckedRule): readonly TypedExpression[] {
  if (rule.kind !== 'baseline') return [];
  const { running } = rule;
  const levels = [
    ...rule.features.flatMap((feature) => (feature.kind === 'amount' ? feature.levels : [])),
    ...(running?.levels ?? []),
  ];
  const groups = levels.flatMap(({ group }) => (group === undefined ? [] : [group]));
  return running?.zone === undefined ? groups : [...groups, running.zone];
}

/** The condition under which generations do not learn of an event. */
export function notLearntExpressions(rule: CheckedRule): readonly TypedExpression[] {
  return rule.kind === 'baseline' && rule.notLearnt !== undefined ? [rule.notLearnt] : [];
}

/** The conditions under which events are doubted, and what keys share: they change what is learnt and judged from now on, not what the state means. */
export function doubtExpressions(rule: CheckedRule): readonly TypedExpression[] {
  const running = rule.kind === 'baseline' ? rule.running : undefined;
  if (running === undefined) return [];
  const { doubts, evidence } = running;
  const conditions = doubts.flatMap((doubt) => (doubt.kind === 'condition' ? [doubt.condition] : []));
  return evidence === undefined ? conditions : [...conditions, evidence.of];
}

/** The expressions evaluated when an alert is decided and worded. */
export function alertExpressions(rule: CheckedRule): readonly TypedExpression[] {
  return rule.alerts.flatMap(({ condition, severity, message }) => [
    condition,
    ...severity.flatMap(({ when }) => (when === undefined ? [] : [when])),
    ...message.flatMap((part) => (part.kind === 'value' ? [part.expression] : [])),
  ]);
}

/** What is done to an expression; a condition only has to keep whether it holds, a value must keep being missing, too. */
export type Rewrite = (expression: TypedExpression, context: 'condition' | 'value') => TypedExpression;

/** The rule with every expression rewritten. */
export function rewriteRule(rule: CheckedRule, rewrite: Rewrite): CheckedRule {
  const value = (expression: TypedExpression): TypedExpression => rewrite(expression, 'value');
  const head = {
    where: rule.where && rewrite(rule.where, 'condition'),
    keys: rule.keys.map((key) => ({ ...key, expression: value(key.expression) })),
    alerts: rule.alerts.map((alert) => rewriteAlert(alert, rewrite)),
    aggregates: rule.aggregates.map((aggregate) =>
      aggregate.argument === undefined ? aggregate : { ...aggregate, argument: value(aggregate.argument) },
    ),
  };
  if (rule.kind !== 'baseline') return { ...rule, ...head };
  const features = rule.features.map((feature) => rewriteFeature(feature, value));
  const notLearnt = rule.notLearnt && rewrite(rule.notLearnt, 'condition');
  const baseline = { ...rule, ...head, features, ...(notLearnt && { notLearnt }) };
  return rule.running === undefined
    ? baseline
    : { ...baseline, running: rewriteRunning(rule.running, rewrite) };
}

function rewriteFeature(
  feature: CheckedFeature,
  value: (expression: TypedExpression) => TypedExpression,
): CheckedFeature {
  if (feature.kind === 'running') return { ...feature, parts: feature.parts.map(value) };
  if (feature.kind !== 'amount') return { ...feature, of: value(feature.of) };
  return {
    ...feature,
    of: feature.of && value(feature.of),
    levels: feature.levels.map((level) => rewriteLevel(level, value)),
  };
}

function rewriteRunning(running: CheckedRunning, rewrite: Rewrite): CheckedRunning {
  const value = (expression: TypedExpression): TypedExpression => rewrite(expression, 'value');
  return {
    ...running,
    levels: running.levels.map((level) => rewriteLevel(level, value)),
    ...(running.zone && { zone: value(running.zone) }),
    doubts: running.doubts.map((doubt) =>
      doubt.kind === 'condition' ? { ...doubt, condition: rewrite(doubt.condition, 'condition') } : doubt,
    ),
    ...(running.evidence && { evidence: { ...running.evidence, of: value(running.evidence.of) } }),
  };
}

function rewriteLevel(
  level: CheckedLevel,
  value: (expression: TypedExpression) => TypedExpression,
): CheckedLevel {
  return level.group === undefined ? level : { ...level, group: value(level.group) };
}

function rewriteAlert(alert: CheckedAlert, rewrite: Rewrite): CheckedAlert {
  return {
    ...alert,
    condition: rewrite(alert.condition, 'condition'),
    severity: alert.severity.map(({ severity, when }) => ({
      severity,
      when: when && rewrite(when, 'condition'),
    })),
    message: alert.message.map((part) =>
      part.kind === 'text' ? part : { ...part, expression: rewrite(part.expression, 'value') },
    ),
  };
}
