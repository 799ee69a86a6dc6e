/**
 * The mailbox: samples that actors send to peer-group actors. Nothing is delivered while a turn runs; the engine drains
 * the box between steps, so a behaviour never re-enters another one.
 */

import { mailboxMessagesMax } from '../limits.ts';

/** Anything that takes samples for a key. */
export interface SampleTaker {
  sample(key: string, time: number, value: number): void;
}

export class Mailbox {
  #takers: SampleTaker[] = [];
  #keys: string[] = [];
  #times: number[] = [];
  #values: number[] = [];

  get size(): number {
    return this.#takers.length;
  }

  /** @throws RangeError beyond `mailboxMessagesMax`: messages are being made faster than delivered, which only a loop does. */
  send(taker: SampleTaker, key: string, time: number, value: number): void {
    if (this.#takers.length >= mailboxMessagesMax) {
      throw new RangeError(`more than ${mailboxMessagesMax} messages wait in one mailbox`);
    }
    this.#takers.push(taker);
    this.#keys.push(key);
    this.#times.push(time);
    this.#values.push(value);
  }

  /** Delivers everything in the order it was sent, what is sent meanwhile included. */
  deliver(): void {
    for (let index = 0; index < this.#takers.length; index++) {
      this.#takers[index].sample(this.#keys[index], this.#times[index], this.#values[index]);
    }
    this.#takers = [];
    this.#keys = [];
    this.#times = [];
    this.#values = [];
  }
}
