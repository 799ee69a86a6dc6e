/** Rules of every kind for live runs on folders, and the events that give them something to report. */

import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import type { Workplace } from './program.ts';

const source = `source activity
  from folder "events"
  fields at: time as "epoch milliseconds", account: text, place: text, code: number
  time at, up to 5 minutes late, zone "UTC"
`;

const sink = `sink alerts
  to folder "alerts"
`;

export const burst = `rule error_burst "Many errors of one account"
  on activity where code >= 400
  for each account
  alert "{account} has {count()} errors" when count() > 4 over 20 minutes every 10 minutes
`;

export const places = `baseline places "Where an account works"
  on activity where code < 400
  for each account
  learn place = usual values of place
  during 2 hours with at least 10 events, keep 7 days
  alert "{account} works in {place}" when new place
  once per 1 hour
`;

export const nights = `baseline nights "Where an account works, all codes"
  on activity
  for each account
  learn place = usual values of place
  during 2 hours with at least 10 events, keep 7 days
  alert "{account} is in {place}" when new place
  once per 1 hour
`;

export const codes = `view codes on activity
  for each code
  keep count() as events
`;

/** Rules in their order, with the source and a sink for all of them. */
export function rulesOf(...rules: readonly string[]): string {
  return [source, ...rules, sink].join('\n');
}

export const allRules = rulesOf(burst, places, nights, codes);

export const start = Date.UTC(2026, 0, 5);
export const intervalMs = 10_000;

/** One account in five works elsewhere now and then after the first four hours, and one has hours full of errors. */
export function eventAt(number: number): string {
  const isOdd = number > 1_500 && number % 97 === 0;
  const account = number % 5;
  const isError = account === 1 && Math.floor(number / 100) % 7 === 3;
  return JSON.stringify({
    at: start + number * intervalMs,
    account: `account-${account}`,
    place: isOdd ? `odd-${number}` : `city-${account}`,
    code: isError ? 500 : 200,
  });
}

export function eventsBetween(from: number, end: number): readonly string[] {
  return Array.from({ length: end - from }, (_, index) => eventAt(from + index));
}

/** An event that ends everything before it: a day after the first so many. */
export function endAfter(events: number): string {
  const at = start + events * intervalMs + 24 * 3_600_000;
  return JSON.stringify({ at, account: 'the-end', place: 'end', code: 200 });
}

/** Appends records to a topic folder, the one of the events unless another is named. */
export function append(
  workplace: Workplace,
  records: readonly string[],
  { folder = 'events', partition = 0 }: { readonly folder?: string; readonly partition?: number } = {},
): void {
  mkdirSync(workplace.pathOf(folder), { recursive: true });
  const lines = records.map((record) => `${record}\n`).join('');
  appendFileSync(workplace.pathOf(`${folder}/${partition}.ndjson`), lines);
}

/** Everything in a folder of alerts, in its order. */
export function alertsIn(workplace: Workplace, folder = 'alerts'): readonly Record<string, unknown>[] {
  const path = `${folder}/0.ndjson`;
  return existsSync(workplace.pathOf(path)) ? workplace.records(path) : [];
}

/** What holds in the end: the last revision of each alert, without what says where its record stood or how often it was told. */
export function standing(alerts: readonly Record<string, unknown>[]): readonly Record<string, unknown>[] {
  const last = new Map<unknown, Record<string, unknown>>();
  for (const alert of alerts) last.set(alert.id, alert);
  return [...last.values()]
    .filter(({ status }) => status !== 'withdrawn')
    .map(({ revision: _, status: __, position: ___, record: ____, ...told }) => told)
    .sort((left, right) => (String(left.id) < String(right.id) ? -1 : 1));
}

/** What a replay of the same events reports in the end. */
export async function replayed(
  workplace: Workplace,
  rules: string,
  events: readonly string[],
): Promise<readonly Record<string, unknown>[]> {
  workplace.write('replayed.ndjson', events.map((event) => `${event}\n`).join(''));
  const { code, stderr } = await workplace.run(
    ...['replay', rules, '--events', 'replayed.ndjson', '--alerts', 'replayed.alerts'],
  );
  if (code !== 0) throw new Error(stderr);
  return standing(workplace.records('replayed.alerts'));
}
