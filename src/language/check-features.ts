/** Features: what a baseline learns of each event, or of all events of a window. */

import type { AggregateKind } from '../baseline/aggregate.ts';
import type { BaselineDeclaration, FeatureDeclaration, LevelDeclaration, WindowClause } from './ast.ts';
import { checkAggregate, isAggregate } from './check-calls.ts';
import { type Checking, typeText } from './check-context.ts';
import { checkWindow, sameWindow } from './check-windows.ts';
import type {
  CheckedAggregate,
  CheckedBaseline,
  CheckedFeature,
  CheckedKey,
  CheckedLevel,
} from './checked.ts';
import { printExpression } from './print.ts';
import type { Problems } from './problems.ts';

export interface CheckedFeatures {
  readonly window?: CheckedBaseline['window'];
  /** In the order of the rule; undefined where a problem was noted. */
  readonly features: readonly (CheckedFeature | undefined)[];
  readonly aggregates: readonly CheckedAggregate[];
}

/** `checking` is the place of the baseline's events. */
export function checkFeatures(
  checking: Checking,
  {
    declaration,
    keys,
  }: { readonly declaration: BaselineDeclaration; readonly keys: readonly (CheckedKey | undefined)[] },
): CheckedFeatures {
  const aggregates: CheckedAggregate[] = [];
  const taken = new Set(keys.flatMap((key) => (key === undefined ? [] : [key.name])));
  const features = declaration.features.map((feature) => {
    const { value: name, span } = feature.name;
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
    return checkFeature(checking, { feature, aggregates, keys });
  });
  const window = commonWindow(checking, declaration.features);
  return { features, aggregates, ...(window && { window: window.value }) };
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
  return feature.kind === 'frequency' || feature.kind === 'range' ? feature.window : undefined;
}

interface FeaturePlace<Feature = FeatureDeclaration> {
  readonly feature: Feature;
  readonly aggregates: CheckedAggregate[];
  readonly keys: readonly (CheckedKey | undefined)[];
}

function checkFeature(checking: Checking, place: FeaturePlace): CheckedFeature | undefined {
  const { feature, aggregates, keys } = place;
  const name = feature.name.value;
  switch (feature.kind) {
    case 'values': {
      const of = checking.typed(feature.of);
      return of && { name, type: of.type, kind: 'values', of };
    }
    case 'hours': {
      const of = checking.typed(feature.of);
      if (of === undefined || of.type === 'time') {
        return of && { name, type: 'number', kind: 'hours', cycle: feature.cycle, of };
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
  if (of.kind === 'call' && isAggregate(of)) {
    const checked = checkAggregate(checking, of);
    if (window === undefined) {
      return problems.error('C038', of.span, `over which time is ${of.name.value}(…) computed?`, {
        hint: 'say a window behind it, like: per day, or: over 5 minutes',
      });
    }
    if (checked === undefined) return undefined;
    const { aggregate, type } = checked;
    const scale = scaleOf(aggregate.kind);
    return { name, type, kind: 'amount', scale, aggregate: aggregates.push(aggregate) - 1, levels };
  }
  const typed = checking.typed(of);
  if (typed === undefined) return undefined;
  if (window !== undefined) {
    const text = printExpression(typed);
    return problems.error('C015', of.span, 'a window holds many events: what is computed of them?', {
      hint:
        typed.type === 'number'
          ? `write: sum(${text}), max(${text}) or average(${text})`
          : `write: distinct(${text})`,
    });
  }
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

/** Numbers of events or things vary as counts do, sums of things at least as much, single numbers in ratios. */
function scaleOf(kind: AggregateKind): 'count' | 'amount' | 'value' {
  if (kind === 'count' || kind === 'distinct') return 'count';
  return kind === 'sum' ? 'amount' : 'value';
}

/** The groups of peers. One that is the key itself says nothing: its own history always counts. */
function checkLevels(
  checking: Checking,
  { levels, keys }: { readonly levels: readonly LevelDeclaration[]; readonly keys: FeaturePlace['keys'] },
): CheckedLevel[] {
  const checked = new Map<string, CheckedLevel>();
  const own = new Set(keys.map((key) => key && printExpression(key.expression)));
  for (const level of levels) {
    const group = level.kind === 'group' ? checking.typed(level.expression) : undefined;
    if (level.kind === 'group' && group === undefined) continue;
    const text = group === undefined ? 'everyone' : printExpression(group);
    if (checked.has(text)) {
      checking.problems.warning('C103', level.span, `"${text}" is named twice`, { hint: 'leave one out' });
    } else if (group !== undefined && own.size === 1 && own.has(text)) {
      checking.problems.warning('C103', level.span, `the history of each "${text}" itself always counts`, {
        hint: 'leave it out, and name only groups of peers',
      });
    } else
      checked.set(text, { name: group?.kind === 'lookup' ? group.column : text, ...(group && { group }) });
  }
  return [...checked.values()];
}
