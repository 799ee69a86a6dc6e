/**
 * Code of a typed expression. A value is a string or undefined (textual types), or a number or NaN (the others); a
 * condition is a JavaScript boolean. Whatever is compared with a missing value does not hold.
 */

import { RE2JS } from 're2js';
import { comparedInPlaceMax } from '../../limits.ts';
import type { TypedExpression } from '../checked.ts';
import { isText } from '../expression-tree.ts';
import { isConstant } from '../passes/fold-constants.ts';
import { callCode } from './call.ts';
import { type Code, code, joined } from './code.ts';
import { NetworkSet } from './network-set.ts';
import type { Scope } from './scope.ts';

type Kind<Name extends TypedExpression['kind']> = TypedExpression & { readonly kind: Name };

/** The value of an expression; a condition becomes 1 or 0. */
export function valueCode(expression: TypedExpression, scope: Scope): Code {
  if (expression.kind === 'judgement') return code`(${conditionCode(expression, scope)} ? 1 : 0)`;
  const known = scope.read(expression);
  if (known !== undefined) return known;
  switch (expression.kind) {
    case 'constant':
      return typeof expression.value === 'number'
        ? code`${expression.value}`
        : scope.frame.constant(expression.value);
    case 'call':
      return callCode(expression, scope, valueCode);
    case 'lookup':
      return lookupCode(expression, scope);
    case 'arithmetic':
      return arithmeticCode(expression, scope);
    case 'field':
    case 'key':
    case 'observed':
    case 'aggregate':
    case 'score':
      throw new Error(`broken invariant: a ${expression.kind} is read where there is none`);
    default:
      return code`(${conditionCode(expression, scope)} ? 1 : 0)`;
  }
}

/** Whether a boolean expression holds; a missing boolean does not. */
export function conditionCode(expression: TypedExpression, scope: Scope): Code {
  const known = scope.read(expression);
  if (known !== undefined) return expression.kind === 'judgement' ? known : code`${known} === 1`;
  switch (expression.kind) {
    case 'constant':
      return expression.value === 1 ? code`true` : code`false`;
    case 'not':
      return code`!(${conditionCode(expression.operand, scope)})`;
    case 'and':
      return code`(${conditionCode(expression.left, scope)} && ${conditionCode(expression.right, scope)})`;
    case 'or':
      return code`(${conditionCode(expression.left, scope)} || ${conditionCode(expression.right, scope)})`;
    case 'compare':
      return compareCode(expression, scope);
    case 'range':
      return rangeCode(expression, scope);
    case 'in values':
      return inValuesCode(expression, scope);
    case 'in networks':
      return code`${scope.frame.constant(new NetworkSet(expression.networks))}.has(${valueCode(expression.operand, scope)})`;
    case 'in table':
      return code`${scope.frame.constant(tableOf(expression.table, scope).rows)}.has(${canonicalTextOf(expression.operand, scope)})`;
    case 'text match':
      return textMatchCode(expression, scope);
    case 'missing':
      return missingCode(expression.operand, scope);
    default:
      return code`${valueCode(expression, scope)} === 1`;
  }
}

/** The value as canonical text, undefined when it is missing: what keys, learnt values and table keys are made of. */
export function canonicalTextOf(expression: TypedExpression, scope: Scope): Code {
  const value = valueCode(expression, scope);
  if (isText(expression)) return value;
  const variable = scope.frame.variable();
  if (expression.type === 'boolean') {
    return code`((${variable} = ${value}) === 1 ? 'true' : ${variable} === 0 ? 'false' : undefined)`;
  }
  return code`((${variable} = ${value}) === ${variable} ? '' + ${variable} : undefined)`;
}

function compareCode(expression: Kind<'compare'>, scope: Scope): Code {
  const { left, right, operator } = expression;
  const [leftValue, rightValue] = [valueCode(left, scope), valueCode(right, scope)];
  switch (operator) {
    case '<':
      return code`(${leftValue} < ${rightValue})`;
    case '<=':
      return code`(${leftValue} <= ${rightValue})`;
    case '>':
      return code`(${leftValue} > ${rightValue})`;
    case '>=':
      return code`(${leftValue} >= ${rightValue})`;
    case '=': {
      // NaN equals nothing, and a constant is never undefined; two missing texts would be equal.
      if (!isText(left) || isConstant(left) || isConstant(right))
        return code`(${leftValue} === ${rightValue})`;
      const variable = scope.frame.variable();
      return code`((${variable} = ${leftValue}) !== undefined && ${variable} === ${rightValue})`;
    }
    case '!=': {
      const [first, second] = [scope.frame.variable(), scope.frame.variable()];
      if (!isText(left)) {
        return code`((${first} = ${leftValue}) < (${second} = ${rightValue}) || ${first} > ${second})`;
      }
      return code`((${first} = ${leftValue}) !== undefined && (${second} = ${rightValue}) !== undefined && ${first} !== ${second})`;
    }
  }
}

