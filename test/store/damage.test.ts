import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { markKey } from '../../src/store/level-keys.ts';
import { LevelStore } from '../../src/store/level-store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { type Actor, actorsIn, linesOf, writeActor } from '../conformance/durable-actors.ts';
import { temporaryFolder } from '../files/folder.ts';

const actorsPerEpoch = 150;
/** Epochs of each of two lives of the store: the first end up in a table, the others stay in the log. */
const epochsPerLife = 4;
const kinds = { table: /\.ldb$/, log: /\.log$/, manifest: /^MANIFEST/, current: /^CURRENT$/ };

describe('a damaged store', () => {
  /** By epoch, the actors at its end. */
  const atEndOf = new Map<number, string[]>([[0, []]]);
  let template = '';

  beforeAll(async () => {
    template = mkdtempSync(join(tmpdir(), 'plumbline-'));
    const actors = new Map<string, Actor>();
    for (let life = 0; life < 2; life++) {
      const store = await LevelStore.open(template);
      await actorsIn(store);
      for (let epoch = life * epochsPerLife + 1; epoch <= (life + 1) * epochsPerLife; epoch++) {
        for (let number = 0; number < actorsPerEpoch; number++) {
          const key = `key ${(epoch * 37 + number * 11) % 400}`;
          const actor = { space: 'a', key, dueAt: epoch, snapshot: `${epoch} ${'~'.repeat(number)}` };
          actors.set(key, actor);
          writeActor(store, epoch, actor);
        }
        await store.prepare({ epoch, record: Buffer.from([epoch]) });
        await store.commit(epoch);
        atEndOf.set(epoch, linesOf(actors.values()));
      }
      await store.close();
    }
    return () => rmSync(template, { recursive: true, force: true });
  });

  it('is refused, or holds a whole earlier epoch, whatever bytes are cut off or written over', async () => {
    const damages = fc.record({
      kind: fc.constantFrom('table' as const, 'log' as const, 'manifest' as const, 'current' as const),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      bytes: fc.oneof(fc.constant('cut off' as const), fc.uint8Array({ minLength: 8, maxLength: 5_000 })),
    });
    const outcomes = { refused: 0, whole: 0 };
    await fc.assert(
      fc.asyncProperty(damages, async ({ kind, at, bytes }) => {
        const directory = copyOf(template);
        const path = fileOf(directory, kind);
        const offset = Math.floor(at * statSync(path).size);
        if (bytes === 'cut off') truncateSync(path, offset);
        else overwrite(path, offset, bytes);
        const found = await outcomeOf(directory);
        if (found instanceof StoreError) {
          expect(found.code).toBe('damaged');
          outcomes.refused++;
        } else {
          expect(found.actors).toEqual(atEndOf.get(found.epoch));
          outcomes.whole++;
        }
      }),
      { numRuns: 150 },
    );
    expect(outcomes.refused).toBeGreaterThan(10);
    expect(outcomes.whole).toBeGreaterThan(10);
  });

  it('is refused when a file is missing, and is left as it is', async () => {
    for (const kind of ['table', 'log', 'manifest', 'current'] as const) {
      const directory = copyOf(template);
      rmSync(fileOf(directory, kind));
      const left = readdirSync(directory).filter((name) => !/^LOG/.test(name));
      expect(await outcomeOf(directory)).toMatchObject({ code: 'damaged' });
      for (const name of left) expect(existsSync(join(directory, name))).toBe(true);
    }
  });

  it('says what to do', async () => {
    const directory = copyOf(template);
    rmSync(fileOf(directory, 'current'));
    await expect(LevelStore.open(directory)).rejects.toThrow(
      `${directory}: the state is damaged: its file CURRENT is missing. Restore the folder from a backup as a whole, ` +
        'or start again with another --state directory and --from earliest',
    );
  });

  it('is refused when the log lost something in its midst, which the database passes over', async () => {
    const directory = copyOf(template);
    const level = new ClassicLevel<Buffer, Buffer>(directory, {
      keyEncoding: 'buffer',
      valueEncoding: 'buffer',
    });
    const marks = (await level.keys({ gte: markKey(0), lt: markKey(2 ** 40) }).all()).map((key) =>
      key.readUIntBE(1, 6),
    );
    const lost = marks[marks.length - 3];
    await level.del(markKey(lost));
    await level.close();
    expect(await outcomeOf(directory)).toMatchObject({
      message: expect.stringContaining(`batch ${lost} of the log`),
    });
  });

  async function outcomeOf(directory: string): Promise<StoreError | { epoch: number; actors: string[] }> {
    let store: LevelStore | undefined;
    try {
      store = await LevelStore.open(directory);
      return { actors: await actorsIn(store), epoch: store.committed?.epoch ?? 0 };
    } catch (error) {
      if (error instanceof StoreError) return error;
      throw error;
    } finally {
      await store?.close();
    }
  }

  function fileOf(directory: string, kind: keyof typeof kinds): string {
    const files = readdirSync(directory).filter((name) => kinds[kind].test(name));
    const sizes = files.map((name) => statSync(join(directory, name)).size);
    return join(directory, files[sizes.indexOf(Math.max(...sizes))]);
  }
});

function copyOf(template: string): string {
  const directory = join(temporaryFolder(), 'state');
  cpSync(template, directory, { recursive: true });
  return directory;
}

function overwrite(path: string, offset: number, bytes: Uint8Array): void {
  const content = readFileSync(path);
  content.set(bytes.subarray(0, content.length - offset), offset);
  writeFileSync(path, content);
}
