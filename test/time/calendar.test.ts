import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CalendarUnit,
  dayOfWeek,
  floorTo,
  localDayNumber,
  localHourOfDay,
  localHourOfWeek,
  next,
} from '../../src/time/calendar.ts';
import {
  civilDay,
  civilFromDays,
  civilMonth,
  civilYear,
  daysFromCivil,
  daysInMonth,
} from '../../src/time/civil.ts';
import { dayMs, hourMs, minuteMs } from '../../src/time/duration.ts';
import { Zone } from '../../src/time/zone.ts';
import { zoneAndInstant } from './instants.ts';
import { type ClockReading, clockMs, readClock } from './local-clock-oracle.ts';

const at = (text: string) => Date.parse(text);
const anyDate = fc.integer({ min: -1_000_000, max: 3_000_000 });

/** A name of the unit a reading lies in, from the platform's fields alone. */
const labels: Record<CalendarUnit, (reading: ClockReading) => string> = {
  hour: ({ year, month, day, hour }) => `${year}-${month}-${day} ${hour}`,
  day: ({ year, month, day }) => `${year}-${month}-${day}`,
  week: ({ year, month, day, weekday }) => new Date(Date.UTC(year, month - 1, day - weekday)).toISOString(),
  month: ({ year, month }) => `${year}-${month}`,
  quarter: ({ year, month }) => `${year} Q${Math.ceil(month / 3)}`,
  year: ({ year }) => `${year}`,
};
const longerUnits = ['day', 'week', 'month', 'quarter', 'year'] as const;

describe('civil dates', () => {
  it('agree with the platform calendar and can be taken apart again', () => {
    fc.assert(
      fc.property(anyDate, (days) => {
        const packed = civilFromDays(days);
        const date = new Date(days * dayMs);
        expect([civilYear(packed), civilMonth(packed), civilDay(packed)]).toEqual([
          date.getUTCFullYear(),
          date.getUTCMonth() + 1,
          date.getUTCDate(),
        ]);
        expect(daysFromCivil(civilYear(packed), civilMonth(packed), civilDay(packed))).toBe(days);
      }),
    );
  });

  it('know the length of every month', () => {
    for (const year of [1900, 2000, 2023, 2024]) {
      for (let month = 1; month <= 12; month++) {
        expect(daysInMonth(year, month)).toBe(new Date(Date.UTC(year, month, 0)).getUTCDate());
      }
    }
  });
});

