/** A number rounded down. */

import { defineFunction } from './definition.ts';

export const floor = defineFunction({
  name: 'floor',
  summary: 'The greatest whole number that is not above the number.',
  parameters: [{ name: 'number', types: ['number'] }],
  returns: 'number',
  examples: [
    { call: 'floor(2.9)', result: 2 },
    { call: 'floor(-2.1)', result: -3 },
  ],
  evaluate: (number) => Math.floor(number),
});
