/** Numbers as people read them: counts with separators, bytes with a unit, rates to three digits. */

import { sizeUnit } from '../language/size-units.ts';

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `12,345` */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** `512 B`, `1.5 kB`, `64 MB`: a kB is 1,000 bytes, as in the rules. */
export function bytesText(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= 999.5 && unit < byteUnits.length - 1) {
    amount /= 1000;
    unit++;
  }
  const digits = unit === 0 || amount >= 10 ? 0 : 1;
  return `${amount.toFixed(digits)} ${byteUnits[unit]}`;
}

/** Bytes of `64 MB`, `1.5GiB` or `4096`, in the units of the rules; undefined when the text is none. */
export function parseBytes(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text);
  const unitBytes = match === null ? undefined : match[2] === '' ? 1 : sizeUnit(match[2]!);
  return unitBytes === undefined ? undefined : Math.round(Number(match![1]) * unitBytes);
}

/** `412,000`: three digits are more than a measurement on a shared machine is worth. */
export function rateText(perSecond: number): string {
  return Number.isFinite(perSecond) ? countText(Number(perSecond.toPrecision(3))) : '–';
}
