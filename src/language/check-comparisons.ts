/** Comparisons and arithmetic: which types go together, and what comes out. */

import type { FieldType } from '../event/schema.ts';
import type { ArithmeticOperator, Expression } from './ast.ts';
import { isTextConstant, readQuoted } from './check-constants.ts';
import { type Checking, typeText } from './check-context.ts';
import type { TypedExpression } from './checked.ts';

type Compare = Extract<Expression, { kind: 'compare' }>;
type Arithmetic = Extract<Expression, { kind: 'arithmetic' }>;

const ordered: ReadonlySet<FieldType> = new Set(['number', 'time', 'duration']);

export function checkComparison(checking: Checking, compare: Compare): TypedExpression | undefined {
  const left = checking.typed(compare.left);
  const right = checking.typed(compare.right);
  if (left === undefined || right === undefined) return undefined;
  const matchedLeft = matchType(checking, { value: left, at: compare.left, type: right.type });
  const matchedRight = matchType(checking, { value: right, at: compare.right, type: left.type });
  if (matchedLeft === undefined || matchedRight === undefined) return undefined;
  const { type } = matchedLeft;
  if (type !== matchedRight.type) return reportMismatch(checking, compare, { left, right });
  const { operator } = compare;
  if (operator !== '=' && operator !== '!=' && !ordered.has(type)) {
    return checking.problems.error(
      'C010',
      compare.span,
      `${typeText(type)} has no order: "${operator}" cannot be asked`,
      {
        hint: type === 'ip' ? 'ask for a network, like: in "10.0.0.0/8"' : 'use = or !=',
      },
    );
  }
  return { kind: 'compare', type: 'boolean', operator, left: matchedLeft, right: matchedRight };
}

/** Text in quotes becomes an address, network or time where it meets one. */
export function matchType(
  { problems, scope }: Checking,
  { value, at, type }: { readonly value: TypedExpression; readonly at: Expression; readonly type: FieldType },
): TypedExpression | undefined {
  if (!isTextConstant(value) || type === 'text') return value;
  return readQuoted(value, type, { span: at.span, zone: scope.zone, problems });
}

/** The mistake is shown at the value that was written out, if one was. */
function reportMismatch(
  { problems }: Checking,
  compare: Compare,
  { left, right }: { readonly left: TypedExpression; readonly right: TypedExpression },
): undefined {
  const atLeft = left.kind === 'constant' && right.kind !== 'constant';
  const [wrong, at, wanted] = atLeft ? [left, compare.left, right.type] : [right, compare.right, left.type];
  return problems.error(
    'C010',
    at.span,
    `${typeText(left.type)} cannot be compared with ${typeText(right.type)}`,
    {
      expected: typeText(wanted),
      found: typeText(wrong.type),
      hint: hintForConstant(wrong, wanted),
    },
  );
}

/** What to write in place of a constant of the wrong type. */
export function hintForConstant(value: TypedExpression, wanted: FieldType): string | undefined {
  if (value.kind !== 'constant') return undefined;
  if (
    value.type === 'text' &&
    wanted === 'number' &&
    value.value !== '' &&
    Number.isFinite(Number(value.value))
  ) {
    return `write ${value.value} without the quotes`;
  }
  if (value.type === 'number' && wanted === 'text') return `write "${value.value}"`;
  if (value.type === 'number' && wanted === 'duration') return `say the unit, like: ${value.value} minutes`;
  if (wanted === 'boolean') return 'write true or false';
  return undefined;
}

export function checkArithmetic(checking: Checking, arithmetic: Arithmetic): TypedExpression | undefined {
  const left = checking.typed(arithmetic.left);
  const right = checking.typed(arithmetic.right);
  if (left === undefined || right === undefined) return undefined;
  const { operator } = arithmetic;
  const type = resultOf(operator, left.type, right.type);
  if (type !== undefined) return { kind: 'arithmetic', type, operator, left, right };
  const texts = operator === '+' && (left.type === 'text' || right.type === 'text');
  return checking.problems.error(
    'C010',
    arithmetic.span,
    `"${operator}" cannot be computed of ${typeText(left.type)} and ${typeText(right.type)}`,
    { hint: texts && checking.functions.has('concat') ? 'texts are joined by concat(a, b)' : undefined },
  );
}

/** Type of a result, undefined when the operator is not defined for the types. */
function resultOf(operator: ArithmeticOperator, left: FieldType, right: FieldType): FieldType | undefined {
  return results.get(`${left} ${operator} ${right}`);
}

const results: ReadonlyMap<string, FieldType> = new Map([
  ...(['+', '-', '*', '/', '%'] as const).map((operator) => [`number ${operator} number`, 'number'] as const),
  ...(['+', '-', '%'] as const).map((operator) => [`duration ${operator} duration`, 'duration'] as const),
  ['duration / duration', 'number'],
  ['duration * number', 'duration'],
  ['number * duration', 'duration'],
  ['duration / number', 'duration'],
  ['time - time', 'duration'],
  ['time + duration', 'time'],
  ['time - duration', 'time'],
  ['duration + time', 'time'],
]);
