/**
 * The timers of a shard: one deadline for each slot (a cell), in an indexed binary heap over typed arrays.
 * 16 bytes a slot, no objects and no closures. Order is (due, slot), so that what fires together fires in a fixed order.
 */
import { timerSlotsMax } from '../limits.ts';

const firstCapacity = 64;
const absent = -1;

/** Scheduling, cancelling and taking one slot are O(log size); everything else O(1). */
export class TimerQueue {
  readonly #tickMs: number;
  #size = 0;
  #dues = new Float64Array(firstCapacity).fill(Number.POSITIVE_INFINITY);
  #positions = new Int32Array(firstCapacity).fill(absent);
  #heap = new Int32Array(firstCapacity);

  /** @throws RangeError when the tick is not above 0 ms. */
  constructor(tickMs: number) {
    if (!(tickMs > 0 && Number.isFinite(tickMs))) {
      throw new RangeError(`expected a tick above 0 ms, found ${tickMs}; use 1 for the finest`);
    }
    this.#tickMs = tickMs;
  }

  /** Slots with a deadline. */
  get size(): number {
    return this.#size;
  }

  /** Memory of the arrays, for the quota ledger. */
  get bytes(): number {
    return this.#dues.byteLength + this.#positions.byteLength + this.#heap.byteLength;
  }

  /**
   * Sets the deadline of a slot, in place of its old one, rounded up to the tick. Infinity means none.
   * @throws RangeError on a slot outside 0 … timerSlotsMax − 1, or a deadline that is NaN.
   */
  schedule(slot: number, dueAt: number): void {
    if (slot >= this.#dues.length || slot < 0) this.#grow(slot);
    const due = Math.ceil(dueAt / this.#tickMs) * this.#tickMs;
    if (due === Number.POSITIVE_INFINITY) {
      this.cancel(slot);
      return;
    }
    if (Number.isNaN(due)) {
      throw new RangeError(
        `expected the instant slot ${slot} is due at, found NaN; cancel a slot that waits for nothing`,
      );
    }
    const known = this.#positions[slot]!;
    this.#dues[slot] = due;
    if (known === absent) this.#rise(this.#size++, slot);
    else this.#settle(known, slot);
  }

  /** Takes the deadline of a slot away, if it has one. */
  cancel(slot: number): void {
    const position = slot < this.#positions.length ? this.#positions[slot]! : absent;
    if (position === absent) return;
    this.#positions[slot] = absent;
    this.#dues[slot] = Number.POSITIVE_INFINITY;
    const last = this.#heap[--this.#size]!;
    if (last !== slot) this.#settle(position, last);
  }

  /** Deadline of a slot, Infinity when it has none. */
  dueOf(slot: number): number {
    return slot < this.#dues.length ? this.#dues[slot]! : Number.POSITIVE_INFINITY;
  }

  /** The earliest deadline, Infinity when there is none. */
  nextDue(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#dues[this.#heap[0]!]!;
  }

  /**
   * Takes the earliest deadline out of the queue if it is not after `instant`: `into` is overwritten with all slots due
   * exactly then, in ascending order, and that deadline is answered; NaN and an empty `into` when nothing is due.
   */
  takeDue(instant: number, into: number[]): number {
    const due = this.nextDue();
    let count = 0;
    if (due <= instant) {
      while (this.#size > 0 && this.#dues[this.#heap[0]!] === due) {
        const slot = this.#heap[0]!;
        into[count++] = slot;
        this.cancel(slot);
      }
    }
    into.length = count;
    return count === 0 ? Number.NaN : due;
  }

  #settle(position: number, slot: number): void {
    if (position > 0 && this.#isBefore(slot, this.#heap[(position - 1) >> 1]!)) this.#rise(position, slot);
    else this.#sink(position, slot);
  }

  #rise(from: number, slot: number): void {
    let position = from;
    while (position > 0) {
      const parentPosition = (position - 1) >> 1;
      const parent = this.#heap[parentPosition]!;
      if (!this.#isBefore(slot, parent)) break;
      this.#place(parent, position);
      position = parentPosition;
    }
    this.#place(slot, position);
  }

  #sink(from: number, slot: number): void {
    let position = from;
    for (let child = 2 * position + 1; child < this.#size; child = 2 * position + 1) {
      const isRightFirst =
        child + 1 < this.#size && this.#isBefore(this.#heap[child + 1]!, this.#heap[child]!);
      if (isRightFirst) child++;
      const first = this.#heap[child]!;
      if (!this.#isBefore(first, slot)) break;
      this.#place(first, position);
      position = child;
    }
    this.#place(slot, position);
  }

  #place(slot: number, position: number): void {
    this.#heap[position] = slot;
    this.#positions[slot] = position;
  }

  #isBefore(left: number, right: number): boolean {
    const difference = this.#dues[left]! - this.#dues[right]!;
    return difference < 0 || (difference === 0 && left < right);
  }

  #grow(slot: number): void {
    if (!(Number.isInteger(slot) && slot >= 0 && slot < timerSlotsMax)) {
      throw new RangeError(
        `expected a timer slot from 0 to ${timerSlotsMax - 1}, found ${slot}; use the index of a cell`,
      );
    }
    let capacity = this.#dues.length;
    while (capacity <= slot) capacity *= 2;
    const dues = new Float64Array(capacity).fill(Number.POSITIVE_INFINITY);
    dues.set(this.#dues);
    const positions = new Int32Array(capacity).fill(absent);
    positions.set(this.#positions);
    const heap = new Int32Array(capacity);
    heap.set(this.#heap);
    this.#dues = dues;
    this.#positions = positions;
    this.#heap = heap;
  }
}
