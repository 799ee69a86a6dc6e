/** Whether an address is of version 6. */

import { defineFunction } from './definition.ts';

export const isIpv6 = defineFunction({
  name: 'is_ipv6',
  summary: 'True when the address is of IP version 6.',
  parameters: [{ name: 'address', types: ['ip'] }],
  returns: 'boolean',
  examples: [
    { call: 'is_ipv6("2001:db8::1")', result: 1 },
    { call: 'is_ipv6("10.0.0.1")', result: 0 },
  ],
  evaluate: (address) => (address.includes(':') ? 1 : 0),
});
