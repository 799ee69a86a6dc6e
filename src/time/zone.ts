/** A time zone: the offset between instants and its local clock, remembered so that a hot path pays two comparisons. */
import { zoneDaysRemembered, zonesRememberedMax } from '../limits.ts';
import { dayMs } from './duration.ts';
import { canonicalSpelling, isUtc, nearestZoneName } from './zone-name.ts';
import { offsetChangeBetween, platformOffsetMs } from './zone-offset.ts';

export { isZoneName } from './zone-name.ts';

/** Instants a Date can hold, ±100 million days around 1970; outside there are no offsets. */
const platformInstantMax = 8.64e15;

const zones = new Map<string, Zone>();

/**
 * How offsets are kept. UTC days lie in a direct-mapped table: offset at the start of the day, instant of the change (or
 * infinity) and the offset after it. The platform is asked twice for a day, and 27 times more to find a change. In front
 * of the table stands one interval of constant offset, which grows as neighbouring days are visited: a stream in order
 * looks into the table once a day. No zone has changed its offset twice within one UTC day.
 */
export class Zone {
  readonly name: string;
  /** True for UTC under any of its names. */
  readonly isUtc: boolean;
  #from = 0;
  #to = 0;
  #offsetMs = 0;
  readonly #days = new Float64Array(zoneDaysRemembered).fill(Number.NaN);
  readonly #changes = new Float64Array(zoneDaysRemembered);
  readonly #offsetsBefore = new Int32Array(zoneDaysRemembered);
  readonly #offsetsAfter = new Int32Array(zoneDaysRemembered);

  private constructor(name: string) {
    this.name = name;
    this.isUtc = isUtc(name);
    if (this.isUtc) {
      this.#from = -platformInstantMax;
      this.#to = platformInstantMax;
    }
  }

  /**
   * The zone of an IANA name, in any case; the same object for the same name.
   * @throws RangeError on an unknown name, with the nearest known one.
   */
  static of(name: string): Zone {
    const known = zones.get(name);
    if (known !== undefined) return known;
    const spelling = canonicalSpelling(name);
    if (spelling === undefined) {
      throw new RangeError(
        `unknown time zone "${name}": expected an IANA name such as "Europe/Berlin" or "UTC"; did you mean "${nearestZoneName(name)}"?`,
      );
    }
    const zone = zones.get(spelling) ?? new Zone(spelling);
    if (zones.size < zonesRememberedMax) zones.set(spelling, zone);
    return zone;
  }

  /** UTC offset in milliseconds: local = instant + offset. NaN for an instant that is not finite or beyond ±8.64e15. O(1). */
  offsetMs(instant: number): number {
    return instant >= this.#from && instant < this.#to ? this.#offsetMs : this.#offsetFromTable(instant);
  }

  /**
   * The instant at which the local clock reads `localMs`. Where the clock skips that reading it moves forward by the
   * gap (02:30 becomes 03:30); where the clock reads it twice it is the first time.
   */
  localToInstant(localMs: number): number {
    return this.#resolve(localMs, 'move by the gap');
  }

  /** As localToInstant, but a skipped reading gives the instant of the change: the moment at which a local day begins. */
  firstInstantFrom(localMs: number): number {
    return this.#resolve(localMs, 'stop at the gap');
  }

  /**
   * First instant in (from, to] at which the offset changes, NaN when there is none. O(days between).
   */
  changeBetween(from: number, to: number): number {
    for (let day = Math.floor(from / dayMs); day * dayMs < to; day++) {
      const change = this.#changes[this.#slotOf(day)]!;
      if (change > from && change <= to) return change;
    }
    return Number.NaN;
  }

  #resolve(localMs: number, inGap: 'move by the gap' | 'stop at the gap'): number {
    const guess = localMs - this.#offsetMs;
    // Offsets lie within a day, so with a day of constant offset on both sides there is nothing to decide.
    if (guess - dayMs >= this.#from && guess + dayMs < this.#to) return guess;
    const before = localMs - this.offsetMs(localMs - dayMs);
    if (before + this.offsetMs(before) === localMs) return before;
    const after = localMs - this.offsetMs(localMs + dayMs);
    if (after + this.offsetMs(after) === localMs) return after;
    if (inGap === 'move by the gap' || Number.isNaN(before)) return before;
    return this.changeBetween(after, before);
  }

  #offsetFromTable(instant: number): number {
    if (!(Math.abs(instant) <= platformInstantMax)) return Number.NaN;
    const day = Math.floor(instant / dayMs);
    const slot = this.#slotOf(day);
    const change = this.#changes[slot]!;
    const start = day * dayMs;
    if (instant < change)
      return this.#remember(start, Math.min(change, start + dayMs), this.#offsetsBefore[slot]!);
    return this.#remember(change, start + dayMs, this.#offsetsAfter[slot]!);
  }

  #slotOf(day: number): number {
    const slot = day & (zoneDaysRemembered - 1);
    if (this.#days[slot] !== day) this.#fill(slot, day);
    return slot;
  }

  #fill(slot: number, day: number): void {
    const start = day * dayMs;
    const end = Math.min(start + dayMs, platformInstantMax);
    const before = platformOffsetMs(this.name, start);
    const after = platformOffsetMs(this.name, end);
    this.#days[slot] = day;
    this.#offsetsBefore[slot] = before;
    this.#offsetsAfter[slot] = after;
    this.#changes[slot] =
      before === after ? Number.POSITIVE_INFINITY : offsetChangeBetween(this.name, start, end);
  }

  #remember(from: number, to: number, offsetMs: number): number {
    if (offsetMs === this.#offsetMs && from === this.#to) this.#to = to;
    else if (offsetMs === this.#offsetMs && to === this.#from) this.#from = from;
    else {
      this.#from = from;
      this.#to = to;
      this.#offsetMs = offsetMs;
    }
    return offsetMs;
  }
}
