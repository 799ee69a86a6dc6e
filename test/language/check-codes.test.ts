/** One row per reason for refusal: the shortest text that earns each code, and nothing but that code. */

import { describe, expect, test } from 'vitest';
import { diagnosticCodes } from '../../src/language/diagnostic-codes.ts';
import { clauseOperatorsMax, expressionNestingMax } from '../../src/limits.ts';
import { codesOf } from './check-text.ts';

const source = `source web from ndjson
  fields user: text, ip: ip, bytes: number, ok: boolean, moment: time
  time moment, up to 10 minutes late
`;
const staff = 'table staff from csv "staff.csv" key account\n';
const alert = 'alert "x" when count() > 3 over 5 minutes';

const rule = (text: string): string => `${source}rule r on web for each user ${text}`;
const where = (text: string): string => rule(`where ${text}\n${alert}`);
const baseline = (text: string): string => `${source}baseline b on web for each user ${text}`;
const learning = (text: string): string => baseline(`learn place = usual values of ip\n${text}`);
const running = (text: string): string => learning(`keep learning\n${text}\n`);
const sourced = (text: string): string => `source s from ndjson\nfields a: text, t: time\n${text}`;

const rows: readonly [code: string, text: string][] = [
  ['P001', where('ok ~')],
  ['P002', 'source s from ndjson file "x\nfields t: time time t'],
  ['P003', where('bytes == 3')],
  ['P004', where("user = 'root'")],
  ['P005', where('ip in 10.0.0.0/8')],
  ['P006', `${source}// a comment`],
  ['P007', where('bytes >')],
  ['P008', rule('alrt "x" when count() > 3 over 5 minutes')],
  ['P009', rule(`keep 3 days\n${alert}`)],
  ['P010', where('ok where ok')],
  ['P011', learning('during 3 dayz')],
  ['P012', learning('during 0 days')],
  ['P013', rule('alert "{user" when count() > 3 over 5 minutes')],
  ['P014', where(`${'('.repeat(expressionNestingMax + 1)}ok`)],
  ['P015', where(`${'not '.repeat(clauseOperatorsMax + 1)}ok`)],
  ['P016', 'source s from syslog'],
  ['P017', where('user.name = "root"')],
  ['P018', learning('alert "x" when place is new and 3 is rare')],
  ['P019', 'source s from ndjson fields in: text'],
  ['P020', learning('unusual above 99 %')],
  ['P021', 'hello'],
  ['C001', `rule r on web for each user ${alert}`],
  ['C002', where('usr = "root"')],
  ['C003', where('user in staf')],
  ['C004', `${staff}${where('staff[user].departmnt = "it"')}`],
  ['C005', where('lowr(user) = "root"')],
  ['C006', learning('alert "x" when new plce or new place')],
  ['C007', 'source s from ndjson fields a: txt, t: time time t'],
  ['C008', sourced('time t, zone "Mars/Olympus"')],
  ['C009', `${source}${source}`],
  ['C010', where('bytes = "many"')],
  ['C011', where('bytes')],
  ['C012', where('lower() = "root"')],
  ['C013', where('user contains user')],
  ['C014', where('count() > 3')],
  ['C015', rule('alert "x" when user = "root" over 5 minutes')],
  ['C016', where('new user')],
  ['C017', learning('alert "x" when place is unusually high')],
  ['C018', rule('alert "{ip}" when count() > 3 over 5 minutes')],
  ['C019', rule('')],
  ['C020', sourced('time a')],
  ['C021', 'source s from ndjson fields t: time as "yyyy-mm" time t'],
  ['C022', 'source s from ndjson fields t: time as "MMM d HH:mm:ss" time t'],
  ['C023', 'source s from lines "{t} {" fields t: time time t'],
  ['C024', 'source s from csv columns a fields t: time time t'],
  ['C025', learning('rate = frequency per day')],
  ['C026', baseline('learn a = frequency per day b = frequency per hour')],
  ['C027', rule('alert "x" when count() > 3 over 5 minutes every 2 minutes')],
  ['C028', rule('alert "x" when count() > 3 over 2 days every 1 minute')],
  ['C029', learning('during 1 minute')],
  ['C030', learning('during 30 days relearn every 1 day')],
  ['C031', learning('relearn every 7 days keep 1 day')],
  ['C032', learning('unusual above 1')],
  ['C033', learning('priority 11')],
  ['C034', where('user matches "("')],
  ['C035', `table t from csv "none.csv" key a`],
  ['C036', where('ip = "10.0.0"')],
  ['C037', learning('alert "x" when new place over 5 minutes')],
  ['C038', rule('alert "x" when count() > 3')],
  ['C039', `${source}rule r on web for each lower(user) ${alert}`],
  ['C040', learning('with at least 3 windows')],
  ['C041', where('bytes between 5 and 3')],
  ['C042', baseline('learn a = frequency per day during 1 hour')],
  ['C043', baseline('learn a = range of bytes against everyone')],
  ['C044', learning('during 1 hour relearn every 8 minutes')],
  ['C045', baseline('learn a = frequency over 1 hour every 20 minutes')],
  ['C046', `${rule(alert)}\nsink s alerts of rr to kafka topic "x"`],
  ['C047', 'sink s to kafka topic "log data"'],
  ['C048', 'source s from ndjson fields a: text time arrival'],
  ['C049', learning('half-life 30 days')],
  ['C050', running('relearn every 10 days')],
  ['C051', `${running('')}learn speed = usual hours of moment alert "x" when new speed or new place`],
  ['C052', `${staff}${running('days off in staff')}`],
  ['C053', baseline('learn n = frequency per day keep learning ignore where bytes > 5')],
  ['C054', baseline('learn a = first seen ip, against similar keys keep learning')],
  ['C055', baseline('learn a = expected bytes given hour(moment), bytes keep learning')],
  ['C056', running('clip values seen on fewer than 2 days')],
  ['C101', `${staff}${source}`],
  ['C102', learning('kind = usual values of user\nalert "x" when new place')],
  ['C103', baseline('learn a = range of max(bytes) per day against user')],
  ['C104', learning('ignore outliers beyond 3 sigma')],
];

describe('each code', () => {
  test.each(rows)('%s', (code, text) => {
    expect([...new Set(codesOf(text))]).toEqual([code]);
  });

  test('has a row', () => {
    expect(rows.map(([code]) => code)).toEqual(Object.keys(diagnosticCodes));
  });
});
