/** Text in capital letters. */

import { defineFunction } from './definition.ts';

export const upper = defineFunction({
  name: 'upper',
  summary: 'The text in capital letters.',
  parameters: [{ name: 'text', types: ['text'] }],
  returns: 'text',
  examples: [{ call: 'upper("get")', result: 'GET' }],
  evaluate: (text) => text.toUpperCase(),
});
