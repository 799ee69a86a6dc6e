import { describe, expect, it } from 'vitest';
import { defineFunction } from '../../../src/language/functions/definition.ts';
import { functionLibrary, standardFunctions } from '../../../src/language/functions/index.ts';
import { Zone } from '../../../src/time/zone.ts';

const twice = {
  name: 'twice',
  summary: 'The number twice.',
  parameters: [{ name: 'number', types: ['number'] }],
  returns: 'number',
  examples: [{ call: 'twice(2)', result: 4 }],
  evaluate: (number: number) => number * 2,
} as const;

describe('defineFunction', () => {
  it('refuses a name that is no word of the language', () => {
    expect(() => defineFunction({ ...twice, name: 'Twice!' })).toThrow(/small letters/);
  });

  it('refuses a needed parameter after an optional one', () => {
    const parameters = [
      { name: 'first', types: ['number'], optional: true },
      { name: 'second', types: ['number'] },
    ] as const;
    expect(() => defineFunction({ ...twice, parameters, evaluate: () => 0 })).toThrow(/move it to the end/);
  });

  it('refuses a function without an example', () => {
    expect(() => defineFunction({ ...twice, examples: [] })).toThrow(/no example/);
  });
});

describe('functionLibrary', () => {
  it("adds an embedder's functions to the standard ones", () => {
    const functions = functionLibrary([defineFunction(twice)]);
    expect(functions.get('twice')?.evaluate(3)).toBe(6);
    expect(functions.size).toBe(standardFunctions.size + 1);
  });

  it('refuses a second function of the same name', () => {
    expect(() => functionLibrary([defineFunction({ ...twice, name: 'lower' })])).toThrow(
      /two functions are called "lower"/,
    );
  });
});

describe('functions of the local clock', () => {
  it.each([
    { name: 'hour', inUtc: 23, inShanghai: 7 },
    { name: 'weekday', inUtc: 'Thu', inShanghai: 'Fri' },
    { name: 'day', inUtc: 29, inShanghai: 1 },
  ])('$name reads the clock of the zone', ({ name, inUtc, inShanghai }) => {
    const instant = Date.parse('2024-02-29T23:30:00Z');
    const definition = standardFunctions.get(name)!;
    expect(definition.evaluate(instant)).toBe(inUtc);
    expect(definition.evaluateIn?.(Zone.of('Asia/Shanghai'))(instant)).toBe(inShanghai);
  });
});

describe('network', () => {
  it('gives the very same string for addresses of one IPv4 network', () => {
    const { evaluate } = standardFunctions.get('network')!;
    const texts = Array.from({ length: 10_000 }, (_, index) =>
      evaluate(`10.${index % 7}.0.${index % 256}`, 16),
    );
    expect(new Set(texts).size).toBe(7);
  });
});
