/** Text without white space at its ends. */

import { defineFunction } from './definition.ts';

export const trim = defineFunction({
  name: 'trim',
  summary: 'The text without white space at its beginning and end.',
  parameters: [{ name: 'text', types: ['text'] }],
  returns: 'text',
  examples: [
    { call: 'trim("  root ")', result: 'root' },
    { call: 'trim("   ")', result: '' },
  ],
  evaluate: (text) => text.trim(),
});
