/**
 * The upper tail of Student's t distribution with eight degrees of freedom, in a closed form: what judging a number costs most.
 *
 *     P(T ≥ t) = ½ (1 − s (1 + c/2 + 3c²/8 + 5c³/16)),  s = t / √(8 + t²),  c = 8 / (8 + t²)
 *
 * The bracket is the beginning of the series of (1 − c)^−½ = 1 / s. Far out nothing of the difference is left in doubles;
 * there the rest of the series is summed instead: ½ s (35c⁴/128 + 63c⁵/256 + …), with c < 0.02. Relative error below 1e-8.
 * Source: Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.4. O(1).
 */

/** Here both forms are good for eight digits. */
const farT = 20;

/** @param t any number; ±Infinity give 0 and 1. @returns probability in [0, 1] */
export function studentEightTail(t: number): number {
  const square = t * t;
  if (square === Number.POSITIVE_INFINITY) return t > 0 ? 0 : 1;
  const c = 8 / (8 + square);
  const s = Math.abs(t) / Math.sqrt(8 + square);
  const upper =
    Math.abs(t) < farT
      ? 0.5 * (1 - s * (1 + c * (1 / 2 + c * (3 / 8 + c * (5 / 16)))))
      : 0.5 * s * c * c * c * c * (35 / 128 + c * (63 / 256 + c * (231 / 1024 + c * (429 / 2048))));
  return t >= 0 ? upper : 1 - upper;
}
