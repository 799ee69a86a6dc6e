/** What a series has learnt, told to people: its range, where it is of late, and its envelope by hour. */

import type { Page } from '../../memory/heap.ts';
import type { RunningDocument } from './running-document.ts';
import { readableNumber, readableRange } from './sequence-number.ts';
import {
  evidenceAt,
  originAt,
  seenAt,
  slotsAt,
  slotsPerDay,
  smoothedAt,
  volatilityAt,
  wholeAt,
} from './series-layout.ts';

/** "2–9, of late 4". */
export function seriesText(page: Page, at: number): string {
  if (page.u32[at + seenAt] === 0) return 'nothing yet';
  const origin = page.f64[(at + originAt) >>> 1];
  const range = readableRange(origin + page.f32[at + wholeAt], origin + page.f32[at + wholeAt + 1]);
  return `${range}, of late ${readableNumber(origin + page.f32[at + smoothedAt])}`;
}

export function seriesDocument(page: Page, at: number): RunningDocument {
  const origin = page.f64[(at + originAt) >>> 1];
  return {
    kind: 'series',
    evidence: page.f64[(at + evidenceAt) >>> 1],
    usual: seriesText(page, at),
    details: {
      low: origin + page.f32[at + wholeAt],
      high: origin + page.f32[at + wholeAt + 1],
      level: origin + page.f32[at + smoothedAt],
      volatility: page.f32[at + volatilityAt],
      hours: hoursSeen(page, at),
      lowByHour: endsByHour(page, at, 0),
      highByHour: endsByHour(page, at, 1),
    },
  };
}

/** Hours of the day that were seen; the ends of their envelopes come in the same order. */
function hoursSeen(page: Page, at: number): number[] {
  const hours = Array.from({ length: slotsPerDay }, (_, slot) => slot);
  return hours.filter((slot) => (page.u32[at + seenAt] & (1 << slot)) !== 0);
}

function endsByHour(page: Page, at: number, end: 0 | 1): number[] {
  const origin = page.f64[(at + originAt) >>> 1];
  return hoursSeen(page, at).map((slot) => origin + page.f32[at + slotsAt + 2 * slot + end]);
}
