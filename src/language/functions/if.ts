/** One of two texts, by a condition. */

import { defineFunction } from './definition.ts';

export const ifText = defineFunction({
  name: 'if',
  summary: 'The first text when the condition holds, otherwise the second.',
  parameters: [
    { name: 'condition', types: ['boolean'] },
    { name: 'then', types: ['text', 'ip', 'network'] },
    { name: 'otherwise', types: ['text', 'ip', 'network'] },
  ],
  returns: 'text',
  failure: 'the chosen text is missing',
  takesMissing: true,
  examples: [
    { call: 'if(true, "inside", "outside")', result: 'inside' },
    { call: 'if(false, "inside", "outside")', result: 'outside' },
    { call: 'if(missing, "inside", "outside")', result: 'outside' },
    { call: 'if(true, missing, "outside")', result: undefined },
  ],
  evaluate: (condition, consequent, otherwise) => (condition === 1 ? consequent : otherwise),
});
