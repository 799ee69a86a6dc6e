/**
 * How strange a strangeness is: its rank among the greatest that the series itself had of the kind. No distribution is
 * assumed; what is often strange is soon nothing special.
 *
 *     bits(s) = log2((n + 1) / (a + 0.3))           a of the n strangenesses noted reach s, those within 3 % included
 *             + 3 · e / (1 + e / 20)                above all of them only: e = log2(s / greatest), so that far out goes on
 *     0 for no strangeness, and before five samples
 *
 * n is at most 300, so that what is a record in a long series is no more than in a short one. Only the greatest 24 are
 * kept, in order; below them the bits fall in proportion. (a + 0.3) / (n + 0.4): Benard's median rank, here with n + 1.
 * The records fade by the half-life, so that after a great strangeness a smaller one becomes news again.
 * Noting and judging O(24).
 */

import type { Page } from '../../memory/heap.ts';
import { heldAt, recordsAt, recordsKept } from './series-layout.ts';

const samplesMin = 5;
const samplesMax = 300;
const ownRank = 0.3;
const alikeShare = 0.97;
const bitsPerDoubling = 3;
const doublingsHalf = 20;
/** What a first strangeness of all gets for its size: it has no scale yet, but a larger one must be stranger. */
const scalelessShare = 1e-3;
/** Room for a strangeness as a single float. */
const strangenessMax = 1e30;

/** Bits of a strangeness, from 0 on, never falling in `strangeness`. @param noted how many samples were, strange or not */
export function bitsOf(page: Page, at: number, channel: number, strangeness: number, noted: number): number {
  if (!(strangeness > 0) || noted + 1 < samplesMin) return 0;
  const words = page.f32;
  const first = at + recordsAt + channel * recordsKept;
  const held = page.u32[at + heldAt + channel];
  const among = Math.min(noted, samplesMax) + 1;
  if (held === 0)
    return Math.log2(among / ownRank) + scalelessShare * furtherBits(Math.log2(1 + strangeness));
  const alike = strangeness * alikeShare;
  let above = 0;
  while (above < held && words[first + above] >= alike) above++;
  if (above === recordsKept) {
    const beyond = Math.max(0, Math.log2(among / (recordsKept + ownRank)));
    return beyond * Math.min(1, strangeness / words[first + recordsKept - 1]);
  }
  const further =
    strangeness > words[first] ? furtherBits(Math.log2(strangeness) - Math.log2(words[first])) : 0;
  return Math.max(0, Math.log2(among / (above + ownRank))) + further;
}

/** Keeps a strangeness if it is among the greatest. */
export function note(page: Page, at: number, channel: number, strangeness: number): void {
  const value = Math.fround(Math.min(strangeness, strangenessMax));
  if (!(value > 0)) return;
  const words = page.f32;
  const first = at + recordsAt + channel * recordsKept;
  const held = page.u32[at + heldAt + channel];
  let place = held;
  if (held === recordsKept) {
    if (value <= words[first + held - 1]) return;
    place = held - 1;
  } else page.u32[at + heldAt + channel]++;
  while (place > 0 && words[first + place - 1] < value) {
    words[first + place] = words[first + place - 1];
    place--;
  }
  words[first + place] = value;
}

/** Fades all records of a channel to a share in (0, 1]; those that vanish are given up. */
export function fade(page: Page, at: number, channel: number, share: number): void {
  const words = page.f32;
  const first = at + recordsAt + channel * recordsKept;
  let held = page.u32[at + heldAt + channel];
  for (let record = 0; record < held; record++) words[first + record] *= share;
  while (held > 0 && words[first + held - 1] === 0) held--;
  page.u32[at + heldAt + channel] = held;
}

function furtherBits(doublings: number): number {
  return (bitsPerDoubling * doublings) / (1 + doublings / doublingsHalf);
}
