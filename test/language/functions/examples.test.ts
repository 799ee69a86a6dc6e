import { describe, expect, it } from 'vitest';
import { isTextual } from '../../../src/event/schema.ts';
import type { FunctionDefinition } from '../../../src/language/functions/definition.ts';
import { standardFunctions } from '../../../src/language/functions/index.ts';
import type { Value } from '../../../src/language/program.ts';

const cases = [...standardFunctions.values()].flatMap((definition) =>
  definition.examples.map(({ call, result }) => ({ definition, call, result })),
);

describe('standard functions', () => {
  it.each(cases)('$call', ({ definition, call, result }) => {
    expect(evaluated(definition, call)).toEqual(result);
  });

  it.each([...standardFunctions.values()])('$name gives a value of the type it declares', (definition) => {
    for (const { result } of definition.examples) {
      if (result !== undefined)
        expect(typeof result).toBe(isTextual(definition.returns) ? 'string' : 'number');
    }
  });

  const failing = [...standardFunctions.values()].filter(({ failure }) => failure !== undefined);

  it.each(failing)('$name shows by example when its result is missing', ({ examples }) => {
    expect(examples.some(({ result }) => isMissing(result))).toBe(true);
  });
});

/** As the compiler calls it: not at all when an argument is missing, unless the function wants to see that. */
function evaluated(definition: FunctionDefinition, call: string): Value {
  const values = argumentsOf(definition, call);
  const missing = definition.takesMissing !== true && values.some(isMissing);
  const absent = isTextual(definition.returns) ? undefined : Number.NaN;
  return (missing ? undefined : definition.evaluate(...values)) ?? absent;
}

function argumentsOf({ name, parameters }: FunctionDefinition, call: string): readonly Value[] {
  expect(call.startsWith(`${name}(`) && call.endsWith(')')).toBe(true);
  const list = call.slice(name.length + 1, -1).replace(/\bmissing\b/g, 'null');
  return (JSON.parse(`[${list}]`) as readonly (string | number | boolean | null)[]).map((value, index) => {
    const [type] = parameters[index].types;
    if (value === null) return isTextual(type) ? undefined : Number.NaN;
    if (type === 'time' && typeof value === 'string') return Date.parse(value);
    return typeof value === 'boolean' ? Number(value) : value;
  });
}

function isMissing(value: Value): boolean {
  return value === undefined || Number.isNaN(value);
}
