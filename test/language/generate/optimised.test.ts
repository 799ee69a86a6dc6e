import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TypedExpression } from '../../../src/language/checked.ts';
import { standardFunctions } from '../../../src/language/functions/index.ts';
import { clauseOperatorsMax } from '../../../src/limits.ts';
import { conditions, expressions, rows, tables } from '../arbitrary.ts';
import { alert, baseline, batchOf, call, compare, constant, field, observation, or } from '../build.ts';
import { interpret } from '../interpret.ts';
import { compiled } from './compiled.ts';

const world = { functions: standardFunctions, tables };

describe('an optimised program', () => {
  it('filters as the rule says', () => {
    fc.assert(
      fc.property(conditions, rows, (where, row) => {
        const program = compiled(baseline({ where }));
        const [{ schema, filters }] = program.sources;
        const passes =
          program.rules[0].filter < 0 || filters[program.rules[0].filter].matches(batchOf(schema, [row]), 0);
        expect(passes).toBe(interpret(where, row, world) === 1);
      }),
      { numRuns: 500 },
    );
  });

  it('measures what the features say, shared parts included', () => {
    const texts = expressions.filter(({ type }) => type === 'text');
    fc.assert(
      fc.property(texts, texts, rows, (first, second, row) => {
        const all = [first, second, call('concat', 'text', first, second), call('lower', 'text', first)];
        const program = compiled(
          baseline({
            features: all.map((of, index) => ({ kind: 'values', name: `f${index}`, type: 'text', of })),
          }),
        );
        const out = { numbers: new Float64Array(4), texts: new Array<string | undefined>(4) };
        program.rules[0].measure(batchOf(program.sources[0].schema, [row]), 0, out);
        expect(out.texts).toEqual(all.map((of) => interpret(of, row, world)));
      }),
      { numRuns: 500 },
    );
  });

  it('copes with a clause of as many operators as a rule may have', () => {
    const tests = Array.from({ length: clauseOperatorsMax }, (_, index): TypedExpression => {
      return {
        kind: 'text match',
        type: 'boolean',
        operator: 'contains',
        operand: field('city'),
        pattern: `city ${index}`,
      };
    });
    const [{ schema, filters }] = compiled(baseline({ where: or(...tests) })).sources;
    const batch = batchOf(schema, [{ city: `city ${clauseOperatorsMax - 1}` }, { city: 'Rome' }]);
    expect([0, 1].map((row) => filters[0].matches(batch, row))).toEqual([true, false]);
  });

  it('decides on captured values as on the event itself', () => {
    const never: TypedExpression = compare('>', { kind: 'score', type: 'number' }, constant(2));
    fc.assert(
      fc.property(conditions, rows, (condition, row) => {
        const either: TypedExpression = { kind: 'or', type: 'boolean', left: never, right: condition };
        const program = compiled(baseline({ alerts: [alert(either)] }));
        const seen = observation();
        program.rules[0].capture(batchOf(program.sources[0].schema, [row]), 0, seen.captures);
        const decided = program.rules[0].alerts[0].decide(seen);
        expect(decided).toBe(interpret(condition, row, world) === 1 ? 'medium' : undefined);
      }),
      { numRuns: 500 },
    );
  });
});
