/** What the two other sides keep for a key: mean and deviation of the hour, and the places seen. */

import { daysLearnt } from './events.ts';

const learningMs = daysLearnt * 86_400_000;
const hourMs = 3_600_000;
/** Deviations from the mean that an hour may lie away. */
const deviationsMax = 3;

export interface Login {
  readonly ts: string;
  readonly user: string;
  readonly place: string;
}

export class LoginHabit {
  judged = 0;
  #first = Number.NaN;
  #count = 0;
  #mean = 0;
  #squares = 0;
  readonly #places = new Set<string>();

  /** Learns a login, or judges it once learning is over: whether it is unusual. */
  take(time: number, place: string): boolean {
    const hour = Math.floor(time / hourMs) % 24;
    if (Number.isNaN(this.#first)) this.#first = time;
    if (time - this.#first >= learningMs) {
      this.judged++;
      const deviation = Math.sqrt(this.#squares / this.#count);
      return !this.#places.has(place) || Math.abs(hour - this.#mean) > deviationsMax * deviation;
    }
    this.#count++;
    const step = hour - this.#mean;
    this.#mean += step / this.#count;
    this.#squares += step * (hour - this.#mean);
    this.#places.add(place);
    return false;
  }
}
