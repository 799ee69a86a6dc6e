/** The first text that is there. */

import { defineFunction } from './definition.ts';

export const coalesce = defineFunction({
  name: 'coalesce',
  summary: 'The first of two to four texts that is not missing.',
  parameters: [
    { name: 'first', types: ['text', 'ip', 'network'] },
    { name: 'second', types: ['text', 'ip', 'network'] },
    { name: 'third', types: ['text', 'ip', 'network'], optional: true },
    { name: 'fourth', types: ['text', 'ip', 'network'], optional: true },
  ],
  returns: 'text',
  failure: 'all are missing',
  takesMissing: true,
  examples: [
    { call: 'coalesce(missing, "unknown")', result: 'unknown' },
    { call: 'coalesce("alice", "unknown")', result: 'alice' },
    { call: 'coalesce(missing, missing)', result: undefined },
  ],
  evaluate: (first, second, third, fourth) => first ?? second ?? third ?? fourth,
});
