/**
 * Where a key was last: the latest place of the pane at hand, and the last one before that pane, in words of a state. So the
 * order within a pane does not matter.
 */

import type { Page } from '../../memory/heap.ts';

/** Words: local day of the pane at hand, what is known, then both places: time as a double, latitude, longitude. Of an even address. */
export const lastPlacesWords = 10;

const dayAt = 0;
const knownAt = 1;
const beforeAt = 2;
const latestAt = 6;
const placeWords = 4;
const beforeKnown = 1;
const latestKnown = 2;

export interface LastPlace {
  readonly latitude: number;
  readonly longitude: number;
  /** Local time in days. */
  readonly time: number;
}

/** Local day of the pane at hand, 0 before the first. */
export function paneDay(page: Page, at: number): number {
  return page.i32[at + dayAt];
}

/** The last place before the pane of a day; undefined when it is not known. */
export function placeBefore(page: Page, at: number, day: number): LastPlace | undefined {
  return day > page.i32[at + dayAt] ? latestPlace(page, at) : read(page, at, beforeKnown, beforeAt);
}

export function latestPlace(page: Page, at: number): LastPlace | undefined {
  return read(page, at, latestKnown, latestAt);
}

/** Begins the pane of a later day: what was latest is now before. @returns days since the pane at hand, 0 for the first and for earlier ones */
export function turnTo(page: Page, at: number, day: number): number {
  const days = day - page.i32[at + dayAt];
  if (days <= 0) return 0;
  const isFirst = page.i32[at + dayAt] === 0;
  page.i32[at + dayAt] = day;
  if ((page.u32[at + knownAt] & latestKnown) !== 0) {
    page.u32.copyWithin(at + beforeAt, at + latestAt, at + latestAt + placeWords);
    page.u32[at + knownAt] |= beforeKnown;
  }
  return isFirst ? 0 : days;
}

/** Of samples at the same time the same one is kept, whichever came first. */
export function keepLatest(page: Page, at: number, sample: Float64Array): void {
  const known = page.u32[at + knownAt] & latestKnown;
  const time = page.f64[(at + latestAt) >>> 1];
  const [latitude, longitude] = [Math.fround(sample[0]) + 0, Math.fround(sample[1]) + 0];
  if (known !== 0 && sample[2] < time) return;
  if (known !== 0 && sample[2] === time) {
    const keptLatitude = page.f32[at + latestAt + 2];
    if (latitude < keptLatitude) return;
    if (latitude === keptLatitude && longitude <= page.f32[at + latestAt + 3]) return;
  }
  page.u32[at + knownAt] |= latestKnown;
  page.f64[(at + latestAt) >>> 1] = sample[2];
  page.f32[at + latestAt + 2] = latitude;
  page.f32[at + latestAt + 3] = longitude;
}

function read(page: Page, at: number, known: number, place: number): LastPlace | undefined {
  if ((page.u32[at + knownAt] & known) === 0) return undefined;
  return {
    time: page.f64[(at + place) >>> 1],
    latitude: page.f32[at + place + 2],
    longitude: page.f32[at + place + 3],
  };
}
