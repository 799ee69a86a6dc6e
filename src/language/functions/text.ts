/** A number as text. */

import { defineFunction } from './definition.ts';

export const text = defineFunction({
  name: 'text',
  summary: 'The number as text, so that it can be compared with texts or joined to them.',
  parameters: [{ name: 'number', types: ['number'] }],
  returns: 'text',
  examples: [
    { call: 'text(404)', result: '404' },
    { call: 'text(0.5)', result: '0.5' },
  ],
  evaluate: (number) => String(number),
});
