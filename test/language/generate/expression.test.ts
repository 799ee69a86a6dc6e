import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standardFunctions } from '../../../src/language/functions/index.ts';
import { conditions, expressions, rows, tables } from '../arbitrary.ts';
import { arithmetic, call, compare, constant, field, inValues, not, shown } from '../build.ts';
import { interpret } from '../interpret.ts';
import { evaluateCondition, evaluateValue, surroundingsOf } from './evaluate.ts';

const world = { functions: standardFunctions, tables };
const surroundings = surroundingsOf(tables);

describe('generated code', () => {
  it('has the value that a slow interpreter finds', () => {
    fc.assert(
      fc.property(expressions, rows, (expression, row) => {
        expect(shown(evaluateValue(expression, row, surroundings))).toBe(interpret(expression, row, world));
      }),
      { numRuns: 2_000 },
    );
  });

  it('holds as a condition exactly when its value is 1', () => {
    fc.assert(
      fc.property(conditions, rows, (expression, row) => {
        expect(evaluateCondition(expression, row, surroundings)).toBe(
          interpret(expression, row, world) === 1,
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    { what: 'number = missing', expression: compare('=', field('rows'), field('size')) },
    { what: 'number != missing', expression: compare('!=', field('rows'), constant(1)) },
    { what: 'text != missing', expression: compare('!=', field('account'), constant('bob')) },
    { what: 'text = text, both missing', expression: compare('=', field('account'), field('city')) },
    { what: 'text < missing', expression: compare('<', constant('a'), field('account')) },
    { what: 'missing in a long list', expression: inValues(field('rows'), [1, 2, 3, 4, 5, Number.NaN]) },
    { what: 'a missing boolean', expression: field('remote') },
  ])('does not hold: $what', ({ expression }) => {
    expect(evaluateCondition(expression, {})).toBe(false);
    expect(evaluateCondition(not(expression), {})).toBe(true);
  });

  it.each([
    { what: 'a division by zero', expression: arithmetic('/', constant(1), field('rows')), row: { rows: 0 } },
    { what: 'an overflow', expression: arithmetic('*', field('rows'), constant(1e10)), row: { rows: 1e300 } },
    { what: 'a call without its argument', expression: call('length', 'number', field('account')), row: {} },
  ])('is missing: $what', ({ expression, row }) => {
    expect(evaluateValue(expression, row)).toBeNaN();
  });

  it('reads the clock of the source', () => {
    const instant = Date.parse('2024-07-01T22:30:00Z');
    expect(evaluateValue(call('hour', 'number', field('time')), { time: instant })).toBe(0);
  });

  it('answers a pattern that makes backtracking engines hang', () => {
    const hostile = {
      kind: 'text match',
      type: 'boolean',
      operator: 'matches',
      operand: field('account'),
      pattern: '(a+)+$',
    } as const;
    expect(evaluateCondition(hostile, { account: `${'a'.repeat(5_000)}!` })).toBe(false);
  });
});
