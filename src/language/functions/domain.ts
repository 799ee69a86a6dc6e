/** The domain of an e-mail address. */

import { defineFunction } from './definition.ts';

export const domain = defineFunction({
  name: 'domain',
  summary: 'The domain of an e-mail address, in small letters: what stands after the last @.',
  parameters: [{ name: 'address', types: ['text'] }],
  returns: 'text',
  failure: 'there is no @, or nothing after it',
  examples: [
    { call: 'domain("Alice@Example.COM")', result: 'example.com' },
    { call: 'domain("\\"a@b\\"@mail.example")', result: 'mail.example' },
    { call: 'domain("Alice <alice@example.com>")', result: 'example.com' },
    { call: 'domain("alice")', result: undefined },
  ],
  evaluate: (address) => {
    const start = address.lastIndexOf('@') + 1;
    // An address with a display name ends in an angle bracket.
    const end = address.endsWith('>') ? address.length - 1 : address.length;
    return start === 0 || start >= end ? undefined : address.slice(start, end).toLowerCase();
  },
});
