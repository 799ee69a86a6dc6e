/** A live run that ends and is started again with the same rules: it goes on where it was. */

import { describe, expect, it } from 'vitest';
import { LiveProgram } from './live-program.ts';
import {
  alertsIn,
  allRules,
  append,
  endAfter,
  eventAt,
  eventsBetween,
  intervalMs,
  replayed,
  standing,
  start,
} from './live-records.ts';
import { Workplace } from './program.ts';

const count = 3_000;

describe.concurrent('a run that is started again', () => {
  it('reports what a replay of all events reports, each once, whether it was stopped or killed', async (test) => {
    const workplace = new Workplace(test, { 'live.rules': allRules });
    const events = [...eventsBetween(0, count), endAfter(count)];
    append(workplace, events.slice(0, 1_000));
    const first = new LiveProgram(workplace, { rules: 'live.rules' });
    await first.untilRead(1_000);
    append(workplace, events.slice(1_000, 2_000));
    await first.untilRead(2_000);
    expect(await first.end('SIGKILL')).toMatchObject({ code: null, signal: 'SIGKILL' });

    const second = new LiveProgram(workplace, { rules: 'live.rules' });
    append(workplace, events.slice(2_000, 2_500));
    await second.untilRead(2_500);
    const stopped = await second.end('SIGTERM');
    expect(stopped.code).toBe(0);
    expect(stopped.stderr).toContain('everything up to here is kept: 2,500 events since the state began');

    append(workplace, events.slice(2_500));
    const third = new LiveProgram(workplace, { rules: 'live.rules' });
    await third.untilRead(events.length);
    expect(await third.query('codes', 'code = 500')).toEqual([{ code: 500, events: 80 }]);
    expect(await third.stop()).toBe(0);

    const alerts = alertsIn(workplace);
    const names = alerts.map(({ id, revision }) => `${id} ${revision}`);
    expect(names).toEqual([...new Set(names)]);
    const expected = await replayed(workplace, 'live.rules', events);
    expect(standing(alerts)).toEqual(expected);
    expect(new Set(expected.map(({ rule }) => rule))).toEqual(new Set(['error_burst', 'places', 'nights']));
  });

  it('begins at a time, which is where it goes on after a start', async (test) => {
    const workplace = new Workplace(test, { 'live.rules': allRules });
    append(workplace, eventsBetween(0, 500));
    const from = ['--from', new Date(start + 200 * intervalMs).toISOString()];
    const first = new LiveProgram(workplace, { rules: 'live.rules', options: from });
    const { sources } = await first.untilRead(300);
    expect(sources).toMatchObject([{ records: 300, refused: 0 }]);
    await first.end('SIGKILL');
    const second = new LiveProgram(workplace, { rules: 'live.rules' });
    expect((await second.untilRead(300)).sources).toMatchObject([{ records: 300 }]);
    expect(await second.stop()).toBe(0);
  });

  it('begins at the latest record, and misses none that comes while it is stopped', async (test) => {
    const workplace = new Workplace(test, { 'live.rules': allRules });
    append(workplace, eventsBetween(0, 500));
    const first = new LiveProgram(workplace, { rules: 'live.rules', options: ['--from', 'latest'] });
    await first.until('it to begin', () => true);
    append(workplace, [eventAt(500)]);
    expect((await first.untilRead(1)).sources).toMatchObject([{ records: 1 }]);
    await first.end('SIGKILL');
    append(workplace, [eventAt(501)]);
    const second = new LiveProgram(workplace, { rules: 'live.rules', options: ['--from', 'latest'] });
    expect((await second.untilRead(2)).sources).toMatchObject([{ records: 2 }]);
    expect(await second.stop()).toBe(0);
  });

  it('loses no alert when its sink could not take them before it stopped', async (test) => {
    const workplace = new Workplace(test, { 'live.rules': allRules });
    const events = [...eventsBetween(0, count), endAfter(count)];
    append(workplace, events.slice(0, 100));
    const first = new LiveProgram(workplace, { rules: 'live.rules' });
    await first.untilRead(100);
    // Where the folder should be stands a file.
    workplace.write('alerts', '');
    append(workplace, events.slice(100));
    await first.until('alerts that wait', ({ waitingBytes }) => waitingBytes.output > 0);
    const { code, stderr, tookMs } = await first.end('SIGTERM');
    expect(tookMs).toBeLessThan(12_000);
    expect(code).toBe(0);
    expect(stderr).toContain('alerts cannot be stored in "alerts"');
    expect(stderr).toContain('the next start goes on from the one before, and nothing is lost');
    expect(stderr).toContain('not everything up to here is kept');

    workplace.remove('alerts');
    const second = new LiveProgram(workplace, { rules: 'live.rules' });
    await second.untilRead(events.length);
    expect(await second.stop()).toBe(0);
    expect(standing(alertsIn(workplace))).toEqual(await replayed(workplace, 'live.rules', events));
  });
});
