import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { ClassicLevel } from 'classic-level';
import { describe, expect, it } from 'vitest';
import { LevelStore } from '../../src/store/level-store.ts';
import { actorsIn } from '../conformance/durable-actors.ts';
import { temporaryFolder } from '../files/folder.ts';

const buffers = { keyEncoding: 'buffer', valueEncoding: 'buffer' } as const;

describe('opening a durable store', () => {
  it('creates the folder, and those above it', async () => {
    const directory = join(temporaryFolder(), 'deep', 'state');
    const store = await LevelStore.open(directory);
    expect(existsSync(join(directory, 'CURRENT'))).toBe(true);
    await store.close();
  });

  it('says that another process works on it', async () => {
    const directory = temporaryFolder();
    const store = await LevelStore.open(directory);
    await expect(LevelStore.open(directory)).rejects.toMatchObject({
      code: 'in-use',
      retriable: true,
      message:
        `${directory}: another plumbline works on this state (its lock is held): ` +
        'stop that one first, or give this one another --state directory',
    });
    await store.close();
    await (await LevelStore.open(directory)).close();
  });

  it('says that a newer version wrote it', async () => {
    const directory = temporaryFolder();
    await (await LevelStore.open(directory)).close();
    await put(directory, Buffer.of(0), '{"format":2,"since":"later"}');
    await expect(LevelStore.open(directory)).rejects.toMatchObject({
      code: 'newer-format',
      retriable: false,
      message:
        `${directory}: the state was written by a newer plumbline (format 2); this one reads format 1: ` +
        'use the newer version, or another --state directory',
    });
  });

  it('refuses a store whose format cannot be told', async () => {
    const directory = temporaryFolder();
    await (await LevelStore.open(directory)).close();
    await put(directory, Buffer.of(0), '{"form');
    await expect(LevelStore.open(directory)).rejects.toMatchObject({ code: 'damaged' });
  });

  it('refuses a database of something else', async () => {
    const directory = temporaryFolder();
    await put(directory, Buffer.of(4, 0, 1, 0x61), 'theirs');
    await expect(LevelStore.open(directory)).rejects.toThrow('the record of its format cannot be read');
  });

  it('refuses a folder with other files, and touches none', async () => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, 'holiday.jpg'), '');
    await expect(LevelStore.open(directory)).rejects.toMatchObject({
      code: 'not-a-store',
      message: expect.stringContaining('found other files ("holiday.jpg"): give another --state directory'),
    });
    expect(readdirSync(directory)).toEqual(['holiday.jpg']);
  });

  it('refuses a file', async () => {
    const path = join(temporaryFolder(), 'state');
    writeFileSync(path, '');
    await expect(LevelStore.open(path)).rejects.toMatchObject({
      code: 'not-a-store',
      message: expect.stringContaining('expected a folder, found a file'),
    });
  });

  it('says when it has no permission', async () => {
    // Whoever may do everything is let in everywhere.
    if (getuid?.() === 0) return;
    const directory = join(temporaryFolder(), 'state');
    mkdirSync(directory);
    chmodSync(directory, 0o500);
    await expect(LevelStore.open(directory)).rejects.toMatchObject({ code: 'cannot-open' });
  });

  it('goes on with a creation that was cut off', async () => {
    const directory = temporaryFolder();
    for (const name of ['LOCK', 'LOG', 'MANIFEST-000001', '000001.dbtmp'])
      writeFileSync(join(directory, name), '');
    const store = await LevelStore.open(directory);
    expect(await actorsIn(store)).toEqual([]);
    await store.close();
  });
});

async function put(directory: string, key: Buffer, value: string): Promise<void> {
  const level = new ClassicLevel<Buffer, Buffer>(directory, buffers);
  await level.put(key, Buffer.from(value));
  await level.close();
}
