/**
 * The season of a smoothed number: what each hour of a day, or of a week, adds to the level: a mean in which every sample
 * that has not faded counts the same. A state without a season has no slots; their place is 0 then.
 */

import type { Page } from '../../memory/heap.ts';
import { seasonAt } from './smoothed-layout.ts';

export const hoursPerDay = 24;
/** Single floats of a slot: what it adds, and samples learnt. */
export const slotWords = 2;

/** Room for a number as a single float. */
const storedMax = 1e30;

/** Place of the slot of a local time, in days. Weeks begin on the weekday of 1970-01-01. */
export function seasonPlace(at: number, day: number, seasonDays: number): number {
  if (seasonDays === 0) return 0;
  const phase = day / seasonDays;
  const slots = seasonDays * hoursPerDay;
  // An hour that is not exact in binary must not fall into the one before.
  const slot = Math.floor((phase - Math.floor(phase)) * slots + 1e-6);
  return at + seasonAt + slotWords * (slot % slots);
}

export function seasonal(page: Page, place: number): number {
  return place === 0 ? 0 : page.f32[place];
}

/** Samples of the slot that have not faded. */
export function slotSamples(page: Page, place: number): number {
  return page.f32[place + 1];
}

/** @param left what the level has left of the difference to the forecast; @param kept share of what was learnt that has not faded */
export function learnSeason(page: Page, place: number, left: number, kept: number, weight: number): void {
  const samples = page.f32[place + 1] * kept + weight;
  const adds = page.f32[place] + (weight / samples) * left;
  page.f32[place] = Math.max(-storedMax, Math.min(storedMax, adds));
  page.f32[place + 1] = samples;
}

export function seasonByHour(page: Page, at: number, seasonDays: number): number[] {
  return Array.from(
    { length: seasonDays * hoursPerDay },
    (_, slot) => page.f32[at + seasonAt + slotWords * slot],
  );
}
