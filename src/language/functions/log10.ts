/** Decimal logarithm. */

import { defineFunction } from './definition.ts';

export const log10 = defineFunction({
  name: 'log10',
  summary:
    'The decimal logarithm: how many digits an amount has, so that 1000 and 1100 are near and 10 is far.',
  parameters: [{ name: 'number', types: ['number', 'duration'] }],
  returns: 'number',
  failure: 'the number is 0 or below',
  examples: [
    { call: 'log10(1000)', result: 3 },
    { call: 'log10(0)', result: Number.NaN },
  ],
  evaluate: (number) => (number > 0 ? Math.log10(number) : Number.NaN),
});
