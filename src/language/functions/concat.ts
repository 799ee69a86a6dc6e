/** Two to four texts joined into one. */

import { defineFunction } from './definition.ts';

export const concat = defineFunction({
  name: 'concat',
  summary: 'Two to four texts, one after the other.',
  parameters: [
    { name: 'first', types: ['text', 'ip', 'network'] },
    { name: 'second', types: ['text', 'ip', 'network'] },
    { name: 'third', types: ['text', 'ip', 'network'], optional: true },
    { name: 'fourth', types: ['text', 'ip', 'network'], optional: true },
  ],
  returns: 'text',
  examples: [
    { call: 'concat("alice", "@", "db1")', result: 'alice@db1' },
    { call: 'concat("a", missing)', result: undefined },
  ],
  evaluate: (first, second, third = '', fourth = '') => first + second + third + fourth,
});
