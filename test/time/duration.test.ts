import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dayMs,
  durationUnits,
  formatDuration,
  hourMs,
  minuteMs,
  parseDuration,
  secondMs,
  weekMs,
} from '../../src/time/duration.ts';

describe('reading a duration', () => {
  it.each([
    ['5 minutes', 5 * minuteMs],
    ['1 hour', hourMs],
    ['90 s', 90 * secondMs],
    ['2 days', 2 * dayMs],
    ['1 week', weekMs],
    ['250ms', 250],
    ['1.5 h', 90 * minuteMs],
    ['3 Min', 3 * minuteMs],
    ['1 hour 30 minutes', 90 * minuteMs],
    ['0 s', 0],
  ])('reads %s', (text, lengthMs) => {
    expect(parseDuration(text)).toBe(lengthMs);
  });

  it.each([
    '',
    '5',
    'minutes',
    '5 months',
    '-5 minutes',
    '5 minutes ago 3',
    'constructor',
    '1 constructor',
    '1e3 s',
    '99999999999999 weeks',
  ])('refuses "%s"', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('looks up no word that people did not write', () => {
    expect(durationUnits.toString).toBeUndefined();
  });
});

describe('showing a duration', () => {
  it.each([
    [0, '0 seconds'],
    [1, '1 millisecond'],
    [5 * minuteMs, '5 minutes'],
    [90 * minuteMs, '1 hour 30 minutes'],
    [30 * dayMs, '30 days'],
    [14 * dayMs, '2 weeks'],
    [dayMs + hourMs + minuteMs, '1 day 1 hour'],
    [-2 * hourMs, '-2 hours'],
  ])('shows %d ms', (lengthMs, text) => {
    expect(formatDuration(lengthMs)).toBe(text);
  });

  it('refuses a duration without end', () => {
    expect(() => formatDuration(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });

  it('is read back as it was shown, but for the units it cut off', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * dayMs }), (lengthMs) => {
        const shown = parseDuration(formatDuration(lengthMs))!;
        expect(shown).toBeLessThanOrEqual(lengthMs);
        expect(formatDuration(shown)).toBe(formatDuration(lengthMs));
      }),
    );
  });
});
