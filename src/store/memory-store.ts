/** A state store in memory: evicted actors as compact bytes outside the state heap. */

import type { ParkedActor, StateStore } from '../runtime/state-store.ts';

interface Space {
  readonly actors: Map<string, ParkedActor>;
  /** Binary heap of (due, key); an entry whose actor has gone or has another due instant is stale and skipped. */
  readonly due: { dueAt: number; key: string }[];
}

export class MemoryStore implements StateStore {
  readonly #spaces = new Map<string, Space>();

  put(space: string, actor: ParkedActor): void {
    const { actors, due } = this.#space(space);
    actors.set(actor.key, actor);
    if (actor.dueAt !== Number.POSITIVE_INFINITY) push(due, { dueAt: actor.dueAt, key: actor.key });
  }

  take(space: string, key: string): ParkedActor | undefined {
    const { actors } = this.#space(space);
    const actor = actors.get(key);
    if (actor !== undefined) actors.delete(key);
    return actor;
  }

  count(space: string): number {
    return this.#spaces.get(space)?.actors.size ?? 0;
  }

  nextDue(space: string): number {
    const held = this.#spaces.get(space);
    if (held === undefined) return Number.POSITIVE_INFINITY;
    while (held.due.length > 0 && isStale(held, held.due[0])) pop(held.due);
    return held.due.length === 0 ? Number.POSITIVE_INFINITY : held.due[0].dueAt;
  }

  dueKeys(space: string, instant: number): readonly string[] {
    const held = this.#space(space);
    const keys: string[] = [];
    while (held.due.length > 0 && held.due[0].dueAt <= instant) {
      const entry = pop(held.due);
      if (!isStale(held, entry)) keys.push(entry.key);
    }
    return keys;
  }

  keys(space: string): Iterable<string> {
    return this.#space(space).actors.keys();
  }

  #space(name: string): Space {
    let space = this.#spaces.get(name);
    if (space === undefined) {
      space = { actors: new Map(), due: [] };
      this.#spaces.set(name, space);
    }
    return space;
  }
}

function isStale(space: Space, entry: { dueAt: number; key: string }): boolean {
  return space.actors.get(entry.key)?.dueAt !== entry.dueAt;
}

function push(heap: Space['due'], entry: Space['due'][number]): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent].dueAt <= entry.dueAt) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = entry;
}

function pop(heap: Space['due']): Space['due'][number] {
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
