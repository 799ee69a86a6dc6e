/** A number rounded. */

import { defineFunction } from './definition.ts';

export const round = defineFunction({
  name: 'round',
  summary: 'The number rounded to whole ones, or to a number of decimals (0 to 15); halves are rounded up.',
  parameters: [
    { name: 'number', types: ['number'] },
    { name: 'decimals', types: ['number'], optional: true },
  ],
  returns: 'number',
  failure: 'the decimals are not from 0 to 15',
  examples: [
    { call: 'round(2.5)', result: 3 },
    { call: 'round(-2.5)', result: -2 },
    { call: 'round(3.14159, 2)', result: 3.14 },
    { call: 'round(3.14159, 16)', result: Number.NaN },
  ],
  evaluate: (number, decimals = 0) => {
    if (!(decimals >= 0 && decimals <= 15)) return Number.NaN;
    const unit = 10 ** Math.floor(decimals);
    return Math.round(number * unit) / unit;
  },
});
