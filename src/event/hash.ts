/** Hashes of byte spans: two independent 32-bit lanes, so that callers choose speed (one) or certainty (both). */

const firstSeed = 0x811c9dc5 | 0;
const secondSeed = 0x9747b28c | 0;

/** FNV-1a over bytes[start, end), finalised, as a signed 32-bit number. O(length). Not meant to withstand wilful collisions. */
export function hashSpan(bytes: Uint8Array, start: number, end: number): number {
  let hash = firstSeed;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
  return mixed(hash ^ (end - start));
}

/** A second hash of the same kind, built with rotations, so that texts that fall together in one do not in the other. */
export function secondHashSpan(bytes: Uint8Array, start: number, end: number): number {
  let hash = secondSeed;
  for (let at = start; at < end; at++) {
    hash = Math.imul(((hash << 13) | (hash >>> 19)) ^ bytes[at], 0x9e3779b1);
  }
  return mixed(hash ^ (end - start));
}

/** MurmurHash3's 32-bit finaliser: every input bit reaches every output bit. */
function mixed(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
