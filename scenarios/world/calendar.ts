/** The working calendar: days counted from Monday 2025-03-03, weekends, public holidays and made-up working days of 2025. */
import { dayMs } from '../../src/time/duration.ts';

export type Country = 'CN' | 'DE' | 'US';

/** Monday 2025-03-03, in days since 1970-01-01. */
const firstDay = 20_150;

/**
 * Days off besides weekends. China after the State Council's notice for 2025, Germany with the holidays of Berlin (8 May
 * was one in 2025), the United States as most private employers keep them.
 */
const holidays: Readonly<Record<Country, readonly string[]>> = {
  CN: [
    ...['2025-04-04', '2025-04-05', '2025-04-06'],
    ...['2025-05-01', '2025-05-02', '2025-05-03', '2025-05-04', '2025-05-05'],
    ...['2025-05-31', '2025-06-01', '2025-06-02'],
    ...['2025-10-01', '2025-10-02', '2025-10-03', '2025-10-04'],
    ...['2025-10-05', '2025-10-06', '2025-10-07', '2025-10-08'],
  ],
  DE: [
    ...['2025-04-18', '2025-04-21', '2025-05-01', '2025-05-08', '2025-05-29', '2025-06-09'],
    ...['2025-10-03', '2025-12-25', '2025-12-26'],
  ],
  US: [...['2025-05-26', '2025-06-19', '2025-07-04', '2025-09-01', '2025-11-27', '2025-11-28', '2025-12-25']],
};

/** Days at a weekend that are worked in exchange for a bridged holiday. */
const madeUpDays: Readonly<Record<Country, readonly string[]>> = {
  CN: ['2025-04-27', '2025-09-28', '2025-10-11'],
  DE: [],
  US: [],
};

const holidaySets = toDaySets(holidays);
const madeUpSets = toDaySets(madeUpDays);

/** Local milliseconds (as if the zone were UTC) of the midnight that begins `day`. */
export function localMidnightMs(day: number): number {
  return (firstDay + day) * dayMs;
}

/** 0 is Monday, 6 is Sunday. */
export function weekdayOf(day: number): number {
  return ((day % 7) + 7) % 7;
}

/** Month from 1 to 12. */
export function monthOf(day: number): number {
  return new Date(localMidnightMs(day)).getUTCMonth() + 1;
}

export function dayOfMonth(day: number): number {
  return new Date(localMidnightMs(day)).getUTCDate();
}

export function isWorkday(country: Country, day: number): boolean {
  if (madeUpSets[country].has(day)) return true;
  return weekdayOf(day) < 5 && !holidaySets[country].has(day);
}

export function isHoliday(country: Country, day: number): boolean {
  return holidaySets[country].has(day);
}

/** How many working days of the month come after `day`; 0 on the last one. */
export function workdaysLeftInMonth(country: Country, day: number): number {
  let left = 0;
  for (let next = day + 1; monthOf(next) === monthOf(day); next++) if (isWorkday(country, next)) left++;
  return left;
}

/** How many working days of the month came before `day`; 0 on the first one. */
export function workdaysGoneInMonth(country: Country, day: number): number {
  let gone = 0;
  for (let past = day - 1; monthOf(past) === monthOf(day); past--) if (isWorkday(country, past)) gone++;
  return gone;
}

function toDaySets(
  dates: Readonly<Record<Country, readonly string[]>>,
): Record<Country, ReadonlySet<number>> {
  const toSet = (list: readonly string[]): ReadonlySet<number> =>
    new Set(list.map((date) => Date.parse(`${date}T00:00:00Z`) / dayMs - firstDay));
  return { CN: toSet(dates.CN), DE: toSet(dates.DE), US: toSet(dates.US) };
}
