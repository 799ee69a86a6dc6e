/** The program of what makes a baseline a running one: its models, levels and doubts with code in place of expressions. */

import type { ModelSpec } from '../../baseline/create-model.ts';
import type { CheckedBaseline, CheckedDoubt, CheckedRunning, RunningFeature } from '../checked.ts';
import { someNode } from '../expression-tree.ts';
import { printExpression } from '../print.ts';
import type { DoubtProgram, EvidenceProgram, RunningFeatureProgram, RunningProgram } from '../program.ts';
import { alertExpressions } from '../rule-expressions.ts';
import { doubtText, partTexts } from '../running-text.ts';
import { generateFilter } from './filter.ts';
import { generateReading, levelProgram } from './level.ts';
import { isOfTexts, slotsOf } from './measure.ts';
import type { Surroundings } from './scope.ts';

export function generateRunning(
  rule: CheckedBaseline,
  running: CheckedRunning,
  surroundings: Surroundings,
): RunningProgram {
  const { levels, zone, daysOff, calibration, slow, doubts, limitLevel, evidence } = running;
  const isPerEvent = rule.window === undefined;
  const slots = slotsOf(rule);
  return {
    features: rule.features.flatMap((feature, index) =>
      feature.kind === 'running'
        ? [featureProgram(rule, index, feature, isPerEvent ? slots[index] : -1)]
        : [],
    ),
    levels: levels.map((level) => levelProgram(level, surroundings)),
    slots: isPerEvent ? slots[rule.features.length] : rule.aggregates.length,
    ...(zone === undefined ? undefined : { zone: generateReading(zone, surroundings) }),
    daysOff: new Set(daysOff),
    calibration,
    ...(slow === undefined ? undefined : { slow }),
    doubts: doubts.map((doubt) => doubtProgram(doubt, surroundings)),
    ...(limitLevel === undefined ? undefined : { limitLevel }),
    ...(evidence === undefined ? undefined : { evidence: evidenceProgram(evidence, surroundings) }),
  };
}

function featureProgram(
  rule: CheckedBaseline,
  index: number,
  feature: RunningFeature,
  slot: number,
): RunningFeatureProgram {
  const { model, weight, aggregates, levels } = feature;
  const named = model.kind === 'tree' ? { ...model, names: partTexts(feature, rule).slice(1) } : model;
  return { model: named, weight, slot, aggregates, levels, watchesDrift: asksForDrift(rule, index) };
}

function asksForDrift(rule: CheckedBaseline, feature: number): boolean {
  return alertExpressions(rule).some((expression) =>
    someNode(
      expression,
      (node) => node.kind === 'judgement' && node.quality === 'drifting' && node.feature === feature,
    ),
  );
}

function doubtProgram(doubt: CheckedDoubt, surroundings: Surroundings): DoubtProgram {
  const { action, waitDays, daysMinToAdmit: daysMin } = doubt;
  return { action, text: doubtText(doubt), waitDays, daysMin, when: doubtfulProgram(doubt, surroundings) };
}

function doubtfulProgram(doubt: CheckedDoubt, surroundings: Surroundings): DoubtProgram['when'] {
  switch (doubt.kind) {
    case 'surprise':
      return { kind: 'surprise', score: doubt.score };
    case 'outlier':
      return { kind: 'outlier', sigmas: doubt.sigmas, against: doubt.against };
    case 'rare':
      return { kind: 'rare', daysMin: doubt.daysMin, against: doubt.against };
    case 'condition': {
      const { matches } = generateFilter(doubt.condition, surroundings);
      return { kind: 'expression', matches };
    }
  }
}

function evidenceProgram(
  { of, withinMs, weight }: NonNullable<CheckedRunning['evidence']>,
  surroundings: Surroundings,
): EvidenceProgram {
  return { text: printExpression(of), read: generateReading(of, surroundings), withinMs, weight };
}

/** The nature of what is observed, for everything that shows or compares it. A place is one of many, not more or less. */
export function natureOf(feature: RunningFeature): ModelSpec {
  const { model } = feature;
  if (isOfTexts(feature) || model.kind === 'places') return { kind: 'values', learnDays: 1 };
  switch (model.kind) {
    case 'times':
    case 'presence':
      return { kind: 'hours', cycle: 'day', learnDays: 1 };
    case 'amount':
    case 'tree':
      return { kind: 'amount', scale: model.scale };
    default:
      return { kind: 'amount', scale: 'value' };
  }
}
