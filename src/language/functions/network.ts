/** The network an address lies in: equal networks are equal texts, and for IPv4 mostly the very same string. */

import { canonicalNetwork } from '../../event/address.ts';
import { networkCacheSlots } from '../../limits.ts';
import { formatIpv4, networkOfIpv4, parseIpv4 } from '../ipv4.ts';
import { defineFunction } from './definition.ts';

/** The usual size of one site or customer in IPv6 (RFC 4291: the interface identifier has the other 64 bits). */
const ipv6PrefixUsual = 64;

// Direct-mapped: a network has one slot, and a newcomer replaces what is there. It spares the hot path its strings.
const cacheShift = Math.clz32(networkCacheSlots - 1);
const cachedNetworks = new Float64Array(networkCacheSlots).fill(-1);
const cachedTexts = new Array<string>(networkCacheSlots).fill('');

export const network = defineFunction({
  name: 'network',
  summary:
    'The network of an address, by its number of leading bits. An IPv6 address takes `ipv6_prefix`; without it `prefix` when that is beyond 32, otherwise 64.',
  parameters: [
    { name: 'address', types: ['ip'] },
    { name: 'prefix', types: ['number'] },
    { name: 'ipv6_prefix', types: ['number'], optional: true },
  ],
  returns: 'network',
  failure: 'the prefix is not a whole number from 0 to 32 (IPv4) or 0 to 128 (IPv6)',
  examples: [
    { call: 'network("10.1.2.3", 24)', result: '10.1.2.0/24' },
    { call: 'network("10.1.2.3", 12)', result: '10.0.0.0/12' },
    { call: 'network("200.1.2.3", 0)', result: '0.0.0.0/0' },
    { call: 'network("2001:db8:1:2:3:4:5:6", 24)', result: '2001:db8:1:2::/64' },
    { call: 'network("2001:db8:1:2:3:4:5:6", 48)', result: '2001:db8:1::/48' },
    { call: 'network("2001:db8:1:2:3:4:5:6", 24, 56)', result: '2001:db8:1::/56' },
    { call: 'network("10.1.2.3", 33)', result: undefined },
  ],
  evaluate: (address, prefix, ipv6Prefix) => {
    const ipv4 = parseIpv4(address);
    if (ipv4 >= 0) return networkText(ipv4, prefix);
    return canonicalNetwork(`${address}/${ipv6Prefix ?? (prefix > 32 ? prefix : ipv6PrefixUsual)}`);
  },
});

function networkText(address: number, prefix: number): string | undefined {
  if (!(prefix >= 0 && prefix <= 32) || prefix !== Math.floor(prefix)) return undefined;
  const first = networkOfIpv4(address, prefix);
  const entry = first * 64 + prefix;
  // Fibonacci hashing: the high bits of a product with 2^32 over the golden ratio.
  const slot = Math.imul(first ^ prefix, 0x9e3779b1) >>> cacheShift;
  if (cachedNetworks[slot] === entry) return cachedTexts[slot];
  const text = `${formatIpv4(first)}/${prefix}`;
  cachedNetworks[slot] = entry;
  cachedTexts[slot] = text;
  return text;
}
