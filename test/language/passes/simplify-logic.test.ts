import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TypedExpression } from '../../../src/language/checked.ts';
import { standardFunctions } from '../../../src/language/functions/index.ts';
import { simplifyLogic } from '../../../src/language/passes/simplify-logic.ts';
import { conditions, expressions, rows, tables } from '../arbitrary.ts';
import { and, compare, constant, field, inValues, not, or } from '../build.ts';
import { interpret } from '../interpret.ts';

const account = field('account');
const remote = field('remote');
const isBob = compare('=', account, constant('bob'));
const isRoot = compare('=', account, constant('root'));
const many = compare('>', field('rows'), constant(10));

describe('simplify-logic', () => {
  it.each([
    { what: 'not not x', before: not(not(many)), after: many },
    { what: 'not not flag', before: not(not(remote)), after: remote },
    { what: 'x and true', before: and(many, constant(true)), after: many },
    { what: 'false or x', before: or(constant(false), many), after: many },
    { what: 'x and x', before: and(many, isBob, many), after: and(many, isBob) },
    { what: 'true and true', before: and(constant(true), constant(true)), after: constant(true) },
    { what: '10 < rows', before: compare('<', constant(10), field('rows')), after: many },
    { what: 'in ("bob")', before: inValues(account, ['bob']), after: isBob },
    { what: 'in ()', before: inValues(account, []), after: constant(false) },
    { what: 'in ("bob", "bob")', before: inValues(account, ['bob', 'bob']), after: isBob },
    { what: '= "bob" or = "root"', before: or(isBob, isRoot), after: inValues(account, ['bob', 'root']) },
    {
      what: '= "bob" or many or in ("root", "bob")',
      before: or(isBob, many, inValues(account, ['root', 'bob'])),
      after: or(inValues(account, ['bob', 'root']), many),
    },
    {
      what: 'a chain inside of not',
      before: not(or(isBob, isRoot)),
      after: not(inValues(account, ['bob', 'root'])),
    },
    {
      what: 'different operands',
      before: or(isBob, compare('=', field('city'), constant('bob'))),
      after: or(isBob, compare('=', field('city'), constant('bob'))),
    },
  ])('$what', ({ before, after }) => {
    expect(simplifyLogic(before, 'condition')).toEqual(after);
  });

  it.each([
    { what: 'not not flag', expression: not(not(remote)) },
    { what: 'flag and true', expression: and(remote, constant(true)) },
  ])('keeps a missing flag from becoming a missing value: $what', ({ expression }) => {
    const simplified = simplifyLogic(expression, 'value');
    expect(interpret(simplified, {}, { functions: standardFunctions, tables })).toBe(
      interpret(expression, {}, { functions: standardFunctions, tables }),
    );
  });

  it('never changes when a condition holds', () => {
    fc.assert(
      fc.property(conditions, rows, (expression, row) => {
        expect(holds(simplifyLogic(expression, 'condition'), row)).toBe(holds(expression, row));
      }),
      { numRuns: 1_000 },
    );
  });

  it('never changes a value', () => {
    const world = { functions: standardFunctions, tables };
    fc.assert(
      fc.property(expressions, rows, (expression, row) => {
        expect(interpret(simplifyLogic(expression, 'value'), row, world)).toBe(
          interpret(expression, row, world),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('copes with a chain of thousands of operands', () => {
    const equalities = Array.from({ length: 3_000 }, (_, index) =>
      compare('=', account, constant(`user${index}`)),
    );
    const simplified = simplifyLogic(or(...equalities), 'condition');
    expect(simplified.kind === 'in values' && simplified.values.length).toBe(3_000);
  });
});

function holds(expression: TypedExpression, row: Parameters<typeof interpret>[1]): boolean {
  return interpret(expression, row, { functions: standardFunctions, tables }) === 1;
}
