/** A stream much longer than the memory of the process goes through it. */

import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Workplace } from './program.ts';
import { requests, rules } from './web-records.ts';

const streamBytes = 300_000_000;
const residentBytesMax = 300_000_000;
const grownBytesMax = 100_000_000;

const baseline = `
baseline sizes
  on web for each user
  learn size = range of sum(bytes) per hour, hour = usual hours of at
  during 2 days
  alert when size is unusually high or unusual hour
`;

describe('a long stream', () => {
  it('does not make the process grow', async () => {
    const workplace = new Workplace({ 'web.rules': rules + baseline });
    const running = workplace.start(
      ...['replay', 'web.rules', '--events', '-', '--alerts', '/dev/null', '--scores', '/dev/null'],
    );
    const requestsAtOnce = 20_000;
    let fedBytes = 0;
    let residentBytes = 0;
    for (let number = 0; fedBytes < streamBytes; number += requestsAtOnce) {
      const piece = Buffer.from(requests(requestsAtOnce, number));
      await running.feed(piece);
      fedBytes += piece.length;
      if (residentBytes === 0 && fedBytes > streamBytes / 5)
        residentBytes = mostResidentBytes(running.process.pid!);
    }
    const mostBytes = mostResidentBytes(running.process.pid!);
    running.process.stdin.end();
    const { code, stderr } = await running.end();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(mostBytes).toBeLessThan(residentBytesMax);
    expect(mostBytes - residentBytes).toBeLessThan(grownBytesMax);
  });
});

/** The most memory a process has had so far. */
function mostResidentBytes(processId: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))!;
  return Number(kilobytes) * 1024;
}
