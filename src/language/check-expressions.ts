/** Checks expressions: looks every name up, gives every part its type, and reads values as the types they meet. */

import { isTextual } from '../event/schema.ts';
import type { Expression } from './ast.ts';
import { checkCall } from './check-calls.ts';
import { checkArithmetic, checkComparison } from './check-comparisons.ts';
import { constant } from './check-constants.ts';
import { type Checking, nameHint, type Scope, type Surroundings, typeText } from './check-context.ts';
import { checkIn, checkRange, checkTextMatch } from './check-membership.ts';
import type { TypedExpression } from './checked.ts';

/** A place where expressions are checked: the surroundings, and what names mean there. */
export function checkingIn(surroundings: Surroundings, scope: Scope): Checking {
  const checking: Checking = {
    ...surroundings,
    scope,
    typed: (expression) => checkExpression(checking, expression),
  };
  return checking;
}

/** An expression that must be yes or no. */
export function checkCondition(checking: Checking, expression: Expression): TypedExpression | undefined {
  const typed = checking.typed(expression);
  if (typed === undefined || typed.type === 'boolean') return typed;
  return checking.problems.error(
    'C011',
    expression.span,
    'a condition is needed here, which holds or does not',
    {
      expected: typeText('boolean'),
      found: typeText(typed.type),
      hint: 'compare it with something, like: > 3, = "login", is known',
    },
  );
}

function checkExpression(checking: Checking, expression: Expression): TypedExpression | undefined {
  switch (expression.kind) {
    case 'number':
      return constant('number', expression.value);
    case 'duration':
      return constant('duration', expression.valueMs);
    case 'text':
      return constant('text', expression.value);
    case 'boolean':
      return constant('boolean', expression.value ? 1 : 0);
    case 'name':
      return checking.scope.resolve({ value: expression.name, span: expression.span });
    case 'call':
      return checkCall(checking, expression);
    case 'lookup':
      return checkLookup(checking, expression);
    case 'not': {
      const operand = checkCondition(checking, expression.operand);
      return operand && { kind: 'not', type: 'boolean', operand };
    }
    case 'negate':
      return checkNegation(checking, expression);
    case 'and':
    case 'or': {
      const left = checkCondition(checking, expression.left);
      const right = checkCondition(checking, expression.right);
      return left && right && { kind: expression.kind, type: 'boolean', left, right };
    }
    case 'compare':
      return checkComparison(checking, expression);
    case 'arithmetic':
      return checkArithmetic(checking, expression);
    case 'in':
      return checkIn(checking, expression);
    case 'range':
      return checkRange(checking, expression);
    case 'text match':
      return checkTextMatch(checking, expression);
    case 'missing':
      return checkMissing(checking, expression);
    case 'judgement':
      return checking.scope.judgement(expression);
    case 'score':
      return checking.scope.scoreOf(expression.feature);
  }
}

function checkMissing(
  checking: Checking,
  { operand, negated }: Extract<Expression, { kind: 'missing' }>,
): TypedExpression | undefined {
  const typed = checking.typed(operand);
  if (typed === undefined) return undefined;
  const missing: TypedExpression = { kind: 'missing', type: 'boolean', operand: typed };
  return negated ? { kind: 'not', type: 'boolean', operand: missing } : missing;
}

function checkNegation(
  checking: Checking,
  { operand }: Extract<Expression, { kind: 'negate' }>,
): TypedExpression | undefined {
  const typed = checking.typed(operand);
  if (typed === undefined) return undefined;
  const { type } = typed;
  if (type !== 'number' && type !== 'duration') {
    return checking.problems.error('C010', operand.span, `"-" cannot stand before ${typeText(type)}`, {
      expected: typeText('number'),
      found: typeText(type),
    });
  }
  if (typed.kind === 'constant') return constant(type, 0 - Number(typed.value));
  return { kind: 'arithmetic', type, operator: '-', left: constant(type, 0), right: typed };
}

/** `staff[sender].department` */
function checkLookup(
  checking: Checking,
  { table: name, key, column }: Extract<Expression, { kind: 'lookup' }>,
): TypedExpression | undefined {
  const { problems, tables } = checking;
  const typed = checking.typed(key);
  const table = tables.get(name.value);
  if (table === undefined) {
    return problems.error('C003', name.span, `there is no table "${name.value}"`, {
      hint: nameHint(name.value, { known: tables.keys(), label: 'tables are' }),
    });
  }
  table.used = true;
  const columns = table.content?.columns;
  if (columns !== undefined && !columns.includes(column.value)) {
    return problems.error('C004', column.span, `the table ${name.value} has no column "${column.value}"`, {
      hint: nameHint(column.value, { known: columns, label: 'columns are' }),
    });
  }
  if (typed === undefined || columns === undefined) return undefined;
  if (isTextual(typed.type)) {
    return { kind: 'lookup', type: 'text', table: name.value, key: typed, column: column.value };
  }
  return problems.error('C010', key.span, `${typeText(typed.type)} cannot be looked up in a table`, {
    expected: typeText('text'),
    found: typeText(typed.type),
    hint: typed.kind === 'field' ? `declare the field as text: ${typed.name}: text` : undefined,
  });
}
