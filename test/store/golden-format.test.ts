/** Stores of every format there ever was must read back exactly. Never change a golden file: add one for a new format. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { expect, it } from 'vitest';
import { LevelStore } from '../../src/store/level-store.ts';
import { actorsIn } from '../conformance/durable-actors.ts';
import { temporaryFolder } from '../files/folder.ts';

/** Key and value of every entry of a database, in hexadecimal. */
type Dump = readonly (readonly [key: string, value: string])[];

it('writes format 1, byte for byte', async () => {
  const directory = temporaryFolder();
  await writeExample(directory);
  expect(await dumpOf(directory)).toEqual(golden('format-1'));
});

it('reads format 1', async () => {
  const directory = temporaryFolder();
  await load(directory, golden('format-1'));
  const store = await LevelStore.open(directory);
  expect(store.committed).toMatchObject({ epoch: 2, record: Buffer.from('after two') });
  expect(store.prepared).toMatchObject({ epoch: 4, record: Buffer.from('after four') });
  expect(await store.spaces()).toEqual(['', 'rule/ä']);
  await store.commit(4);
  expect(await actorsIn(store)).toEqual([
    '  -1 ',
    ' alice 1700000000000 third',
    'rule/ä b\u0000b Infinity \u0000\u0001\u0002',
  ]);
  await store.close();
});

/** Two epochs, the second not committed; versions that were replaced, one that has gone, one removed. */
async function writeExample(directory: string): Promise<void> {
  const store = await LevelStore.open(directory);
  const write = (space: string, key: string, dueAt: number, epoch: number, snapshot: string | undefined) =>
    store.write(
      space,
      { key: Buffer.from(key), dueAt, epoch },
      snapshot === undefined ? undefined : Buffer.from(snapshot),
    );
  write('', 'alice', 1_600_000_000_000, 2, 'first');
  write('', 'carol', 0, 2, 'soon gone');
  write('', '', -1, 2, '');
  write('rule/ä', 'b\0b', Number.POSITIVE_INFINITY, 2, '\0\u0001\u0002');
  await store.prepare({ epoch: 2, record: Buffer.from('after two') });
  await store.commit(2);
  write('', 'alice', 1_700_000_000_000, 4, 'third');
  write('', 'carol', Number.POSITIVE_INFINITY, 3, undefined);
  store.remove('', Buffer.from('nobody'), 2);
  await store.prepare({ epoch: 4, record: Buffer.from('after four') });
  await store.close();
}

async function dumpOf(directory: string): Promise<Dump> {
  const level = open(directory);
  const all = await level.iterator().all();
  await level.close();
  return all.map(([key, value]) => [key.toString('hex'), value.toString('hex')]);
}

async function load(directory: string, dump: Dump): Promise<void> {
  const level = open(directory);
  await level.batch(
    dump.map(([key, value]) => ({
      type: 'put',
      key: Buffer.from(key, 'hex'),
      value: Buffer.from(value, 'hex'),
    })),
  );
  await level.close();
}

function open(directory: string): ClassicLevel<Buffer, Buffer> {
  return new ClassicLevel<Buffer, Buffer>(directory, { keyEncoding: 'buffer', valueEncoding: 'buffer' });
}

function golden(format: string): Dump {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'golden', `${format}.json`), 'utf8')) as Dump;
}
