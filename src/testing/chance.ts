/** Chance that belongs to an event: the same event meets the same fate in every run, wherever it stands in the input. */

/** A number in [0, 1) from an event's fate; each salt gives an independent one. MurmurHash3's finaliser. */
export function chance(fate: number, salt: number): number {
  let hash = (fate ^ Math.imul(salt + 1, 0x9e3779b1)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
