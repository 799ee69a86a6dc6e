/** One of two numbers, by a condition. */

import { defineFunction } from './definition.ts';

export const ifNumber = defineFunction({
  name: 'if_number',
  summary: 'The first number when the condition holds, otherwise the second.',
  parameters: [
    { name: 'condition', types: ['boolean'] },
    { name: 'then', types: ['number', 'duration'] },
    { name: 'otherwise', types: ['number', 'duration'] },
  ],
  returns: 'number',
  failure: 'the chosen number is missing',
  takesMissing: true,
  examples: [
    { call: 'if_number(true, 1, 0)', result: 1 },
    { call: 'if_number(missing, 1, 0)', result: 0 },
    { call: 'if_number(true, missing, 0)', result: Number.NaN },
  ],
  evaluate: (condition, consequent, otherwise) => (condition === 1 ? consequent : otherwise),
});
