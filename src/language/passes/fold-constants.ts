/** Computes what is known before the first event: arithmetic, comparisons, connectives and calls of constants. */

import type { ComparisonOperator } from '../ast.ts';
import type { TypedExpression } from '../checked.ts';
import { isText, partsOf, withParts } from '../expression-tree.ts';
import type { FunctionDefinition } from '../functions/definition.ts';
import type { Value } from '../program.ts';

type Constant = TypedExpression & { readonly kind: 'constant' };
type Kind<Name extends TypedExpression['kind']> = TypedExpression & { readonly kind: Name };

export const holds: Constant = { kind: 'constant', type: 'boolean', value: 1 };
export const never: Constant = { kind: 'constant', type: 'boolean', value: 0 };

/** The expression with everything computed that only depends on constants. A missing text has no constant: such a call stays. */
export function foldConstants(
  expression: TypedExpression,
  functions: ReadonlyMap<string, FunctionDefinition>,
): TypedExpression {
  const folded = withParts(
    expression,
    partsOf(expression).map((part) => foldConstants(part, functions)),
  );
  switch (folded.kind) {
    case 'not':
      return isConstant(folded.operand) ? truth(folded.operand.value !== 1) : folded;
    case 'and':
    case 'or':
      return foldConnective(folded);
    case 'compare':
      return foldCompare(folded);
    case 'arithmetic':
      return foldArithmetic(folded);
    case 'range':
      return foldRange(folded);
    case 'in values':
      return isConstant(folded.operand)
        ? truth(!isMissing(folded.operand) && folded.values.includes(folded.operand.value))
        : folded;
    case 'text match':
      return foldTextMatch(folded);
    case 'missing':
      return isConstant(folded.operand) ? truth(isMissing(folded.operand)) : folded;
    case 'call':
      return foldCall(folded, functions);
    default:
      return folded;
  }
}

export function isConstant(expression: TypedExpression): expression is Constant {
  return expression.kind === 'constant';
}

export function isMissing(constant: Constant): boolean {
  return Number.isNaN(constant.value);
}

function truth(value: boolean): Constant {
  return value ? holds : never;
}

function foldConnective(expression: Kind<'and' | 'or'>): TypedExpression {
  const sides = [expression.left, expression.right].filter(isConstant);
  const decisive = expression.kind === 'or' ? 1 : 0;
  if (sides.some(({ value }) => (value === 1 ? 1 : 0) === decisive)) return truth(decisive === 1);
  return sides.length === 2 ? truth(decisive === 0) : expression;
}

function foldCompare(expression: Kind<'compare'>): TypedExpression {
  const { left, right, operator } = expression;
  const sides = [left, right].filter(isConstant);
  if (sides.some(isMissing)) return never;
  return isConstant(left) && isConstant(right)
    ? truth(compares(operator, left.value, right.value))
    : expression;
}

function compares(operator: ComparisonOperator, left: string | number, right: string | number): boolean {
  switch (operator) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

function foldArithmetic(expression: Kind<'arithmetic'>): TypedExpression {
  const { left, right, type } = expression;
  if (!isConstant(left) || !isConstant(right)) return expression;
  const value = calculated(expression.operator, Number(left.value), Number(right.value));
  return { kind: 'constant', type, value: Number.isFinite(value) ? value : Number.NaN };
}

function calculated(operator: Kind<'arithmetic'>['operator'], left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
  }
}

function foldRange(expression: Kind<'range'>): TypedExpression {
  const { operand, low, high } = expression;
  if ([operand, low, high].filter(isConstant).some(isMissing)) return never;
  if (!isConstant(low) || !isConstant(high)) return expression;
  if (low.value > high.value) return never;
  return isConstant(operand) ? truth(operand.value >= low.value && operand.value <= high.value) : expression;
}

function foldTextMatch(expression: Kind<'text match'>): TypedExpression {
  if (!isConstant(expression.operand)) return expression;
  const text = String(expression.operand.value);
  switch (expression.operator) {
    case 'contains':
      return truth(text.includes(expression.pattern));
    case 'starts with':
      return truth(text.startsWith(expression.pattern));
    case 'ends with':
      return truth(text.endsWith(expression.pattern));
    case 'matches':
      return expression;
  }
}

function foldCall(call: Kind<'call'>, functions: ReadonlyMap<string, FunctionDefinition>): TypedExpression {
  const definition = functions.get(call.name);
  const constants = call.arguments.filter(isConstant);
  // Functions of the local clock need the zone of the source, which an expression does not know.
  if (definition === undefined || definition.evaluateIn !== undefined) return call;
  if (constants.length < call.arguments.length) return call;
  const missing = definition.takesMissing !== true && constants.some(isMissing);
  const value = missing
    ? undefined
    : valueOrThrown(() => definition.evaluate(...constants.map(({ value }) => value)));
  if (isText(call)) return typeof value === 'string' ? { kind: 'constant', type: call.type, value } : call;
  if (value === thrown) return call;
  return { kind: 'constant', type: call.type, value: value === undefined ? Number.NaN : Number(value) };
}

const thrown = Symbol('thrown');

/** A call that throws is kept: it fails on the first event, where the failure is counted and shown with its rule. */
function valueOrThrown(evaluate: () => Value): Value | typeof thrown {
  try {
    return evaluate();
  } catch {
    return thrown;
  }
}
