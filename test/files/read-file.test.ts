import { Buffer } from 'node:buffer';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ReadOptions, readChunks } from '../../src/files/read-file.ts';
import { temporaryFolder } from './folder.ts';

async function contentOf(path: string, options?: ReadOptions): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readChunks(path, options)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('reading a file', () => {
  it('gives its bytes in pieces of the size asked for', async () => {
    const path = join(temporaryFolder(), 'a.log');
    writeFileSync(path, 'x'.repeat(100_000));
    const sizes: number[] = [];
    for await (const chunk of readChunks(path, { chunkBytes: 65_536 })) sizes.push(chunk.length);
    expect(sizes).toEqual([65_536, 34_464]);
  });

  it('gives nothing for an empty file', async () => {
    const path = join(temporaryFolder(), 'empty');
    writeFileSync(path, '');
    expect(await contentOf(path)).toBe('');
  });

  it('decompresses all members of a .gz file', async () => {
    const path = join(temporaryFolder(), 'a.log.gz');
    writeFileSync(path, Buffer.concat([gzipSync('one\n'), gzipSync('two\n'), gzipSync('x'.repeat(200_000))]));
    expect(await contentOf(path, { chunkBytes: 65_536 })).toBe(`one\ntwo\n${'x'.repeat(200_000)}`);
  });

  it('reads standard input for "-"', async () => {
    expect(await contentOf('-', { standardInput: Readable.from([Buffer.from('a'), Buffer.from('b')]) })).toBe(
      'ab',
    );
  });

  it('can be left early, compressed or not', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.log'), 'x'.repeat(1_000_000));
    writeFileSync(join(folder, 'a.gz'), gzipSync('x'.repeat(1_000_000)));
    for (const name of ['a.log', 'a.gz']) {
      let taken = 0;
      for await (const chunk of readChunks(join(folder, name), { chunkBytes: 1_024 })) {
        taken += chunk.length;
        break;
      }
      expect(taken).toBe(1_024);
    }
  });

  it('says which file is missing and which one was probably meant', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'auth.log'), '');
    await expect(contentOf(join(folder, 'auht.log'))).rejects.toMatchObject({
      name: 'FileError',
      code: 'file-not-found',
      message: `${join(folder, 'auht.log')}: there is no such file: did you mean "auth.log"?`,
    });
    await expect(contentOf(join(folder, 'none', 'auth.log'))).rejects.toThrow('no folder');
  });

  it('refuses a folder', async () => {
    await expect(contentOf(temporaryFolder())).rejects.toMatchObject({ code: 'file-is-a-directory' });
  });

  it.each([
    ['cut off', gzipSync('x'.repeat(9_999)).subarray(0, 20)],
    ['not compressed at all', Buffer.from('hello')],
  ])('refuses a .gz file that is %s', async (_, bytes) => {
    const path = join(temporaryFolder(), 'a.gz');
    writeFileSync(path, bytes);
    await expect(contentOf(path)).rejects.toMatchObject({ code: 'file-damaged', path });
  });
});
