/** The meaning of typed expressions, said slowly: the oracle of generated code. Values are undefined when missing. */

import ipaddr from 'ipaddr.js';
import { RE2JS } from 're2js';
import type { CheckedTable, TypedExpression } from '../../src/language/checked.ts';
import type { FunctionDefinition } from '../../src/language/functions/definition.ts';
import type { Value } from '../../src/language/program.ts';
import { type Row, shown } from './build.ts';

export interface World {
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  readonly tables: readonly CheckedTable[];
}

export function interpret(expression: TypedExpression, row: Row, world: World): Value {
  const value = (part: TypedExpression): Value => interpret(part, row, world);
  const holds = (part: TypedExpression): boolean => value(part) === 1;
  switch (expression.kind) {
    case 'constant':
      return shown(expression.value);
    case 'field':
      return shown(row[expression.name]);
    case 'call':
      return interpretCall(expression, expression.arguments.map(value), world);
    case 'lookup':
      return cellOf(expression, value(expression.key), world);
    case 'arithmetic':
      return interpretArithmetic(expression.operator, value(expression.left), value(expression.right));
    case 'not':
      return truth(!holds(expression.operand));
    case 'and':
      return truth(holds(expression.left) && holds(expression.right));
    case 'or':
      return truth(holds(expression.left) || holds(expression.right));
    case 'missing':
      return truth(value(expression.operand) === undefined);
    case 'compare':
      return bothPresent(value(expression.left), value(expression.right), (left, right) =>
        interpretCompare(expression.operator, left, right),
      );
    case 'range':
      return truth(
        bothPresent(value(expression.operand), value(expression.low), (operand, low) => operand >= low) ===
          1 &&
          bothPresent(
            value(expression.operand),
            value(expression.high),
            (operand, high) => operand <= high,
          ) === 1,
      );
    case 'in values': {
      const operand = value(expression.operand);
      return truth(operand !== undefined && expression.values.includes(operand));
    }
    case 'in networks': {
      const operand = value(expression.operand);
      return truth(
        operand !== undefined &&
          expression.networks.some((network) => holdsAddress(network, String(operand))),
      );
    }
    case 'in table': {
      const operand = value(expression.operand);
      return truth(operand !== undefined && tableOf(expression.table, world).rows.has(String(operand)));
    }
    case 'text match': {
      const operand = value(expression.operand);
      return truth(
        operand !== undefined && interpretMatch(expression.operator, String(operand), expression.pattern),
      );
    }
    default:
      throw new Error(`${expression.kind} has no meaning without an observation`);
  }
}

function interpretCall(
  call: TypedExpression & { kind: 'call' },
  values: readonly Value[],
  { functions }: World,
): Value {
  const definition = functions.get(call.name)!;
  if (definition.takesMissing !== true && values.includes(undefined)) return undefined;
  const given = values.map((value, index) => {
    const numeric = typeof value !== 'string' && call.arguments[index].type === 'number';
    return value === undefined && numeric ? Number.NaN : value;
  });
  return shown(definition.evaluate(...given));
}

function cellOf(lookup: TypedExpression & { kind: 'lookup' }, key: Value, world: World): Value {
  const table = tableOf(lookup.table, world);
  const cell = table.rows.get(String(key))?.[table.columns.indexOf(lookup.column)];
  if (cell === undefined || cell === '') return undefined;
  return lookup.type === 'number' ? shown(Number(cell)) : cell;
}

function tableOf(name: string, { tables }: World): CheckedTable {
  return tables.find((table) => table.name === name)!;
}

function interpretArithmetic(operator: string, left: Value, right: Value): Value {
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  const results: Record<string, number> = {
    '+': left + right,
    '-': left - right,
    '*': left * right,
    '/': left / right,
    '%': left % right,
  };
  return Number.isFinite(results[operator]) ? results[operator] : undefined;
}

function interpretCompare(operator: string, left: string | number, right: string | number): boolean {
  if (operator === '=') return left === right;
  if (operator === '!=') return left !== right;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}

function interpretMatch(operator: string, text: string, pattern: string): boolean {
  if (operator === 'contains') return text.includes(pattern);
  if (operator === 'starts with') return text.startsWith(pattern);
  return operator === 'ends with' ? text.endsWith(pattern) : RE2JS.compile(pattern).matcher(text).find();
}

function holdsAddress(network: string, text: string): boolean {
  const address = ipaddr.parse(text);
  const [first, prefix] = ipaddr.parseCIDR(network);
  return address.kind() === first.kind() && address.match([first, prefix] as never);
}

function bothPresent(
  left: Value,
  right: Value,
  test: (left: string | number, right: string | number) => boolean,
): number {
  return truth(left !== undefined && right !== undefined && test(left, right));
}

function truth(value: boolean): number {
  return value ? 1 : 0;
}
