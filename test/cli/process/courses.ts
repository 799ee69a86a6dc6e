/** What people do with a live run in the documents, on whatever topics: the tutorial, and who is notified of what. */

import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { LiveProgram } from './live-program.ts';
import { recordsOf, type Workplace } from './program.ts';

/** Topics of a test, in folders or in Kafka. */
export interface CourseTopics {
  /** How the command line says where they are. */
  readonly options: readonly string[];
  /** No alert comes twice, even when the program was killed. */
  readonly isOnce: boolean;
  /** What a topic of the rules is called there. */
  nameOf(topic: string): string;
  append(topic: string, lines: readonly string[]): Promise<void>;
  /** Everything in a topic, parsed. */
  read(topic: string): Promise<readonly Message[]>;
}

export type Message = Readonly<Record<string, unknown>>;

const seed = ['--seed', '7'];

/** Generate, run, query, look at the anomalies; stop, start again, and go on; be killed, and go on all the same. */
export async function followTutorial(workplace: Workplace, topics: CourseTopics): Promise<void> {
  const rules = putRules(workplace, topics, 'server-logs');
  const { stdout } = await workplace.run('generate', 'server-logs', '--events', '1500', ...seed);
  const lines = linesOf(stdout);
  const check = async (program: LiveProgram, read: number, isOnce = true): Promise<void> => {
    await program.untilRead(read);
    const expected = errorsByAddress(lines.slice(0, read));
    const rows = await program.query('anomaly_detection_by_error_status', 'error_count > 3');
    expect(new Map(rows.map((row) => [row.ip_address, row.error_count]))).toEqual(expected);
    const messages = await topics.read('anomalies');
    expect(new Set(messages.map(({ key }) => key))).toEqual(new Set(expected.keys()));
    if (isOnce) expectNoneTwice(messages);
  };

  await topics.append('log_data', lines.slice(0, 100));
  const first = new LiveProgram(workplace, { rules, topics: topics.options });
  await check(first, 100);
  await topics.append('log_data', lines.slice(100, 700));
  await check(first, 700);
  expect(await first.stop()).toBe(0);

  await topics.append('log_data', lines.slice(700, 1_000));
  const second = new LiveProgram(workplace, { rules, topics: topics.options });
  await check(second, 1_000);
  await topics.append('log_data', lines.slice(1_000));
  await second.kill();
  if (topics.isOnce) expectNoneTwice(await topics.read('anomalies'));

  const third = new LiveProgram(workplace, { rules, topics: topics.options });
  await check(third, 1_500, topics.isOnce);
  expect(await third.stop()).toBe(0);
}

/** Two sinks: the pager has what cannot wait, the list has everything, and both what a replay of the same events reports. */
export async function followNotification(workplace: Workplace, topics: CourseTopics): Promise<void> {
  const rules = putRules(workplace, topics, 'notification');
  const { stdout } = await workplace.run('generate', 'notification', '--tables', 'rules/tables');
  const lines = linesOf(stdout);
  workplace.write('events.ndjson', stdout);
  await workplace.run('replay', rules, '--events', 'events.ndjson', '--alerts', 'alerts');
  const expected = raised(workplace.records('alerts'));
  const urgent = expected.filter(({ severity }) => severity === 'high');
  expect(urgent.length).toBeGreaterThan(2);
  expect(expected.length).toBeGreaterThan(urgent.length);

  const half = Math.floor(lines.length / 2);
  await topics.append('logins', lines.slice(0, half));
  const program = new LiveProgram(workplace, { rules, topics: topics.options });
  await program.untilRead(half);
  await topics.append('logins', lines.slice(half));
  await program.untilRead(lines.length);
  expect(await program.stop()).toBe(0);

  const [pager, list] = await Promise.all([topics.read('pager'), topics.read('daily-list')]);
  expect(raised(pager)).toEqual(urgent);
  expect(raised(list)).toEqual(expected);
  expect(new Set(pager.map(({ severity }) => severity))).toEqual(new Set(['high']));
  expectNoneTwice(pager);
  expectNoneTwice(list);
}

/** The rules of a shipped case, with the names of its topics as they are here. */
function putRules(workplace: Workplace, { nameOf }: CourseTopics, name: string): string {
  const path = new URL(`../../../scenarios/${name}/${name}.rules`, import.meta.url);
  const text = readFileSync(path, 'utf8').replaceAll(
    /(kafka topic )"([^"]+)"/g,
    (_, before: string, topic: string) => `${before}"${nameOf(topic)}"`,
  );
  workplace.write(`rules/${name}.rules`, text);
  return `rules/${name}.rules`;
}

function linesOf(text: string): string[] {
  return text.trimEnd().split('\n');
}

/** SELECT ip_address, COUNT(*) … WHERE status_code::integer >= 400 GROUP BY ip_address HAVING COUNT(*) > 3 */
function errorsByAddress(lines: readonly string[]): Map<unknown, number> {
  const counts = new Map<unknown, number>();
  for (const { ip_address, status_code } of recordsOf(`${lines.join('\n')}\n`)) {
    if (Number(status_code) >= 400) counts.set(ip_address, (counts.get(ip_address) ?? 0) + 1);
  }
  return new Map([...counts].filter(([, count]) => count > 3));
}

/** The first revision of each alert, in an order of their own. */
function raised(alerts: readonly Message[]): { id: unknown; key: unknown; severity: unknown }[] {
  return alerts
    .filter(({ status }) => status === 'raised')
    .map(({ id, key, severity }) => ({ id, key, severity }))
    .sort((left, right) => (String(left.id) < String(right.id) ? -1 : 1));
}

function expectNoneTwice(messages: readonly Message[]): void {
  const revisions = messages.map(({ id, revision }) => `${id} ${revision}`);
  expect(revisions).toEqual([...new Set(revisions)]);
}
