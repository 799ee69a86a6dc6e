/**
 * Speeds in km/h, counted in bands from walking to what nothing reaches: words of a state, one decayed count a band. Within
 * a band counts are spread on a logarithmic scale, in the slowest one evenly.
 */

import type { Page } from '../../memory/heap.ts';

/** Lower borders of the bands, in km/h; the last one is open. */
export const borders = [0, 10, 30, 60, 100, 200, 300, 500, 700, 900, 2_000, 10_000] as const;

/** How probable a speed is before anybody was seen: 0.01 at 700 km/h, what aeroplanes do from door to door, 3e-5 at 1,000. */
export function possible(speed: number): number {
  return 1 / (1 + (speed / 100) ** 2) / (1 + (speed / 700) ** 16);
}

export function bandOf(speed: number): number {
  let band = borders.length - 1;
  while (speed < borders[band]) band--;
  return band;
}

/** @param at word of the first band */
export function observed(page: Page, at: number): number {
  let moves = 0;
  for (let band = 0; band < borders.length; band++) moves += page.f32[at + band];
  return moves;
}

/** Moves learnt that were as fast or faster; within the band of the speed, its share above it. @param speed more than 0 */
export function faster(page: Page, at: number, speed: number): number {
  const band = bandOf(speed);
  let moves = page.f32[at + band] * shareAbove(band, speed);
  for (let above = band + 1; above < borders.length; above++) moves += page.f32[at + above];
  return moves;
}

function shareAbove(band: number, speed: number): number {
  const low = borders[band];
  if (band === borders.length - 1) return low / speed;
  const high = borders[band + 1];
  if (band === 0) return 1 - speed / high;
  return Math.log(high / speed) / Math.log(high / low);
}
