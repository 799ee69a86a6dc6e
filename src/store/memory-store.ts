/** A state store in memory: evicted actors as compact bytes outside the state heap. */

import type { ParkedActor, StateStore } from '../runtime/state-store.ts';

interface Due {
  readonly dueAt: number;
  readonly actor: ParkedActor;
}

interface Space {
  readonly actors: Map<string, ParkedActor>;
  /** Binary heap by due instant; an entry whose actor has been taken is stale and skipped. */
  due: Due[];
  /** Entries of the heap that are not stale. */
  waiting: number;
}

/** Stale entries let be, however few actors wait: below this, building the heap anew costs more than it gives. */
const staleEntriesMin = 64;

export class MemoryStore implements StateStore {
  readonly #spaces = new Map<string, Space>();

  /** O(log n). */
  put(name: string, actor: ParkedActor): void {
    this.take(name, actor.key);
    const space = this.#space(name);
    // A copy: an entry of the heap is known by it, even when the same actor is put again.
    const parked = { ...actor };
    space.actors.set(actor.key, parked);
    if (actor.dueAt === Number.POSITIVE_INFINITY) return;
    push(space.due, { dueAt: actor.dueAt, actor: parked });
    space.waiting++;
  }

  /** O(1) amortised. */
  take(name: string, key: string): ParkedActor | undefined {
    const space = this.#space(name);
    const actor = space.actors.get(key);
    if (actor === undefined) return undefined;
    space.actors.delete(key);
    if (actor.dueAt !== Number.POSITIVE_INFINITY) space.waiting--;
    if (space.due.length > 2 * space.waiting + staleEntriesMin) dropStale(space);
    return actor;
  }

  count(name: string): number {
    return this.#spaces.get(name)?.actors.size ?? 0;
  }

  nextDue(name: string): number {
    const space = this.#spaces.get(name);
    if (space === undefined) return Number.POSITIVE_INFINITY;
    while (space.due.length > 0 && isStale(space, space.due[0])) pop(space.due);
    return space.due.length === 0 ? Number.POSITIVE_INFINITY : space.due[0].dueAt;
  }

  dueKeys(name: string, instant: number): readonly string[] {
    const space = this.#space(name);
    const due: Due[] = [];
    while (space.due.length > 0 && space.due[0].dueAt <= instant) {
      const entry = pop(space.due);
      if (!isStale(space, entry)) due.push(entry);
    }
    for (const entry of due) push(space.due, entry);
    return due.map(({ actor }) => actor.key);
  }

  keys(name: string): Iterable<string> {
    return this.#space(name).actors.keys();
  }

  #space(name: string): Space {
    let space = this.#spaces.get(name);
    if (space === undefined) {
      space = { actors: new Map(), due: [], waiting: 0 };
      this.#spaces.set(name, space);
    }
    return space;
  }
}

function isStale(space: Space, { actor }: Due): boolean {
  return space.actors.get(actor.key) !== actor;
}

/** Actors that come and go long before they are due would otherwise fill the heap with their entries. */
function dropStale(space: Space): void {
  const entries = space.due.filter((entry) => !isStale(space, entry));
  space.due = [];
  for (const entry of entries) push(space.due, entry);
}

function push(heap: Due[], entry: Due): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent].dueAt <= entry.dueAt) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = entry;
}

function pop(heap: Due[]): Due {
  const first = heap[0];
  const last = heap.pop()!;
  if (heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = at * 2 + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1].dueAt < heap[child].dueAt) child++;
    if (heap[child].dueAt >= last.dueAt) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = last;
  return first;
}
