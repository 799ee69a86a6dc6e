/** A piece of text replaced wherever it occurs. */

import { defineFunction } from './definition.ts';

export const replace = defineFunction({
  name: 'replace',
  summary: 'The text with every occurrence of a piece replaced by another; the piece is taken literally.',
  parameters: [
    { name: 'text', types: ['text'] },
    { name: 'piece', types: ['text'] },
    { name: 'replacement', types: ['text'] },
  ],
  returns: 'text',
  examples: [
    { call: 'replace("a-b-c", "-", "_")', result: 'a_b_c' },
    { call: 'replace("5.00", ".", "$&")', result: '5$&00' },
    { call: 'replace("abc", "", "-")', result: 'abc' },
  ],
  evaluate: (text, piece, replacement) => (piece === '' ? text : text.split(piece).join(replacement)),
});
