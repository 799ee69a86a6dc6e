/** What a live run refuses, and what it answers when nothing can be answered: a clear sentence, the right code, no stack. */

import { chmodSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { LiveProgram } from './live-program.ts';
import { allRules, append, codes, eventsBetween, rulesOf } from './live-records.ts';
import { type Ended, Workplace } from './program.ts';

/** One sentence on standard error and nothing else. */
function expectRefusal(ended: Ended, code: number, ...said: readonly string[]): void {
  const { stdout, stderr } = ended;
  expect({ code: ended.code, stdout, stderr }).toEqual({ code, stdout: '', stderr: expect.any(String) });
  expect(stderr).toMatch(/^error: [^\n]+\n$/);
  for (const text of said) expect(stderr).toContain(text);
}

describe.concurrent('questions to a run', () => {
  it('are answered while it works, or told why not', async (test) => {
    const workplace = new Workplace(test, { 'live.rules': allRules });
    append(workplace, eventsBetween(0, 500));
    const live = new LiveProgram(workplace, { rules: 'live.rules' });
    await live.untilRead(500);
    const ask = (...line: readonly string[]) => workplace.run('query', ...line, '--state', 'state');
    const [table, condition, unknown, name, syntax, status, second, plan] = await Promise.all([
      ask('codes'),
      ask('codes', '--where', 'events > 100', '--json'),
      ask('cods'),
      ask('codes', '--where', 'evnts > 3'),
      ask('codes', '--where', 'events >'),
      workplace.run('status', '--state', 'state'),
      workplace.run('run', 'live.rules', '--state', 'state'),
      workplace.run('plan', 'live.rules', '--state', 'state'),
    ]);
    expect(table.stdout.split('\n')[0]).toMatch(/^code +events$/);
    expect(JSON.parse(condition.stdout)).toEqual({ code: 200, events: 480 });
    expectRefusal(unknown, 2, 'expected the name of a view (codes), found "cods"');
    expect(name).toMatchObject({ code: 2, stdout: '' });
    expect(name.stderr).toMatch(/^error\[C\d+\] where:1:1: .*"evnts"/);
    expect(name.stderr).toContain('did you mean "events"?');
    expect(syntax).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error\[P\d+\] where:1:9: /) });
    expect(JSON.parse(status.stdout)).toMatchObject({ sources: [{ records: 500 }], checkpoint: {} });
    expectRefusal(second, 3, 'another plumbline works on this state', 'stop that one first');
    expectRefusal(plan, 3, 'another plumbline works on this state');
    expect(await live.stop()).toBe(0);

    for (const ended of await Promise.all([ask('codes'), workplace.run('status', '--state', 'state')]))
      expectRefusal(ended, 2, 'nothing runs on this state', 'start plumbline run --state state');
  });

  it('find no state where there is none', async (test) => {
    const workplace = new Workplace(test, { 'live.rules': allRules });
    const lines = [['query', 'codes'], ['status'], ['plan', 'live.rules']];
    for (const ended of await Promise.all(lines.map((line) => workplace.run(...line, '--state', 'nowhere'))))
      expectRefusal(ended, 2, 'nowhere: expected the state of a run, found none');
    expect(workplace.names()).toEqual(['live.rules']);
  });
});

