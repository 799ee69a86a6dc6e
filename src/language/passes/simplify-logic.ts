/**
 * Makes conditions shorter without changing when they hold: `not not x`, `x and true`, repeated operands, constants to the
 * right, and chains of equality on one operand into one set. `not (x = 1)` stays as it is: it holds when x is missing, and
 * `x != 1` does not.
 */

import type { ComparisonOperator } from '../ast.ts';
import type { TypedExpression } from '../checked.ts';
import { constantIdentity, identityOf } from '../expression-identity.ts';
import { chainOf, isDefinite, partsOf, withParts } from '../expression-tree.ts';
import { holds, isConstant, never } from './fold-constants.ts';

type Context = 'condition' | 'value';
type Kind<Name extends TypedExpression['kind']> = TypedExpression & { readonly kind: Name };

const mirrored: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** @param context a condition may turn a missing boolean into false, a value may not */
export function simplifyLogic(expression: TypedExpression, context: Context): TypedExpression {
  if (expression.kind === 'and' || expression.kind === 'or') return simplifyChain(expression, context);
  const inner: Context = expression.kind === 'not' ? 'condition' : 'value';
  const simplified = withParts(
    expression,
    partsOf(expression).map((part) => simplifyLogic(part, inner)),
  );
  switch (simplified.kind) {
    case 'not':
      return simplifyNot(simplified, context);
    case 'compare':
      return constantRight(simplified);
    case 'in values':
      return simplifyValues(simplified);
    default:
      return simplified;
  }
}

function simplifyNot(expression: Kind<'not'>, context: Context): TypedExpression {
  const { operand } = expression;
  if (operand.kind !== 'not') return expression;
  return context === 'condition' || isDefinite(operand.operand) ? operand.operand : expression;
}

function simplifyChain(expression: Kind<'and' | 'or'>, context: Context): TypedExpression {
  const kind = expression.kind;
  const neutral = kind === 'and' ? holds : never;
  const before = chainOf(kind, expression);
  const distinct = new Map<string, TypedExpression>();
  for (const operand of before.flatMap((part) => chainOf(kind, simplifyLogic(part, 'condition')))) {
    const identity = identityOf(operand);
    if (!(isConstant(operand) && operand.value === neutral.value) && !distinct.has(identity))
      distinct.set(identity, operand);
  }
  const after = kind === 'or' ? mergeEqualities([...distinct.values()]) : [...distinct.values()];
  if (after.length === 0) return neutral;
  // The value of a lone missing boolean is 0 in a chain; the neutral operand stays to say so.
  const chain =
    after.length > 1 || context === 'condition' || isDefinite(after[0]) ? after : [neutral, after[0]];
  if (chain.length === before.length && chain.every((operand, index) => operand === before[index]))
    return expression;
  return chain.reduce((left, right) => ({ kind, type: 'boolean', left, right }));
}

/** Tests of one operand against constants become one set, at the place of the first of them. */
function mergeEqualities(operands: readonly TypedExpression[]): readonly TypedExpression[] {
  const sets = new Map<string, Kind<'in values'>>();
  const places: (string | TypedExpression)[] = [];
  for (const operand of operands) {
    const set = asSet(operand);
    if (set === undefined) {
      places.push(operand);
      continue;
    }
    const identity = identityOf(set.operand);
    const known = sets.get(identity);
    if (known === undefined) places.push(identity);
    sets.set(identity, known === undefined ? set : { ...known, values: [...known.values, ...set.values] });
  }
  return places.map((place) => (typeof place === 'string' ? simplifyValues(sets.get(place)!) : place));
}

function asSet(expression: TypedExpression): Kind<'in values'> | undefined {
  if (expression.kind === 'in values') return expression;
  if (expression.kind !== 'compare' || expression.operator !== '=' || !isConstant(expression.right))
    return undefined;
  return { kind: 'in values', type: 'boolean', operand: expression.left, values: [expression.right.value] };
}

function simplifyValues(expression: Kind<'in values'>): TypedExpression {
  const present = expression.values.filter((value) => !Number.isNaN(value));
  const values = [...new Map(present.map((value) => [constantIdentity(value), value])).values()];
  if (values.length === 0) return never;
  if (values.length > 1)
    return values.length === expression.values.length ? expression : { ...expression, values };
  const { operand } = expression;
  const right: TypedExpression = { kind: 'constant', type: operand.type, value: values[0] };
  return { kind: 'compare', type: 'boolean', operator: '=', left: operand, right };
}

function constantRight(expression: Kind<'compare'>): TypedExpression {
  const { left, right, operator } = expression;
  return isConstant(left) && !isConstant(right)
    ? { ...expression, operator: mirrored[operator], left: right, right: left }
    : expression;
}
