/**
 * Windows and the panes they are made of, as plain arithmetic: which pane holds an instant, and which windows hold a
 * pane. A window is [start, end); windows of fixed length are aligned to 1970-01-01T00:00Z, calendar ones to a zone.
 * Panes: Li et al., "No Pane, No Gain: Efficient Evaluation of Sliding-Window Aggregates over Data Streams", 2005.
 */
import { type CalendarUnit, floorTo, next } from './calendar.ts';
import { dayMs, hourMs } from './duration.ts';
import type { Zone } from './zone.ts';

/** Lengths are whole milliseconds, at least 1. A sliding window ends at every multiple of `everyMs`. */
export type WindowSpec =
  | { kind: 'tumbling'; lengthMs: number }
  | { kind: 'sliding'; lengthMs: number; everyMs: number }
  | { kind: 'calendar'; unit: CalendarUnit };

/** All methods are O(1) but for calendar windowsBetween. Instants are finite epoch milliseconds; starts and ends are those of this windowing. */
export class Windowing {
  readonly spec: WindowSpec;
  /** Length of a pane: the window of a tumbling one, the greatest common divisor of length and step of a sliding one, 0 for a calendar. */
  readonly paneMs: number;
  /** Panes that make up one window. */
  readonly panesPerWindow: number;
  readonly #zone: Zone;
  readonly #unit: CalendarUnit | undefined;
  readonly #lengthMs: number;
  readonly #everyMs: number;
  #unitStart = Number.NaN;
  #unitEnd = Number.NaN;

  /** @throws RangeError on a length that is not a positive whole number, or a step longer than the window. */
  constructor(spec: WindowSpec, zone: Zone) {
    this.spec = spec;
    this.#zone = zone;
    this.#unit = spec.kind === 'calendar' ? spec.unit : undefined;
    this.#lengthMs = spec.kind === 'calendar' ? 0 : checkedLength('length', spec.lengthMs);
    this.#everyMs = spec.kind === 'sliding' ? checkedLength('step', spec.everyMs) : this.#lengthMs;
    if (this.#everyMs > this.#lengthMs) {
      throw new RangeError(
        `expected windows at least as long as their step, found a length of ${this.#lengthMs} ms every ${this.#everyMs} ms, which would skip events; lengthen the window or shorten the step`,
      );
    }
    this.paneMs = greatestCommonDivisor(this.#lengthMs, this.#everyMs);
    this.panesPerWindow = this.#unit === undefined ? this.#lengthMs / this.paneMs : 1;
  }

  /** Start of the pane that holds the instant. */
  paneStart(instant: number): number {
    if (this.#unit !== undefined) return this.#unitHolding(instant, this.#unit);
    return Math.floor(instant / this.paneMs) * this.paneMs;
  }

  /** Start of the next pane. */
  paneEnd(paneStart: number): number {
    return this.#unit === undefined ? paneStart + this.paneMs : this.#endOfUnit(paneStart, this.#unit);
  }

  /** End of the earliest window that contains the pane. */
  firstWindowEnd(paneStart: number): number {
    if (this.#unit !== undefined) return this.#endOfUnit(paneStart, this.#unit);
    return Math.ceil((paneStart + this.paneMs) / this.#everyMs) * this.#everyMs;
  }

  /** End of the last window that contains the pane. */
  lastWindowEnd(paneStart: number): number {
    if (this.#unit !== undefined) return this.#endOfUnit(paneStart, this.#unit);
    return Math.floor((paneStart + this.#lengthMs) / this.#everyMs) * this.#everyMs;
  }

  /** End of the window after the one that ends at `windowEnd`. */
  nextWindowEnd(windowEnd: number): number {
    return this.#unit === undefined ? windowEnd + this.#everyMs : this.#endOfUnit(windowEnd, this.#unit);
  }

  /** Start of the window that ends at `windowEnd`. */
  windowStart(windowEnd: number): number {
    return this.#unit === undefined
      ? windowEnd - this.#lengthMs
      : this.#unitHolding(windowEnd - 1, this.#unit);
  }

  /**
   * Number of whole windows with start ≥ from and end ≤ to. O(1), for a calendar O(days between).
   * @throws RangeError when a bound is not finite.
   */
  windowsBetween(from: number, to: number): number {
    if (!Number.isFinite(from) || !Number.isFinite(to)) {
      throw new RangeError(
        `expected two instants to count windows between, found ${from} and ${to}; wait for the first event`,
      );
    }
    if (this.#unit !== undefined) return this.#unitsBetween(from, to, this.#unit);
    const firstEnd = Math.ceil((from + this.#lengthMs) / this.#everyMs);
    return Math.max(0, Math.floor(to / this.#everyMs) - firstEnd + 1);
  }

  #unitHolding(instant: number, unit: CalendarUnit): number {
    if (!(instant >= this.#unitStart && instant < this.#unitEnd)) {
      this.#unitStart = floorTo(unit, instant, this.#zone);
      this.#unitEnd = next(unit, instant, this.#zone);
    }
    return this.#unitStart;
  }

  #endOfUnit(instant: number, unit: CalendarUnit): number {
    this.#unitHolding(instant, unit);
    return this.#unitEnd;
  }

  #unitsBetween(from: number, to: number, unit: CalendarUnit): number {
    let start = floorTo(unit, from, this.#zone);
    if (start < from) start = next(unit, from, this.#zone);
    let count = 0;
    while (start < to) {
      const dayOfHours = unit === 'hour' && start + dayMs <= to && this.#isPlainDay(start);
      const end = dayOfHours ? start + dayMs : next(unit, start, this.#zone);
      if (end > to) break;
      count += dayOfHours ? dayMs / hourMs : 1;
      start = end;
    }
    return count;
  }

  /** True when 24 full local hours follow: no zone changes its offset twice, there and back, within a day. */
  #isPlainDay(hourStart: number): boolean {
    const offsetMs = this.#zone.offsetMs(hourStart);
    return (hourStart + offsetMs) % hourMs === 0 && this.#zone.offsetMs(hourStart + dayMs) === offsetMs;
  }
}

function checkedLength(name: string, lengthMs: number): number {
  if (Number.isSafeInteger(lengthMs) && lengthMs > 0) return lengthMs;
  throw new RangeError(
    `expected a window ${name} of whole milliseconds above 0, found ${lengthMs}; write it as "5 minutes"`,
  );
}

function greatestCommonDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestCommonDivisor(right, left % right);
}
