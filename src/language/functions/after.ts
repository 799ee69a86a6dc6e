/** What stands after a separator. */

import { defineFunction } from './definition.ts';

export const after = defineFunction({
  name: 'after',
  summary: 'The text after the first occurrence of a separator.',
  parameters: [
    { name: 'text', types: ['text'] },
    { name: 'separator', types: ['text'] },
  ],
  returns: 'text',
  failure: 'the separator does not occur',
  examples: [
    { call: 'after("CORP/alice", "/")', result: 'alice' },
    { call: 'after("a/b/c", "/")', result: 'b/c' },
    { call: 'after("alice", "/")', result: undefined },
  ],
  evaluate: (text, separator) => {
    const at = text.indexOf(separator);
    return at < 0 ? undefined : text.slice(at + separator.length);
  },
});
