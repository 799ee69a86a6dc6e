import { appendFileSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TopicFolderReader } from '../../src/files/topic-folder-reader.ts';
import { topicFolderChunkBytes, topicFolderPollMs } from '../../src/limits.ts';
import type { TopicNotice } from '../../src/runtime/topic.ts';
import { TopicRecorder } from '../conformance/topic-recorder.ts';
import { temporaryFolder } from './folder.ts';
import { folderReader, readFolder } from './topic-folder-reading.ts';

describe('reading a topic folder', () => {
  it('takes the byte at which a record begins for its offset', async () => {
    const folder = folderWith({ '0.ndjson': '\ufeffone\r\n\n \t\r\ntwö\nthree\n' });
    const { recorder } = await readFolder(folder);
    await recorder.until(() => recorder.isCaughtUp(0));
    expect(recorder.values(0)).toEqual(['one', 'twö', 'three']);
    expect(recorder.records(0).map(({ offset }) => offset)).toEqual([0, 13, 18]);
    expect(recorder.records(0).map(({ arrivedAt }) => arrivedAt)).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect(recorder.nextOffset(0)).toBe(24);
  });

  it('takes every file with a number and one suffix for a partition', async () => {
    const folder = folderWith({
      '10.log': '',
      '2.csv': '',
      '0.ndjson': '',
      '0.ndjson.gz': '',
      'notes.txt': '',
    });
    expect(await folderReader(folder).partitions(() => {})).toEqual([0, 2, 10]);
  });

  it('begins at the first record of each partition whose time has come, or where the next will stand', async () => {
    const folder = folderWith({ '0.ndjson': '1\nnone\n3\n2\n5\n', '1.ndjson': '1\n2\n3', '2.ndjson': '' });
    const timeOf = (value: Uint8Array) => Number(new TextDecoder().decode(value));
    const wait = async () => {};
    const reader = new TopicFolderReader({ topic: 'log_data', folder, now: () => 0, wait, timeOf });
    const offsets = async (instant: number) => [...(await reader.offsetsAt(instant)).values()];
    expect(await offsets(0)).toEqual([0, 0, 0]);
    expect(await offsets(2)).toEqual([7, 2, 0]);
    expect(await offsets(9)).toEqual([13, 4, 0]);
  });

  it('waits for the line feed of a record', async () => {
    const folder = folderWith({ '0.ndjson': 'one\ntw' });
    const path = join(folder, '0.ndjson');
    const { recorder } = await readFolder(folder, await folderReader(folder).offsetsAt('latest'));
    await recorder.until(() => recorder.isCaughtUp(0));
    expect(recorder.nextOffset(0)).toBe(4);
    appendFileSync(path, 'o');
    appendFileSync(path, '\nthr');
    await recorder.untilCount(0, 1);
    expect(recorder.values(0)).toEqual(['two']);
  });

  it('forgets half a line that its writer takes back', async () => {
    const folder = folderWith({ '0.ndjson': 'one\nhal' });
    const path = join(folder, '0.ndjson');
    const { recorder } = await readFolder(folder);
    await recorder.until(() => recorder.isCaughtUp(0));
    truncateSync(path, 4);
    appendFileSync(path, 'another one\n');
    await recorder.untilCount(0, 2);
    expect(recorder.values(0)).toEqual(['one', 'another one']);
  });

  it('says once that all was read, until there is something new', async () => {
    const folder = folderWith({ '0.ndjson': 'one\n' });
    let looks = 0;
    let enough = () => {};
    const looked = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const reader = folderReader(folder, async () => {
      if (++looks === 10) appendFileSync(join(folder, '0.ndjson'), 'half');
      if (looks === 20) enough();
    });
    const recorder = new TopicRecorder();
    await reader.start(new Map(), recorder);
    await looked;
    expect(recorder.deliveries.map(({ records }) => records.length)).toEqual([1, 0]);
  });

  it('looks again after a while, and at once when a partition is resumed', async () => {
    const folder = folderWith({ '0.ndjson': 'one\n' });
    const delays: number[] = [];
    const reader = folderReader(folder, (delayMs, signal) => {
      delays.push(delayMs);
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    });
    reader.pause(0);
    const recorder = new TopicRecorder();
    await reader.start(new Map([[0, 0]]), recorder);
    reader.resume(0);
    await recorder.untilCount(0, 1);
    await reader.stop();
    expect(new Set(delays)).toEqual(new Set([topicFolderPollMs]));
  });

  it('delivers nothing more of a partition that is paused in its delivery', async () => {
    const line = `${'x'.repeat(1_023)}\n`;
    const content = line.repeat((4 * topicFolderChunkBytes) / line.length);
    const folder = folderWith({ '0.ndjson': content, '1.ndjson': content });
    const reader = folderReader(folder);
    const recorder = new TopicRecorder(({ partition }) => partition === 0 && reader.pause(0));
    await reader.start(new Map(), recorder);
    await recorder.until(() => recorder.isCaughtUp(1));
    expect(recorder.of(0).length).toBe(1);
    expect(recorder.records(0).length).toBe(topicFolderChunkBytes / line.length);
    expect(recorder.of(0)[0].endOffset).toBe(content.length);
  });

  it('reads a partition that appears while it reads, and says so', async () => {
    const folder = folderWith({ '0.ndjson': 'one\n' });
    const { recorder } = await readFolder(folder, new Map([[0, 0]]));
    await recorder.untilCount(0, 1);
    expect(recorder.notices).toEqual([]);
    writeFileSync(join(folder, '1.ndjson'), 'two\n');
    await recorder.untilCount(1, 1);
    expect(recorder.values(1)).toEqual(['two']);
    expect(recorder.notices).toEqual([
      {
        topic: 'log_data',
        kind: 'new partition',
        message: 'topic "log_data" has a new partition 1: it is read from its beginning',
      },
    ]);
  });
});

