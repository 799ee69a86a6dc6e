/** The program of what makes a baseline a running one: its models, levels and doubts with code in place of expressions. */

import type { ModelSpec } from '../../baseline/create-model.ts';
import type { CheckedBaseline, CheckedDoubt, CheckedRunning, RunningFeature } from '../checked.ts';
import type { DoubtProgram, RunningFeatureProgram, RunningProgram } from '../program.ts';
import { doubtText } from '../running-text.ts';
import { generateFilter } from './filter.ts';
import { generateReading, levelProgram } from './level.ts';
import { isOfTexts, slotsOf } from './measure.ts';
import type { Surroundings } from './scope.ts';

export function generateRunning(
  rule: CheckedBaseline,
  running: CheckedRunning,
  surroundings: Surroundings,
): RunningProgram {
  const { levels, zone, daysOff, calibration, slow, doubts } = running;
  const isPerEvent = rule.window === undefined;
  const slots = slotsOf(rule);
  return {
    features: rule.features.flatMap((feature, index) =>
      feature.kind === 'running' ? [featureProgram(feature, isPerEvent ? slots[index] : -1)] : [],
    ),
    levels: levels.map((level) => levelProgram(level, surroundings)),
    slots: isPerEvent ? slots[rule.features.length] : rule.aggregates.length,
    ...(zone === undefined ? undefined : { zone: generateReading(zone, surroundings) }),
    daysOff: new Set(daysOff),
    calibration,
    ...(slow === undefined ? undefined : { slow }),
    doubts: doubts.map((doubt) => doubtProgram(doubt, surroundings)),
  };
}

function featureProgram(feature: RunningFeature, slot: number): RunningFeatureProgram {
  const { model, weight, aggregates, levels } = feature;
  return { model, weight, slot, aggregates, levels };
}

function doubtProgram(doubt: CheckedDoubt, surroundings: Surroundings): DoubtProgram {
  const head = { action: doubt.action, text: doubtText(doubt), waitDays: 0, daysMin: 0 };
  switch (doubt.kind) {
    case 'surprise': {
      const { score, waitDays, daysMin } = doubt;
      return { ...head, waitDays, daysMin, when: { kind: 'surprise', score } };
    }
    case 'outlier':
      return { ...head, when: { kind: 'outlier', sigmas: doubt.sigmas } };
    case 'condition': {
      const { matches } = generateFilter(doubt.condition, surroundings);
      return { ...head, when: { kind: 'expression', matches } };
    }
  }
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
      return { kind: 'amount', scale: model.scale };
    default:
      return { kind: 'amount', scale: 'value' };
  }
}
