/** Text in small letters. */

import { defineFunction } from './definition.ts';

export const lower = defineFunction({
  name: 'lower',
  summary: 'The text in small letters.',
  parameters: [{ name: 'text', types: ['text'] }],
  returns: 'text',
  examples: [{ call: 'lower("ALICE@Example.COM")', result: 'alice@example.com' }],
  evaluate: (text) => text.toLowerCase(),
});
