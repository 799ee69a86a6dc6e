/** IPv4 addresses as unsigned 32-bit numbers, read and written without making strings in between. */

const dot = 0x2e;
const zero = 0x30;

/** The address of a dotted decimal text in canonical spelling (0 … 2^32 - 1), -1 for any other text. O(length), no allocation. */
export function parseIpv4(text: string): number {
  const length = text.length;
  if (length < 7 || length > 15) return -1;
  let address = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === dot) {
      if (digits === 0) return -1;
      address = address * 256 + part;
      part = 0;
      digits = 0;
      dots++;
      continue;
    }
    const digit = unit - zero;
    if (digit < 0 || digit > 9 || (digits > 0 && part === 0)) return -1;
    part = part * 10 + digit;
    if (part > 255) return -1;
    digits++;
  }
  return dots === 3 && digits > 0 ? address * 256 + part : -1;
}

/** Dotted decimal text of an address. */
export function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** First address of the network of that many leading bits (0 … 32) that holds the address. */
export function networkOfIpv4(address: number, prefix: number): number {
  return prefix === 0 ? 0 : (address & (-1 << (32 - prefix))) >>> 0;
}
