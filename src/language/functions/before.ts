/** What stands before a separator. */

import { defineFunction } from './definition.ts';

export const before = defineFunction({
  name: 'before',
  summary: 'The text before the first occurrence of a separator.',
  parameters: [
    { name: 'text', types: ['text'] },
    { name: 'separator', types: ['text'] },
  ],
  returns: 'text',
  failure: 'the separator does not occur',
  examples: [
    { call: 'before("CORP/alice", "/")', result: 'CORP' },
    { call: 'before("alice", "/")', result: undefined },
  ],
  evaluate: (text, separator) => {
    const at = text.indexOf(separator);
    return at < 0 ? undefined : text.slice(0, at);
  },
});
