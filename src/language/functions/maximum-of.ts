/** The greatest of some numbers. */

import { defineFunction } from './definition.ts';

export const maximumOf = defineFunction({
  name: 'maximum_of',
  summary: 'The greatest of two to four numbers.',
  parameters: [
    { name: 'first', types: ['number', 'duration'] },
    { name: 'second', types: ['number', 'duration'] },
    { name: 'third', types: ['number', 'duration'], optional: true },
    { name: 'fourth', types: ['number', 'duration'], optional: true },
  ],
  returns: 'number',
  examples: [
    { call: 'maximum_of(3, 2)', result: 3 },
    { call: 'maximum_of(3, 2, 7, -1)', result: 7 },
    { call: 'maximum_of(3, missing)', result: Number.NaN },
  ],
  evaluate: (first, second, third = first, fourth = first) => Math.max(first, second, third, fourth),
});
