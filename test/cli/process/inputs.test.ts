/** Where events come from: standard input, compressed files, several files, several sources. */

import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Workplace } from './program.ts';
import { requests, rules } from './web-records.ts';

const twoSources = `${rules}
${rules.replace('source web', 'source shop').replace('rule burst', 'rule shop_burst').replace('on web', 'on shop')}`;

describe.concurrent('events', () => {
  it('are the same from a file, a compressed file, several members of one, and a pipe', async (test) => {
    const events = requests(3_000);
    const halves = Buffer.concat([gzipSync(events.slice(0, 70_001)), gzipSync(events.slice(70_001))]);
    const workplace = new Workplace(test, { 'web.rules': rules, events, 'events.gz': halves });
    const { code, stderr } = await workplace.shell(`
      plumbline replay web.rules --events events --alerts plain &
      plumbline replay web.rules --events events.gz --alerts compressed
      zcat events.gz | plumbline replay web.rules --events - --alerts piped
      wait`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(workplace.records('plain').length).toBeGreaterThan(400);
    expect(workplace.read('compressed')).toBe(workplace.read('plain'));
    expect(workplace.read('piped')).toBe(workplace.read('plain'));
  });

  it('come from several files one after the other, each for its source', async (test) => {
    const workplace = new Workplace(test, {
      'two.rules': twoSources,
      first: requests(60),
      second: requests(60, 60),
      shop: requests(180),
    });
    const { code, stdout } = await workplace.run(
      ...['replay', 'two.rules', '--events', 'web=first', '--events', 'web=second', '--events', 'shop=shop'],
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^web +120 +120 +0 /m);
    expect(stdout).toMatch(/^shop +180 +180 +0 /m);
  });

  it('are refused with 2 and a hint when their source is not clear', async (test) => {
    const workplace = new Workplace(test, { 'two.rules': twoSources, first: requests(60) });
    const refused = {
      '--events first':
        'expected the source of --events first, found 2 sources: web, shop; write --events web=first',
      '--events wbe=first': 'expected the name of a source in --events, found "wbe"; did you mean "web"?',
      '--events web=- --events shop=-':
        'expected --events - once, found it again: standard input is read to its end; name a file',
    };
    const ended = await Promise.all(
      Object.keys(refused).map((options) =>
        workplace.run('replay', 'two.rules', ...options.split(' '), '--alerts', 'new'),
      ),
    );
    expect(ended).toEqual(
      Object.values(refused).map((message) => ({
        code: 2,
        signal: null,
        stdout: '',
        stderr: `error: ${message}\n`,
      })),
    );
    expect(workplace.names()).toEqual(['first', 'two.rules']);
  });
});
