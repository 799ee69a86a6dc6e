import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { NetworkSet } from '../../../src/language/generate/network-set.ts';
import { formatIpv4 } from '../../../src/language/ipv4.ts';

const octet = fc.constantFrom(0, 1, 10, 127, 128, 255);
const ipv4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'));
const ipv4Network = fc
  .tuple(ipv4, fc.integer({ min: 0, max: 32 }))
  .map(([text, prefix]) => `${text}/${prefix}`);

describe('NetworkSet', () => {
  it('finds an IPv4 address exactly when one of the networks holds it', () => {
    fc.assert(
      fc.property(fc.array(ipv4Network, { maxLength: 8 }), ipv4, (networks, text) => {
        const address = ipaddr.IPv4.parse(text);
        const expected = networks.some((network) => address.match(ipaddr.IPv4.parseCIDR(network)));
        expect(new NetworkSet(networks).has(text)).toBe(expected);
      }),
    );
  });

  it.each([
    { networks: ['2001:db8::/32'], address: '2001:db8:1::5', inside: true },
    { networks: ['2001:db8::/32'], address: '2001:db9::5', inside: false },
    { networks: ['::1'], address: '::1', inside: true },
    { networks: ['0.0.0.0/0'], address: '::1', inside: false },
    { networks: ['0.0.0.0/0'], address: '255.255.255.255', inside: true },
    { networks: ['10.0.0.1'], address: '10.0.0.1', inside: true },
    { networks: ['10.0.0.0/8'], address: 'not an address', inside: false },
    { networks: ['::/0'], address: 'not:an:address', inside: false },
  ])('$address in $networks: $inside', ({ networks, address, inside }) => {
    expect(new NetworkSet(networks).has(address)).toBe(inside);
  });

  it('does not hold a missing address', () => {
    expect(new NetworkSet(['0.0.0.0/0', '::/0']).has(undefined)).toBe(false);
  });

  it('says what is wrong with a network that is none', () => {
    expect(() => new NetworkSet(['10.0.0.0/33'])).toThrow('expected a network such as "10.0.0.0/8"');
    expect(() => new NetworkSet(['2001:db8::/129'])).toThrow('found "2001:db8::/129"');
  });

  it('writes addresses as it reads them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (address) => {
        const set = new NetworkSet([`${formatIpv4(address)}/32`]);
        expect(set.has(formatIpv4(address))).toBe(true);
      }),
    );
  });
});
