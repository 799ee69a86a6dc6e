/** The working calendar of 2025, day 0 being Monday 3 March. */
import { describe, expect, it } from 'vitest';
import {
  type Country,
  dayOfMonth,
  isWorkday,
  monthOf,
  weekdayOf,
  workdaysGoneInMonth,
  workdaysLeftInMonth,
} from '../../../scenarios/world/calendar.ts';

const cases: readonly [string, Country, number, boolean][] = [
  ['an ordinary Monday', 'CN', 0, true],
  ['an ordinary Saturday', 'CN', 5, false],
  ['Qingming, Friday 4 April', 'CN', 32, false],
  ['Friday 4 April in Germany', 'DE', 32, true],
  ['Good Friday, 18 April, in Germany', 'DE', 46, false],
  ['Good Friday in China', 'CN', 46, true],
  ['the made-up Sunday 27 April', 'CN', 55, true],
  ['Sunday 27 April in the United States', 'US', 55, false],
  ['Labour Day, Thursday 1 May', 'CN', 59, false],
  ['the last day of Labour Day, Monday 5 May', 'CN', 63, false],
  ['Tuesday 6 May', 'CN', 64, true],
  ['Memorial Day, Monday 26 May', 'US', 84, false],
];

describe('isWorkday', () => {
  it.each(cases)('%s', (_, country, day, expected) => {
    expect(isWorkday(country, day)).toBe(expected);
  });
});

it('counts days from Monday 3 March 2025', () => {
  expect([weekdayOf(0), monthOf(0), dayOfMonth(0)]).toEqual([0, 3, 3]);
  expect([weekdayOf(59), monthOf(59), dayOfMonth(59)]).toEqual([3, 5, 1]);
});

it('counts the working days before and after a day in its month', () => {
  // April 2025 in China: 22 working days less Qingming Friday, plus the made-up Sunday.
  expect(workdaysGoneInMonth('CN', 29)).toBe(0);
  expect(workdaysLeftInMonth('CN', 29)).toBe(21);
  expect(workdaysLeftInMonth('CN', 58)).toBe(0);
});
