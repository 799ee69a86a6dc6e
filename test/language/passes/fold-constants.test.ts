import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineFunction } from '../../../src/language/functions/definition.ts';
import { functionLibrary, standardFunctions } from '../../../src/language/functions/index.ts';
import { foldConstants } from '../../../src/language/passes/fold-constants.ts';
import { expressions, rows, tables } from '../arbitrary.ts';
import { and, arithmetic, call, compare, constant, field, inValues, not, or } from '../build.ts';
import { interpret } from '../interpret.ts';

const account = field('account');
const missing = constant(Number.NaN);

describe('fold-constants', () => {
  it.each([
    {
      what: '1 + 2 * 3',
      before: arithmetic('+', constant(1), arithmetic('*', constant(2), constant(3))),
      after: constant(7),
    },
    { what: '1 / 0, which is missing', before: arithmetic('/', constant(1), constant(0)), after: missing },
    {
      what: 'rows + 1, which stays',
      before: arithmetic('+', field('rows'), constant(1)),
      after: arithmetic('+', field('rows'), constant(1)),
    },
    { what: '2 > 1', before: compare('>', constant(2), constant(1)), after: constant(true) },
    { what: 'rows = missing', before: compare('=', field('rows'), missing), after: constant(false) },
    {
      what: '"a" = "a" and false',
      before: and(compare('=', constant('a'), constant('a')), constant(false)),
      after: constant(false),
    },
    { what: 'anything and false', before: and(field('remote'), constant(false)), after: constant(false) },
    { what: 'anything or true', before: or(constant(true), field('remote')), after: constant(true) },
    { what: 'not true', before: not(constant(true)), after: constant(false) },
    {
      what: 'lower("ABC") = account',
      before: compare('=', call('lower', 'text', constant('ABC')), account),
      after: compare('=', constant('abc'), account),
    },
    {
      what: 'number("x"), which is missing',
      before: call('number', 'number', constant('x')),
      after: missing,
    },
    {
      what: 'before("x", "/"), a missing text',
      before: call('before', 'text', constant('x'), constant('/')),
      after: call('before', 'text', constant('x'), constant('/')),
    },
    {
      what: 'hour of a constant, which needs the zone',
      before: call('hour', 'number', constant(0, 'time')),
      after: call('hour', 'number', constant(0, 'time')),
    },
    { what: '3 in (1, 2)', before: inValues(constant(3), [1, 2]), after: constant(false) },
    {
      what: 'rows in 5 to 4',
      before: {
        kind: 'range',
        type: 'boolean',
        operand: field('rows'),
        low: constant(5),
        high: constant(4),
      } as const,
      after: constant(false),
    },
    {
      what: '"abc" contains "b"',
      before: {
        kind: 'text match',
        type: 'boolean',
        operator: 'contains',
        operand: constant('abc'),
        pattern: 'b',
      } as const,
      after: constant(true),
    },
    {
      what: 'missing is missing',
      before: { kind: 'missing', type: 'boolean', operand: missing } as const,
      after: constant(true),
    },
  ])('$what', ({ before, after }) => {
    expect(foldConstants(before, standardFunctions)).toEqual(after);
  });

  it('leaves a call that throws to the first event', () => {
    const failing = defineFunction({
      name: 'failing',
      summary: 'Always fails.',
      parameters: [{ name: 'text', types: ['text'] }],
      returns: 'number',
      examples: [{ call: 'failing("x")', result: Number.NaN }],
      evaluate: () => {
        throw new Error('no');
      },
    });
    const before = call('failing', 'number', constant('x'));
    expect(foldConstants(before, functionLibrary([failing]))).toBe(before);
  });

  it('never changes the value of an expression', () => {
    const world = { functions: standardFunctions, tables };
    fc.assert(
      fc.property(expressions, rows, (expression, row) => {
        expect(interpret(foldConstants(expression, standardFunctions), row, world)).toBe(
          interpret(expression, row, world),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
