/** Features of a baseline that keeps learning: what each kind is learnt of, and how. */

import { isSequence, type RunningSpec } from '../baseline/running/running-spec.ts';
import { featureWeightMax } from '../limits.ts';
import { hourMs } from '../time/duration.ts';
import type { FeatureDeclaration } from './ast.ts';
import { isAggregate } from './check-calls.ts';
import type { Checking } from './check-context.ts';
import { checkCondition } from './check-expressions.ts';
import {
  checkEventNumber,
  checkPart,
  checkWindowAggregate,
  countsFlags,
  scaleOf,
} from './check-feature-parts.ts';
import { checkAggregates, checkExpected, checkSeveral, type Learnt } from './check-several-numbers.ts';
import type { CheckedAggregate, CheckedLevel, RunningFeature } from './checked.ts';
import { identityOf } from './expression-identity.ts';

export interface RunningPlace {
  readonly feature: FeatureDeclaration;
  readonly halfLifeDays: number;
  /** Aggregates of the baseline: those of the feature are added. */
  readonly aggregates: CheckedAggregate[];
  /** Indexes in the levels of the baseline. */
  readonly levels: readonly number[];
}

const hoursMax = 12;

/** Undefined after a problem was noted. */
export function checkRunningFeature(checking: Checking, place: RunningPlace): RunningFeature | undefined {
  const { feature, halfLifeDays, aggregates, levels } = place;
  const learnt = checkKind(checking, feature);
  const weight = checkWeight(checking, feature);
  if (learnt === undefined || weight === undefined) return undefined;
  const [level] = feature.against;
  if (isSequence(learnt.model) && level !== undefined) {
    return checking.problems.error('C043', level.span, 'a sequence is judged by its own past alone', {
      hint: 'leave out against …, or compare with peers by: range of …',
    });
  }
  return {
    kind: 'running',
    name: feature.name.value,
    type: learnt.type,
    model: { ...learnt.model, halfLifeDays } as RunningSpec,
    parts: learnt.parts ?? [],
    aggregates: (learnt.aggregates ?? []).map((aggregate) => aggregates.push(aggregate) - 1),
    levels,
    weight,
  };
}

/** All levels of a baseline, each once, everyone last, and which of them each feature has. */
export function gatherLevels(byFeature: readonly (readonly CheckedLevel[])[]): {
  readonly levels: readonly CheckedLevel[];
  readonly indexes: readonly (readonly number[])[];
} {
  const distinct = new Map<string, CheckedLevel>();
  for (const level of byFeature.flat()) {
    if (!isEveryone(level)) distinct.set(textOf(level), distinct.get(textOf(level)) ?? level);
  }
  const everyone = byFeature.flat().find(isEveryone);
  if (everyone !== undefined) distinct.set(textOf(everyone), everyone);
  const order = [...distinct.keys()];
  return {
    levels: [...distinct.values()],
    indexes: byFeature.map((levels) =>
      levels.map((level) => order.indexOf(textOf(level))).sort((left, right) => left - right),
    ),
  };
}

function isEveryone({ group, isSimilar }: CheckedLevel): boolean {
  return group === undefined && isSimilar !== true;
}

function textOf({ name, group }: CheckedLevel): string {
  return group === undefined ? name : `group ${identityOf(group)}`;
}

function checkWeight({ problems }: Checking, { weight }: FeatureDeclaration): number | undefined {
  if (weight === undefined) return 1;
  if (weight.value > 0 && weight.value <= featureWeightMax) return weight.value;
  return problems.error('C041', weight.span, `a weight lies above 0, and is ${featureWeightMax} at most`, {
    found: `${weight.value}`,
    hint: 'a feature counts with the weight 1 unless you say otherwise; write for example: weight 0.2',
  });
}