describe('fields of the local clock', () => {
  it('agree with the platform clock', () => {
    fc.assert(
      fc.property(zoneAndInstant, ({ name, instant }) => {
        const zone = Zone.of(name);
        const reading = readClock(instant, name);
        expect(localHourOfDay(instant, zone)).toBe(reading.hour);
        expect(dayOfWeek(instant, zone)).toBe(reading.weekday);
        expect(localHourOfWeek(instant, zone)).toBe(reading.weekday * 24 + reading.hour);
        expect(localDayNumber(instant, zone)).toBe(Math.floor(clockMs(instant, name) / dayMs));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('units of the calendar', () => {
  it('tile time: a unit starts where the one before ends, and holds the instant', () => {
    fc.assert(
      fc.property(zoneAndInstant, fc.constantFrom('hour', ...longerUnits), ({ name, instant }, unit) => {
        const zone = Zone.of(name);
        const start = floorTo(unit, instant, zone);
        const end = next(unit, instant, zone);
        expect(start).toBeLessThanOrEqual(instant);
        expect(end).toBeGreaterThan(instant);
        expect([floorTo(unit, start, zone), next(unit, start, zone)]).toEqual([start, end]);
        expect([floorTo(unit, end - 1, zone), next(unit, end - 1, zone)]).toEqual([start, end]);
        expect(floorTo(unit, end, zone)).toBe(end);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keep one name from start to end, and another one beyond', () => {
    fc.assert(
      fc.property(zoneAndInstant, fc.constantFrom(...longerUnits), ({ name, instant }, unit) => {
        const zone = Zone.of(name);
        const label = (when: number) => labels[unit](readClock(when, name));
        const start = floorTo(unit, instant, zone);
        const end = next(unit, instant, zone);
        expect([label(start), label(end - 1)]).toEqual([label(instant), label(instant)]);
        expect(label(start - 1)).not.toBe(label(instant));
        expect(label(end)).not.toBe(label(instant));
      }),
      { numRuns: 2_000 },
    );
  });

  it('keep one hour on the clock within a local hour', () => {
    fc.assert(
      fc.property(zoneAndInstant, ({ name, instant }) => {
        const zone = Zone.of(name);
        const label = (when: number) => labels.hour(readClock(when, name));
        const start = floorTo('hour', instant, zone);
        const end = next('hour', instant, zone);
        expect([label(start), label(end - 1)]).toEqual([label(instant), label(instant)]);
        const opensFullHour = (clockMs(end, name) / minuteMs) % 60 === 0;
        expect(label(end) !== label(instant) || opensFullHour).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['Europe/Berlin', '2026-03-29T12:00:00Z', 23],
    ['Europe/Berlin', '2026-10-25T12:00:00Z', 25],
    ['America/New_York', '2026-03-08T12:00:00Z', 23],
    ['Australia/Lord_Howe', '2026-10-03T20:00:00Z', 23.5],
    ['Australia/Lord_Howe', '2026-04-04T20:00:00Z', 24.5],
    ['Asia/Shanghai', '2026-03-29T12:00:00Z', 24],
  ])('make the day of %s at %s last %d hours', (name, when, hours) => {
    const zone = Zone.of(name);
    expect(next('day', at(when), zone) - floorTo('day', at(when), zone)).toBe(hours * hourMs);
  });

  it('leave out the day that Samoa skipped', () => {
    const apia = Zone.of('Pacific/Apia');
    const thursday = at('2011-12-29T12:00:00-10:00');
    expect(next('day', thursday, apia)).toBe(at('2011-12-31T00:00:00+14:00'));
  });

  it('begin a day at one in the morning where midnight was skipped', () => {
    const saoPaulo = Zone.of('America/Sao_Paulo');
    expect(floorTo('day', at('2018-11-04T12:00:00-02:00'), saoPaulo)).toBe(at('2018-11-04T01:00:00-02:00'));
  });

  it('do not reopen a day when the clock is set back over midnight', () => {
    const stJohns = Zone.of('America/St_Johns');
    const secondReading = at('2010-11-06T23:30:00-03:30');
    expect(floorTo('day', secondReading, stJohns)).toBe(at('2010-11-07T00:00:00-02:30'));
    expect(next('day', secondReading, stJohns)).toBe(at('2010-11-08T00:00:00-03:30'));
  });

  it('count an hour that is read twice as two', () => {
    const berlin = Zone.of('Europe/Berlin');
    expect(floorTo('hour', at('2026-10-25T02:30:00+02:00'), berlin)).toBe(at('2026-10-25T02:00:00+02:00'));
    expect(floorTo('hour', at('2026-10-25T02:30:00+01:00'), berlin)).toBe(at('2026-10-25T02:00:00+01:00'));
  });

  it('make an hour of 90 minutes where the clock is set back by half an hour', () => {
    const lordHowe = Zone.of('Australia/Lord_Howe');
    const instant = at('2026-04-05T01:45:00+10:30');
    expect(next('hour', instant, lordHowe) - floorTo('hour', instant, lordHowe)).toBe(90 * minuteMs);
  });

  it('begin the week on Monday and the quarter in January, April, July, October', () => {
    const shanghai = Zone.of('Asia/Shanghai');
    const instant = at('2026-03-04T02:13:05+08:00');
    expect(floorTo('week', instant, shanghai)).toBe(at('2026-03-02T00:00:00+08:00'));
    expect(next('quarter', instant, shanghai)).toBe(at('2026-04-01T00:00:00+08:00'));
    expect(next('year', at('1969-05-05T00:00:00Z'), Zone.of('UTC'))).toBe(0);
  });
});
