/** Walking typed expressions: the parts of a node, a node with other parts. */

import { isTextual } from '../event/schema.ts';
import type { TypedExpression } from './checked.ts';

/** The parts of a node, in the order they are written. */
export function partsOf(expression: TypedExpression): readonly TypedExpression[] {
  switch (expression.kind) {
    case 'call':
      return expression.arguments;
    case 'lookup':
      return [expression.key];
    case 'and':
    case 'or':
    case 'compare':
    case 'arithmetic':
      return [expression.left, expression.right];
    case 'range':
      return [expression.operand, expression.low, expression.high];
    case 'in table':
    case 'in values':
    case 'in networks':
    case 'not':
    case 'text match':
    case 'missing':
      return [expression.operand];
    default:
      return [];
  }
}

/** The node with other parts, given in the order of `partsOf`; the same object when no part changes. */
export function withParts(expression: TypedExpression, parts: readonly TypedExpression[]): TypedExpression {
  const before = partsOf(expression);
  if (before.every((part, index) => part === parts[index])) return expression;
  switch (expression.kind) {
    case 'call':
      return { ...expression, arguments: parts };
    case 'lookup':
      return { ...expression, key: parts[0] };
    case 'and':
    case 'or':
    case 'compare':
    case 'arithmetic':
      return { ...expression, left: parts[0], right: parts[1] };
    case 'range':
      return { ...expression, operand: parts[0], low: parts[1], high: parts[2] };
    case 'in table':
    case 'in values':
    case 'in networks':
    case 'not':
    case 'text match':
    case 'missing':
      return { ...expression, operand: parts[0] };
    default:
      return expression;
  }
}

/** True when some node of the expression, itself included, satisfies the predicate. */
export function someNode(
  expression: TypedExpression,
  predicate: (node: TypedExpression) => boolean,
): boolean {
  return predicate(expression) || partsOf(expression).some((part) => someNode(part, predicate));
}

export function nodeCount(expression: TypedExpression): number {
  return partsOf(expression).reduce((count, part) => count + nodeCount(part), 1);
}

/** Names of the source's fields that the expressions read. */
export function fieldsOf(expressions: Iterable<TypedExpression>): ReadonlySet<string> {
  const fields = new Set<string>();
  const visit = (node: TypedExpression): void => {
    if (node.kind === 'field') fields.add(node.name);
    partsOf(node).forEach(visit);
  };
  for (const expression of expressions) visit(expression);
  return fields;
}

/** The operands of a chain of one connective, `a and b and c`, from left to right. */
export function chainOf(kind: 'and' | 'or', expression: TypedExpression): readonly TypedExpression[] {
  const operands: TypedExpression[] = [];
  const pending = [expression];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === kind) pending.push(node.right, node.left);
    else operands.push(node);
  }
  return operands;
}

/** True for a boolean expression that is 0 or 1 and never missing. */
export function isDefinite(expression: TypedExpression): boolean {
  switch (expression.kind) {
    case 'constant':
      return expression.value === 0 || expression.value === 1;
    case 'field':
    case 'call':
    case 'lookup':
    case 'arithmetic':
    case 'key':
    case 'observed':
    case 'aggregate':
    case 'score':
      return false;
    default:
      return true;
  }
}

/** True when the value of the expression is a string at run time. */
export function isText(expression: TypedExpression): boolean {
  return isTextual(expression.type);
}
