/** Random typed expressions and rows of the test source, small enough that their values meet. */

import fc from 'fast-check';
import type { CheckedTable, TypedExpression } from '../../src/language/checked.ts';
import type { Value } from '../../src/language/program.ts';
import { call, constant, field, type Row } from './build.ts';

const words = ['', 'alice', 'bob', 'Alice@example.com', 'root', '10', 'a`$b"\'\n'];
const addresses = ['10.1.2.3', '10.1.2.4', '192.168.0.1', '8.8.8.8', '2001:db8::1', 'fd00::7'];
const numbers = [0, 1, -1, 2, 3.5, 10, 1e308, -0];

export const tables: readonly CheckedTable[] = [
  {
    name: 'staff',
    file: 'staff.csv',
    key: 'account',
    columns: ['account', 'department', 'level'],
    rows: new Map([
      ['alice', ['alice', 'sales', '3']],
      ['bob', ['bob', '', 'high']],
      ['10', ['10', 'machines', '0']],
    ]),
  },
];

const word = fc.constantFrom(...words);
const number = fc.constantFrom(...numbers);
const comparison = fc.constantFrom('=', '!=', '<', '<=', '>', '>=');

function node(parts: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<TypedExpression> {
  return fc.record(parts) as fc.Arbitrary<TypedExpression>;
}

const fixed = fc.constant;

const tree = fc.letrec<{
  text: TypedExpression;
  number: TypedExpression;
  boolean: TypedExpression;
  ip: TypedExpression;
}>((tie) => ({
  text: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'expression' },
    word.map((value) => constant(value)),
    fc.constantFrom('account', 'city', 'department').map((name) => field(name)),
    tie('text').map((text) => call('lower', 'text', text)),
    fc.tuple(tie('text'), tie('text')).map(([left, right]) => call('concat', 'text', left, right)),
    fc.tuple(tie('text'), tie('text')).map(([left, right]) => call('coalesce', 'text', left, right)),
    fc.tuple(tie('boolean'), tie('text'), tie('text')).map((parts) => call('if', 'text', ...parts)),
    tie('number').map((value) => call('text', 'text', value)),
    tie('ip').map((address) => call('network', 'network', address, constant(24))),
    node({
      kind: fixed('lookup'),
      type: fixed('text'),
      table: fixed('staff'),
      key: tie('text'),
      column: fixed('department'),
    }),
  ),
  ip: fc.constant(field('address')),
  number: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'expression' },
    number.map((value) => constant(value)),
    fc.constantFrom('rows', 'size').map((name) => field(name)),
    node({
      kind: fixed('arithmetic'),
      type: fixed('number'),
      operator: fc.constantFrom('+', '-', '*', '/', '%'),
      left: tie('number'),
      right: tie('number'),
    }),
    tie('text').map((text) => call('length', 'number', text)),
    tie('text').map((text) => call('number', 'number', text)),
    fc.tuple(tie('number'), tie('number')).map(([left, right]) => call('maximum_of', 'number', left, right)),
    node({
      kind: fixed('lookup'),
      type: fixed('number'),
      table: fixed('staff'),
      key: tie('number'),
      column: fixed('level'),
    }),
  ),
  boolean: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'expression' },
    fc.boolean().map((value) => constant(value)),
    fixed(field('remote')),
    tie('ip').map((address) => call('is_private', 'boolean', address)),
    node({ kind: fixed('not'), type: fixed('boolean'), operand: tie('boolean') }),
    node({
      kind: fc.constantFrom('and', 'or'),
      type: fixed('boolean'),
      left: tie('boolean'),
      right: tie('boolean'),
    }),
    node({
      kind: fixed('compare'),
      type: fixed('boolean'),
      operator: comparison,
      left: tie('text'),
      right: tie('text'),
    }),
    node({
      kind: fixed('compare'),
      type: fixed('boolean'),
      operator: comparison,
      left: tie('number'),
      right: tie('number'),
    }),
    node({
      kind: fixed('range'),
      type: fixed('boolean'),
      operand: tie('number'),
      low: tie('number'),
      high: tie('number'),
    }),
    node({
      kind: fixed('in values'),
      type: fixed('boolean'),
      operand: tie('text'),
      values: fc.uniqueArray(word),
    }),
    node({
      kind: fixed('in values'),
      type: fixed('boolean'),
      operand: tie('number'),
      values: fc.array(number),
    }),
    node({ kind: fixed('in table'), type: fixed('boolean'), operand: tie('text'), table: fixed('staff') }),
    node({
      kind: fixed('in networks'),
      type: fixed('boolean'),
      operand: tie('ip'),
      networks: fc.subarray(['10.1.2.4/32', '10.0.0.0/8', '8.0.0.0/7', '2001:db8::/32']),
    }),
    node({
      kind: fixed('text match'),
      type: fixed('boolean'),
      operator: fc.constantFrom('contains', 'starts with', 'ends with', 'matches'),
      operand: tie('text'),
      pattern: fc.constantFrom('a', 'ali', 'ce', '^alice$', 'o+', 'm$', '^b', '.'),
    }),
    node({
      kind: fixed('missing'),
      type: fixed('boolean'),
      operand: fc.oneof(tie('text'), tie('number'), tie('boolean')),
    }),
  ),
}));

export const expressions: fc.Arbitrary<TypedExpression> = fc.oneof(tree.boolean, tree.text, tree.number);
export const conditions: fc.Arbitrary<TypedExpression> = tree.boolean;

function perhaps(values: readonly Value[]): fc.Arbitrary<Value> {
  return fc.constantFrom(undefined, ...values);
}

export const rows: fc.Arbitrary<Row> = fc.record({
  account: perhaps(words),
  city: perhaps(words),
  department: perhaps(words),
  address: perhaps(addresses),
  rows: perhaps(numbers),
  size: perhaps(numbers),
  remote: perhaps([0, 1]),
});
