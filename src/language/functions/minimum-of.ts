/** The least of some numbers. */

import { defineFunction } from './definition.ts';

export const minimumOf = defineFunction({
  name: 'minimum_of',
  summary: 'The least of two to four numbers.',
  parameters: [
    { name: 'first', types: ['number', 'duration'] },
    { name: 'second', types: ['number', 'duration'] },
    { name: 'third', types: ['number', 'duration'], optional: true },
    { name: 'fourth', types: ['number', 'duration'], optional: true },
  ],
  returns: 'number',
  examples: [
    { call: 'minimum_of(3, 2)', result: 2 },
    { call: 'minimum_of(3, 2, 7, -1)', result: -1 },
    { call: 'minimum_of(3, missing)', result: Number.NaN },
  ],
  evaluate: (first, second, third = first, fourth = first) => Math.min(first, second, third, fourth),
});
