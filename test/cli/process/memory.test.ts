/** A stream much longer than the memory of the process goes through it. */

import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Workplace } from './program.ts';
import { requests, rules } from './web-records.ts';

const streamBytes = 200_000_000;
const residentBytesMax = 300_000_000;
const grownBytesMax = 60_000_000;

/** The burst never comes; the baselines learn, detect and are learnt again all the time. */
const longRules = `${rules.replace('>= 3', '>= 30')}
baseline sizes
  on web for each user
  learn size = range of sum(bytes) per hour, asked = frequency per hour
  during 2 days, relearn every 1 day
  alert "{user} took {size} bytes" when size is unusually high or asked is unusually high
`;

const agent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';

/** Requests as a server logs them, four times as long. */
function longRequests(count: number, from: number): Uint8Array {
  const rest = `,"path":"/articles/2025/what-is-usual","status":200,"agent":"${agent}"}\n`;
  return Buffer.from(requests(count, from).replaceAll('}\n', rest));
}

describe('a long stream', () => {
  it('does not make the process grow', async (test) => {
    const workplace = new Workplace(test, { 'web.rules': longRules });
    const running = workplace.start(
      ...['replay', 'web.rules', '--events', '-', '--alerts', '/dev/null', '--scores', '/dev/null'],
    );
    const requestsAtOnce = 5_000;
    let fedBytes = 0;
    let residentBytes = 0;
    for (let number = 0; fedBytes < streamBytes; number += requestsAtOnce) {
      const piece = longRequests(requestsAtOnce, number);
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