describe('a topic folder that is not there', () => {
  it('is waited for in pauses that grow', async () => {
    const folder = join(temporaryFolder(), 'topic');
    const delays: number[] = [];
    const notices: TopicNotice[] = [];
    const reader = folderReader(folder, async (delayMs) => {
      delays.push(delayMs);
      if (delays.length === 3) mkdirSync(folder);
      if (delays.length === 8) writeFileSync(join(folder, '0.ndjson'), '');
    });
    expect(await reader.partitions((notice) => notices.push(notice))).toEqual([0]);
    expect(delays).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    expect(notices.length).toBe(8);
    expect(notices[0]).toEqual({
      topic: 'log_data',
      kind: 'topic missing',
      message: `topic "log_data": there was no folder ${folder} with a file such as 0.ndjson; looking again in 100 ms. Append records to 0.ndjson there, one on each line`,
    });
  });

  it('is waited for no longer when reading stops', async () => {
    const reader = folderReader(
      join(temporaryFolder(), 'topic'),
      (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    );
    const partitions = reader.partitions(() => void reader.stop());
    await expect(partitions).rejects.toMatchObject({ code: 'no-such-topic' });
  });

  it('has no offsets', async () => {
    const offsets = folderReader(join(temporaryFolder(), 'topic')).offsetsAt('latest');
    await expect(offsets).rejects.toMatchObject({ code: 'no-such-topic' });
  });
});

describe('a topic folder that lost records', () => {
  const cases: readonly {
    readonly what: string;
    readonly damage: (path: string) => void;
    readonly found: string;
  }[] = [
    { what: 'a file was cut', damage: (path) => truncateSync(path, 2), found: 'the file ends at byte 2' },
    { what: 'a file was removed', damage: (path) => rmSync(path), found: 'the file is gone' },
    {
      what: 'another file took its place',
      damage: (path) => {
        writeFileSync(`${path}.new`, 'one\ntwo\nthree\n');
        renameSync(`${path}.new`, path);
      },
      found: 'another file has taken its place',
    },
  ];
  for (const { what, damage, found } of cases)
    it(`is read no further: ${what}`, async () => {
      const folder = folderWith({ '0.ndjson': 'one\ntwo\n' });
      const path = join(folder, '0.ndjson');
      const { recorder } = await readFolder(folder);
      await recorder.untilCount(0, 2);
      damage(path);
      await recorder.until(({ errors }) => errors.length > 0);
      expect(recorder.errors[0]).toMatchObject({
        name: 'TopicError',
        code: 'offset-out-of-range',
        message: `topic "log_data", partition 0: reading goes on at byte 8 of ${path}, but ${found}: records may be lost. Put the file back as it was, or begin anew with another state directory`,
      });
    });

  it('is not read from the middle of a record', async () => {
    const folder = folderWith({ '0.ndjson': 'one\ntwo\n' });
    await expect(readFolder(folder, new Map([[0, 5]]))).rejects.toThrow('no record begins there');
  });

  it('is not read without a partition of which something was read', async () => {
    const folder = folderWith({ '0.ndjson': 'one\n' });
    await expect(readFolder(folder, new Map([[1, 4]]))).rejects.toMatchObject({
      code: 'offset-out-of-range',
      message: `topic "log_data": reading goes on at byte 4 of partition 1, which has no file in ${folder}: put the file back, or begin anew with another state directory`,
    });
  });
});

describe('a topic folder that cannot be read', () => {
  it('is a file', async () => {
    const folder = folderWith({ topic: '' });
    const partitions = folderReader(join(folder, 'topic')).partitions(() => {});
    await expect(partitions).rejects.toMatchObject({ code: 'not-readable' });
  });

  it('has a folder where a partition should be', async () => {
    const folder = folderWith({ '0.ndjson': 'one\n' });
    const { recorder } = await readFolder(folder);
    await recorder.untilCount(0, 1);
    mkdirSync(join(folder, '1.ndjson'));
    await recorder.until(({ errors }) => errors.length > 0);
    expect(recorder.errors[0]).toMatchObject({ code: 'not-readable' });
    expect(recorder.errors[0].message).toContain('expected a file, found a directory');
  });

  it('has two files for one partition', async () => {
    const folder = folderWith({ '0.log': '', '0.ndjson': '' });
    await expect(folderReader(folder).partitions(() => {})).rejects.toThrow(
      'a partition has one file, and partition 0 has "0.log" and "0.ndjson": move one of them away',
    );
  });

  it('has a number that is no partition', async () => {
    const folder = folderWith({ '20260101.ndjson': '' });
    await expect(folderReader(folder).partitions(() => {})).rejects.toThrow(
      'a partition has a number below 4096, and "20260101.ndjson" is beyond it: rename that file',
    );
  });
});

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}
