/**
 * Presence over days or weeks: one bit per cycle, at the cycle's number modulo the bitmap's size. Setting a bit is
 * idempotent and commutative, so what is learnt depends neither on the order of events nor on how often one is repeated.
 */

import { presenceBitsMax } from '../limits.ts';

export interface PresencePlan {
  /** Size of the bitmap: 8, 16, 32 or 64. */
  readonly bits: number;
  /** Cycles (days or weeks) that share one bit; 1 up to 64 cycles. */
  readonly cyclesPerBit: number;
}

/**
 * The smallest bitmap that tells `cycles` consecutive cycles apart.
 * @param bitsMin smallest size wanted: 8, 16, 32 or 64
 */
export function planPresence(options: { readonly cycles: number; readonly bitsMin: number }): PresencePlan {
  let bits = options.bitsMin;
  while (bits < options.cycles && bits < presenceBitsMax) bits *= 2;
  // Stretches of several cycles touch one bit more than they fill: hence 63 and not 64.
  const cyclesPerBit = options.cycles <= bits ? 1 : Math.ceil(options.cycles / (presenceBitsMax - 1));
  return { bits, cyclesPerBit };
}

/** Bit of a cycle, in [0, bits). Cycle numbers may be negative (before 1970). */
export function presenceBit(plan: PresencePlan, cycle: number): number {
  return (plan.cyclesPerBit === 1 ? cycle : Math.floor(cycle / plan.cyclesPerBit)) & (plan.bits - 1);
}

/** Local days touched by a learning period: it may begin and end within a day, and a clock change may add one. */
export function daysTouched(learnDays: number): number {
  return learnDays + 2;
}

/** Weeks (Monday to Sunday) touched by so many consecutive days. */
export function weeksTouched(days: number): number {
  return Math.ceil(days / 7) + 1;
}

/** Week number of a day number: weeks begin on Monday, and day 0 (1970-01-01) was a Thursday. */
export function weekOfDay(day: number): number {
  return Math.floor((day + 3) / 7);
}

/**
 * Bits a presence needs not to be noise. When a bit stands for several days, two days may share one: then two bits are
 * asked for at least, so that a single stretch never counts as a habit.
 */
export function presenceMin(plan: PresencePlan, cyclesMin: number): number {
  if (cyclesMin <= 1 || plan.cyclesPerBit === 1) return cyclesMin;
  return Math.max(2, Math.ceil(cyclesMin / plan.cyclesPerBit));
}

/** Number of set bits of a 32-bit word (Warren, Hacker's Delight, 5-1). */
export function popcount(word: number): number {
  let sum = word - ((word >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
