import { describe, expect, it } from 'vitest';
import { compileChecked } from '../../../src/language/compile.ts';
import { standardFunctions } from '../../../src/language/functions/index.ts';
import type { Measures, Program, Value } from '../../../src/language/program.ts';
import { baseline, batchOf, call, checked, constant, field, type Row, threshold } from '../build.ts';
import { compiled } from './compiled.ts';

function measured(program: Program, row: Row): Measures {
  const out: Measures = {
    numbers: new Float64Array(4).fill(-1),
    texts: new Array<string | undefined>(4).fill('untouched'),
  };
  program.rules[0].measure(batchOf(program.sources[0].schema, [row]), 0, out);
  return out;
}

describe('measure', () => {
  it('writes one slot per feature of a baseline that learns from every event', () => {
    const program = compiled(
      baseline({
        features: [
          { kind: 'values', name: 'city', type: 'text', of: call('lower', 'text', field('city')) },
          { kind: 'hours', name: 'hour', type: 'number', cycle: 'week', of: field('time') },
          { kind: 'amount', name: 'rows', type: 'number', scale: 'amount', of: field('rows'), levels: [] },
          { kind: 'values', name: 'remote', type: 'boolean', of: field('remote') },
        ],
      }),
    );
    const full = measured(program, {
      city: 'Berlin',
      time: Date.parse('2024-01-02T03:30:00Z'),
      rows: 7,
      remote: 1,
    });
    expect(full.texts).toEqual(['berlin', 'untouched', 'untouched', 'true']);
    expect([...full.numbers]).toEqual([-1, 24 + 4, 7, -1]);
    const empty = measured(program, {});
    expect(empty.texts).toEqual([undefined, 'untouched', 'untouched', undefined]);
    expect([...empty.numbers]).toEqual([-1, Number.NaN, Number.NaN, -1]);
  });

  it("writes one slot per aggregate's argument of a rule, nothing for a count", () => {
    const aggregates = [
      { kind: 'count' },
      { kind: 'sum', argument: field('rows') },
      { kind: 'distinct', argument: field('address') },
    ] as const;
    const program = compiled(threshold({ aggregates }));
    const out = measured(program, { rows: 3, address: '10.0.0.1' });
    expect(out.texts.slice(0, 3)).toEqual(['untouched', 'untouched', '10.0.0.1']);
    expect([...out.numbers.slice(0, 3)]).toEqual([-1, 3, -1]);
    expect(program.rules[0].aggregates.map(({ textual }) => textual)).toEqual([false, false, true]);
  });

  it('computes a part that features share once', () => {
    let calls = 0;
    const lower = standardFunctions.get('lower')!;
    const evaluate = (text: Value): Value => {
      calls++;
      return lower.evaluate(text);
    };
    const counting = { ...lower, evaluate };
    const lowered = call('lower', 'text', field('city'));
    const features = ['a', 'b'].map(
      (name) =>
        ({
          kind: 'values',
          name,
          type: 'text',
          of: call('concat', 'text', lowered, constant(name)),
        }) as const,
    );
    const program = compileChecked(
      checked([baseline({ features })]),
      new Map(standardFunctions).set('lower', counting),
    );
    expect(measured(program, { city: 'Rome' }).texts.slice(0, 2)).toEqual(['romea', 'romeb']);
    expect(calls).toBe(1);
  });
});

describe('levels', () => {
  it('read what peers share', () => {
    const levels = [
      {
        name: 'department',
        group: { kind: 'lookup', type: 'text', table: 'staff', key: field('account'), column: 'department' },
      },
      { name: 'everyone' },
    ] as const;
    const features = [
      { kind: 'amount', name: 'rows', type: 'number', scale: 'amount', of: field('rows'), levels },
    ] as const;
    const program = compiled(baseline({ features }));
    const [rule] = program.rules;
    const batch = batchOf(
      program.sources[0].schema,
      ['alice', 'bob', 'eve'].map((account) => ({ account })),
    );
    const [department, everyone] = rule.kind === 'baseline' ? rule.features[0].levels : [];
    expect([0, 1, 2].map((row) => department.read(batch, row))).toEqual(['sales', undefined, undefined]);
    expect(everyone.read(batch, 0)).toBe('everyone');
  });
});
