/** What features of all kinds are made of: aggregates over a window, and groups of peers. */

import type { AggregateKind } from '../baseline/aggregate.ts';
import type { FieldType } from '../event/schema.ts';
import type { Expression, LevelDeclaration } from './ast.ts';
import { checkAggregate, isAggregate } from './check-calls.ts';
import { type Checking, typeText } from './check-context.ts';
import type { CheckedAggregate, CheckedKey, CheckedLevel, TypedExpression } from './checked.ts';
import { printExpression } from './print.ts';

export type Keys = readonly (CheckedKey | undefined)[];

/** What is computed of the events of a window. Undefined after a problem was noted. */
export function checkWindowAggregate(
  checking: Checking,
  of: Expression,
): { readonly aggregate: CheckedAggregate; readonly type: FieldType } | undefined {
  if (of.kind === 'call' && isAggregate(of)) return checkAggregate(checking, of);
  const typed = checking.typed(of);
  if (typed === undefined) return undefined;
  const text = printExpression(typed);
  return checking.problems.error('C015', of.span, 'a window holds many events: what is computed of them?', {
    hint:
      typed.type === 'number'
        ? `write: sum(${text}), max(${text}) or average(${text})`
        : `write: distinct(${text})`,
  });
}

/** Numbers of events or things vary as counts do, sums of things at least as much, single numbers in ratios. */
export function scaleOf(kind: AggregateKind): 'count' | 'amount' | 'value' {
  if (kind === 'count' || kind === 'distinct') return 'count';
  return kind === 'sum' ? 'amount' : 'value';
}

/** True for a sum of noughts and ones: a number of events, whatever it is called. */
export function countsFlags({ kind, argument }: CheckedAggregate): boolean {
  if (kind !== 'sum' || argument?.kind !== 'call' || argument.name !== 'if_number') return false;
  const [, ...values] = argument.arguments;
  return values.every((value) => value.kind === 'constant' && (value.value === 0 || value.value === 1));
}

/** An expression of one of some types. Undefined after a problem was noted; `what` begins its sentence. */
export function checkPart(
  checking: Checking,
  of: Expression,
  { types, what }: { readonly types: readonly FieldType[]; readonly what: string },
): TypedExpression | undefined {
  const typed = checking.typed(of);
  if (typed === undefined || types.includes(typed.type)) return typed;
  return checking.problems.error('C010', of.span, what, {
    expected: types.map(typeText).join(' or '),
    found: typeText(typed.type),
  });
}

/** A number of an event. Undefined after a problem was noted; `what` begins its sentence. */
export function checkEventNumber(
  checking: Checking,
  of: Expression,
  what: string,
): TypedExpression | undefined {
  if (of.kind !== 'call' || !isAggregate(of)) {
    return checkPart(checking, of, { types: ['number', 'duration'], what });
  }
  return checking.problems.error('C038', of.span, `over which time is ${of.name.value}(…) computed?`, {
    hint: 'say a window behind it, like: per day, or: over 5 minutes',
  });
}

/** The groups of peers. One that is the key itself says nothing: its own history always counts. */
export function checkLevels(
  checking: Checking,
  { levels, keys }: { readonly levels: readonly LevelDeclaration[]; readonly keys: Keys },
): CheckedLevel[] {
  const checked = new Map<string, CheckedLevel>();
  const own = new Set(keys.map((key) => key && printExpression(key.expression)));
  for (const level of levels) {
    const group = level.kind === 'group' ? checking.typed(level.expression) : undefined;
    if (level.kind === 'group' && group === undefined) continue;
    const text = group === undefined ? level.kind : printExpression(group);
    if (checked.has(text)) {
      checking.problems.warning('C103', level.span, `"${text}" is named twice`, { hint: 'leave one out' });
    } else if (group !== undefined && own.size === 1 && own.has(text)) {
      checking.problems.warning('C103', level.span, `the history of each "${text}" itself always counts`, {
        hint: 'leave it out, and name only groups of peers',
      });
    } else if (level.kind === 'similar keys') checked.set(text, { name: text, isSimilar: true });
    else checked.set(text, group === undefined ? { name: text } : groupLevel(group));
  }
  return [...checked.values()];
}

/** Groups of a table go by the name of its column. */
export function groupLevel(group: TypedExpression): CheckedLevel {
  return { name: group.kind === 'lookup' ? group.column : printExpression(group), group };
}
