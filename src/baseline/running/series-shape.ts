/**
 * The shape that a series has of late, against the shapes that it had before. A shape is the means of the last eight
 * blocks of samples, shifted and scaled to mean 0 and length 1: its form alone, not its height. It is complete with
 * every block, and then
 *
 *     strangeness = distance to the nearest of at most 64 templates, in [0, 2]
 *
 * A usual shape draws its template to itself by a fifth, a strange one becomes a template of its own, in place of the one
 * not met for longest: online clustering with a fixed number of leaders (Hartigan, Clustering Algorithms, 1975, ch. 3).
 * Between blocks O(1), at the end of one 64 · 8 differences.
 */

import type { Page } from '../../memory/heap.ts';
import {
  blocksAt,
  blocksPerShape,
  closedAt,
  filledAt,
  shapesAt,
  shapeWords,
  sumAt,
  templatesAt,
  templatesHeldAt,
  templatesKept,
  templateWords,
} from './series-layout.ts';

const learningShare = 0.2;
/** Beyond it nothing can be squared. */
const magnitudeMax = 1e150;

/** A shape as it was measured. Reused. */
export interface MeasuredShape {
  /** The eight numbers; only when `isComplete`. */
  readonly form: Float64Array;
  isComplete: boolean;
  /** Template nearest to it; -1 without any. */
  nearest: number;
  distance: number;
}

export function newShape(): MeasuredShape {
  return { form: new Float64Array(blocksPerShape), isComplete: false, nearest: -1, distance: 0 };
}

/** What the shape is with one more sample, written to `into`. Changes nothing. */
export function measureShape(
  page: Page,
  at: number,
  shape: number,
  samplesPerBlock: number,
  value: number,
  into: MeasuredShape,
): void {
  const start = at + shapesAt + shape * shapeWords;
  const filled = page.u32[start + filledAt];
  into.isComplete = filled + 1 >= samplesPerBlock && page.u32[start + closedAt] + 1 >= blocksPerShape;
  into.nearest = -1;
  into.distance = 0;
  if (!into.isComplete) return;
  const last = (page.f32[start + sumAt] + value) / (filled + 1);
  for (let block = 1; block < blocksPerShape; block++)
    into.form[block - 1] = page.f32[start + blocksAt + block];
  into.form[blocksPerShape - 1] = Math.max(-magnitudeMax, Math.min(magnitudeMax, last));
  standardise(into.form);
  findNearest(page.f32, start + templatesAt, page.u32[start + templatesHeldAt], into);
}

/** Takes a sample in, after it was measured. @param weight what a usual shape counts for, in (0, 1] */
export function learnShape(
  page: Page,
  at: number,
  shape: number,
  samplesPerBlock: number,
  value: number,
  measured: MeasuredShape,
  isStrange: boolean,
  weight: number,
): void {
  const start = at + shapesAt + shape * shapeWords;
  if (measured.isComplete) keep(page, start, measured, isStrange, weight);
  page.f32[start + sumAt] += value;
  const filled = ++page.u32[start + filledAt];
  if (filled < samplesPerBlock) return;
  const blocks = start + blocksAt;
  page.f32.copyWithin(blocks, blocks + 1, blocks + blocksPerShape);
  page.f32[blocks + blocksPerShape - 1] = page.f32[start + sumAt] / filled;
  page.f32[start + sumAt] = 0;
  page.u32[start + filledAt] = 0;
  page.u32[start + closedAt]++;
}

/** Shapes that were complete so far. */
export function shapesSeen(page: Page, at: number, shape: number): number {
  return Math.max(0, page.u32[at + shapesAt + shape * shapeWords + closedAt] - blocksPerShape + 1);
}

function keep(page: Page, start: number, measured: MeasuredShape, isStrange: boolean, weight: number): void {
  const held = page.u32[start + templatesHeldAt];
  const words = page.f32;
  let place = measured.nearest;
  let share = weight * learningShare;
  if (held < templatesKept) {
    place = held;
    share = 1;
    page.u32[start + templatesHeldAt]++;
  } else if (isStrange) {
    place = longestUnmet(page, start);
    share = 1;
  }
  const first = start + templatesAt + place * templateWords;
  for (let block = 0; block < blocksPerShape; block++) {
    words[first + block] += share * (measured.form[block] - words[first + block]);
  }
  page.u32[first + blocksPerShape] = page.u32[start + closedAt];
}

function longestUnmet(page: Page, start: number): number {
  let place = 0;
  let met = Number.POSITIVE_INFINITY;
  for (let template = 0; template < templatesKept; template++) {
    const at = page.u32[start + templatesAt + template * templateWords + blocksPerShape];
    if (at < met) {
      met = at;
      place = template;
    }
  }
  return place;
}

function standardise(form: Float64Array): void {
  let mean = 0;
  for (let block = 0; block < blocksPerShape; block++) mean += form[block] / blocksPerShape;
  let square = 0;
  for (let block = 0; block < blocksPerShape; block++) square += (form[block] - mean) ** 2;
  const length = Math.sqrt(square);
  for (let block = 0; block < blocksPerShape; block++)
    form[block] = length > 0 ? (form[block] - mean) / length : 0;
}

function findNearest(words: Float32Array, first: number, held: number, into: MeasuredShape): void {
  const { form } = into;
  let least = Number.POSITIVE_INFINITY;
  for (let template = 0; template < held; template++) {
    const start = first + template * templateWords;
    let square = 0;
    // Most templates are given up before the last block.
    for (let block = 0; block < blocksPerShape && square < least; block++) {
      const apart = form[block] - words[start + block];
      square += apart * apart;
    }
    if (square < least) {
      least = square;
      into.nearest = template;
    }
  }
  if (held > 0) into.distance = Math.sqrt(least);
}
