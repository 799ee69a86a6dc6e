/** Which versions are in the store: driven as a host does it, beside a plain model of what each epoch should hold. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { epochStep, HostVersions } from '../../src/runtime/host-versions.ts';
import type { StateStore, StateVersion } from '../../src/runtime/state-store.ts';

const space = '1';
const name = (key: Uint8Array) => Buffer.from(key).toString();

/** A store that keeps every version, and can say what holds after a crash. */
class VersionLog implements StateStore {
  readonly isDurable = true;
  readonly versions = new Map<
    string,
    { readonly key: string; readonly epoch: number; readonly text: string }
  >();

  read(): Uint8Array {
    throw new Error('nothing is read here');
  }

  write(_: string, { key, epoch }: StateVersion, snapshot: Uint8Array | undefined): void {
    const text = snapshot === undefined ? 'gone' : Buffer.from(snapshot).toString();
    this.versions.set(`${name(key)} ${epoch}`, { key: name(key), epoch, text });
  }

  remove(_: string, key: Uint8Array, epoch: number): void {
    this.versions.delete(`${name(key)} ${epoch}`);
  }

  /** Actors as of an epoch. */
  at(epoch: number): readonly string[] {
    const newest = new Map<string, { readonly epoch: number; readonly text: string }>();
    for (const version of this.versions.values()) {
      if (version.epoch > epoch || version.epoch < (newest.get(version.key)?.epoch ?? 0)) continue;
      newest.set(version.key, version);
    }
    return [...newest]
      .filter(([, { text }]) => text !== 'gone')
      .map(([key, { text }]) => `${key} ${text}`)
      .sort();
  }
}

/** Actors of four keys that count their changes, in memory or parked. */
class Town {
  readonly store = new VersionLog();
  readonly versions: HostVersions;
  /** What each epoch ended with. */
  readonly ends = new Map<number, readonly string[]>();
  committed = 0;
  epoch = epochStep;
  #ending = false;
  readonly #slots: (string | undefined)[] = [];
  readonly #parked = new Map<string, number>();
  readonly #values = new Map<string, number>();
  #changes = 0;

  constructor() {
    const snapshot = (slot: number) => {
      const key = this.#slots[slot]!;
      return { key: Buffer.from(key), dueAt: 0, bytes: Buffer.from(String(this.#values.get(key))) };
    };
    this.versions = new HostVersions({ store: this.store, space, snapshot }, this.epoch);
    this.ends.set(0, []);
  }

  change(key: string): void {
    const slot = this.#slotOf(key);
    this.versions.touch(slot);
    this.#values.set(key, ++this.#changes);
  }

  end(key: string): void {
    if (!this.#values.has(key)) return;
    const slot = this.#slotOf(key);
    this.versions.touch(slot);
    this.#values.delete(key);
    this.versions.end(slot, Buffer.from(key));
    this.#slots[slot] = undefined;
  }

  park(key: string): void {
    const slot = this.#slots.indexOf(key);
    if (slot < 0) return;
    this.#parked.set(key, this.versions.park(slot));
    this.#slots[slot] = undefined;
  }

  freeze(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.ends.set(this.epoch, this.lines());
    this.versions.freeze();
    this.epoch += epochStep;
  }

  write(): void {
    this.versions.writeFrozen(1);
  }

  /** All is written, the epoch holds, and what it replaced goes. */
  conclude(): void {
    if (!this.#ending) return;
    while (this.versions.frozen > 0) this.write();
    this.committed = this.epoch - epochStep;
    while (!this.versions.sweep(1))
      expect(this.store.at(this.committed)).toEqual(this.ends.get(this.committed));
    this.#ending = false;
  }

  lines(): readonly string[] {
    return [...this.#values].map(([key, value]) => `${key} ${value}`).sort();
  }

  #slotOf(key: string): number {
    const found = this.#slots.indexOf(key);
    if (found >= 0) return found;
    const free = this.#slots.indexOf(undefined);
    const slot = free < 0 ? this.#slots.length : free;
    this.#slots[slot] = key;
    const epoch = this.#parked.get(key);
    if (epoch !== undefined) this.versions.takeBack(slot, Buffer.from(key), epoch);
    this.#parked.delete(key);
    return slot;
  }
}

const key = fc.constantFrom('a', 'b', 'c', 'd');
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('change' as const), key }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('end' as const, 'park' as const), key }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('freeze' as const, 'write' as const, 'conclude' as const) }),
  },
);

test('after any step the last epoch that holds can be told from the store, and nothing is left behind', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
      const town = new Town();
      for (const one of steps) {
        if ('key' in one) town[one.kind](one.key);
        else town[one.kind]();
        expect(town.store.at(town.committed)).toEqual(town.ends.get(town.committed));
      }
      town.conclude();
      town.freeze();
      town.conclude();
      expect(town.store.at(town.committed)).toEqual(town.lines());
      expect(town.store.versions.size).toBe(town.lines().length);
      expect(town.versions.frozen + town.versions.changed).toBe(0);
    }),
    { seed: 20_250_106, numRuns: 400 },
  );
});

test('a checkpoint costs what has changed', () => {
  const town = new Town();
  for (const name of ['a', 'b', 'c', 'd']) town.change(name);
  town.freeze();
  town.conclude();
  expect(town.versions.written.actors).toBe(4);
  town.change('b');
  town.change('b');
  town.freeze();
  town.conclude();
  expect(town.versions.written.actors).toBe(1);
  town.freeze();
  town.conclude();
  expect(town.versions.written).toEqual({ actors: 0, bytes: 0 });
});
