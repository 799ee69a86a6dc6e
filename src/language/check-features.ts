/** Features: what a baseline learns of each event, or of all events of a window. */

import type { BaselineDeclaration, FeatureDeclaration, WindowClause } from './ast.ts';
import { isAggregate } from './check-calls.ts';
import { type Checking, typeText } from './check-context.ts';
import { checkLevels, checkWindowAggregate, groupLevel, type Keys, scaleOf } from './check-feature-parts.ts';
import { runningPart } from './check-not-learning.ts';
import { checkRunningFeature, gatherLevels } from './check-running-features.ts';
import { checkSimilarKeys } from './check-similar-keys.ts';
import { checkWindow, sameWindow } from './check-windows.ts';
import type { CheckedAggregate, CheckedBaseline, CheckedFeature, CheckedLevel } from './checked.ts';
import { printExpression } from './print.ts';
import type { Problems } from './problems.ts';

export interface CheckedFeatures {
  readonly window?: CheckedBaseline['window'];
  /** In the order of the rule; undefined where a problem was noted. */
  readonly features: readonly (CheckedFeature | undefined)[];
  readonly aggregates: readonly CheckedAggregate[];
  /** Of a baseline that keeps learning: the peers of all features and who shares limits of alerts, each once, everyone last. */
  readonly levels: readonly CheckedLevel[];
  /** Index in `levels` of those that share limits of alerts. */
  readonly limitLevel?: number;
}

/**
 * `checking` is the place of the baseline's events.
 * @param options.halfLifeDays of a baseline that keeps learning
 */
export function checkFeatures(
  checking: Checking,
  {
    declaration,
    keys,
    halfLifeDays,
  }: {
    readonly declaration: BaselineDeclaration;
    readonly keys: Keys;
    readonly halfLifeDays?: number | undefined;
  },
): CheckedFeatures {
  checkNames(checking, { declaration, keys });
  const aggregates: CheckedAggregate[] = [];
  const window = commonWindow(checking, declaration.features);
  const shared = { aggregates, ...(window && { window: window.value }) };
  if (halfLifeDays === undefined) {
    const features = declaration.features.map((feature) =>
      checkFeature(checking, { feature, aggregates, keys }),
    );
    return { ...shared, features, levels: [] };
  }
  const { levels, indexes } = gatherLevels([
    ...declaration.features.map(({ against }) => checkLevels(checking, { levels: against, keys })),
    checkLimitGroup(checking, declaration),
  ]);
  const [limitLevel] = indexes.at(-1)!;
  const features = declaration.features.map((feature, index) =>
    checkRunningFeature(checking, { feature, halfLifeDays, aggregates, levels: indexes[index]! }),
  );
  checkSimilarKeys(checking.problems, { declarations: declaration.features, features });
  return { ...shared, features, levels, ...(limitLevel !== undefined && { limitLevel }) };
}

/** A key may be a group by itself: then each key has limits of its own. */
function checkLimitGroup(checking: Checking, { limitGroup }: BaselineDeclaration): readonly CheckedLevel[] {
  const group = limitGroup && checking.typed(limitGroup.value);
  return group === undefined ? [] : [groupLevel(group)];
}

function checkNames(
  checking: Checking,
  { declaration, keys }: { readonly declaration: BaselineDeclaration; readonly keys: Keys },
): void {
  const taken = new Set(keys.flatMap((key) => (key === undefined ? [] : [key.name])));
  for (const { value: name, span } of declaration.features.map((feature) => feature.name)) {
    if (taken.has(name)) {
      checking.problems.error(
        'C009',
        span,
        `the name "${name}" is already taken by a key or another feature`,
        {
          hint: 'choose another name for this feature',
        },
      );
    }
    taken.add(name);
  }
}

