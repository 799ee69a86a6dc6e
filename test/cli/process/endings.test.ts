/** How it ends when it cannot or need not go on: a full disk, a reader that has gone, Ctrl-C. What is written are whole lines. */

import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { describe, expect, it, type TestContext } from 'vitest';
import { recordsOf, Workplace } from './program.ts';
import { requests, rules } from './web-records.ts';

const diskFull = 'the disk is full: free some space; whole lines up to here are kept';

/** Alerts of these fill every buffer between two processes many times over. */
const many = requests(20_000);

function workplaceWith(test: TestContext, events = many): Workplace {
  return new Workplace(test, { 'web.rules': rules, 'events.ndjson': events });
}

describe.concurrent('a full disk', () => {
  it('ends it with 3, and the other outputs are whole lines', async (test) => {
    const workplace = workplaceWith(test, `${many}{"at":"2025-03-03T`);
    const ended = await workplace.run(
      ...['replay', 'web.rules', '--events', 'events.ndjson', '--events', 'events.ndjson'],
      ...['--alerts', '/dev/full', '--late', 'late', '--dead-letters', 'dead'],
    );
    expect(ended).toMatchObject({ code: 3, stdout: '', stderr: `error: /dev/full: ${diskFull}\n` });
    workplace.records('late');
    workplace.records('dead');
  });

  it('at standard output ends whatever writes there with 3', async (test) => {
    const workplace = workplaceWith(test);
    const ended = await Promise.all(
      ['plumbline replay web.rules --events events.ndjson --json', 'plumbline generate web-errors'].map(
        async (line) => ({ line, ...(await workplace.shell(`${line} > /dev/full`)) }),
      ),
    );
    for (const { line, code, stderr } of ended)
      expect({ line, code, stderr }).toEqual({
        line,
        code: 3,
        stderr: `error: standard stream: ${diskFull}\n`,
      });
  });
});

describe.concurrent('a reader that has gone', () => {
  it('ends whatever writes quietly', async (test) => {
    const workplace = workplaceWith(test);
    const ended = await Promise.all(
      [
        'plumbline replay web.rules --events events.ndjson --json',
        'plumbline replay web.rules --events events.ndjson --alerts /dev/stdout',
        'plumbline generate web-errors',
      ].map((line) => workplace.shell(`{ ${line}; echo "code $?" >&2; } | head -1`)),
    );
    for (const { code, stdout, stderr } of ended) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: 'code 0\n' });
      expect(recordsOf(stdout)).toHaveLength(1);
    }
  });
});

describe.concurrent('Ctrl-C', () => {
  it.for([
    ['text', []],
    ['JSON', ['--json']],
  ] as const)('ends a replay of a stream with 130 and whole lines, told as %s', async ([, options], test) => {
    const workplace = workplaceWith(test);
    const running = workplace.start(
      ...['replay', 'web.rules', '--events', '-', '--alerts', 'alerts', '--dead-letters', 'dead', ...options],
    );
    // The record that is being written when the key is pressed is no broken one.
    await running.feed(Buffer.from(`${many}{"at":"2025-03-03T`));
    running.process.kill('SIGINT');
    const { code, signal, stdout, stderr } = await running.end();
    expect({ code, signal, stderr }).toEqual({ code: 130, signal: null, stderr: '' });
    expect(workplace.records('alerts').length).toBeGreaterThan(1_000);
    expect(workplace.records('dead')).toEqual([]);
    if (options.length === 0) expect(stdout).toMatch(/\ninterrupted\n\n$/);
    else expect(recordsOf(stdout).at(-1)).toMatchObject({ runs: [{ interrupted: true }] });
  });

  it('pressed twice ends it at once', async (test) => {
    const running = workplaceWith(test).start('replay', 'web.rules', '--events', '-', '--json');
    await running.feed(Buffer.from(many));
    running.process.kill('SIGINT');
    // It has begun to tell what it found, and waits for somebody to read the rest.
    await once(running.process.stdout, 'readable');
    running.process.kill('SIGINT');
    const [code, signal] = await once(running.process, 'exit');
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGINT' });
  });

  it('ends a generator with 130 after a whole line', async (test) => {
    const workplace = workplaceWith(test);
    const running = workplace.start('generate', 'web-errors', '--keys', '300', '--days', '60');
    await once(running.process.stdout, 'readable');
    running.process.kill('SIGINT');
    const { code, stdout } = await running.end();
    expect(code).toBe(130);
    expect(recordsOf(stdout).length).toBeGreaterThan(100);
  });
});
