/** Magnitude of a number. */

import { defineFunction } from './definition.ts';

export const abs = defineFunction({
  name: 'abs',
  summary: 'The number without its sign.',
  parameters: [{ name: 'number', types: ['number', 'duration'] }],
  returns: 'number',
  examples: [
    { call: 'abs(-3.5)', result: 3.5 },
    { call: 'abs(2)', result: 2 },
  ],
  evaluate: (number) => Math.abs(number),
});
