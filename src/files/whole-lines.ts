/** Where the whole lines of a file end: behind the last line feed may stand a line that is, or was, still being written. */

import type { FileHandle } from 'node:fs/promises';
import { lineFeed } from '../event/line-ends.ts';

const tailBytes = 65_536;

/** Length of the file up to and including its last line feed, in bytes. Reads no more than the half line behind it takes. */
export async function wholeLinesLength(file: Pick<FileHandle, 'stat' | 'read'>): Promise<number> {
  let end = (await file.stat()).size;
  const tail = new Uint8Array(tailBytes);
  while (end > 0) {
    const start = Math.max(0, end - tailBytes);
    const { bytesRead } = await file.read(tail, 0, end - start, start);
    const found = tail.subarray(0, bytesRead).lastIndexOf(lineFeed);
    if (found >= 0) return start + found + 1;
    end = start;
  }
  return 0;
}
