import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { StreamOutput } from '../../src/cli/stream-output.ts';

function streamFailingWith(code: string): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error(code), { code }));
    },
  });
}

describe('an output stream', () => {
  it('writes in order and asks to wait when it is full', async () => {
    const written: string[] = [];
    const slow = new Writable({
      highWaterMark: 4,
      decodeStrings: false,
      write(chunk, _encoding, done) {
        written.push(chunk);
        setImmediate(done);
      },
    });
    const output = new StreamOutput(slow, 'plain');
    output.write('abc');
    expect(output.ready()).toBeUndefined();
    output.write('def');
    await output.ready();
    expect(written.join('')).toBe('abcdef');
    await output.flushed();
  });

  it('becomes quiet when its reader has gone', async () => {
    const output = new StreamOutput(streamFailingWith('EPIPE'), 'plain');
    output.write('abc');
    await output.flushed();
    expect(output.isAbandoned).toBe(true);
    output.write('def');
    expect(output.ready()).toBeUndefined();
  });

  it('tells that the disk is full', async () => {
    const output = new StreamOutput(streamFailingWith('ENOSPC'), 'plain');
    output.write('abc');
    await expect(output.flushed()).rejects.toThrow('the disk is full');
    await expect(output.ready()).rejects.toThrow('the disk is full');
  });
});
