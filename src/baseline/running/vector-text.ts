/** Numbers, and what was learnt with its share, told to people. */

import { usualPartsMax } from '../../limits.ts';

/** What was learnt one by one, as documents list it. */
export interface LearntItem {
  readonly value: string;
  readonly share: number;
  readonly days: number;
}

/** Three significant digits, thousands in groups: "1,230,000", "0.0125". */
export function readableNumber(value: number): string {
  const rounded = Number(value.toPrecision(3)) + 0;
  if (Math.abs(rounded) >= 1e15 || Math.abs(rounded) < 1000) return String(rounded);
  return String(Math.round(rounded)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "2–9", "-3 to 5", "7". */
export function readableRange(low: number, high: number): string {
  if (low === high) return readableNumber(low);
  return `${readableNumber(low)}${low < 0 ? ' to ' : '–'}${readableNumber(high)}`;
}

/** "5, 40 (80 %); 12, 300 (15 %) and 2 more", "nothing yet". @param items most frequent first */
export function itemsText(items: readonly LearntItem[]): string {
  if (items.length === 0) return 'nothing yet';
  const shown = items.slice(0, usualPartsMax);
  const parts = shown.map(({ value, share }) => `${value} (${Math.round(share * 100)} %)`);
  const more = items.length - shown.length;
  return parts.join('; ') + (more > 0 ? ` and ${more} more` : '');
}
