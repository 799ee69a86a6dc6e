/** The program of one rule: its plan with code in place of expressions. */

import type { ModelSpec } from '../../baseline/create-model.ts';
import { isTextual } from '../../event/schema.ts';
import { dayMs } from '../../time/duration.ts';
import { aggregateText } from '../aggregate-text.ts';
import type { CheckedAggregate, CheckedBaseline, CheckedFeature, TypedExpression } from '../checked.ts';
import { identityOf } from '../expression-identity.ts';
import { someNode } from '../expression-tree.ts';
import { featureText } from '../feature-text.ts';
import type { RulePlan } from '../plan.ts';
import type { AggregateProgram, FeatureProgram, RuleProgram } from '../program.ts';
import { alertExpressions } from '../rule-expressions.ts';
import { tickOf } from '../tick.ts';
import { generateAlert } from './alert.ts';
import { generateFilter } from './filter.ts';
import { levelProgram } from './level.ts';
import { generateCapture, generateMeasure } from './measure.ts';
import { generateRunning, natureOf } from './running.ts';
import type { Surroundings } from './scope.ts';

/** @param index of the rule in the program */
export function generateRule(planned: RulePlan, index: number, surroundings: Surroundings): RuleProgram {
  const { rule } = planned;
  const head = {
    index,
    name: rule.name,
    title: rule.title,
    source: rule.source,
    filter: planned.filter,
    key: planned.key,
    stateId: planned.stateId,
    stateMeaning: planned.stateMeaning,
    latenessMs: rule.latenessMs,
    tickMs: tickOf(rule, surroundings.schema),
    priority: rule.priority,
    ...(rule.memoryBytes === undefined ? undefined : { memoryBytes: rule.memoryBytes }),
    alerts: rule.alerts.map((alert) => generateAlert(alert, planned, surroundings)),
    aggregates: rule.aggregates.map(aggregateProgram),
    measure: generateMeasure(planned, surroundings),
    keyParts: rule.keys.length,
    captures: planned.captures.map(identityOf),
    capture: generateCapture(planned, surroundings),
  };
  if (rule.kind === 'rule') return { ...head, kind: 'rule' };
  if (rule.kind === 'view') {
    const keys = rule.keys.map(({ name, expression }) => ({ name, type: expression.type }));
    return { ...head, kind: 'view', keys, columns: rule.columns, forgetMs: rule.forgetMs };
  }
  return {
    ...head,
    kind: 'baseline',
    ...(rule.window === undefined ? undefined : { window: rule.window }),
    features: rule.features.map((feature, which) => ({
      ...featureProgram(feature, rule, surroundings),
      side: sideOf(rule, which),
    })),
    learnMs: rule.learnMs,
    relearnMs: rule.relearnMs,
    keepMs: rule.keepMs,
    ...(rule.warmStart && { warmStart: rule.warmStart }),
    evidenceMin: rule.evidenceMin,
    threshold: rule.threshold,
    ...(rule.notLearnt === undefined ? undefined : { ignores: generateFilter(rule.notLearnt, surroundings) }),
    watchesSilence: rule.alerts.some(({ condition }) => someNode(condition, asksForLow)),
    ...(rule.running === undefined
      ? undefined
      : { running: generateRunning(rule, rule.running, surroundings) }),
  };
}

/** The side of a feature that all judgements of it ask for. */
function sideOf(rule: CheckedBaseline, feature: number): FeatureProgram['side'] {
  const qualities = new Set<string>();
  for (const expression of alertExpressions(rule)) {
    someNode(expression, (node) => {
      const isSided = node.kind === 'judgement' && node.quality !== 'drifting';
      if (isSided && node.feature === feature) qualities.add(node.quality);
      return false;
    });
  }
  const [quality] = qualities;
  return qualities.size === 1 && (quality === 'high' || quality === 'low') ? quality : 'both';
}

function asksForLow(expression: TypedExpression): boolean {
  return expression.kind === 'judgement' && expression.quality === 'low';
}

function aggregateProgram(aggregate: CheckedAggregate): AggregateProgram {
  const { kind, argument } = aggregate;
  return {
    kind,
    text: aggregateText(aggregate),
    textual: argument !== undefined && isTextual(argument.type),
  };
}

function featureProgram(
  feature: CheckedFeature,
  rule: CheckedBaseline,
  surroundings: Surroundings,
): Omit<FeatureProgram, 'side'> {
  const { name, type } = feature;
  const isAmount = feature.kind === 'amount';
  return {
    name,
    type,
    model: modelSpec(feature, rule),
    aggregate: aggregateOf(feature),
    levels: isAmount ? feature.levels.map((level) => levelProgram(level, surroundings)) : [],
    text: featureText(feature, rule),
  };
}

function aggregateOf(feature: CheckedFeature): number {
  if (feature.kind === 'running') return feature.aggregates[0] ?? -1;
  return feature.kind === 'amount' ? (feature.aggregate ?? -1) : -1;
}

function modelSpec(feature: CheckedFeature, rule: CheckedBaseline): ModelSpec {
  const learnDays = Math.max(1, Math.ceil(rule.learnMs / dayMs));
  const valuesNoise = rule.valuesNoise === undefined ? undefined : { noise: rule.valuesNoise };
  const warmStart = rule.warmStart && { warmStart: rule.warmStart };
  switch (feature.kind) {
    case 'values':
      return { kind: 'values', learnDays, ...valuesNoise, ...warmStart };
    case 'hours':
      return { kind: 'hours', cycle: feature.cycle, learnDays, ...valuesNoise, ...warmStart };
    case 'running':
      return natureOf(feature);
    case 'amount':
      return {
        kind: 'amount',
        scale: feature.scale,
        ...(rule.outliersNoise === undefined ? undefined : { noise: rule.outliersNoise }),
      };
  }
}
