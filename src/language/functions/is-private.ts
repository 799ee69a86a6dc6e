/** Whether an address belongs to no public network. */

import ipaddr from 'ipaddr.js';
import { networkOfIpv4, parseIpv4 } from '../ipv4.ts';
import { defineFunction } from './definition.ts';

/** RFC 1918, loopback (RFC 1122) and link-local (RFC 3927), as first address and prefix. */
const privateNetworks = [
  { first: parseIpv4('10.0.0.0'), prefix: 8 },
  { first: parseIpv4('172.16.0.0'), prefix: 12 },
  { first: parseIpv4('192.168.0.0'), prefix: 16 },
  { first: parseIpv4('127.0.0.0'), prefix: 8 },
  { first: parseIpv4('169.254.0.0'), prefix: 16 },
];

/** Names ipaddr.js gives to RFC 4193, loopback and link-local. */
const privateRanges: ReadonlySet<string> = new Set(['uniqueLocal', 'loopback', 'linkLocal']);

export const isPrivate = defineFunction({
  name: 'is_private',
  summary:
    'True when the address is private, loopback or link-local: 10.0.0.0/8, 192.168.0.0/16, fc00::/7, ::1 …',
  parameters: [{ name: 'address', types: ['ip'] }],
  returns: 'boolean',
  examples: [
    { call: 'is_private("10.1.2.3")', result: 1 },
    { call: 'is_private("172.31.255.255")', result: 1 },
    { call: 'is_private("172.32.0.0")', result: 0 },
    { call: 'is_private("8.8.8.8")', result: 0 },
    { call: 'is_private("fd00::1")', result: 1 },
    { call: 'is_private("2001:db8::1")', result: 0 },
  ],
  evaluate: (address) => {
    const ipv4 = parseIpv4(address);
    if (ipv4 < 0)
      return ipaddr.IPv6.isValid(address) && privateRanges.has(ipaddr.IPv6.parse(address).range()) ? 1 : 0;
    for (const { first, prefix } of privateNetworks) if (networkOfIpv4(ipv4, prefix) === first) return 1;
    return 0;
  },
});
