import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aheadConfirmations } from '../../src/limits.ts';
import { hourMs } from '../../src/time/duration.ts';
import { SourceClock } from '../../src/time/watermark.ts';

const clockOf = (precisionMs = 1, aheadMsMax = hourMs) => new SourceClock({ precisionMs, aheadMsMax });

describe('the clock of a source', () => {
  it('stands before all time until the first event', () => {
    expect(clockOf().now).toBe(Number.NEGATIVE_INFINITY);
  });

  it('follows the greatest instant, floored to its precision', () => {
    const clock = clockOf(1_000);
    for (const instant of [5_500, 4_000, 7_999]) expect(clock.observe(instant)).toBe(0);
    expect([clock.now, clock.front]).toEqual([7_000, 7_999]);
  });

  it('refuses a stray event from the future, and believes a jump that is confirmed', () => {
    const clock = clockOf();
    expect(clock.observe(0)).toBe(0);
    expect(clock.observe(hourMs)).toBe(0);
    for (let stray = 0; stray < aheadConfirmations; stray++) expect(clock.observe(3 * hourMs)).toBe(1);
    expect(clock.now).toBe(hourMs);
    expect(clock.observe(3 * hourMs)).toBe(0);
    expect(clock.now).toBe(3 * hourMs);
  });

  it('starts counting refusals again after an ordinary event', () => {
    const clock = clockOf();
    clock.observe(0);
    for (let round = 0; round < 3 * aheadConfirmations; round++) {
      expect(clock.observe(5 * hourMs)).toBe(1);
      expect(clock.observe(round)).toBe(0);
    }
  });

  it('gives the very first event up when it stood far ahead of the second', () => {
    const clock = clockOf();
    expect(clock.observe(900 * hourMs)).toBe(0);
    expect(clock.observe(3 * hourMs)).toBe(2);
    expect(clock.now).toBe(3 * hourMs);
    expect(clock.observe(4 * hourMs)).toBe(0);
    expect(clock.observe(2 * hourMs)).toBe(0);
    expect(clock.now).toBe(4 * hourMs);
  });

  it('goes on without events, and then is not held back by them', () => {
    const clock = clockOf();
    clock.observe(hourMs);
    clock.advanceTo(0);
    expect(clock.now).toBe(hourMs);
    clock.advanceTo(2 * hourMs);
    expect([clock.now, clock.front]).toEqual([2 * hourMs, hourMs]);
    clock.advanceTo(Number.POSITIVE_INFINITY);
    expect(clock.now).toBe(Number.POSITIVE_INFINITY);
  });

  it('never goes back but for a stray beginning, and is told by what it saved', () => {
    const instants = fc.array(fc.integer({ min: 0, max: 20 * hourMs }), { maxLength: 200 });
    fc.assert(
      fc.property(instants, instants, (before, after) => {
        const clock = clockOf(1_000);
        for (const instant of before) clock.observe(instant);
        const restored = clockOf(1_000);
        restored.load(clock.save());
        for (const instant of after) {
          const last = clock.now;
          const answer = clock.observe(instant);
          expect(restored.observe(instant)).toBe(answer);
          expect(restored.now).toBe(clock.now);
          if (answer !== 2) expect(clock.now).toBeGreaterThanOrEqual(last);
        }
      }),
    );
  });

  it('does not take an event without time, nor settings that make no sense', () => {
    expect(() => clockOf().observe(Number.NaN)).toThrow(/found NaN/);
    expect(() => clockOf(0)).toThrow(/precision above 0 ms, found 0/);
    expect(() => clockOf(1, -1)).toThrow(/at least 0 ms, found -1/);
  });
});