function rangeCode(expression: Kind<'range'>, scope: Scope): Code {
  const variable = scope.frame.variable();
  const [operand, low, high] = [expression.operand, expression.low, expression.high].map((part) =>
    valueCode(part, scope),
  );
  return code`((${variable} = ${operand}) >= ${low} && ${variable} <= ${high})`;
}

function inValuesCode(expression: Kind<'in values'>, scope: Scope): Code {
  const values = expression.values.filter((value) => !Number.isNaN(value));
  const operand = valueCode(expression.operand, scope);
  if (values.length > comparedInPlaceMax)
    return code`${scope.frame.constant(new Set(values))}.has(${operand})`;
  if (values.length === 0) return code`false`;
  const variable = scope.frame.variable();
  const tests = values.map(
    (value) => code`${variable} === ${typeof value === 'number' ? value : scope.frame.constant(value)}`,
  );
  return code`(${variable} = ${operand}, ${joined(tests, code` || `)})`;
}

/** RE2 semantics: linear time whatever the pattern, so that a rule cannot hang the engine. `matches` finds the pattern anywhere. */
function textMatchCode(expression: Kind<'text match'>, scope: Scope): Code {
  const variable = scope.frame.variable();
  const present = code`(${variable} = ${valueCode(expression.operand, scope)}) !== undefined`;
  const { operator, pattern } = expression;
  if (operator === 'matches') {
    return code`(${present} && ${scope.frame.constant(RE2JS.compile(pattern))}.test(${variable}))`;
  }
  const text = scope.frame.constant(pattern);
  switch (operator) {
    case 'contains':
      return code`(${present} && ${variable}.includes(${text}))`;
    case 'starts with':
      return code`(${present} && ${variable}.startsWith(${text}))`;
    case 'ends with':
      return code`(${present} && ${variable}.endsWith(${text}))`;
  }
}

function missingCode(operand: TypedExpression, scope: Scope): Code {
  const value = valueCode(operand, scope);
  if (isText(operand)) return code`(${value} === undefined)`;
  const variable = scope.frame.variable();
  return code`((${variable} = ${value}) !== ${variable})`;
}

/** A result that is not finite, by a division by zero or an overflow, is missing: no model could learn it. */
function arithmeticCode(expression: Kind<'arithmetic'>, scope: Scope): Code {
  const [left, right] = [valueCode(expression.left, scope), valueCode(expression.right, scope)];
  const variable = scope.frame.variable();
  return code`((${variable} = ${operation(expression.operator, left, right)}) - ${variable} === 0 ? ${variable} : NaN)`;
}

function operation(operator: Kind<'arithmetic'>['operator'], left: Code, right: Code): Code {
  switch (operator) {
    case '+':
      return code`${left} + ${right}`;
    case '-':
      return code`${left} - ${right}`;
    case '*':
      return code`${left} * ${right}`;
    case '/':
      return code`${left} / ${right}`;
    case '%':
      return code`${left} % ${right}`;
  }
}

function lookupCode(expression: Kind<'lookup'>, scope: Scope): Code {
  const table = tableOf(expression.table, scope);
  const key = canonicalTextOf(expression.key, scope);
  if (isText(expression)) {
    return code`${scope.frame.constant(scope.tableColumns.texts(table, expression.column))}.get(${key})`;
  }
  return code`(${scope.frame.constant(scope.tableColumns.numbers(table, expression.column))}.get(${key}) ?? NaN)`;
}

function tableOf(name: string, scope: Scope): Parameters<Scope['tableColumns']['texts']>[0] {
  const table = scope.tables.get(name);
  if (table === undefined) throw new Error(`broken invariant: there is no table "${name}"`);
  return table;
}
