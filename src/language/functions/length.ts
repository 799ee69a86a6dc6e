/** How many characters a text has. */

import { defineFunction } from './definition.ts';

export const length = defineFunction({
  name: 'length',
  summary: 'The number of characters of the text.',
  parameters: [{ name: 'text', types: ['text', 'ip', 'network'] }],
  returns: 'number',
  examples: [
    { call: 'length("login")', result: 5 },
    { call: 'length("")', result: 0 },
    { call: 'length("\u{1F511}x")', result: 2 },
  ],
  evaluate: (text) => {
    let characters = 0;
    for (let at = 0; at < text.length; at++) {
      // The second half of a character beyond 16 bits does not count.
      if ((text.charCodeAt(at) & 0xfc00) !== 0xdc00) characters++;
    }
    return characters;
  },
});
