/** Printed expressions read back as the same expression. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TypedExpression } from '../../src/language/checked.ts';
import { printExpression } from '../../src/language/print.ts';
import { checkText } from './check-text.ts';

const source = `source web from ndjson
  fields user: text, new: text, ip: ip, net: network, bytes: number, score: number, ok: boolean, took: duration, moment: time
  time moment
table staff from csv "staff.csv" key account
`;

function readBack(text: string): TypedExpression | undefined {
  const rules = `${source}rule r on web where ${text} for each user alert "x" when count() > 3 over 5 minutes`;
  const checked = checkText(rules);
  expect(
    checked.diagnostics.filter(({ severity }) => severity === 'error'),
    text,
  ).toEqual([]);
  return checked.rules?.rules[0]?.where;
}

type Type = TypedExpression['type'];

const constant =
  (type: Type) =>
  (value: string | number): TypedExpression => ({ kind: 'constant', type, value });
const field =
  (type: Type) =>
  (name: string): TypedExpression => ({ kind: 'field', type, name });
const pair = (
  arbitrary: fc.Arbitrary<TypedExpression>,
): fc.Arbitrary<{ left: TypedExpression; right: TypedExpression }> =>
  fc.record({ left: arbitrary, right: arbitrary });

const anyText = fc.string({
  unit: fc.constantFrom('a', 'é', '"', '\\', '\n', '\t', '{', '}', ' ', 'n', '中'),
});
const anyNumber = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((value) => value + 0 || 0);
const anyLength = fc.integer({ min: -1e12, max: 1e12 });

const { condition } = fc.letrec<{
  text: TypedExpression;
  number: TypedExpression;
  duration: TypedExpression;
  condition: TypedExpression;
}>((tie) => ({
  text: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom('user', 'new').map(field('text')),
    tie('text').map(
      (argument) => ({ kind: 'call', type: 'text', name: 'lower', arguments: [argument] }) as const,
    ),
    fc.record({
      kind: fc.constant('lookup' as const),
      type: fc.constant('text' as const),
      table: fc.constant('staff'),
      key: tie('text'),
      column: fc.constantFrom('department', 'full name'),
    }),
  ),
  number: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    anyNumber.map(constant('number')),
    fc.constantFrom('bytes', 'score').map(field('number')),
    fc
      .tuple(fc.constantFrom('+', '-', '*', '/', '%'), pair(tie('number')))
      .map(([operator, parts]) => ({ kind: 'arithmetic', type: 'number', operator, ...parts }) as const),
  ),
  duration: fc.oneof(anyLength.map(constant('duration')), fc.constant(field('duration')('took'))),
  condition: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(field('boolean')('ok'), constant('boolean')(1), constant('boolean')(0)),
    fc
      .tuple(
        fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
        fc.oneof(pair(tie('number')), pair(tie('duration'))),
      )
      .map(([operator, parts]) => ({ kind: 'compare', type: 'boolean', operator, ...parts }) as const),
    fc.record({
      kind: fc.constant('compare' as const),
      type: fc.constant('boolean' as const),
      operator: fc.constantFrom('=' as const, '!=' as const),
      left: tie('text'),
      right: anyText.map(constant('text')),
    }),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), pair(tie('condition')))
      .map(([kind, parts]) => ({ kind, type: 'boolean', ...parts }) as const),
    tie('condition').map((operand) => ({ kind: 'not', type: 'boolean', operand }) as const),
    fc
      .oneof(tie('text'), tie('number'), tie('condition'))
      .map((operand) => ({ kind: 'missing', type: 'boolean', operand }) as const),
    tie('text').map((operand) => ({ kind: 'in table', type: 'boolean', operand, table: 'staff' }) as const),
    fc
      .tuple(tie('text'), fc.array(anyText, { minLength: 1, maxLength: 3 }))
      .map(([operand, values]) => ({ kind: 'in values', type: 'boolean', operand, values }) as const),
    fc
      .tuple(tie('number'), fc.array(anyNumber, { minLength: 1, maxLength: 3 }))
      .map(([operand, values]) => ({ kind: 'in values', type: 'boolean', operand, values }) as const),
    fc.constantFrom(['10.0.0.0/8'], ['10.1.2.3/32', '2001:db8::/32']).map((networks) => {
      return { kind: 'in networks', type: 'boolean', operand: field('ip')('ip'), networks } as const;
    }),
    tie('number').map((operand) => {
      const [low, high] = [constant('number')(-5), field('number')('bytes')];
      return { kind: 'range', type: 'boolean', operand, low, high } as const;
    }),
    fc
      .tuple(fc.constantFrom('contains', 'starts with', 'ends with'), tie('text'), anyText)
      .map(
        ([operator, operand, pattern]) =>
          ({ kind: 'text match', type: 'boolean', operator, operand, pattern }) as const,
      ),
  ),
}));

test('any condition reads back as itself', () => {
  fc.assert(
    fc.property(condition, (expression) => {
      expect(readBack(printExpression(expression))).toEqual(expression);
    }),
    { numRuns: 400 },
  );
});

describe('an expression is printed with as few parentheses as it needs', () => {
  test.each([
    ['(ok or ok) and not (ok and ok)', '(ok or ok) and not (ok and ok)'],
    ['((ok and (ok))) or ok', 'ok and ok or ok'],
    ['bytes - (1 - 2) - 3 > (4 * 5) + 6', 'bytes - (1 - 2) - 3 > 4 * 5 + 6'],
    ['(bytes > 3) is missing', '(bytes > 3) is missing'],
    ['user does not contain "x\\d"', 'not user contains "x\\\\d"'],
    ['took > 1.5 hours', 'took > 90 minutes'],
    ['staff[user]."full name" = "A"', 'staff[user]."full name" = "A"'],
  ])('%s', (text, printed) => {
    expect(printExpression(readBack(text)!)).toBe(printed);
  });
});

test('alerts are printed in the words of the rule', () => {
  const { rules } = checkText(`${source}
    baseline b on web for each user learn place = usual values of ip, sent = range of bytes
      alert "{user}" when new place and sent is unusually high or score of place > 0.9 or not rare place
    baseline c on web for each user learn rows = range of bytes keep learning
      alert "{user}" when (rows is not drifting) = false and rows is unusually low
    rule r on web for each user alert "x" when sum(bytes) > 3 and count() > 2 per hour`);
  expect(rules?.rules.map(({ alerts }) => printExpression(alerts[0]!.condition))).toEqual([
    'new place and sent is unusually high or score of place > 0.9 or not rare place',
    '(not rows is drifting) = false and rows is unusually low',
    'sum(bytes) > 3 and count() > 2',
  ]);
});
