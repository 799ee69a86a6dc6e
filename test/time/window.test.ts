import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../src/time/duration.ts';
import { Windowing, type WindowSpec } from '../../src/time/window.ts';
import { Zone } from '../../src/time/zone.ts';
import { anyInstant, fewDaysMs, zoneAndInstant } from './instants.ts';

const utc = Zone.of('UTC');
const at = (text: string) => Date.parse(text);

const slidingSpec = fc
  .tuple(
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 1, max: 60 }),
    fc.constantFrom(1, 1_000, minuteMs),
  )
  .map(([left, right, unitMs]) => ({
    kind: 'sliding' as const,
    lengthMs: Math.max(left, right) * unitMs,
    everyMs: Math.min(left, right) * unitMs,
  }));
const tumblingSpec = fc
  .integer({ min: 1, max: 3 * dayMs })
  .map((lengthMs) => ({ kind: 'tumbling' as const, lengthMs }));
const calendarSpec = fc
  .constantFrom(
    'hour' as const,
    'day' as const,
    'week' as const,
    'month' as const,
    'quarter' as const,
    'year' as const,
  )
  .map((unit) => ({ kind: 'calendar' as const, unit }));
const anySpec: fc.Arbitrary<WindowSpec> = fc.oneof(slidingSpec, tumblingSpec, calendarSpec);

/** Ends of the windows that contain the pane, walked one by one. */
function endsOfWindowsWith(pane: number, windowing: Windowing): number[] {
  const ends: number[] = [];
  for (
    let end = windowing.firstWindowEnd(pane);
    windowing.windowStart(end) <= pane;
    end = windowing.nextWindowEnd(end)
  ) {
    ends.push(end);
  }
  return ends;
}

describe('panes', () => {
  it('tile time and hold their instants', () => {
    fc.assert(
      fc.property(anySpec, zoneAndInstant, (spec, { name, instant }) => {
        const windowing = new Windowing(spec, Zone.of(name));
        const start = windowing.paneStart(instant);
        const end = windowing.paneEnd(start);
        expect(start <= instant && instant < end).toBe(true);
        expect([windowing.paneStart(start), windowing.paneStart(end - 1), windowing.paneStart(end)]).toEqual([
          start,
          start,
          end,
        ]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('lie whole in every window from the first to the last, and in no other', () => {
    fc.assert(
      fc.property(anySpec, zoneAndInstant, (spec, { name, instant }) => {
        const windowing = new Windowing(spec, Zone.of(name));
        const pane = windowing.paneStart(instant);
        const ends = endsOfWindowsWith(pane, windowing);
        expect(ends.at(-1)).toBe(windowing.lastWindowEnd(pane));
        for (const end of ends) expect(end).toBeGreaterThanOrEqual(windowing.paneEnd(pane));
        const { everyMs } = spec.kind === 'sliding' ? spec : { everyMs: 0 };
        if (everyMs > 0)
          expect(windowing.firstWindowEnd(pane) - everyMs).toBeLessThan(windowing.paneEnd(pane));
      }),
      { numRuns: 1_000 },
    );
  });

  it('belong to exactly panesPerWindow windows where the step divides the length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: hourMs }),
        fc.integer({ min: 1, max: 40 }),
        anyInstant,
        (everyMs, steps, instant) => {
          const windowing = new Windowing({ kind: 'sliding', lengthMs: everyMs * steps, everyMs }, utc);
          expect(windowing.paneMs).toBe(everyMs);
          expect(endsOfWindowsWith(windowing.paneStart(instant), windowing)).toHaveLength(
            windowing.panesPerWindow,
          );
        },
      ),
    );
  });

  it('are panesPerWindow to a window', () => {
    fc.assert(
      fc.property(anySpec, anyInstant, (spec, instant) => {
        const windowing = new Windowing(spec, utc);
        const end = windowing.lastWindowEnd(windowing.paneStart(instant));
        let panes = 0;
        for (let pane = windowing.windowStart(end); pane < end; pane = windowing.paneEnd(pane)) panes++;
        expect(panes).toBe(windowing.panesPerWindow);
      }),
      { numRuns: 300 },
    );
  });
});

describe('windows', () => {
  it('slide to ends that are multiples of the step', () => {
    const windowing = new Windowing({ kind: 'sliding', lengthMs: 5 * minuteMs, everyMs: 2 * minuteMs }, utc);
    expect([windowing.paneMs, windowing.panesPerWindow]).toEqual([minuteMs, 5]);
    const pane = windowing.paneStart(at('2026-03-04T10:03:20Z'));
    expect(pane).toBe(at('2026-03-04T10:03:00Z'));
    expect(endsOfWindowsWith(pane, windowing)).toEqual([
      at('2026-03-04T10:04:00Z'),
      at('2026-03-04T10:06:00Z'),
      at('2026-03-04T10:08:00Z'),
    ]);
  });

  it('of a calendar follow the change of the clock', () => {
    const windowing = new Windowing({ kind: 'calendar', unit: 'day' }, Zone.of('Europe/Berlin'));
    const pane = windowing.paneStart(at('2026-03-29T12:00:00Z'));
    expect(pane).toBe(at('2026-03-28T23:00:00Z'));
    expect(windowing.lastWindowEnd(pane)).toBe(at('2026-03-29T22:00:00Z'));
    expect(windowing.windowStart(at('2026-03-29T22:00:00Z'))).toBe(pane);
    expect([windowing.paneMs, windowing.panesPerWindow]).toEqual([0, 1]);
  });

  it('are counted as if walked one by one', () => {
    fc.assert(
      fc.property(
        fc.oneof(slidingSpec, calendarSpec),
        zoneAndInstant,
        fewDaysMs,
        (spec, { name, instant: from }, lengthMs) => {
          const windowing = new Windowing(spec, Zone.of(name));
          const to = from + (spec.kind === 'sliding' ? lengthMs % (200 * spec.everyMs) : lengthMs);
          let walked = 0;
          let end = windowing.firstWindowEnd(windowing.paneStart(from));
          for (; end <= to; end = windowing.nextWindowEnd(end))
            walked += windowing.windowStart(end) >= from ? 1 : 0;
          expect(windowing.windowsBetween(from, to)).toBe(walked);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('do not count the day that Samoa skipped', () => {
    const windowing = new Windowing({ kind: 'calendar', unit: 'day' }, Zone.of('Pacific/Apia'));
    expect(windowing.windowsBetween(at('2011-12-28T00:00:00-10:00'), at('2012-01-02T00:00:00+14:00'))).toBe(
      4,
    );
  });

  it('count the hours of a year with both changes of the clock', () => {
    const windowing = new Windowing({ kind: 'calendar', unit: 'hour' }, Zone.of('Europe/Berlin'));
    expect(windowing.windowsBetween(at('2026-01-01T00:00:00+01:00'), at('2027-01-01T00:00:00+01:00'))).toBe(
      8_760,
    );
  });

  it('are not counted up to an instant that never comes', () => {
    const windowing = new Windowing({ kind: 'calendar', unit: 'hour' }, utc);
    expect(() => windowing.windowsBetween(Number.NEGATIVE_INFINITY, 0)).toThrow(RangeError);
  });

  it.each([
    { kind: 'tumbling', lengthMs: 0 },
    { kind: 'tumbling', lengthMs: 1.5 },
    { kind: 'sliding', lengthMs: minuteMs, everyMs: -1 },
    { kind: 'sliding', lengthMs: minuteMs, everyMs: 2 * minuteMs },
  ] satisfies WindowSpec[])('cannot be made of %j', (spec) => {
    expect(() => new Windowing(spec, utc)).toThrow(RangeError);
  });
});
