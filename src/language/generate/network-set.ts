/** Whether an address lies in one of many networks: a binary search for IPv4, a walk through the list for IPv6. */

import ipaddr from 'ipaddr.js';
import { parseIpv4 } from '../ipv4.ts';

export class NetworkSet {
  /** First and last addresses of the IPv4 networks, ascending; overlapping and adjoining ones are merged. */
  readonly #firsts: Float64Array;
  readonly #lasts: Float64Array;
  readonly #ipv6: readonly (readonly [ipaddr.IPv6, number])[];

  /**
   * @param networks in canonical text, "10.0.0.0/8", "2001:db8::/32"; a lone address is a network of one address
   * @throws RangeError when a text is not a network
   */
  constructor(networks: readonly string[]) {
    const merged = mergedRanges(networks.filter((network) => !network.includes(':')).map(rangeOf));
    this.#firsts = Float64Array.from(merged, ({ first }) => first);
    this.#lasts = Float64Array.from(merged, ({ last }) => last);
    this.#ipv6 = networks.filter((network) => network.includes(':')).map(ipv6Network);
  }

  /** False for a missing value and for what is not an address. O(log networks) for IPv4 without allocation, O(networks) for IPv6. */
  has(address: string | undefined): boolean {
    if (address === undefined) return false;
    const ipv4 = parseIpv4(address);
    return ipv4 >= 0 ? this.#hasIpv4(ipv4) : this.#hasIpv6(address);
  }

  #hasIpv4(address: number): boolean {
    const firsts = this.#firsts;
    let low = 0;
    let high = firsts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (firsts[middle] <= address) low = middle + 1;
      else high = middle;
    }
    return low > 0 && address <= this.#lasts[low - 1];
  }

  #hasIpv6(text: string): boolean {
    if (this.#ipv6.length === 0 || !ipaddr.IPv6.isValid(text)) return false;
    const address = ipaddr.IPv6.parse(text);
    return this.#ipv6.some(([network, prefix]) => address.match(network, prefix));
  }
}

interface AddressRange {
  readonly first: number;
  readonly last: number;
}

function rangeOf(network: string): AddressRange {
  const [text, prefixText = '32'] = network.split('/');
  const address = parseIpv4(text);
  const prefix = Number(prefixText);
  if (address < 0 || !(prefix >= 0 && prefix <= 32)) throw notANetwork(network);
  const size = 2 ** (32 - prefix);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

function mergedRanges(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const merged: AddressRange[] = [];
  for (const range of [...ranges].sort((left, right) => left.first - right.first)) {
    const before = merged.at(-1);
    if (before === undefined || range.first > before.last + 1) merged.push(range);
    else merged[merged.length - 1] = { first: before.first, last: Math.max(before.last, range.last) };
  }
  return merged;
}

function ipv6Network(network: string): readonly [ipaddr.IPv6, number] {
  const text = network.includes('/') ? network : `${network}/128`;
  if (!ipaddr.IPv6.isValidCIDR(text)) throw notANetwork(network);
  return ipaddr.IPv6.parseCIDR(text);
}

function notANetwork(text: string): RangeError {
  return new RangeError(`expected a network such as "10.0.0.0/8" or "2001:db8::/32", found "${text}"`);
}
