/** Files that are not there, are something else, or are damaged: one clear sentence, and nothing half written. */

import { Buffer } from 'node:buffer';
import { symlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Workplace } from './program.ts';
import { requests, rules } from './web-records.ts';

/** A path of events, and what is said of it. */
const unreadable = {
  'evnts.ndjson': 'there is no such file: did you mean "events.ndjson"?',
  folder: 'expected a file, found a directory: name a file in it',
  loop: "it cannot be used (ELOOP: too many symbolic links encountered, stat 'loop'): check the path and what it leads to",
  // Reading it fails whoever asks, even where permissions count for nothing.
  '/proc/self/mem': 'it cannot be used (EIO: i/o error, read): check the path and what it leads to',
};

describe.concurrent('a file of events', () => {
  it('that is not there, is no file or cannot be read ends it with 3 and one sentence', async (test) => {
    const workplace = new Workplace(test, {
      'web.rules': rules,
      'events.ndjson': requests(60),
      'folder/x': '',
    });
    symlinkSync('loop', workplace.pathOf('loop'));
    const ended = await Promise.all(
      Object.keys(unreadable).map((path) =>
        workplace.run('replay', 'web.rules', '--events', 'events.ndjson', '--events', path),
      ),
    );
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      Object.entries(unreadable).map(([path, said]) => ({ code: 3, stderr: `error: ${path}: ${said}\n` })),
    );
  });

  it('that is not there is missed before anything is written', async (test) => {
    const workplace = new Workplace(test, {
      'web.rules': rules,
      'events.ndjson': requests(60),
      kept: 'of yesterday\n',
    });
    const { code } = await workplace.run(
      ...['replay', 'web.rules', '--events', 'events.ndjson', '--events', 'gone'],
      ...['--alerts', 'kept', '--late', 'new'],
    );
    expect(code).toBe(3);
    expect(workplace.names()).toEqual(['events.ndjson', 'kept', 'web.rules']);
    expect(workplace.read('kept')).toBe('of yesterday\n');
  });

  it('that is empty is no mistake', async (test) => {
    const workplace = new Workplace(test, { 'web.rules': rules, empty: '' });
    const ended = await workplace.run('replay', 'web.rules', '--events', 'empty', '--alerts', 'alerts');
    expect(ended).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('no alerts') });
    expect(workplace.read('alerts')).toBe('');
  });

  it('is not written over', async (test) => {
    const workplace = new Workplace(test, { 'web.rules': rules, 'events.ndjson': requests(60) });
    const ended = await workplace.run(
      'replay',
      'web.rules',
      '--events',
      'events.ndjson',
      '--late',
      './events.ndjson',
    );
    expect(ended).toMatchObject({
      code: 2,
      stderr: 'error: ./events.ndjson: expected another file than that of the events; name a new file\n',
    });
    expect(workplace.read('events.ndjson')).toBe(requests(60));
  });
});

describe.concurrent('a compressed file that is cut off', () => {
  it('is reported up to there, in whole lines, and ends with 3', async (test) => {
    const whole = gzipSync(requests(40_000));
    const workplace = new Workplace(test, {
      'web.rules': rules,
      'cut.gz': whole.subarray(0, whole.length / 2),
    });
    const { code, stdout, stderr } = await workplace.run(
      ...[
        'replay',
        'web.rules',
        '--events',
        'cut.gz',
        '--alerts',
        'alerts',
        '--dead-letters',
        'dead',
        '--json',
      ],
    );
    expect(code).toBe(3);
    expect(stderr).toBe(
      'error: cut.gz: the compressed data is damaged or cut off: copy the file again, or check it with gzip -t\n',
    );
    const alerts = new Set(workplace.records('alerts').map(({ id }) => id));
    expect(alerts.size).toBeGreaterThan(1_000);
    expect(workplace.read('dead')).toBe('');
    const summary = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
    expect(summary).toMatchObject({
      holds: false,
      failed: 1,
      runs: [{ alerts: alerts.size, failure: expect.stringContaining('cut off') }],
    });
  });

  it('of a scenario is told, and the next scenario is run', async (test) => {
    const workplace = new Workplace(test, {
      'all/a/web.rules': rules,
      'all/a/scenario.txt': 'events from "cut.gz"\nexpect no alerts\n',
      'all/a/cut.gz': gzipSync(requests(600)).subarray(0, 2_000),
      'all/b/web.rules': rules,
      'all/b/scenario.txt': `events\n${requests(60)}end\nexpect 10 alerts\n`,
    });
    const { code, stdout, stderr } = await workplace.run('replay', 'all');
    expect(code).toBe(3);
    expect(stderr).toContain('all/a/cut.gz: the compressed data is damaged');
    expect(stdout).toContain('1 expectation in 2 scenarios: all hold, 1 could not be run\n');
  });
});

describe.concurrent('tables', () => {
  it('that are not there, are no text, lack their key or have it twice are told about all together', async (test) => {
    const workplace = new Workplace(test, {
      'web.rules': `table staff from csv "tables/staf.csv" key user
table twice from csv "tables/twice.csv" key user
table lacking from csv "tables/lacking.csv" key user
table latin from csv "tables/latin.csv" key user
${rules}`,
      'tables/staff.csv': 'user,name\nu1,One\n',
      'tables/twice.csv': 'user,name\nu1,One\nu2,Two\nu1,Again\n',
      'tables/lacking.csv': 'usr,name\nu1,One\n',
      'tables/latin.csv': Buffer.from('user,name\nu1,M\u00fcller\n', 'latin1'),
      events: requests(60),
    });
    const { code, stderr } = await workplace.run(
      'replay',
      'web.rules',
      '--events',
      'events',
      '--alerts',
      'new',
    );
    expect(code).toBe(2);
    expect(stderr).toContain('there is no such file: did you mean "staff.csv"?');
    expect(stderr).toContain('line 4: expected each key once, found "u1" again; keep one row');
    expect(stderr).toContain('expected text in UTF-8, found other bytes; save it as CSV in UTF-8');
    expect(stderr).toContain('expected a column "user", found usr, name; did you mean "usr"?');
    expect(workplace.names()).toEqual(['events', 'tables', 'web.rules']);
  });
});
