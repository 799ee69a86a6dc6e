/** Which yardsticks the doubts of a rule ask for, feature by feature, and what each is measured by. */

import {
  type DoubtProgram,
  type DoubtYardstick,
  isNumericModel,
  isSequence,
  type RunningModel,
  type RunningProgram,
  type RunningSpec,
} from '../../src/index.ts';

/** In the order of their numbers in saved states. */
export const yardsticks = [
  'history',
  'this period',
  'previous period',
] as const satisfies readonly DoubtYardstick[];
export const thisPeriod = 1;
export const previousPeriod = 2;

export interface YardstickSlot {
  readonly feature: number;
  /** Index in `yardsticks`. */
  readonly yardstick: number;
}

/** True for a doubt that compares with more than what was learnt. */
export function asksForYardstick({ when }: DoubtProgram): boolean {
  return when.kind === 'rare' || (when.kind === 'outlier' && when.against !== 'history');
}

/** What is kept of a feature. A previous period has to be this period first. */
export function slotsOf(running: RunningProgram, model: RunningModel, feature: number): YardstickSlot[] {
  const spec = running.features[feature].model;
  const asked = new Set(
    running.doubts.flatMap((doubt): DoubtYardstick[] => {
      if (!asksForYardstick(doubt)) return [];
      if (doubt.when.kind === 'rare') return isCounted(spec) ? [doubt.when.against] : [];
      return doubt.when.kind === 'outlier' && isMeasured(spec, model) ? [doubt.when.against] : [];
    }),
  );
  if (asked.has('previous period')) asked.add('this period');
  return yardsticks.flatMap((name, yardstick) => (asked.has(name) ? [{ feature, yardstick }] : []));
}

/** True for kinds whose samples come back on other days: of numbers it means little that each is rare. */
export function isCounted({ kind }: RunningSpec): boolean {
  return isOfTexts(kind) || isOfTimes(kind) || kind === 'places';
}

/** True for times of day. They are counted by the hour. */
export function isOfTimes(kind: RunningSpec['kind']): boolean {
  return kind === 'times' || kind === 'presence';
}

/** The model by which days are counted, or a number measured. */
export function measuredBy(model: RunningSpec, halfLifeDays: number): RunningSpec {
  if (isOfTexts(model.kind)) return { kind: 'values', halfLifeDays };
  if (isOfTimes(model.kind)) return { kind: 'times', cycle: 'day', bandwidthHours: 1, halfLifeDays };
  return { ...model, halfLifeDays };
}

function isOfTexts(kind: RunningSpec['kind']): boolean {
  return kind === 'values' || kind === 'first seen' || kind === 'counts';
}

function isMeasured(spec: RunningSpec, model: RunningModel): boolean {
  return isNumericModel(model) && !isSequence(spec);
}