function checkKind(checking: Checking, feature: FeatureDeclaration): Learnt | undefined {
  switch (feature.kind) {
    case 'values':
    case 'first seen':
    case 'counts': {
      const of = checking.typed(feature.of);
      return of && { model: { kind: feature.kind }, type: of.type, parts: [of] };
    }
    case 'hours':
      return checkTimes(checking, feature);
    case 'presence': {
      const of = checkPart(checking, feature.of, { types: ['time'], what: 'presence is learnt of a time' });
      return of && { model: { kind: 'presence' }, type: 'number', parts: [of] };
    }
    case 'places':
    case 'travel':
      return checkPlaces(checking, feature);
    case 'frequency':
      return { model: { kind: 'amount', scale: 'count' }, type: 'number', aggregates: [{ kind: 'count' }] };
    case 'range':
      return checkRange(checking, feature);
    case 'share':
      return checkShare(checking, feature);
    case 'ratio':
      return checkAggregates(checking, [feature.of, feature.to], { kind: 'share' });
    case 'smoothed':
      return checkAggregates(checking, [feature.of], { kind: 'smoothed', season: feature.season });
    case 'periodic':
    case 'series':
      return checkAggregates(checking, [feature.of], { kind: feature.kind });
    case 'clusters':
    case 'isolation':
      return checkSeveral(checking, feature);
    case 'expected':
      return checkExpected(checking, feature);
  }
}

/** How many of the events a condition holds for, and how many there are. */
function checkShare(
  checking: Checking,
  { of }: FeatureDeclaration & { readonly kind: 'share' },
): Learnt | undefined {
  if (of.kind === 'call' && isAggregate(of)) {
    return checking.problems.error('C011', of.span, 'a share is that of the events which meet a condition', {
      hint: 'write for example: share of outcome = "failure" per day, or of sums: ratio of sum(rejected) to sum(sent) per day',
    });
  }
  const argument = checkCondition(checking, of);
  if (argument === undefined) return undefined;
  return {
    model: { kind: 'share' },
    type: 'number',
    aggregates: [{ kind: 'sum', argument }, { kind: 'count' }],
  };
}

function checkTimes(
  checking: Checking,
  { of, cycle, within }: FeatureDeclaration & { readonly kind: 'hours' },
): Learnt | undefined {
  const time = checkPart(checking, of, { types: ['time'], what: 'hours are learnt of a time' });
  const bandwidthHours = within && within.value / hourMs;
  if (within !== undefined && within.value > hoursMax * hourMs) {
    return checking.problems.error('C041', within.span, 'an hour reaches half a day at most', {
      hint: 'write for example: within 1 hour, or leave it out: then each key gets what fits it',
    });
  }
  if (time === undefined) return undefined;
  const model = { kind: 'times', cycle, ...(bandwidthHours !== undefined && { bandwidthHours }) } as const;
  return { model, type: 'number', parts: [time] };
}

function checkPlaces(
  checking: Checking,
  { kind, of }: FeatureDeclaration & { readonly kind: 'places' | 'travel' },
): Learnt | undefined {
  const [latitude, longitude, time] = of;
  const degrees = { types: ['number'], what: 'a place is given by two numbers, in degrees' } as const;
  const parts = [checkPart(checking, latitude, degrees), checkPart(checking, longitude, degrees)];
  if (kind === 'travel') {
    parts.push(
      checkPart(checking, time, { types: ['time'], what: 'speed is computed of places and their time' }),
    );
  }
  const sound = parts.filter((part) => part !== undefined);
  if (sound.length < parts.length) return undefined;
  return { model: { kind }, type: kind === 'travel' ? 'number' : 'text', parts: sound };
}

function checkRange(
  checking: Checking,
  { of, window }: FeatureDeclaration & { readonly kind: 'range' },
): Learnt | undefined {
  if (window !== undefined) {
    const checked = checkWindowAggregate(checking, of);
    if (checked === undefined) return undefined;
    const { aggregate, type } = checked;
    return {
      model: { kind: 'amount', scale: countsFlags(aggregate) ? 'count' : scaleOf(aggregate.kind) },
      type,
      aggregates: [aggregate],
    };
  }
  const typed = checkEventNumber(checking, of, 'a range is learnt of numbers');
  return typed && { model: { kind: 'amount', scale: 'value' }, type: typed.type, parts: [typed] };
}
