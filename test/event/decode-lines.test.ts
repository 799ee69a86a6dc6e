import { describe, expect, it } from 'vitest';
import { createDecoder } from '../../src/event/decoder.ts';
import { decodeAll, sourceOf } from './decode-all.ts';

const syslogTime = { name: 'time', type: 'time', path: 'time', timePattern: 'MMM d HH:mm:ss' } as const;
const patterns = [
  '{time:15} {*} sshd[{*}]: Failed {*} for invalid user {user} from {ip:ip} port {*}',
  '{time:15} {*} sshd[{*}]: {outcome:word} {*} for {user} from {ip:ip} port {*}',
];
const source = sourceOf([syslogTime, 'user', 'ip:ip', 'outcome'], {
  format: { kind: 'lines', patterns, ignoreOthers: true },
  year: 2023,
});
const log = [
  'Dec 31 23:59:58 h sshd[1]: Accepted password for elastic_user_0 from 1.2.3.4 port 22 ssh2',
  'Dec 31 23:59:59 h sshd[1]: Failed password for invalid user admin from ::ffff:1.2.3.4 port 22 ssh2',
  'Jan  1 00:00:01 h sshd[1]: Received disconnect from 1.2.3.4 port 22:11: disconnected by user',
  'Jan  1 00:00:02 h CRON[7]: pam_unix(cron:session): session closed for user root',
  'Jan  1 00:00:03 h sshd[1]: Failed password for root from 1.2.3.4 port 22 ssh2',
];

describe('the decoder of lines', () => {
  it('reads each line by the first pattern that fits, and counts the others', () => {
    const { rows, refusals, ignored } = decodeAll(source, log.join('\n'));
    expect(refusals).toEqual([]);
    expect(ignored).toBe(2);
    expect(rows.map((row) => [row['#position'], row.user, row.ip, row.outcome])).toEqual([
      [1, 'elastic_user_0', '1.2.3.4', 'Accepted'],
      [2, 'admin', '1.2.3.4', undefined],
      [5, 'root', '1.2.3.4', 'Failed'],
    ]);
    expect(new Date(rows[2]['#time']).toISOString()).toBe('2024-01-01T00:00:03.000Z');
  });

  it('refuses the others when every line must fit', () => {
    const strict = { ...source, format: { kind: 'lines', patterns, ignoreOthers: false } as const };
    const { refusals } = decodeAll(strict, log.join('\n'));
    expect(refusals.map(({ code, position }) => [code, position])).toEqual([
      ['no-pattern-fits', 3],
      ['no-pattern-fits', 4],
    ]);
    expect(refusals[0].reason).toContain('one of the 2 line patterns');
  });

  it('does not start with a field that stands in no pattern', () => {
    const wrong = {
      ...source,
      fields: [...source.fields, { name: 'x', type: 'text', path: 'host' } as const],
    };
    expect(() => createDecoder(wrong, { refuse: () => {} })).toThrow(
      'field "x" of source "s" stands in no line pattern; they name time, user, ip, outcome',
    );
  });
});
