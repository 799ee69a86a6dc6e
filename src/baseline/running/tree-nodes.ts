/**
 * A grown tree in words of a state, and the way from its root to a leaf. A node is a question about one given number, or a
 * leaf: what is expected there, how far panes were from it, and how many there were. Beside the nodes stands the line that
 * the root may have taken off: so much more of the number for so much more of one that is given.
 */

import { treeLeavesMax } from '../../limits.ts';
import type { Page } from '../../memory/heap.ts';
import type { AmountScale } from '../amount-scale.ts';
import { boundedPositionOn } from './amount-position.ts';

/** What a tree was grown on beside its own panes, and what it has become: two hashes each. 0 before it is grown. */
export const againstAt = 0;
export const identityAt = 2;
export const nodeCountAt = 4;
/** Weight of the panes with anything. */
export const panesAt = 5;
/** The line: which given, 0 for none; slope; lowest and highest position learnt. */
export const lineGivenAt = 6;
export const slopeAt = 7;
export const lineLowAt = 8;
export const lineHighAt = 9;
export const nodesAt = 10;

// A node: given asked for (0 in a leaf) in the low byte, first child above it; the largest number that goes to that child.
export const nodeWords = 5;
export const linkAt = 0;
export const questionAt = 1;
// A leaf: what is expected, variance around it, weight of panes with anything, weight of all.
export const expectedAt = 1;
export const varianceAt = 2;
export const leafPanesAt = 3;
export const leafAllAt = 4;

export const treeNodesMax = 2 * treeLeavesMax - 1;
/** Words of a tree. Even. */
export const treeWords = (nodesAt + treeNodesMax * nodeWords + 1) & ~1;

/** @param givens from index 1 on: the numbers given, weekday, day off. @returns the word at which the leaf begins */
export function leafOf(page: Page, at: number, givens: ArrayLike<number>): number {
  let node = at + nodesAt;
  for (;;) {
    const link = page.u32[node + linkAt];
    const given = link & 0xff;
    if (given === 0) return node;
    const child = (link >>> 8) + (givens[given] <= page.f32[node + questionAt] ? 0 : 1);
    node = at + nodesAt + child * nodeWords;
  }
}

/** What the line adds: beyond the numbers learnt as much as at the last of them. */
export function lineAt(page: Page, at: number, position: number): number {
  const bounded = Math.min(page.f32[at + lineHighAt], Math.max(page.f32[at + lineLowAt], position));
  return page.f32[at + slopeAt] * bounded;
}

/** Position of the number that a tree's line asks for, 0 without a line. */
export function linePosition(page: Page, at: number, scale: AmountScale, givens: ArrayLike<number>): number {
  const given = page.u32[at + lineGivenAt];
  return given === 0 ? 0 : boundedPositionOn(scale, givens[given]);
}
