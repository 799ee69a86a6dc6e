/**
 * Random work on a durable store that is cut off again and again, beside a model. A cut is a copy of the folder, made while
 * the store is open or even writing: what a process that is killed leaves behind.
 */

import fc from 'fast-check';
import { expect } from 'vitest';
import type { DurableStore } from '../../src/runtime/state-store.ts';
import { type Actor, actorsIn, linesOf, writeActor } from './durable-actors.ts';

export type CrashStep =
  | { readonly kind: 'write'; readonly actor: Actor }
  | { readonly kind: 'end'; readonly space: string; readonly key: string }
  | { readonly kind: 'drain' | 'prepare' | 'commit' | 'sweep' }
  | {
      readonly kind: 'crash';
      /** What is under way when it comes. */
      readonly during: 'nothing' | 'drain' | 'prepare' | 'commit';
      /** What is done with a prepared epoch that is found afterwards. */
      readonly prepared: 'commit' | 'let go';
    };

const space = fc.constantFrom('a', 'b');
const key = fc.constantFrom('', 'x', 'xy');

export const crashSteps: fc.Arbitrary<CrashStep> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      actor: fc.record({
        space,
        key,
        dueAt: fc.constantFrom(0, 1e12, Number.POSITIVE_INFINITY),
        snapshot: fc.string({ unit: 'grapheme-ascii', maxLength: 5 }),
      }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('end' as const), space, key }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('drain' as const, 'prepare' as const, 'commit' as const, 'sweep' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('crash' as const),
      during: fc.constantFrom('nothing' as const, 'drain' as const, 'prepare' as const, 'commit' as const),
      prepared: fc.constantFrom('commit' as const, 'let go' as const),
    }),
  },
);

type Actors = ReadonlyMap<string, Actor>;

export class CrashingRun {
  #store: DurableStore;
  #directory: string;
  readonly #reopen: (directory: string) => Promise<{ directory: string; store: DurableStore }>;
  /** Actors at the end of each epoch that can still be the valid one. */
  #atEndOf = new Map<number, Actors>([[0, new Map()]]);
  #now = new Map<string, Actor>();
  /** Epochs in which an actor has versions, oldest first. */
  #versions = new Map<string, number[]>();
  #epoch = 1;

  constructor(
    store: DurableStore,
    reopen: (directory: string) => Promise<{ directory: string; store: DurableStore }>,
    directory: string,
  ) {
    this.#store = store;
    this.#reopen = reopen;
    this.#directory = directory;
  }

  async take(step: CrashStep): Promise<void> {
    switch (step.kind) {
      case 'write':
        writeActor(this.#store, this.#epoch, step.actor);
        this.#now.set(nameOf(step.actor), step.actor);
        return this.#note(nameOf(step.actor));
      case 'end':
        this.#store.write(
          step.space,
          { key: Buffer.from(step.key), dueAt: 0, epoch: this.#epoch },
          undefined,
        );
        this.#now.delete(nameOf(step));
        return this.#note(nameOf(step));
      case 'drain':
        await this.#store.drain();
        return expect(this.#store.unwrittenBytes).toBe(0);
      case 'prepare':
        return this.#prepare();
      case 'commit':
        return this.#commit();
      case 'sweep':
        return this.#sweep();
      case 'crash':
        return this.#crash(step);
    }
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #note(name: string): void {
    const epochs = this.#versions.get(name) ?? [];
    if (epochs.at(-1) !== this.#epoch) epochs.push(this.#epoch);
    this.#versions.set(name, epochs);
  }

  /** Ends the epoch; a second one is not ended before the first is committed. */
  async #prepare(): Promise<void> {
    if (this.#store.prepared !== undefined) return;
    const epoch = this.#epoch++;
    this.#atEndOf.set(epoch, new Map(this.#now));
    await this.#store.prepare({ epoch, record: Buffer.from(`record ${epoch}`) });
  }

  async #commit(): Promise<void> {
    if (this.#store.prepared !== undefined) await this.#store.commit(this.#store.prepared.epoch);
  }

  /** Removes versions that the committed epoch has replaced. */
  #sweep(): void {
    const committed = this.#store.committed?.epoch ?? 0;
    for (const [name, epochs] of this.#versions) {
      const [inSpace, of] = JSON.parse(name) as [string, string];
      while (epochs.length > 1 && epochs[1] <= committed)
        this.#store.remove(inSpace, Buffer.from(of), epochs.shift()!);
    }
  }

  async #crash({ during, prepared }: { during: string; prepared: 'commit' | 'let go' }): Promise<void> {
    const before = this.#store;
    const underWay =
      during === 'drain'
        ? before.drain()
        : during === 'prepare'
          ? this.#prepare()
          : during === 'commit'
            ? this.#commit()
            : undefined;
    const { directory, store } = await this.#reopen(this.#directory);
    await underWay;
    const reached = before.committed?.epoch ?? 0;
    await before.close();
    this.#store = store;
    this.#directory = directory;
    // What was under way may be found done or not; nothing else may.
    const offered = store.prepared;
    expect(during === 'commit' ? [reached, reached - 1] : [reached]).toContain(store.committed?.epoch ?? 0);
    if (offered !== undefined && prepared === 'commit') await store.commit(offered.epoch);
    const actors = await actorsIn(store);
    // A store without a single entry has nothing to let go of.
    if (store.prepared !== undefined) await store.commit(store.prepared.epoch);
    const epoch = store.committed?.epoch ?? 0;
    expect(Buffer.from(store.committed?.record ?? []).toString()).toBe(epoch === 0 ? '' : `record ${epoch}`);
    expect(actors).toEqual(linesOf(this.#atEndOf.get(epoch)!.values()));
    this.#goOnFrom(epoch, this.#atEndOf.get(epoch)!);
  }

  #goOnFrom(epoch: number, actors: Actors): void {
    this.#now = new Map(actors);
    this.#atEndOf = new Map([[epoch, actors]]);
    // Which versions the store has left is its own affair from here on: only those to come are swept.
    this.#versions = new Map();
    this.#epoch = epoch + 1;
  }
}

function nameOf({ space: inSpace, key: of }: { readonly space: string; readonly key: string }): string {
  return JSON.stringify([inSpace, of]);
}
