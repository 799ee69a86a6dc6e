/** Generated VPN logins with the scenario's rules, in each of the formats a source can have. */

import { readFileSync } from 'node:fs';
import { generators } from '../../../scenarios/index.ts';
import type { Workplace } from './program.ts';

export type Format = 'ndjson' | 'csv' | 'lines';

export const formats: readonly Format[] = ['ndjson', 'csv', 'lines'];

const fields = [
  'id',
  'event_time',
  'user',
  'client_ip',
  'country',
  'device',
  'outcome',
  'duration_minutes',
] as const;

type Login = Readonly<Partial<Record<(typeof fields)[number], string | number>>>;

/** How a login is written as one line of a format. A field that is missing is `-` where a place must be kept. */
export const lineOf: Readonly<Record<Format, (login: Login) => string>> = {
  ndjson: (login) => JSON.stringify(login),
  csv: (login) => fields.map((name) => login[name] ?? '').join(','),
  lines: (login) =>
    `${login.event_time ?? '-'} vpn[${login.id}]: ${login.user} from ${login.client_ip} (${login.country}) on ${login.device}: ${login.outcome} ${login.duration_minutes ?? '-'}`,
};

/** What stands before the first login. */
export const headOf: Readonly<Record<Format, readonly string[]>> = {
  ndjson: [],
  csv: [fields.join(',')],
  lines: [],
};

const fromOf: Readonly<Record<Format, string>> = {
  ndjson: 'from ndjson',
  csv: 'from csv',
  lines:
    'from lines "{event_time:word} vpn[{id}]: {user:word} from {client_ip:word} ({country}) on {device:word}: {outcome:word} {duration_minutes:word}"',
};

const rules = readFileSync(new URL('../../../scenarios/vpn-user/vpn-user.rules', import.meta.url), 'utf8');

const generated = generators.get('vpn-user')!.generate({ keys: 16, days: 52, seed: 1 });

/** Logins of 16 users over 52 days, more than once around each baseline: about 2,500, in the order they arrive. */
export const logins = [...generated.events].map(({ record }) => record as Login);

/** Puts the rules and their tables into a folder, reading `events.<format>`. Answers the name of the rule file. */
export function putRules(workplace: Workplace, format: Format = 'ndjson'): string {
  const name = `${format}.rules`;
  workplace.write(name, rules.replace('from ndjson', fromOf[format]));
  for (const table of generated.tables) workplace.write(`tables/${table.name}.csv`, table.csv);
  return name;
}

/** A whole file of logins. */
export function fileOf(format: Format, lines: readonly string[] = logins.map(lineOf[format])): string {
  return [...headOf[format], ...lines].map((line) => `${line}\n`).join('');
}
