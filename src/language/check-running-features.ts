/** Features of a baseline that keeps learning: what each kind is learnt of, and how. */

import { isSequence, type RunningSpec } from '../baseline/running/running-spec.ts';
import { hashSpan } from '../event/hash.ts';
import type { FieldType } from '../event/schema.ts';
import { dimensionsMax, featureWeightMax } from '../limits.ts';
import { hourMs } from '../time/duration.ts';
import type { Expression, FeatureDeclaration } from './ast.ts';
import { isAggregate } from './check-calls.ts';
import type { Checking } from './check-context.ts';
import { checkCondition } from './check-expressions.ts';
import { checkPart, checkWindowAggregate, scaleOf } from './check-feature-parts.ts';
import type { CheckedAggregate, CheckedLevel, RunningFeature, TypedExpression } from './checked.ts';
import { identityOf } from './expression-identity.ts';

export interface RunningPlace {
  readonly feature: FeatureDeclaration;
  readonly halfLifeDays: number;
  /** Aggregates of the baseline: those of the feature are added. */
  readonly aggregates: CheckedAggregate[];
  /** Indexes in the levels of the baseline. */
  readonly levels: readonly number[];
}

/** A kind without the fading that all features share. */
type Kind = RunningSpec extends infer Spec
  ? Spec extends unknown
    ? Omit<Spec, 'halfLifeDays'>
    : never
  : never;

/** What a kind of feature comes to, before levels and weight. */
interface Learnt {
  readonly model: Kind;
  readonly type: FieldType;
  readonly parts?: readonly TypedExpression[];
  readonly aggregates?: readonly CheckedAggregate[];
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
    if (level.group !== undefined) distinct.set(textOf(level), distinct.get(textOf(level)) ?? level);
  }
  const everyone = byFeature.flat().find(({ group }) => group === undefined);
  if (everyone !== undefined) distinct.set(textOf(everyone), everyone);
  const order = [...distinct.keys()];
  return {
    levels: [...distinct.values()],
    indexes: byFeature.map((levels) =>
      levels.map((level) => order.indexOf(textOf(level))).sort((left, right) => left - right),
    ),
  };
}

function textOf({ group }: CheckedLevel): string {
  return group === undefined ? 'everyone' : `group ${identityOf(group)}`;
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
    return { model: { kind: 'amount', scale: scaleOf(aggregate.kind) }, type, aggregates: [aggregate] };
  }
  const { problems } = checking;
  if (of.kind === 'call' && isAggregate(of)) {
    return problems.error('C038', of.span, `over which time is ${of.name.value}(…) computed?`, {
      hint: 'say a window behind it, like: per day, or: over 5 minutes',
    });
  }
  const typed = checkPart(checking, of, {
    types: ['number', 'duration'],
    what: 'a range is learnt of numbers',
  });
  return typed && { model: { kind: 'amount', scale: 'value' }, type: typed.type, parts: [typed] };
}

/** One aggregate has its own type, several together are a number. */
function checkAggregates(checking: Checking, of: readonly Expression[], model: Kind): Learnt | undefined {
  const checked = of.map((expression) => checkWindowAggregate(checking, expression));
  const sound = checked.filter((each) => each !== undefined);
  if (sound.length < checked.length) return undefined;
  const aggregates = sound.map(({ aggregate }) => aggregate);
  return { model, type: sound.length === 1 ? sound[0].type : 'number', aggregates };
}

function checkSeveral(
  checking: Checking,
  { kind, of, span }: FeatureDeclaration & { readonly kind: 'clusters' | 'isolation' },
): Learnt | undefined {
  const dimensions = of.length;
  if (dimensions < 2 || dimensions > dimensionsMax) {
    return checking.problems.error('C012', span, `${kind} are learnt of 2 to ${dimensionsMax} numbers`, {
      found: `${dimensions}`,
      hint: `write for example: ${kind} of count(), sum(rows), distinct(city) per day`,
    });
  }
  const learnt = checkAggregates(checking, of, { kind: 'clusters', dimensions });
  if (learnt === undefined || kind === 'clusters') return learnt && { ...learnt, type: 'text' };
  return { ...learnt, type: 'text', model: { kind: 'forest', dimensions, seed: seedOf(learnt) } };
}

/** Stable from release to release and from file to file: state must not depend on where a rule stands. */
function seedOf({ aggregates = [] }: Learnt): number {
  const text = aggregates.map(
    ({ kind, argument }) => `${kind} ${argument === undefined ? '' : identityOf(argument)}`,
  );
  const bytes = new TextEncoder().encode(text.join('\n'));
  return hashSpan(bytes, 0, bytes.length) >>> 0;
}
