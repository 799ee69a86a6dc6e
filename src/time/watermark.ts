/**
 * The clock of one source: how far event time has come, and so what can no longer be expected. It follows the greatest instant
 * of the events and never goes back. Partitions of a source are merged into one stream before they get here.
 */
import { aheadConfirmations } from '../limits.ts';

const accepted = 0;
const refused = 1;
const startedAnew = 2;

/**
 * Guards against a stray timestamp from the future, which would make everything after it late: an instant further than
 * `aheadMsMax` beyond the greatest one accepted is refused. The first event never is, because there is nothing to judge it by,
 * and neither is a jump that is repeated: after `aheadConfirmations` refusals in a row the next one is believed. Should the
 * very first event turn out to stand that far ahead of the second, it was the stray one: the clock starts anew, the only time
 * it goes back.
 */
export class SourceClock {
  readonly #precisionMs: number;
  readonly #aheadMsMax: number;
  #now = Number.NEGATIVE_INFINITY;
  #front = Number.NEGATIVE_INFINITY;
  /** Refusals since the last event that was accepted. */
  #refusals = 0;
  /** True when all that was ever accepted is one event. */
  #isFirstAlone = false;

  /** @throws RangeError when the precision is not above 0 or the distance ahead is negative. Infinity lets every jump pass. */
  constructor(options: { precisionMs: number; aheadMsMax: number }) {
    const { precisionMs, aheadMsMax } = options;
    if (!(precisionMs > 0 && Number.isFinite(precisionMs))) {
      throw new RangeError(
        `expected a clock precision above 0 ms, found ${precisionMs}; use 1 for the finest`,
      );
    }
    if (!(aheadMsMax >= 0)) {
      throw new RangeError(
        `expected a distance ahead of at least 0 ms, found ${aheadMsMax}; use Infinity to accept all`,
      );
    }
    this.#precisionMs = precisionMs;
    this.#aheadMsMax = aheadMsMax;
  }

  /** Event time of the source in epoch milliseconds, floored to its precision; −Infinity before the first event. */
  get now(): number {
    return this.#now;
  }

  /** The greatest instant accepted, epoch milliseconds; −Infinity before the first event. */
  get front(): number {
    return this.#front;
  }

  /**
   * Takes the instant of one event. Answers 0 when it is accepted, 1 when it is refused as too far ahead, 2 when it is
   * accepted and the very first event given up as a stray one. O(1).
   * @throws RangeError on an instant that is NaN
   */
  observe(instant: number): number {
    if (Number.isNaN(instant)) {
      throw new RangeError(
        'expected the instant of an event in milliseconds, found NaN; refuse events without time first',
      );
    }
    const isFirst = this.#front === Number.NEGATIVE_INFINITY;
    if (!isFirst && instant - this.#front > this.#aheadMsMax && this.#refusals < aheadConfirmations) {
      this.#refusals++;
      return refused;
    }
    this.#refusals = 0;
    if (this.#isFirstAlone && instant < this.#front - this.#aheadMsMax) {
      this.#front = instant;
      this.#now = this.#floor(instant);
      return startedAnew;
    }
    this.#isFirstAlone = isFirst;
    if (instant > this.#front) {
      this.#front = instant;
      this.advanceTo(instant);
    }
    return accepted;
  }

  /** Moves the clock on without an event, as at the end of the input; Infinity closes everything. Never moves it back. */
  advanceTo(instant: number): void {
    if (instant > this.#now) this.#now = this.#floor(instant);
  }

  /** Everything the clock knows, as numbers. */
  save(): Float64Array {
    return Float64Array.of(this.#now, this.#front, this.#refusals, this.#isFirstAlone ? 1 : 0);
  }

  /** Makes this clock, which has seen nothing yet, what another one was. */
  load(saved: Float64Array): void {
    [this.#now, this.#front, this.#refusals] = [saved[0]!, saved[1]!, saved[2]!];
    this.#isFirstAlone = saved[3] === 1;
  }

  #floor(instant: number): number {
    return Number.isFinite(instant) ? Math.floor(instant / this.#precisionMs) * this.#precisionMs : instant;
  }
}
