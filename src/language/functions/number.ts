/** A text as number. */

import { numberOfText } from '../../event/number-text.ts';
import { defineFunction } from './definition.ts';

export const number = defineFunction({
  name: 'number',
  summary: 'The number that a text spells in decimal digits.',
  parameters: [{ name: 'text', types: ['text'] }],
  returns: 'number',
  failure: 'the text is not a decimal number',
  examples: [
    { call: 'number("404")', result: 404 },
    { call: 'number(" -1.5e3 ")', result: -1500 },
    { call: 'number("0x10")', result: Number.NaN },
    { call: 'number("")', result: Number.NaN },
  ],
  evaluate: (text) => numberOfText(text),
});
