import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aheadConfirmations, sourcePartitionsMax } from '../../src/limits.ts';
import { hourMs, minuteMs } from '../../src/time/duration.ts';
import { SourceClock } from '../../src/time/watermark.ts';

const clockOf = (precisionMs = 1, aheadMsMax = hourMs) => new SourceClock({ precisionMs, aheadMsMax });

const startedAnew = 2;

describe('the clock of a source', () => {
  it('stands before all time until the first event', () => {
    expect(clockOf().now).toBe(Number.NEGATIVE_INFINITY);
  });

  it('follows the greatest instant of a partition, floored to its precision', () => {
    const clock = clockOf(1_000);
    for (const instant of [5_500, 4_000, 7_999]) expect(clock.observe(instant, 0)).toBe(0);
    expect(clock.now).toBe(7_000);
  });

  it('follows the slowest partition', () => {
    const clock = clockOf();
    clock.observe(100, 0);
    clock.observe(100, 9);
    clock.observe(300, 0);
    expect(clock.now).toBe(100);
    clock.observe(200, 9);
    expect(clock.now).toBe(200);
  });

  it('does not go back for a partition that appears late', () => {
    const clock = clockOf();
    clock.observe(100, 0);
    clock.observe(50, 1);
    expect(clock.now).toBe(100);
  });

  it('leaves an idle partition out until it speaks again', () => {
    const clock = clockOf();
    clock.observe(100, 0);
    clock.observe(100, 1);
    clock.observe(500, 0);
    clock.markIdle(1);
    expect(clock.now).toBe(500);
    clock.observe(150, 1);
    clock.observe(900, 0);
    expect(clock.now).toBe(500);
    clock.observe(700, 1);
    expect(clock.now).toBe(700);
  });

  it('stands still when all partitions are idle', () => {
    const clock = clockOf();
    clock.observe(100, 0);
    clock.markIdle(0);
    clock.markIdle(0);
    clock.markIdle(3);
    expect(clock.now).toBe(100);
  });

  it('refuses a stray event from the future, and believes a jump that is confirmed', () => {
    const clock = clockOf(1, hourMs);
    expect(clock.observe(0, 0)).toBe(0);
    expect(clock.observe(hourMs, 0)).toBe(0);
    for (let stray = 0; stray < aheadConfirmations; stray++) expect(clock.observe(3 * hourMs, 0)).toBe(1);
    expect(clock.now).toBe(hourMs);
    expect(clock.observe(3 * hourMs, 0)).toBe(0);
    expect(clock.now).toBe(3 * hourMs);
  });

  it('starts counting refusals again after an ordinary event', () => {
    const clock = clockOf(1, hourMs);
    clock.observe(0, 0);
    for (let round = 0; round < 3 * aheadConfirmations; round++) {
      expect(clock.observe(5 * hourMs, 0)).toBe(1);
      expect(clock.observe(round, 0)).toBe(0);
    }
  });

  it('gives the very first event up when it stood far ahead of the second', () => {
    const clock = clockOf();
    expect(clock.observe(900 * hourMs, 0)).toBe(0);
    expect(clock.observe(3 * hourMs, 0)).toBe(2);
    expect(clock.now).toBe(3 * hourMs);
    expect(clock.observe(4 * hourMs, 0)).toBe(0);
    expect(clock.observe(2 * hourMs, 0)).toBe(0);
    expect(clock.now).toBe(4 * hourMs);
  });

  it('judges a quiet partition by the others', () => {
    const clock = clockOf(1, hourMs);
    clock.observe(0, 0);
    clock.observe(0, 1);
    for (let hour = 1; hour <= 5; hour++) clock.observe(hour * hourMs, 0);
    expect(clock.observe(5 * hourMs, 1)).toBe(0);
  });

  it('tells late events of a rule by its own lateness', () => {
    const clock = clockOf();
    clock.observe(hourMs, 0);
    expect(clock.isLate(hourMs - minuteMs, minuteMs)).toBe(false);
    expect(clock.isLate(hourMs - minuteMs - 1, minuteMs)).toBe(true);
    expect(clockOf().isLate(0, 0)).toBe(false);
  });

  it('closes everything at the end of the input', () => {
    const clock = clockOf();
    clock.observe(hourMs, 0);
    clock.advanceTo(0);
    expect(clock.now).toBe(hourMs);
    clock.advanceTo(Number.POSITIVE_INFINITY);
    expect(clock.now).toBe(Number.POSITIVE_INFINITY);
  });

  it('never goes back, and is the floored minimum while nothing is idle or refused', () => {
    const step = fc.record({
      instant: fc.integer({ min: 0, max: 1e6 }),
      partition: fc.integer({ min: 0, max: 5 }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 200 }),
        fc.integer({ min: 1, max: 1_000 }),
        (steps, precisionMs) => {
          const clock = clockOf(precisionMs, Number.POSITIVE_INFINITY);
          const greatest = new Map<number, number>();
          let expected = Number.NEGATIVE_INFINITY;
          for (const { instant, partition } of steps) {
            clock.observe(instant, partition);
            greatest.set(partition, Math.max(instant, greatest.get(partition) ?? 0));
            const least = Math.min(...greatest.values());
            expected = Math.max(expected, Math.floor(least / precisionMs) * precisionMs);
            expect(clock.now).toBe(expected);
          }
        },
      ),
    );
  });

  it('never goes back with idle partitions and refusals either', () => {
    const step = fc.record({
      instant: fc.integer({ min: 0, max: 20 * hourMs }),
      partition: fc.integer({ min: 0, max: 3 }),
      isIdle: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const clock = clockOf(1_000);
        let before = clock.now;
        for (const { instant, partition, isIdle } of steps) {
          if (isIdle) clock.markIdle(partition);
          else if (clock.observe(instant, partition) === startedAnew) before = clock.now;
          expect(clock.now).toBeGreaterThanOrEqual(before);
          before = clock.now;
        }
      }),
    );
  });

  it('refuses to work without an instant, a partition or a precision', () => {
    expect(() => clockOf().observe(Number.NaN, 0)).toThrow(RangeError);
    expect(() => clockOf().observe(0, sourcePartitionsMax)).toThrow(RangeError);
    expect(() => clockOf().observe(0, -1)).toThrow(RangeError);
    expect(() => clockOf(0)).toThrow(RangeError);
    expect(() => clockOf(1, -1)).toThrow(RangeError);
  });
});
