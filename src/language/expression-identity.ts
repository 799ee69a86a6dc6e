/** The identity of typed expressions: what makes two of them one. */

import type { TypedExpression } from './checked.ts';
import { chainOf, partsOf } from './expression-tree.ts';

/**
 * Text that is equal for two expressions exactly when they say the same in the same or in the mirrored order (`a and b`,
 * `b and a`; `x > 1`, `1 < x`). State ids are made of it, so this spelling must never change from release to release.
 * Names and texts are quoted, so that none of them can pass for something else. O(nodes × log nodes).
 */
export function identityOf(expression: TypedExpression): string {
  switch (expression.kind) {
    case 'constant':
      return constantIdentity(expression.value);
    case 'field':
      return `(field ${quoted(expression.name)})`;
    case 'call':
      return node('call', quoted(expression.name), ...expression.arguments.map(identityOf));
    case 'lookup':
      return node('lookup', quoted(expression.table), identityOf(expression.key), quoted(expression.column));
    case 'in table':
      return node('in-table', identityOf(expression.operand), quoted(expression.table));
    case 'in values':
      return node(
        'in-values',
        identityOf(expression.operand),
        ...sorted(expression.values.map(constantIdentity)),
      );
    case 'in networks':
      return node('in-networks', identityOf(expression.operand), ...sorted(expression.networks.map(quoted)));
    case 'range':
      return node('range', ...partsOf(expression).map(identityOf));
    case 'not':
      return node('not', identityOf(expression.operand));
    case 'and':
    case 'or':
      return node(expression.kind, ...sorted(chainOf(expression.kind, expression).map(identityOf)));
    case 'compare':
      return compareIdentity(expression);
    case 'arithmetic':
      return arithmeticIdentity(expression);
    case 'text match':
      return node(
        'match',
        quoted(expression.operator),
        identityOf(expression.operand),
        quoted(expression.pattern),
      );
    case 'missing':
      return node('missing', identityOf(expression.operand));
    case 'key':
      return `(key ${expression.index})`;
    case 'observed':
      return `(observed ${expression.feature})`;
    case 'aggregate':
      return `(aggregate ${expression.index})`;
    case 'judgement':
      return node('judgement', expression.quality, String(expression.feature));
    case 'score':
      return node('score', expression.feature === undefined ? '' : String(expression.feature));
  }
}

/** A value that makes a text and a number with the same spelling different. */
export function constantIdentity(value: string | number): string {
  return typeof value === 'string' ? quoted(value) : String(value);
}

function compareIdentity(expression: TypedExpression & { readonly kind: 'compare' }): string {
  const left = identityOf(expression.left);
  const right = identityOf(expression.right);
  switch (expression.operator) {
    case '=':
    case '!=':
      return node(expression.operator, ...sorted([left, right]));
    case '>':
      return node('<', right, left);
    case '>=':
      return node('<=', right, left);
    default:
      return node(expression.operator, left, right);
  }
}

function arithmeticIdentity(expression: TypedExpression & { readonly kind: 'arithmetic' }): string {
  const sides = [identityOf(expression.left), identityOf(expression.right)];
  const commutes = expression.operator === '+' || expression.operator === '*';
  return node(expression.operator, ...(commutes ? sorted(sides) : sides));
}

function node(kind: string, ...parts: readonly string[]): string {
  return `(${kind} ${parts.join(' ')})`;
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
