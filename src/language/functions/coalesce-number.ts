/** The first number that is there. */

import type { Value } from '../program.ts';
import { defineFunction } from './definition.ts';

export const coalesceNumber = defineFunction({
  name: 'coalesce_number',
  summary: 'The first of two to four numbers that is not missing.',
  parameters: [
    { name: 'first', types: ['number', 'duration'] },
    { name: 'second', types: ['number', 'duration'] },
    { name: 'third', types: ['number', 'duration'], optional: true },
    { name: 'fourth', types: ['number', 'duration'], optional: true },
  ],
  returns: 'number',
  failure: 'all are missing',
  takesMissing: true,
  examples: [
    { call: 'coalesce_number(missing, 0)', result: 0 },
    { call: 'coalesce_number(7, 0)', result: 7 },
    { call: 'coalesce_number(missing, missing)', result: Number.NaN },
  ],
  evaluate: (first, second, third, fourth) => {
    if (isThere(first)) return first;
    if (isThere(second)) return second;
    return isThere(third) ? third : fourth;
  },
});

function isThere(value: Value): boolean {
  return value !== undefined && !Number.isNaN(value);
}
