import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AppendableFile, TopicFolderWriter } from '../../src/files/topic-folder-writer.ts';
import type { TopicMessage } from '../../src/runtime/topic.ts';
import { temporaryFolder } from './folder.ts';

describe('appending to a topic folder', () => {
  it('makes the folder below its root, or where an absolute path says', async () => {
    const root = temporaryFolder();
    const elsewhere = join(temporaryFolder(), 'deep', 'topic');
    const writer = new TopicFolderWriter(root);
    await writer.append('out/anomalies', messages('one', 'two'));
    await writer.append(elsewhere, messages('three'));
    expect(readFileSync(join(root, 'out', 'anomalies', '0.ndjson'), 'utf8')).toBe('one\ntwo\n');
    expect(readFileSync(join(elsewhere, '0.ndjson'), 'utf8')).toBe('three\n');
  });

  it('appends to the file that partition 0 has', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, '0.log'), 'one\n');
    await new TopicFolderWriter(root).append('.', messages('two'));
    expect(readdirSync(root)).toEqual(['0.log']);
    expect(readFileSync(join(root, '0.log'), 'utf8')).toBe('one\ntwo\n');
  });

  it('cuts off half a line that a killed process has left', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, '0.ndjson'), 'one\nhal');
    const writer = new TopicFolderWriter(root);
    expect(await writer.lengthOf('.')).toBe(4);
    await writer.append('.', messages('half'));
    expect(readFileSync(join(root, '0.ndjson'), 'utf8')).toBe('one\nhalf\n');
  });

  it('makes no folder for no messages', async () => {
    const root = temporaryFolder();
    await new TopicFolderWriter(root).append('anomalies', []);
    expect(readdirSync(root)).toEqual([]);
  });

  for (const value of ['', ' \t', 'a\nb', 'a\rb', 'a\n'])
    it(`refuses what would not be read as it is: ${JSON.stringify(value)}`, async () => {
      const root = temporaryFolder();
      const appended = new TopicFolderWriter(root).append('anomalies', messages('one', value));
      await expect(appended).rejects.toMatchObject({
        code: 'not-writable',
        message: `topic "anomalies" is a folder, where a message is one line that is not blank; this one is not: ${JSON.stringify(value)}. Write it as JSON`,
      });
      expect(existsSync(join(root, 'anomalies'))).toBe(false);
    });
});

describe('appending that fails', () => {
  for (const step of ['write', 'datasync'] as const)
    it(`leaves the file as it was when it fails to ${step}, and goes on`, async () => {
      const root = temporaryFolder();
      const path = join(root, '0.ndjson');
      let failing = false;
      const writer = new TopicFolderWriter(root, {
        openFile: async (...place) => failingFile(await open(...place), () => failing && step),
      });
      await writer.append('.', messages('one'));
      failing = true;
      await expect(writer.append('.', messages('two', 'three'))).rejects.toMatchObject({
        name: 'TopicError',
        code: 'not-writable',
        message: `topic "." takes no messages: ${path}: the disk is full: free some space; whole lines up to here are kept`,
      });
      expect(readFileSync(path, 'utf8')).toBe('one\n');
      failing = false;
      await writer.append('.', messages('two', 'three'));
      expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nthree\n');
    });

  it.runIf(existsSync('/dev/full'))('says that the disk is full', async () => {
    const root = temporaryFolder();
    symlinkSync('/dev/full', join(root, '0.ndjson'));
    const appended = new TopicFolderWriter(root).append('.', messages('one'));
    await expect(appended).rejects.toThrow('the disk is full');
  });

  it('says that there is a file where the folder should be', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'anomalies'), '');
    const appended = new TopicFolderWriter(root).append('anomalies', messages('one'));
    await expect(appended).rejects.toMatchObject({ name: 'TopicError' });
  });

  it('says that there is a folder where the file should be', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, '0.ndjson'));
    const appended = new TopicFolderWriter(root).append('.', messages('one'));
    await expect(appended).rejects.toMatchObject({ code: 'not-writable' });
  });
});

describe('reading back what was appended', () => {
  it('gives the messages from a length on', async () => {
    const writer = new TopicFolderWriter(temporaryFolder());
    expect(await writer.lengthOf('anomalies')).toBe(0);
    expect(await valuesFrom(writer, 0)).toEqual([]);
    await writer.append('anomalies', messages('one', 'twö'));
    const length = await writer.lengthOf('anomalies');
    expect(length).toBe(9);
    await writer.append('anomalies', messages('three', '\ufefffour'));
    expect(await valuesFrom(writer, 0)).toEqual(['one', 'twö', 'three', '\ufefffour']);
    expect(await valuesFrom(writer, length)).toEqual(['three', '\ufefffour']);
  });

  it('leaves out a line that has not ended', async () => {
    const root = temporaryFolder();
    const writer = new TopicFolderWriter(root);
    await writer.append('anomalies', messages('one'));
    appendFileSync(join(root, 'anomalies', '0.ndjson'), 'hal');
    expect(await valuesFrom(writer, 0)).toEqual(['one']);
    expect(await writer.lengthOf('anomalies')).toBe(4);
  });

  it('says that the file does not reach that far any more', async () => {
    const root = temporaryFolder();
    const writer = new TopicFolderWriter(root);
    await expect(valuesFrom(writer, 4)).rejects.toMatchObject({ code: 'offset-out-of-range' });
    await writer.append('anomalies', messages('one', 'two'));
    truncateSync(join(root, 'anomalies', '0.ndjson'), 4);
    await expect(valuesFrom(writer, 8)).rejects.toMatchObject({ code: 'offset-out-of-range' });
  });
});

function messages(...values: string[]): readonly TopicMessage[] {
  return values.map((value) => ({ key: 'alice', value }));
}

async function valuesFrom(writer: TopicFolderWriter, offset: number): Promise<readonly string[]> {
  const values: string[] = [];
  for await (const value of writer.valuesFrom('anomalies', offset)) values.push(value);
  return values;
}

/** A file on a disk that is full at one step: a write takes only some bytes before it fails. */
function failingFile(file: AppendableFile, failingStep: () => 'write' | 'datasync' | false): AppendableFile {
  const full = () => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  return {
    stat: file.stat.bind(file),
    read: file.read.bind(file),
    truncate: file.truncate.bind(file),
    close: file.close.bind(file),
    write: async (bytes: Uint8Array, at: number) => {
      if (failingStep() !== 'write') return file.write(bytes, at);
      await file.write(bytes, at, 5);
      throw full();
    },
    datasync: async () => {
      if (failingStep() === 'datasync') throw full();
      await file.datasync();
    },
  } as AppendableFile;
}
