/** What every store must do that outlives the process: what an epoch wrote holds as a whole, or not at all. */

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DurableStore } from '../../src/runtime/state-store.ts';
import { temporaryFolder } from '../files/folder.ts';
import { CrashingRun, crashSteps } from './crashing-run.ts';
import { actorsIn, writeActor } from './durable-actors.ts';

export type OpenDurableStore = (directory: string) => Promise<DurableStore>;

const alice = { space: 'a', key: 'alice', dueAt: 7, snapshot: 'first' };
const bob = { space: 'a', key: 'bob', dueAt: Number.POSITIVE_INFINITY, snapshot: 'bob' };
const record = Buffer.from('where it stood');

export function describeDurableStore(name: string, open: OpenDurableStore): void {
  describe(`${name} as a durable store`, () => {
    it('is empty at first', async () => {
      const store = await open(temporaryFolder());
      expect([store.committed, store.prepared, store.unwrittenBytes]).toEqual([undefined, undefined, 0]);
      expect(await store.spaces()).toEqual([]);
      expect(await actorsIn(store)).toEqual([]);
      await store.close();
    });

    it('finds the actors of a committed epoch again, with when they are due', async () => {
      const found = await reopened(open, async (store) => {
        writeActor(store, 1, alice);
        writeActor(store, 1, bob);
        await checkpoint(store, 1);
      });
      expect(found.store.committed).toMatchObject({ epoch: 1 });
      expect(Buffer.from(found.store.committed!.record).toString()).toBe('where it stood');
      expect(found.actors).toEqual(['a alice 7 first', 'a bob Infinity bob']);
      await found.store.close();
    });

    it('takes the newest committed version, and none of an epoch that was not', async () => {
      const found = await reopened(open, async (store) => {
        writeActor(store, 1, alice);
        await checkpoint(store, 1);
        writeActor(store, 2, { ...alice, snapshot: 'second' });
        writeActor(store, 2, bob);
        await checkpoint(store, 2);
        writeActor(store, 3, { ...alice, snapshot: 'third' });
        writeActor(store, 3, { ...bob, key: 'carol' });
        await store.drain();
      });
      expect(found.actors).toEqual(['a alice 7 second', 'a bob Infinity bob']);
      await found.store.close();
    });

    it('has an actor no longer once the epoch in which it went is committed', async () => {
      const directory = temporaryFolder();
      let found = await reopened(
        open,
        async (store) => {
          writeActor(store, 1, alice);
          await checkpoint(store, 1);
          store.write('a', { key: Buffer.from('alice'), dueAt: 0, epoch: 2 }, undefined);
          await store.drain();
        },
        directory,
      );
      expect(found.actors).toEqual(['a alice 7 first']);
      found.store.write('a', { key: Buffer.from('alice'), dueAt: 0, epoch: 2 }, undefined);
      await checkpoint(found.store, 2);
      await found.store.close();
      found = await reopened(open, async () => undefined, directory);
      expect(found.actors).toEqual([]);
      await found.store.drain();
      expect(await found.store.spaces()).toEqual([]);
      await found.store.close();
    });

    it('offers an epoch that was prepared, to be committed', async () => {
      const directory = temporaryFolder();
      const before = await open(directory);
      writeActor(before, 1, alice);
      await before.prepare({ epoch: 1, record });
      await before.close();
      const store = await open(directory);
      expect([store.committed, store.prepared?.epoch]).toEqual([undefined, 1]);
      await store.commit(1);
      expect([store.committed?.epoch, store.prepared]).toEqual([1, undefined]);
      expect(await actorsIn(store)).toEqual(['a alice 7 first']);
      await store.close();
    });

    it('lets a prepared epoch go when actors are read without it, for good', async () => {
      const directory = temporaryFolder();
      const found = await reopened(
        open,
        async (store) => {
          writeActor(store, 1, alice);
          await store.prepare({ epoch: 1, record });
        },
        directory,
      );
      expect(found.actors).toEqual([]);
      await expect(found.store.commit(1)).rejects.toThrow('expected it to be prepared, found none');
      await found.store.drain();
      await found.store.close();
      const store = await open(directory);
      expect(store.prepared).toBeUndefined();
      await store.close();
    });

    it('never takes what an epoch left that was let go for part of a later one of its number, even where nobody looked', async () => {
      const directory = temporaryFolder();
      const before = await open(directory);
      writeActor(before, 1, { ...alice, space: 'orphan' });
      await before.drain();
      await before.close();
      const after = await open(directory);
      writeActor(after, 1, bob);
      await checkpoint(after, 1);
      await after.close();
      const store = await open(directory);
      expect(await actorsIn(store)).toEqual(['a bob Infinity bob']);
      await store.close();
    });

    it('does not take writes to a space whose versions have not been read', async () => {
      const found = await reopened(open, async (store) => {
        writeActor(store, 1, alice);
        await checkpoint(store, 1);
      });
      await found.store.close();
      const store = await open(found.directory);
      expect(() => writeActor(store, 2, alice)).toThrow('before its versions had been read');
      await store.close();
    });

    it('numbers epochs upwards', async () => {
      const store = await open(temporaryFolder());
      await checkpoint(store, 5);
      await expect(store.prepare({ epoch: 5, record })).rejects.toThrow('expected more than 5, found 5');
      await store.prepare({ epoch: 9, record });
      await expect(store.commit(6)).rejects.toThrow('epoch 6 to commit: expected it to be prepared, found 9');
      await store.commit(9);
      await store.close();
    });

    it('reads what waits, what is under way and what is on the disk alike', async () => {
      const store = await open(temporaryFolder());
      writeActor(store, 1, alice);
      const size = store.unwrittenBytes;
      expect(size).toBeGreaterThan('alicefirst'.length);
      expect(Buffer.from(store.read('a', Buffer.from('alice'), 1)).toString()).toBe('first');
      const drained = store.drain();
      expect(Buffer.from(store.read('a', Buffer.from('alice'), 1)).toString()).toBe('first');
      writeActor(store, 1, { ...alice, snapshot: 'again' });
      expect(Buffer.from(store.read('a', Buffer.from('alice'), 1)).toString()).toBe('again');
      await drained;
      await store.drain();
      expect(store.unwrittenBytes).toBe(0);
      expect(Buffer.from(store.read('a', Buffer.from('alice'), 1)).toString()).toBe('again');
      store.remove('a', Buffer.from('alice'), 1);
      expect(() => store.read('a', Buffer.from('alice'), 1)).toThrow('damaged');
      await store.drain();
      expect(() => store.read('a', Buffer.from('alice'), 1)).toThrow('damaged');
      await store.close();
    });

    it('drops a space and nothing else, with what waits', async () => {
      const spaces = ['', 'a', 'aa', 'b'.repeat(255), 'b'.repeat(256), 'ä'];
      const found = await reopened(open, async (store) => {
        for (const space of spaces) writeActor(store, 1, { ...alice, space });
        await checkpoint(store, 1);
        expect(await store.spaces()).toEqual([...spaces].sort());
        writeActor(store, 2, { ...bob, space: 'a' });
        for (const space of ['', 'a', 'b'.repeat(255)]) await store.dropSpace(space);
      });
      expect(found.actors.map((line) => line.split(' ')[0])).toEqual(['aa', 'b'.repeat(256), 'ä']);
      await found.store.close();
    });

    it('holds the last committed epoch, whole, wherever it is cut off', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(crashSteps, { maxLength: 40 }), async (steps) => {
          const folder = temporaryFolder();
          let copies = 0;
          const run = new CrashingRun(
            await open(join(folder, 'state')),
            async (directory) => {
              const copy = join(folder, `copy-${++copies}`);
              cpSync(directory, copy, { recursive: true });
              return { directory: copy, store: await open(copy) };
            },
            join(folder, 'state'),
          );
          try {
            for (const step of steps) await run.take(step);
            await run.take({ kind: 'crash', during: 'nothing', prepared: 'commit' });
          } finally {
            await run.close();
          }
        }),
        { numRuns: 40 },
      );
    });
  });
}

async function checkpoint(store: DurableStore, epoch: number): Promise<void> {
  await store.prepare({ epoch, record });
  await store.commit(epoch);
}

/** What is found in a folder by the next process, after one has done something there. */
async function reopened(
  open: OpenDurableStore,
  work: (store: DurableStore) => Promise<void>,
  directory = temporaryFolder(),
): Promise<{ directory: string; store: DurableStore; actors: string[] }> {
  const before = await open(directory);
  await work(before);
  await before.close();
  const store = await open(directory);
  return { directory, store, actors: await actorsIn(store) };
}
