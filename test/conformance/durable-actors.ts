/** Actors as a reader of a durable store finds them, and as a model expects them: lists of lines, to be compared. */

import type { DurableStore } from '../../src/runtime/state-store.ts';

export interface Actor {
  readonly space: string;
  readonly key: string;
  readonly dueAt: number;
  readonly snapshot: string;
}

/** All actors a store holds, read the way an engine does after its start. Sorted. */
export async function actorsIn(store: DurableStore): Promise<string[]> {
  const found: string[] = [];
  for (const space of await store.spaces()) {
    for await (const versions of store.versions(space)) {
      for (const { key, dueAt, epoch } of versions) {
        const snapshot = Buffer.from(store.read(space, key, epoch)).toString();
        found.push(lineOf({ space, key: Buffer.from(key).toString(), dueAt, snapshot }));
      }
    }
  }
  return found.sort();
}

export function linesOf(actors: Iterable<Actor>): string[] {
  return [...actors].map(lineOf).sort();
}

export function writeActor(store: DurableStore, epoch: number, { space, key, dueAt, snapshot }: Actor): void {
  store.write(space, { key: Buffer.from(key), dueAt, epoch }, Buffer.from(snapshot));
}

function lineOf({ space, key, dueAt, snapshot }: Actor): string {
  return `${space} ${key} ${dueAt} ${snapshot}`;
}