describe.concurrent('a state that cannot be used', () => {
  it('is told apart by what is wrong with it', async (test) => {
    const workplace = new Workplace(test, { 'live.rules': allRules });
    append(workplace, eventsBetween(0, 500));
    const live = new LiveProgram(workplace, { rules: 'live.rules' });
    await live.untilRead(500);
    // Killed, it leaves a log to be read again.
    await live.until('a checkpoint', ({ checkpoint }) => checkpoint !== undefined);
    await live.end('SIGKILL');

    const namedState = (name: string): string => {
      workplace.copy('state', name);
      return name;
    };
    const inStore = (state: string, pattern: RegExp): string => {
      const names = readdirSync(workplace.pathOf(`${state}/store`));
      return workplace.pathOf(`${state}/store/${names.find((found) => pattern.test(found))}`);
    };
    const halve = (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2));
    const newer = namedState('newer');
    const nameFile = workplace.pathOf(`${newer}/plumbline.json`);
    writeFileSync(nameFile, readFileSync(nameFile, 'utf8').replace('"format":1', '"format":2'));
    const noManifest = namedState('manifest');
    halve(inStore(noManifest, /^MANIFEST/));
    const noCurrent = namedState('current');
    halve(inStore(noCurrent, /^CURRENT$/));
    const noLog = namedState('log');
    rmSync(inStore(noLog, /\.log$/));
    const noName = namedState('name');
    workplace.remove(`${noName}/plumbline.json`);
    const noStore = namedState('store');
    workplace.remove(`${noStore}/store`);
    workplace.write('file', '');

    const cases: readonly [state: string, code: number, ...said: readonly string[]][] = [
      [newer, 2, 'written by a newer plumbline (format 2)'],
      [noManifest, 3, 'the state is damaged', 'from a backup'],
      [noCurrent, 3, 'the state is damaged', 'from a backup'],
      [noLog, 3, 'the state is damaged', 'from a backup'],
      [noName, 3, 'name/plumbline.json is missing'],
      [noStore, 3, 'not the store that belongs to it'],
      ['file', 3, 'a part of this path is a file'],
      ['file/below', 3, 'a part of this path is a file'],
    ];
    const ended = await Promise.all(
      cases.map(([state]) => workplace.run('run', 'live.rules', '--state', state)),
    );
    cases.forEach(([state, code, ...said], index) => {
      expectRefusal(ended[index]!, code, state, ...said);
    });
  });

  it.skipIf(process.getuid?.() === 0)('is refused where nothing may be written', async (test) => {
    const workplace = new Workplace(test, { 'live.rules': allRules, 'closed/file': '' });
    chmodSync(workplace.pathOf('closed'), 0o500);
    expectRefusal(await workplace.run('run', 'live.rules', '--state', 'closed/state'), 3, 'no permission');
  });
});

describe.concurrent('rules that cannot run between topics', () => {
  it('are refused before anything is made', async (test) => {
    const onKafka = allRules.replaceAll('folder "', 'kafka topic "');
    const workplace = new Workplace(test, {
      'file.rules': allRules.replace('from folder "events"', 'from ndjson'),
      'loop.rules': allRules.replace('to folder "alerts"', 'to folder "./events/"'),
      'arrival.rules': rulesOf(codes)
        .replace('from folder "events"', 'from ndjson')
        .replace('time at', 'time arrival'),
      'kafka.rules': onKafka,
      'kafka-loop.rules': onKafka.replace('topic "alerts"', 'topic "events"'),
      'wrong.rules': allRules.replace('each account', 'each acount'),
    });
    const names = workplace.names();
    const run = (line: string) => workplace.run('run', ...line.split(' '), '--state', 'state');
    const [file, loop, arrival, kafka, kafkaLoop, folderLoop, several, wrong] = await Promise.all(
      [
        'file.rules',
        'loop.rules',
        'arrival.rules',
        'kafka.rules',
        'kafka-loop.rules --brokers localhost:1',
        'kafka-loop.rules --topics .',
        'kafka.rules --topics . --brokers localhost:1',
        'wrong.rules',
      ].map(run),
    );
    expectRefusal(file!, 2, 'source "activity" names no topic', 'the path of a file that is appended to');
    for (const ended of [loop!, kafkaLoop!, folderLoop!])
      expectRefusal(ended, 2, 'sink "alerts" writes to the topic', 'that source "activity" reads');
    expect(arrival).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error\[C048\] arrival\.rules:\d/),
    });
    expectRefusal(kafka!, 2, 'say where Kafka is (--brokers localhost:9092');
    expectRefusal(several!, 2, 'expected one of --brokers, --kafka and --topics');
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean "account"?') });
    expect(workplace.names()).toEqual(names);
  });

  it('wait for a topic that is not there, say so, and can be stopped meanwhile', async (test) => {
    const workplace = new Workplace(test, { 'live.rules': rulesOf(codes) });
    const live = new LiveProgram(workplace, { rules: 'live.rules' });
    await live.untilSaid('there was no folder');
    append(workplace, eventsBetween(0, 10));
    await live.untilRead(10);
    expect(await live.stop()).toBe(0);

    workplace.remove('events');
    const other = new LiveProgram(workplace, { rules: 'live.rules', state: 'other' });
    await other.untilSaid('there was no folder');
    expect(await other.stop()).toBe(0);
  });
});
