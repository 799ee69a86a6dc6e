/** What every state store must do, whatever it keeps its entries in. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StateStore } from '../../src/runtime/state-store.ts';

const never = Number.POSITIVE_INFINITY;

export function describeStateStore(name: string, openStore: () => StateStore | Promise<StateStore>): void {
  describe(`${name} as a state store`, () => {
    it('gives a snapshot back as it was written, as often as it is asked for', async () => {
      const store = await openStore();
      store.write('a', version('alice', 1), Uint8Array.of(1, 2, 3));
      expect(bytesOf(store.read('a', key('alice'), 1))).toEqual([1, 2, 3]);
      expect(bytesOf(store.read('a', key('alice'), 1))).toEqual([1, 2, 3]);
    });

    it('keeps keys of any bytes apart, whatever the epoch', async () => {
      const store = await openStore();
      const keys = [
        [],
        [0],
        [0, 0],
        [0, 0, 0, 1],
        [0xff],
        [0xff, 0xff],
        [0x61],
        [0x61, 0, 0, 0, 1],
        [0xc3, 0xa4],
      ];
      const epochs = [1, 256, 0x61000000, 0xffffffff];
      for (const [index, bytes] of keys.entries()) {
        for (const epoch of epochs) {
          store.write(
            'a',
            { key: Uint8Array.from(bytes), dueAt: never, epoch },
            Uint8Array.of(index, epoch & 0xff),
          );
        }
      }
      for (const [index, bytes] of keys.entries()) {
        for (const epoch of epochs) {
          expect(bytesOf(store.read('a', Uint8Array.from(bytes), epoch))).toEqual([index, epoch & 0xff]);
        }
      }
    });

    it('keeps spaces apart, also those whose names and keys run into each other', async () => {
      const store = await openStore();
      const places = [
        ['', 'aab'],
        ['a', 'ab'],
        ['aa', 'b'],
        ['aab', ''],
        ['ä', 'b'],
        ['a/1', 'b'],
        ['a/2', 'b'],
      ];
      for (const [index, [space, of]] of places.entries())
        store.write(space, version(of, 1), Uint8Array.of(index));
      for (const [index, [space, of]] of places.entries()) {
        expect(bytesOf(store.read(space, key(of), 1))).toEqual([index]);
      }
    });

    it('takes the latest of two snapshots of one version', async () => {
      const store = await openStore();
      store.write('a', version('alice', 1), Uint8Array.of(1));
      store.write('a', version('alice', 1), Uint8Array.of(2, 2));
      expect(bytesOf(store.read('a', key('alice'), 1))).toEqual([2, 2]);
    });

    it('keeps what it was given when the bytes are used for something else afterwards', async () => {
      const store = await openStore();
      const name = Buffer.from('alice');
      const snapshot = Buffer.from([1, 2, 3]);
      store.write('a', { key: name, dueAt: 0, epoch: 1 }, snapshot);
      name.fill(0);
      snapshot.fill(0);
      expect(bytesOf(store.read('a', key('alice'), 1))).toEqual([1, 2, 3]);
    });

    it('keeps a snapshot without a single byte', async () => {
      const store = await openStore();
      store.write('a', version('alice', 1), new Uint8Array(0));
      expect(bytesOf(store.read('a', key('alice'), 1))).toEqual([]);
    });

    it('removes one version and leaves the others', async () => {
      const store = await openStore();
      store.write('a', version('alice', 1), Uint8Array.of(1));
      store.write('a', version('alice', 2), Uint8Array.of(2));
      store.remove('a', key('alice'), 1);
      store.remove('a', key('bob'), 1);
      store.remove('elsewhere', key('alice'), 2);
      expect(() => store.read('a', key('alice'), 1)).toThrow(
        /"a" lacks a version of epoch 1 .* damaged|damaged.*"a" lacks/,
      );
      expect(bytesOf(store.read('a', key('alice'), 2))).toEqual([2]);
    });

    it('says that it is damaged when asked for what was never written, or has gone', async () => {
      const store = await openStore();
      store.write('a', version('alice', 1), Uint8Array.of(1));
      store.write('a', version('alice', 1), undefined);
      for (const [space, of, epoch] of [
        ['a', 'alice', 1],
        ['a', 'alice', 2],
        ['a', 'bob', 1],
        ['b', 'alice', 1],
      ] as const) {
        expect(() => store.read(space, key(of), epoch)).toThrow('damaged');
      }
    });

    it('behaves like a map from versions to snapshots, whatever is done to it', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(steps, { maxLength: 100 }), async (all) => {
          const store = await openStore();
          const model = new Map<string, Uint8Array>();
          for (const step of all) apply(step, store, model);
          for (const space of ['', 'a']) {
            for (const of of ['', 'b', 'c']) {
              for (const epoch of [1, 2, 3]) {
                const found = model.get(`${space}|${of}|${epoch}`);
                if (found === undefined) expect(() => store.read(space, key(of), epoch)).toThrow('damaged');
                else expect(bytesOf(store.read(space, key(of), epoch))).toEqual(bytesOf(found));
              }
            }
          }
        }),
        { numRuns: 30 },
      );
    });
  });
}

interface Step {
  readonly space: string;
  readonly of: string;
  readonly epoch: number;
  readonly snapshot: Uint8Array | 'gone' | 'removed';
}

const steps: fc.Arbitrary<Step> = fc.record({
  space: fc.constantFrom('', 'a'),
  of: fc.constantFrom('', 'b', 'c'),
  epoch: fc.integer({ min: 1, max: 3 }),
  snapshot: fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc.constant('gone' as const),
    fc.constant('removed' as const),
  ),
});

function apply(
  { space, of, epoch, snapshot }: Step,
  store: StateStore,
  model: Map<string, Uint8Array>,
): void {
  const name = `${space}|${of}|${epoch}`;
  if (snapshot === 'removed') store.remove(space, key(of), epoch);
  else store.write(space, version(of, epoch), snapshot === 'gone' ? undefined : snapshot);
  if (typeof snapshot === 'string') model.delete(name);
  else model.set(name, snapshot);
}

function version(of: string, epoch: number): { key: Uint8Array; dueAt: number; epoch: number } {
  return { key: key(of), dueAt: never, epoch };
}

function key(of: string): Uint8Array {
  return new TextEncoder().encode(of);
}

function bytesOf(snapshot: Uint8Array): number[] {
  return [...snapshot];
}
