import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LevelStore } from '../../src/store/level-store.ts';
import { actorsIn, linesOf, writeActor } from '../conformance/durable-actors.ts';
import { temporaryFolder } from '../files/folder.ts';
import { FailingDatabase } from './failing-database.ts';

const record = Buffer.from('record');

describe('a durable store whose disk fails', () => {
  it('keeps what it could not write, says so, and writes it with the next drain', async () => {
    const directory = temporaryFolder();
    const { store, database } = await openFailing(directory);
    writeActor(store, 1, actor(1));
    const waiting = store.unwrittenBytes;
    database.failuresLeft = 2;
    for (let round = 0; round < 2; round++) {
      await expect(store.drain()).rejects.toMatchObject({ code: 'cannot-write', retriable: true });
    }
    expect(store.unwrittenBytes).toBe(waiting);
    expect(Buffer.from(store.read('a', Buffer.from('key 1'), 1)).toString()).toBe('snapshot 1');
    writeActor(store, 1, actor(2));
    await store.drain();
    expect([store.unwrittenBytes, database.reopened]).toEqual([0, 1]);
    await store.prepare({ epoch: 1, record });
    await store.commit(1);
    await store.close();
    expect(await read(directory)).toEqual(linesOf([actor(1), actor(2)]));
  });

  it('names the folder, what the disk said and what to do', async () => {
    const directory = temporaryFolder();
    const { store, database } = await openFailing(directory);
    writeActor(store, 1, actor(1));
    database.failuresLeft = 1;
    await expect(store.drain()).rejects.toThrow(
      `${directory}: the state cannot be written (IO error: state/000005.log: No space left on device): ` +
        'free some space; what waits is kept and written by the next try',
    );
    await store.close();
  });

  it('goes on with an older write before newer ones of the same actor', async () => {
    const directory = temporaryFolder();
    const { store, database } = await openFailing(directory);
    writeActor(store, 1, actor(1));
    database.failuresLeft = 1;
    await expect(store.drain()).rejects.toThrow('cannot be written');
    writeActor(store, 1, { ...actor(1), snapshot: 'newer' });
    expect(Buffer.from(store.read('a', Buffer.from('key 1'), 1)).toString()).toBe('newer');
    await store.prepare({ epoch: 1, record });
    await store.commit(1);
    await store.close();
    expect(await read(directory)).toEqual(linesOf([{ ...actor(1), snapshot: 'newer' }]));
  });

  it('loses nothing and takes nothing for committed that is not, whichever of its writes fail', async () => {
    const failures = fc.record({
      after: fc.nat({ max: 6 }),
      count: fc.integer({ min: 1, max: 3 }),
      failing: fc.constantFrom('before' as const, 'after' as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(failures, { maxLength: 4 }), async (plan) => {
        const directory = temporaryFolder();
        const { store, database } = await openFailing(directory);
        for (let epoch = 1; epoch <= 8; epoch++) {
          writeActor(store, epoch, actor(epoch));
          for (const { after, count, failing } of plan) {
            if (after === epoch - 1) Object.assign(database, { failuresLeft: count, failing });
          }
          await untilDone(() => store.drain());
          writeActor(store, epoch, { ...actor(0), snapshot: `of epoch ${epoch}` });
          await untilDone(() => store.prepare({ epoch, record: Buffer.from([epoch]) }));
          await untilDone(() => store.commit(epoch));
        }
        await store.close();
        const expected = Array.from({ length: 8 }, (_, index) => actor(index + 1));
        expect(await read(directory)).toEqual(
          linesOf([...expected, { ...actor(0), snapshot: 'of epoch 8' }]),
        );
      }),
      { numRuns: 25 },
    );
  });
});

function actor(number: number) {
  return { space: 'a', key: `key ${number}`, dueAt: number, snapshot: `snapshot ${number}` };
}

async function openFailing(directory: string): Promise<{ store: LevelStore; database: FailingDatabase }> {
  const database = await FailingDatabase.open(directory);
  return { store: await LevelStore.open(directory, { openDatabase: async () => database }), database };
}

async function untilDone(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === 20 || (error as { code?: string }).code !== 'cannot-write') throw error;
    }
  }
}

async function read(directory: string): Promise<string[]> {
  const store = await LevelStore.open(directory);
  const actors = await actorsIn(store);
  await store.close();
  return actors;
}
