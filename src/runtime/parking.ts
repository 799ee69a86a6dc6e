/** The actors of one host that wait in the store: how many, when the next must be woken, which still have something to say. */

import type { ParkedActor, StateStore } from './state-store.ts';

export class Parking {
  readonly #store: StateStore;
  readonly #space: string;
  #count: number;
  /** Keys of actors that have reported something still open to revision. */
  readonly #open = new Set<string>();

  constructor(store: StateStore, space: string) {
    this.#store = store;
    this.#space = space;
    this.#count = store.count(space);
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Infinity when nothing is due. */
  nextDue(): number {
    return this.#count === 0 ? Number.POSITIVE_INFINITY : this.#store.nextDue(this.#space);
  }

  dueKeys(instant: number): readonly string[] {
    return this.#count === 0 ? [] : this.#store.dueKeys(this.#space, instant);
  }

  /** Keys of the actors that have something open to revision. */
  openKeys(): readonly string[] {
    return [...this.#open];
  }

  keys(): Iterable<string> {
    return this.#store.keys(this.#space);
  }

  put(actor: ParkedActor, options: { readonly isOpen: boolean }): void {
    this.#store.put(this.#space, actor);
    if (options.isOpen) this.#open.add(actor.key);
    this.#count++;
  }

  /** Takes an actor out; undefined when it is not here. */
  take(key: string): ParkedActor | undefined {
    const actor = this.#store.take(this.#space, key);
    if (actor === undefined) return undefined;
    this.#open.delete(key);
    this.#count--;
    return actor;
  }
}
