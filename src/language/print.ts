/**
 * Typed expressions as canonical rule text, with as few parentheses as the grammar needs. What it prints is read back as
 * the same expression, but for values that rules cannot write (a time, a network computed ahead).
 */

import { dayMs, hourMs, minuteMs, secondMs } from '../time/duration.ts';
import type { Quality } from './ast.ts';
import type { TypedExpression } from './checked.ts';
import { quoteText } from './text-literal.ts';
import { reservedWords } from './tokens.ts';

/** How strongly a form binds; a part that binds less than its place demands stands in parentheses. */
const binding = { or: 1, and: 2, not: 3, predicate: 4, sum: 5, product: 6, sign: 7, primary: 8 } as const;

type Binding = (typeof binding)[keyof typeof binding];

/** Qualities that stand behind the feature: `sent is unusually high`. */
const followingQualities: ReadonlySet<Quality> = new Set(['high', 'low', 'drifting']);

/** O(nodes). */
export function printExpression(expression: TypedExpression): string {
  return print(expression, binding.or);
}

function print(expression: TypedExpression, demanded: Binding): string {
  const text = plain(expression);
  return bindingOf(expression) < demanded ? `(${text})` : text;
}

function bindingOf(expression: TypedExpression): Binding {
  switch (expression.kind) {
    case 'or':
    case 'and':
    case 'not':
      return binding[expression.kind];
    case 'in table':
    case 'in values':
    case 'in networks':
    case 'range':
    case 'compare':
    case 'text match':
    case 'missing':
      return binding.predicate;
    case 'judgement':
      return followingQualities.has(expression.quality) ? binding.predicate : binding.primary;
    case 'arithmetic':
      return expression.operator === '+' || expression.operator === '-' ? binding.sum : binding.product;
    case 'constant':
      return typeof expression.value === 'number' && expression.value < 0 ? binding.sign : binding.primary;
    default:
      return binding.primary;
  }
}

function plain(expression: TypedExpression): string {
  switch (expression.kind) {
    case 'constant':
      return printConstant(expression.value, expression.type);
    case 'field':
      return expression.name;
    case 'call':
      return `${expression.name}(${expression.arguments.map(printExpression).join(', ')})`;
    case 'lookup':
      return `${expression.table}[${printExpression(expression.key)}].${printColumn(expression.column)}`;
    case 'in table':
      return `${operand(expression)} in ${expression.table}`;
    case 'in values': {
      const values = expression.values.map((value) => printConstant(value, expression.operand.type));
      return `${operand(expression)} in (${values.join(', ')})`;
    }
    case 'in networks':
      return `${operand(expression)} in (${expression.networks.map(quoteText).join(', ')})`;
    case 'range': {
      const ends = `${print(expression.low, binding.sum)} and ${print(expression.high, binding.sum)}`;
      return `${operand(expression)} between ${ends}`;
    }
    case 'not':
      return `not ${print(expression.operand, binding.not)}`;
    case 'and':
      return `${print(expression.left, binding.and)} and ${print(expression.right, binding.not)}`;
    case 'or':
      return `${print(expression.left, binding.or)} or ${print(expression.right, binding.and)}`;
    case 'compare': {
      const { left, operator, right } = expression;
      return `${print(left, binding.sum)} ${operator} ${print(right, binding.sum)}`;
    }
    case 'arithmetic': {
      const { left, operator, right } = expression;
      const own = bindingOf(expression);
      // Operators of one strength are read from the left, so the right part has to bind more.
      const demandedRight = own === binding.sum ? binding.product : binding.sign;
      return `${print(left, own)} ${operator} ${print(right, demandedRight)}`;
    }
    case 'text match':
      return `${operand(expression)} ${expression.operator} ${quoteText(expression.pattern)}`;
    case 'missing':
      return `${operand(expression)} is missing`;
    case 'key':
      return expression.text ?? `key ${expression.index + 1}`;
    case 'observed':
      return expression.text ?? featureName(expression.feature);
    case 'aggregate':
      return expression.text ?? `aggregate ${expression.index + 1}`;
    case 'judgement':
      return printJudgement(expression);
    case 'score':
      if (expression.feature === undefined) return 'score';
      return `score of ${expression.text ?? featureName(expression.feature)}`;
  }
}

function operand(expression: { readonly operand: TypedExpression }): string {
  return print(expression.operand, binding.sum);
}

function printJudgement(judgement: TypedExpression & { readonly kind: 'judgement' }): string {
  const name = judgement.text ?? featureName(judgement.feature);
  if (judgement.quality === 'high' || judgement.quality === 'low')
    return `${name} is unusually ${judgement.quality}`;
  if (judgement.quality === 'drifting') return `${name} is drifting`;
  return `${judgement.quality} ${name}`;
}

/** Stands for a feature when its name is not known. */
function featureName(index: number): string {
  return `feature ${index + 1}`;
}

function printConstant(value: string | number, type: TypedExpression['type']): string {
  if (typeof value === 'string') return quoteText(value);
  if (type === 'boolean') return value === 0 ? 'false' : 'true';
  if (type === 'duration') return printDuration(value);
  if (type === 'time' && Math.abs(value) <= latestInstant) return quoteText(new Date(value).toISOString());
  return Object.is(value, -0) ? '0' : String(value);
}

/** The largest instant a date can have, in epoch ms. */
const latestInstant = 8.64e15;

const exactUnits = [
  ['days', dayMs],
  ['hours', hourMs],
  ['minutes', minuteMs],
  ['seconds', secondMs],
] as const;

/** In the largest unit that comes out even, so that nothing is lost. */
function printDuration(lengthMs: number): string {
  for (const [unit, unitMs] of exactUnits) {
    const count = lengthMs / unitMs;
    if (Number.isInteger(count) && count !== 0)
      return `${count} ${Math.abs(count) === 1 ? unit.slice(0, -1) : unit}`;
  }
  return `${lengthMs} ms`;
}

function printColumn(column: string): string {
  const isName = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(column);
  return isName && !(reservedWords as readonly string[]).includes(column.toLowerCase())
    ? column
    : quoteText(column);
}
