/** The database on classic-level (LevelDB): opens a folder only when it holds a whole database, or nothing yet. */

import type { Buffer } from 'node:buffer';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BatchOperation, ClassicLevel } from 'classic-level';
import {
  databaseCacheBytes,
  databaseChunkBytes,
  databaseChunkEntries,
  databaseWriteBufferBytes,
} from '../limits.ts';
import type { Database, DatabaseEntry, DatabaseWrite } from './database.ts';
import type { KeyRange } from './level-keys.ts';
import { damagedStore, StoreError } from './store-error.ts';

const encodings = { keyEncoding: 'buffer', valueEncoding: 'buffer' } as const;
const synced = { sync: true };
const buffered = { sync: false };

/** @throws StoreError when the folder holds something else or a part of a database; whatever the platform throws. */
export async function openLevelDatabase(directory: string): Promise<Database> {
  const level = new ClassicLevel<Buffer, Buffer>(directory, {
    ...encodings,
    createIfMissing: (await contentOf(directory)) === 'nothing yet',
    writeBufferSize: databaseWriteBufferBytes,
    cacheSize: databaseCacheBytes,
  });
  await level.open();
  return new LevelDatabase(level);
}

class LevelDatabase implements Database {
  readonly #level: ClassicLevel<Buffer, Buffer>;

  constructor(level: ClassicLevel<Buffer, Buffer>) {
    this.#level = level;
  }

  read(key: Buffer): Buffer | undefined {
    return this.#level.getSync(key);
  }

  write(writes: readonly DatabaseWrite[], durability: 'synced' | 'buffered'): Promise<void> {
    // It is handed a list it may not change, of operations whose puts have a value: its types cannot say so.
    const operations = writes as BatchOperation<ClassicLevel<Buffer, Buffer>, Buffer, Buffer>[];
    return this.#level.batch(operations, durability === 'synced' ? synced : buffered);
  }

  async *entries(range: KeyRange): AsyncGenerator<readonly DatabaseEntry[]> {
    const iterator = this.#level.iterator({ ...range, highWaterMarkBytes: databaseChunkBytes });
    // The next chunk is read while the last one is worked on.
    let next = iterator.nextv(databaseChunkEntries);
    try {
      for (;;) {
        const chunk = await next;
        if (chunk.length === 0) return;
        next = iterator.nextv(databaseChunkEntries);
        // Nobody waits for it when reading ends early; otherwise its failure is met above.
        next.catch(() => undefined);
        yield chunk;
      }
    } finally {
      await iterator.close();
    }
  }

  async firstKey(range: KeyRange): Promise<Buffer | undefined> {
    const iterator = this.#level.keys({ ...range, limit: 1 });
    try {
      return await iterator.next();
    } finally {
      await iterator.close();
    }
  }

  async reopen(): Promise<void> {
    await this.#level.close();
    await this.#level.open({ createIfMissing: false });
  }

  close(): Promise<void> {
    return this.#level.close();
  }
}

/**
 * LevelDB takes a folder without its file CURRENT for an empty one, and clears away all else; a missing log it does not
 * notice. So both are looked at first. A creation that was interrupted leaves a manifest and no data.
 */
async function contentOf(directory: string): Promise<'a database' | 'nothing yet'> {
  const names = await namesIn(directory);
  const tables = names.some((name) => /^\d+\.(ldb|sst)$/.test(name));
  const logs = names.some((name) => /^\d+\.log$/.test(name));
  if (names.includes('CURRENT')) {
    const interrupted = !tables && names.includes('MANIFEST-000001');
    if (!logs && !interrupted) throw damagedStore(directory, 'its .log file is missing');
    const current = await readFile(join(directory, 'CURRENT'), 'latin1');
    if (!/^MANIFEST-\d+\n$/.test(current))
      throw damagedStore(directory, 'its file CURRENT names no manifest');
    return interrupted && !logs ? 'nothing yet' : 'a database';
  }
  if (tables || logs) throw damagedStore(directory, 'its file CURRENT is missing');
  const foreign = names.find((name) => !/^(LOCK|LOG|LOG\.old|MANIFEST-\d+|\d+\.dbtmp)$/.test(name));
  if (foreign === undefined) return 'nothing yet';
  throw new StoreError(
    'not-a-store',
    directory,
    `expected state of plumbline or an empty folder, found other files ("${foreign}"): give another --state directory`,
  );
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
