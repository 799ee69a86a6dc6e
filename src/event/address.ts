/** Addresses and networks in one canonical spelling, so that equal addresses are equal texts. */

import ipaddr from 'ipaddr.js';
import { addressesRememberedMax } from '../limits.ts';

/** An IPv6 address with a zone has at most 62 characters, a network has no zone. */
const addressCharsMax = 64;
const dot = 0x2e;
const zero = 0x30;

/**
 * The canonical spelling of an IP address: dotted decimal, or RFC 5952 for IPv6; an IPv4-mapped IPv6 address becomes the
 * IPv4 address. Undefined for anything else, octal and hexadecimal parts ("010.0.0.1") included: readers disagree on them.
 */
export function canonicalAddress(text: string): string | undefined {
  if (isDottedText(text)) return text;
  if (text.length > addressCharsMax || !text.includes(':') || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String();
}

/**
 * The canonical spelling of a network: "10.1.2.3/8" is "10.0.0.0/8", a lone address is a network of one address.
 * Undefined when it is not one.
 */
export function canonicalNetwork(text: string): string | undefined {
  const slash = text.indexOf('/');
  const address = canonicalAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const bits = address.includes(':') ? 128 : 32;
  let prefix = bits;
  if (slash >= 0) {
    const digits = text.slice(slash + 1);
    if (!/^(?:0|[1-9]\d{0,2})$/.test(digits)) return undefined;
    prefix = Number(digits);
    if (bits === 32 && text.includes(':')) prefix -= 96;
    if (prefix < 0 || prefix > bits) return undefined;
  }
  const network = `${address}/${prefix}`;
  if (bits === 32) return `${ipaddr.IPv4.networkAddressFromCIDR(network).toString()}/${prefix}`;
  return `${ipaddr.IPv6.networkAddressFromCIDR(network).toRFC5952String()}/${prefix}`;
}

/** True when bytes[start, end) is an IPv4 address in canonical dotted decimal. O(length), no allocation. */
export function isDottedSpan(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 7 || end - start > 15) return false;
  let parts = 1;
  let digits = 0;
  let value = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === dot) {
      if (digits === 0 || parts === 4) return false;
      parts++;
      digits = 0;
      value = 0;
    } else {
      const digit = byte - zero;
      if (digit < 0 || digit > 9 || (digits > 0 && value === 0)) return false;
      value = value * 10 + digit;
      if (value > 255) return false;
      digits++;
    }
  }
  return parts === 4 && digits > 0;
}

const dotted = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

function isDottedText(text: string): boolean {
  return text.length <= 15 && dotted.test(text);
}

/** Remembers canonical spellings, because a stream repeats its addresses; forgets all of them when full. */
export class CanonicalCache {
  readonly #canonical: (text: string) => string | undefined;
  readonly #known = new Map<string, string | undefined>();

  constructor(canonical: (text: string) => string | undefined) {
    this.#canonical = canonical;
  }

  of(text: string): string | undefined {
    if (text.length > addressCharsMax) return undefined;
    const known = this.#known.get(text);
    if (known !== undefined || this.#known.has(text)) return known;
    if (this.#known.size >= addressesRememberedMax) this.#known.clear();
    const canonical = this.#canonical(text);
    this.#known.set(text, canonical);
    return canonical;
  }
}
