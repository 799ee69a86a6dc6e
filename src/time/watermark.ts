/**
 * The clock of one source: how far event time has come in every partition, and so what can no longer be expected.
 * The time of a source is the least of its partitions' greatest instants, and it never goes back.
 */
import { aheadConfirmations, sourcePartitionsMax } from '../limits.ts';

const accepted = 0;
const refused = 1;
const startedAnew = 2;

/**
 * Guards against a stray timestamp from the future, which would make everything after it late: an instant further than
 * `aheadMsMax` beyond the greatest one accepted from any partition is refused. The first event of a partition never is,
 * because there is nothing to judge it by, and neither is a jump that its partition repeats: after `aheadConfirmations`
 * refusals in a row the next one is believed. Should the very first event turn out to stand that far ahead of the second,
 * it was the stray one: the clock starts anew, the only time it goes back.
 */
export class SourceClock {
  readonly #precisionMs: number;
  readonly #aheadMsMax: number;
  #now = Number.NEGATIVE_INFINITY;
  #front = Number.NEGATIVE_INFINITY;
  #slowest = -1;
  #greatest = new Float64Array(0);
  #refusals = new Uint32Array(0);
  #counts = new Uint8Array(0);
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

  /** Event time of the source in epoch milliseconds, floored to its precision; −Infinity before the first event. Never decreases. */
  get now(): number {
    return this.#now;
  }

  /** The greatest instant accepted, epoch milliseconds; −Infinity before the first event. */
  get front(): number {
    return this.#front;
  }

  /**
   * Takes the instant of one event. Answers 0 when it is accepted, 1 when it is refused as too far ahead, 2 when it is
   * accepted and the very first event given up as a stray one. O(1), and O(partitions) when the slowest partition moves.
   * @throws RangeError on an instant that is NaN or a partition outside 0 … sourcePartitionsMax − 1.
   */
  observe(instant: number, partition: number): number {
    if (partition >= this.#greatest.length || partition < 0) this.#grow(partition);
    const greatest = this.#greatest[partition]!;
    const isKnown = greatest !== Number.NEGATIVE_INFINITY;
    if (
      isKnown &&
      instant - this.#front > this.#aheadMsMax &&
      this.#refusals[partition]! < aheadConfirmations
    ) {
      this.#refusals[partition]! += 1;
      return refused;
    }
    this.#refusals[partition] = 0;
    if (this.#isFirstAlone && instant < this.#front - this.#aheadMsMax) {
      this.#startAnew();
      this.#accept(instant, partition);
      return startedAnew;
    }
    this.#isFirstAlone = this.#front === Number.NEGATIVE_INFINITY;
    this.#accept(instant, partition);
    return accepted;
  }

  #accept(instant: number, partition: number): void {
    const greatest = this.#greatest[partition]!;
    if (instant > greatest) {
      this.#greatest[partition] = instant;
      if (instant > this.#front) this.#front = instant;
    } else if (Number.isNaN(instant)) {
      throw new RangeError(
        'expected the instant of an event in milliseconds, found NaN; refuse events without time first',
      );
    }
    if (this.#counts[partition] === 0) {
      this.#counts[partition] = 1;
      this.#advance();
    } else if (instant > greatest && partition === this.#slowest) this.#advance();
  }

  #startAnew(): void {
    this.#now = Number.NEGATIVE_INFINITY;
    this.#front = Number.NEGATIVE_INFINITY;
    this.#slowest = -1;
    this.#greatest.fill(Number.NEGATIVE_INFINITY);
    this.#counts.fill(0);
    this.#isFirstAlone = true;
  }

  /** Takes a silent partition out of the minimum until it speaks again. When all are idle the clock stands still. */
  markIdle(partition: number): void {
    if (!(partition < this.#counts.length) || this.#counts[partition] === 0) return;
    this.#counts[partition] = 0;
    this.#advance();
  }

  /** Moves the clock on without an event, as at the end of the input; Infinity closes everything. Never moves it back. */
  advanceTo(instant: number): void {
    if (instant > this.#now) this.#now = this.#floor(instant);
  }

  /** Everything the clock knows, as numbers. */
  save(): Float64Array {
    const partitions = [...this.#greatest].flatMap((greatest, partition) => [
      greatest,
      this.#refusals[partition]!,
      this.#counts[partition]!,
    ]);
    return Float64Array.of(this.#now, this.#front, this.#slowest, this.#isFirstAlone ? 1 : 0, ...partitions);
  }

  /** Makes this clock, which has seen nothing yet, what another one was. */
  load(saved: Float64Array): void {
    [this.#now, this.#front, this.#slowest] = [saved[0]!, saved[1]!, saved[2]!];
    this.#isFirstAlone = saved[3] === 1;
    const partitions = (saved.length - 4) / 3;
    const part = (index: number) => Array.from({ length: partitions }, (_, at) => saved[4 + at * 3 + index]!);
    this.#greatest = Float64Array.from(part(0));
    this.#refusals = Uint32Array.from(part(1));
    this.#counts = Uint8Array.from(part(2));
  }

  /** True when the watermark of a rule with this allowed lateness, now − latenessMs, has passed the instant. */
  isLate(instant: number, latenessMs: number): boolean {
    return instant < this.#now - latenessMs;
  }

  #advance(): void {
    let least = Number.POSITIVE_INFINITY;
    let slowest = -1;
    for (let partition = 0; partition < this.#greatest.length; partition++) {
      if (this.#counts[partition] === 1 && this.#greatest[partition]! < least) {
        least = this.#greatest[partition]!;
        slowest = partition;
      }
    }
    this.#slowest = slowest;
    if (slowest >= 0) this.advanceTo(least);
  }

  #floor(instant: number): number {
    return Number.isFinite(instant) ? Math.floor(instant / this.#precisionMs) * this.#precisionMs : instant;
  }

  #grow(partition: number): void {
    if (!(Number.isInteger(partition) && partition >= 0 && partition < sourcePartitionsMax)) {
      throw new RangeError(
        `expected a partition from 0 to ${sourcePartitionsMax - 1}, found ${partition}; number the partitions of a source from 0`,
      );
    }
    const length = Math.min(sourcePartitionsMax, Math.max(4, this.#greatest.length * 2, partition + 1));
    const greatest = new Float64Array(length).fill(Number.NEGATIVE_INFINITY);
    greatest.set(this.#greatest);
    const refusals = new Uint32Array(length);
    refusals.set(this.#refusals);
    const counts = new Uint8Array(length);
    counts.set(this.#counts);
    this.#greatest = greatest;
    this.#refusals = refusals;
    this.#counts = counts;
  }
}