/** All features learn per event, or all per window and the same one. */
function commonWindow(
  { problems }: Checking,
  features: readonly FeatureDeclaration[],
): WindowClause | undefined {
  const [first, ...others] = features;
  if (first === undefined) return undefined;
  const window = windowOf(first);
  if (window !== undefined) checkLearntWindow(problems, window);
  for (const other of others) {
    const otherWindow = windowOf(other);
    if ((window === undefined) !== (otherWindow === undefined)) {
      const [perEvent, perWindow] = window === undefined ? [first, other] : [other, first];
      problems.error(
        'C025',
        other.name.span,
        `"${perEvent.name.value}" is learnt of each event, but "${perWindow.name.value}" of a window of events`,
        { hint: 'write two baselines' },
      );
    } else if (
      window !== undefined &&
      otherWindow !== undefined &&
      !sameWindow(window.value, otherWindow.value)
    ) {
      problems.error(
        'C026',
        otherWindow.span,
        `"${other.name.value}" has another window than "${first.name.value}"`,
        {
          hint: 'write two baselines, or give both the same window',
        },
      );
    } else continue;
    return window;
  }
  return window;
}

/** Overlapping windows would learn the same events several times, and call thirty days of them ninety observations. */
function checkLearntWindow(problems: Problems, window: WindowClause): void {
  checkWindow(problems, window);
  if (window.value.kind !== 'sliding') return;
  problems.error('C045', window.span, 'a baseline learns of windows that follow one another', {
    hint: 'leave out every …, or count over sliding windows in a rule',
  });
}

function windowOf(feature: FeatureDeclaration): WindowClause | undefined {
  return 'window' in feature ? feature.window : undefined;
}

interface FeaturePlace<Feature = FeatureDeclaration> {
  readonly feature: Feature;
  readonly aggregates: CheckedAggregate[];
  readonly keys: Keys;
}

/** Undefined after a problem was noted, and for what only baselines know that keep learning: that was noted as well. */
function checkFeature(checking: Checking, place: FeaturePlace): CheckedFeature | undefined {
  const { feature, aggregates, keys } = place;
  const name = feature.name.value;
  if (runningPart(feature) !== undefined) return undefined;
  switch (feature.kind) {
    case 'values': {
      const of = checking.typed(feature.of);
      return of && { name, type: of.type, kind: 'values', of };
    }
    case 'hours': {
      const of = checking.typed(feature.of);
      if (of === undefined || of.type === 'time') {
        const cycle = feature.cycle === 'week' ? 'week' : 'day';
        return of && { name, type: 'number', kind: 'hours', cycle, of };
      }
      return checking.problems.error('C010', feature.of.span, 'hours are learnt of a time', {
        expected: typeText('time'),
        found: typeText(of.type),
      });
    }
    case 'frequency': {
      const levels = checkLevels(checking, { levels: feature.against, keys });
      const aggregate = aggregates.push({ kind: 'count' }) - 1;
      return { name, type: 'number', kind: 'amount', scale: 'count', aggregate, levels };
    }
    case 'range':
      return checkRangeFeature(checking, { feature, aggregates, keys });
    default:
      return undefined;
  }
}

function checkRangeFeature(
  checking: Checking,
  { feature, aggregates, keys }: FeaturePlace<Extract<FeatureDeclaration, { kind: 'range' }>>,
): CheckedFeature | undefined {
  const { problems } = checking;
  const { of, window } = feature;
  const name = feature.name.value;
  const levels = checkLevels(checking, { levels: feature.against, keys });
  if (of.kind === 'call' && isAggregate(of) && window === undefined) {
    checkWindowAggregate(checking, of);
    return problems.error('C038', of.span, `over which time is ${of.name.value}(…) computed?`, {
      hint: 'say a window behind it, like: per day, or: over 5 minutes',
    });
  }
  if (window !== undefined) {
    const checked = checkWindowAggregate(checking, of);
    if (checked === undefined) return undefined;
    const { aggregate, type } = checked;
    const scale = scaleOf(aggregate.kind);
    return { name, type, kind: 'amount', scale, aggregate: aggregates.push(aggregate) - 1, levels };
  }
  const typed = checking.typed(of);
  if (typed === undefined) return undefined;
  if (typed.type === 'number' || typed.type === 'duration') {
    const [level] = feature.against;
    if (level !== undefined) {
      return problems.error('C043', level.span, 'peers are compared by what comes together in a window', {
        hint: `say over which time, like: range of max(${printExpression(typed)}) per day, against …`,
      });
    }
    return { name, type: typed.type, kind: 'amount', scale: 'value', of: typed, levels };
  }
  return problems.error('C010', of.span, 'a range is learnt of numbers', {
    expected: typeText('number'),
    found: typeText(typed.type),
    hint: `write: usual values of ${printExpression(typed)}`,
  });
}
