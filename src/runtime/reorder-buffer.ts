/** Holds events until lateness has passed, and gives them back in order of event time. */

import type { ActorEvent } from './actor-definition.ts';

export interface WaitingEvent {
  readonly event: ActorEvent;
  readonly key: string;
  readonly position: number;
  /** Orders events of the same instant by what they say, not by when they came. */
  readonly tie: string;
}

/** Binary heap by (time, tie). */
export class ReorderBuffer {
  readonly #heap: WaitingEvent[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** Time of the earliest event, Infinity when there is none. */
  nextTime(): number {
    return this.#heap.length === 0 ? Number.POSITIVE_INFINITY : this.#heap[0].event.time;
  }

  push(waiting: WaitingEvent): void {
    const heap = this.#heap;
    let at = heap.push(waiting) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!precedes(waiting, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = waiting;
  }

  /** Takes the earliest event. There must be one. */
  pop(): WaitingEvent {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && precedes(heap[child + 1], heap[child])) child++;
      if (!precedes(heap[child], last)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function precedes(left: WaitingEvent, right: WaitingEvent): boolean {
  if (left.event.time !== right.event.time) return left.event.time < right.event.time;
  return left.tie < right.tie;
}
