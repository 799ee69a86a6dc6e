import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../src/time/duration.ts';
import { isZoneName, Zone } from '../../src/time/zone.ts';
import { anyInstant, zoneAndInstant } from './instants.ts';
import { clockMs } from './local-clock-oracle.ts';

const berlin = Zone.of('Europe/Berlin');

describe('names of zones', () => {
  it('gives the same zone for the same name in any case', () => {
    expect(Zone.of('europe/berlin')).toBe(berlin);
    expect(berlin.name).toBe('Europe/Berlin');
  });

  it.each(['UTC', 'Asia/Shanghai', 'Asia/Kolkata', 'Etc/GMT+8'])('knows %s', (name) => {
    expect(isZoneName(name)).toBe(true);
    expect(Zone.of(name).name).toBe(name);
  });

  it.each(['', '+08:00', 'Asia/Peking2', 'Mars'])('does not know "%s"', (name) => {
    expect(isZoneName(name)).toBe(false);
  });

  it.each([
    ['Asia/Shangai', 'Asia/Shanghai'],
    ['Berln', 'Europe/Berlin'],
    ['UTZ', 'UTC'],
  ])('offers the nearest name for %s', (wrong, meant) => {
    expect(() => Zone.of(wrong)).toThrow(
      new RangeError(
        `unknown time zone "${wrong}": expected an IANA name such as "Europe/Berlin" or "UTC"; did you mean "${meant}"?`,
      ),
    );
  });
});

describe('offset of a zone', () => {
  it('agrees with the platform clock in any order of questions', () => {
    fc.assert(
      fc.property(zoneAndInstant, ({ name, instant }) => {
        expect(instant + Zone.of(name).offsetMs(instant)).toBe(clockMs(instant, name));
      }),
      { numRuns: 2_000 },
    );
  });

  it('agrees with the platform clock in every zone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Intl.supportedValuesOf('timeZone')), anyInstant, (name, instant) => {
        expect(instant + Zone.of(name).offsetMs(instant)).toBe(clockMs(instant, name));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is exact to the millisecond where the clock changes', () => {
    const change = Date.parse('2026-03-29T01:00:00Z');
    expect([berlin.offsetMs(change - 1), berlin.offsetMs(change)]).toEqual([hourMs, 2 * hourMs]);
    const monrovia = Zone.of('Africa/Monrovia');
    const change1972 = Date.parse('1972-01-07T00:44:30Z');
    expect([monrovia.offsetMs(change1972 - 1), monrovia.offsetMs(change1972)]).toEqual([-44.5 * minuteMs, 0]);
  });

  it('is NaN where there is no instant', () => {
    for (const zone of [berlin, Zone.of('UTC')]) {
      for (const instant of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 9e15]) {
        expect(zone.offsetMs(instant)).toBeNaN();
        expect(zone.localToInstant(instant)).toBeNaN();
      }
    }
  });
});

describe('from the local clock to an instant', () => {
  const local = (text: string) => Date.parse(`${text}Z`);

  it('moves a skipped reading forward by the gap', () => {
    expect(berlin.localToInstant(local('2026-03-29T02:30:00'))).toBe(Date.parse('2026-03-29T03:30:00+02:00'));
  });

  it('takes the first of two readings', () => {
    expect(berlin.localToInstant(local('2026-10-25T02:30:00'))).toBe(Date.parse('2026-10-25T02:30:00+02:00'));
  });

  it('moves a skipped day forward by the day', () => {
    const apia = Zone.of('Pacific/Apia');
    expect(apia.localToInstant(local('2011-12-30T12:00:00'))).toBe(Date.parse('2011-12-31T12:00:00+14:00'));
    expect(apia.firstInstantFrom(local('2011-12-30T12:00:00'))).toBe(Date.parse('2011-12-31T00:00:00+14:00'));
  });

  it('stops at the change when asked for the first instant from a skipped midnight', () => {
    const saoPaulo = Zone.of('America/Sao_Paulo');
    expect(saoPaulo.firstInstantFrom(local('2018-11-04T00:00:00'))).toBe(
      Date.parse('2018-11-04T01:00:00-02:00'),
    );
  });

  it('undoes the way there, or finds an earlier instant with the same reading', () => {
    fc.assert(
      fc.property(zoneAndInstant, ({ name, instant }) => {
        const zone = Zone.of(name);
        const reading = instant + zone.offsetMs(instant);
        const back = zone.localToInstant(reading);
        expect(back).toBeLessThanOrEqual(instant);
        expect(instant - back).toBeLessThanOrEqual(dayMs);
        expect(back + zone.offsetMs(back)).toBe(reading);
      }),
      { numRuns: 2_000 },
    );
  });
});
