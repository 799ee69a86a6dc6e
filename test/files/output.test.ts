import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { LineOutput } from '../../src/files/output.ts';
import { outputCharsWaitingMax } from '../../src/limits.ts';
import { temporaryFolder } from './folder.ts';

describe('a line output', () => {
  it('writes lines in order', async () => {
    const path = join(temporaryFolder(), 'alerts.ndjson');
    const output = await LineOutput.open(path);
    const lines = Array.from({ length: 5_000 }, (_, number) => `{"é":${number}}`);
    for (const line of lines) {
      output.write(line);
      await output.ready();
    }
    await output.close();
    expect(readFileSync(path, 'utf8')).toBe(`${lines.join('\n')}\n`);
  });

  it('asks to wait when much is waiting, and goes on afterwards', async () => {
    const path = join(temporaryFolder(), 'out');
    const output = await LineOutput.open(path);
    const line = 'x'.repeat(outputCharsWaitingMax);
    output.write('first');
    expect(output.ready()).toBeUndefined();
    output.write(line);
    await output.ready();
    expect(output.ready()).toBeUndefined();
    await output.close();
    expect(readFileSync(path, 'utf8')).toBe(`first\n${line}\n`);
  });

  it('replaces a file, or appends to its whole lines', async () => {
    const path = join(temporaryFolder(), 'out');
    writeFileSync(path, 'one\ntwo\nhal');
    const appended = await LineOutput.open(path, { mode: 'append' });
    appended.write('three');
    await appended.close();
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nthree\n');
    const replaced = await LineOutput.open(path);
    await replaced.close();
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('names a folder that is not there', async () => {
    const path = join(temporaryFolder(), 'none', 'out');
    await expect(LineOutput.open(path)).rejects.toMatchObject({ code: 'file-not-found', path });
  });

  it.runIf(existsSync('/dev/full'))('reports a full disk to whoever waits, writes or closes', async () => {
    const output = await LineOutput.open('/dev/full', { mode: 'append' });
    output.write('x');
    await expect(output.close()).rejects.toMatchObject({ code: 'disk-full', retriable: true });
    expect(() => output.write('y')).toThrow('the disk is full');
    await expect(output.ready()).rejects.toThrow('the disk is full');
  });

  it('reports a reader that has gone', async () => {
    const closedPipe = new Writable({
      write: (_, __, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    const output = await LineOutput.open('-', { standardOutput: closedPipe });
    output.write('x');
    await expect(output.close()).rejects.toMatchObject({ code: 'pipe-closed' });
  });

  it('writes to a stream and leaves it open', async () => {
    const taken: string[] = [];
    const stream = new Writable({
      write: (chunk: Buffer, _, done) => {
        taken.push(chunk.toString());
        done();
      },
    });
    const output = await LineOutput.open('-', { standardOutput: stream });
    output.write('a');
    output.write('b');
    await output.close();
    expect(taken.join('')).toBe('a\nb\n');
    expect(stream.writable).toBe(true);
  });
});
