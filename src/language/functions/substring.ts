/** A part of a text by position. */

import { defineFunction } from './definition.ts';

export const substring = defineFunction({
  name: 'substring',
  summary:
    'The part of the text that begins at a position (the first character is 1), to the end or of a given length.',
  parameters: [
    { name: 'text', types: ['text'] },
    { name: 'position', types: ['number'] },
    { name: 'length', types: ['number'], optional: true },
  ],
  returns: 'text',
  failure: 'the position is below 1, or the length is below 0',
  examples: [
    { call: 'substring("DESKTOP-4711", 9)', result: '4711' },
    { call: 'substring("DESKTOP-4711", 1, 7)', result: 'DESKTOP' },
    { call: 'substring("abc", 10)', result: '' },
    { call: 'substring("abc", 0)', result: undefined },
  ],
  evaluate: (text, position, length = Number.POSITIVE_INFINITY) => {
    if (position < 1 || length < 0) return undefined;
    const start = Math.floor(position) - 1;
    return text.slice(start, start + Math.floor(length));
  },
});
