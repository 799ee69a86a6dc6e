import { Buffer } from 'node:buffer';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PartitionFile } from '../../src/files/topic-folder-partition.ts';
import { recordBytesMax } from '../../src/limits.ts';
import { temporaryFolder } from './folder.ts';

describe('a partition file', () => {
  it('gives the same records, however it is cut into pieces and whenever it grows', async () => {
    const path = join(temporaryFolder(), '0.ndjson');
    const piece = fc.string({ unit: fc.constantFrom('a', 'é', ' ', '\t', '\r', '\n'), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 12 }),
        fc.integer({ min: 1, max: 20 }),
        async (pieces, chunkBytes) => {
          writeFileSync(path, '');
          const file = await openFile(path, { chunkBytes });
          const found: Found[] = [];
          for (const text of pieces) {
            appendFileSync(path, text);
            await file.look();
            found.push(...(await recordsOf(file)));
          }
          expect(found).toEqual(linesOf(pieces.join('')));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('goes on from the offset after any record as if it had begun at the first', async () => {
    const path = join(temporaryFolder(), '0.ndjson');
    writeFileSync(path, 'one\n\ntwo\r\n \nthree\nhal');
    const all = await recordsOf(await openFile(path));
    for (const [index, { offset }] of all.entries())
      expect(await recordsOf(await openFile(path, { offset }))).toEqual(all.slice(index));
  });

  for (const lineEnd of ['\n', '\r\n'])
    for (const length of [-1, 0, 1, 2, 3, 400_000, 3 * recordBytesMax])
      it(`cuts a line behind the byte that makes it too long: ${length} over, ended by ${JSON.stringify(lineEnd)}`, async () => {
        const path = join(temporaryFolder(), '0.ndjson');
        const line = 'x'.repeat(recordBytesMax + length);
        writeFileSync(path, `first\n${line}${lineEnd}last\n`);
        const [first, long, last] = await recordsOf(await openFile(path));
        expect(first).toEqual({ offset: 0, text: 'first' });
        expect(long.offset).toBe(6);
        expect(long.text.length).toBe(Math.min(line.length, recordBytesMax + 1));
        expect(last).toEqual({ offset: 6 + line.length + lineEnd.length, text: 'last' });
      });

  it('waits for the end of a line that is too long, and searches only what is new', async () => {
    const path = join(temporaryFolder(), '0.ndjson');
    writeFileSync(path, 'x'.repeat(2 * recordBytesMax));
    const file = await openFile(path);
    expect(await recordsOf(file)).toEqual([]);
    expect(file.isBehind).toBe(false);
    for (const piece of ['y'.repeat(recordBytesMax), 'z\nnext\n']) {
      appendFileSync(path, piece);
      await file.look();
    }
    const records = await recordsOf(file);
    expect(records.map(({ text }) => text.length)).toEqual([recordBytesMax + 1, 4]);
  });
});

interface Found {
  readonly offset: number;
  readonly text: string;
}

function openFile(
  path: string,
  options: { readonly offset?: number; readonly chunkBytes?: number } = {},
): Promise<PartitionFile> {
  const folder = { topic: 'log_data', path };
  return PartitionFile.open({ folder, partition: 0, path, offset: 0, ...options });
}

/** All records there are now. */
async function recordsOf(file: PartitionFile): Promise<readonly Found[]> {
  const found: Found[] = [];
  while (file.isBehind)
    for (const { offset, value } of (await file.read())?.records ?? [])
      found.push({ offset, text: Buffer.from(value).toString() });
  return found;
}

/** What the whole lines of a text hold, in the plainest way. */
function linesOf(text: string): readonly Found[] {
  const found: Found[] = [];
  let offset = 0;
  for (const line of text.split('\n').slice(0, -1)) {
    if (line.trim() !== '') found.push({ offset, text: line.replace(/\r$/, '') });
    offset += Buffer.byteLength(line) + 1;
  }
  return found;
}
