import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineMatcher } from '../../src/event/line-matcher.ts';
import { LinePatternError, parseLinePattern } from '../../src/event/line-pattern.ts';

/** The named parts of a line, or undefined when the pattern does not fit. */
function partsOf(patternText: string, line: string): Record<string, string> | undefined {
  const pattern = parseLinePattern(patternText);
  const matcher = new LineMatcher(pattern);
  const bytes = Buffer.from(line);
  if (!matcher.match(bytes, 0, bytes.length)) return undefined;
  const texts = pattern.names.map((name, at) => [
    name,
    bytes.toString('utf8', matcher.starts[at], matcher.ends[at]),
  ]);
  return Object.fromEntries(texts);
}

const accepted =
  '{time:15} {host} sshd[{*}]: Accepted {method:word} for {user} from {ip:ip} port {port:number} ssh2{}';
const failed = '{time:15} {*} sshd[{*}]: Failed password for invalid user {user} from {ip:ip} port {*}';
const apache =
  '{ip:ip} {*} {user} [{time}] "{method:word} {path} {*}" {status:number} {bytes:number} "{referer}" "{agent}"';

describe('a line pattern', () => {
  it.each([
    [
      accepted,
      'Mar 27 13:06:56 ip-10-77-20-248 sshd[1361]: Accepted publickey for ubuntu from 85.245.107.41 port 54259 ssh2: RSA SHA256:K',
      {
        time: 'Mar 27 13:06:56',
        host: 'ip-10-77-20-248',
        method: 'publickey',
        user: 'ubuntu',
        ip: '85.245.107.41',
        port: '54259',
      },
    ],
    [
      accepted,
      'Mar  7 13:06:56 h sshd[1]: Accepted password for a from ::1 port 2 ssh2',
      { time: 'Mar  7 13:06:56', ip: '::1' },
    ],
    [
      failed,
      'Dec 10 06:55:46 LabSZ sshd[24200]: Failed password for invalid user  from 1.2.3.4 port 38926 ssh2',
      { user: '' },
    ],
    [
      failed,
      'Dec 10 06:55:46 LabSZ sshd[2]: Failed password for invalid user from from 1.2.3.4 port 3 ssh2',
      { user: 'from' },
    ],
    [
      failed,
      'Dec 10 06:55:46 LabSZ sshd[2]: Failed password for invalid user x from y from 1.2.3.4 port 3 ssh2',
      { user: 'x from y', ip: '1.2.3.4' },
    ],
    [
      apache,
      '83.149.9.216 - - [17/May/2015:10:05:03 +0000] "GET /a b.png HTTP/1.1" 200 - "http://x/" "Mozilla/5.0 (X11)"',
      {
        method: 'GET',
        status: '200',
        bytes: '-',
        time: '17/May/2015:10:05:03 +0000',
        agent: 'Mozilla/5.0 (X11)',
      },
    ],
    [
      '<{*}>date={date:word} {*}user="{user}"{*}',
      '<190>date=2020-04-23 time=12:23:47 user="someuser" group="g"',
      { date: '2020-04-23', user: 'someuser' },
    ],
    ['{a} {b}', 'x   y z', { a: 'x', b: 'y z' }],
    ['{{{name}}', '{ann}', { name: 'ann' }],
    ['{tag:3}{rest}', 'äöü!', { tag: 'äöü', rest: '!' }],
    ['{ip:ip}:{port:number}', '2001:db8::1:80', { ip: '2001:db8::1', port: '80' }],
    ['{*} user={user:word} ip={ip:ip}', 'x user=a b user=c ip=1.2.3.4  ', { user: 'c', ip: '1.2.3.4' }],
    ['port {port:number}.', 'port 22.', { port: '22' }],
    ['{a}-{b:word}-{c:number}', 'x-y-z-7', { a: 'x', b: 'y-z', c: '7' }],
  ])('%s reads %s', (pattern, line, parts) => {
    expect(partsOf(pattern, line)).toMatchObject(parts);
  });

  it.each([
    ['{a} done', 'x done now', 'text after the end of the pattern'],
    ['{a:word} x', 'a b x', 'white space in a word'],
    ['at {a:number}', 'at x', 'letters in a number'],
    ['from {a:ip}', 'from 1.2.3', 'no address'],
    ['{a:5}!', 'abc!', 'too few characters'],
    ['A {a}', 'a x', 'other letters before'],
    ['{a}  {b}', 'x y', 'fewer spaces than the pattern has'],
  ])('%s does not fit "%s": %s', (pattern, line) => {
    expect(partsOf(pattern, line)).toBeUndefined();
  });

  it.each([
    ['{a', 0, 'has no closing brace'],
    ['x {a}{b}', 5, 'two parts need text between them'],
    ['{a} {a}', 4, 'the name "a" stands here a second time'],
    ['{a b}', 0, 'needs a name of letters'],
    ['{a:digits}', 0, 'found "digits"'],
    ['{a:0}', 0, 'word, number, ip or a number of characters'],
    ['{*} x', 0, 'names at least one part'],
    ['', 0, 'names at least one part'],
  ])('%s is refused at offset %i: %s', (pattern, position, message) => {
    expect(() => parseLinePattern(pattern)).toThrow(message);
    try {
      parseLinePattern(pattern);
    } catch (error) {
      expect(error).toBeInstanceOf(LinePatternError);
      expect((error as LinePatternError).position).toBe(position);
    }
  });

  it('agrees with a regular expression on free parts and words', () => {
    const piece = fc.constantFrom('a', 'b', ' ', '-', 'é');
    const line = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(line, (text) => {
        const fits = /^(.*?) +a(\S+?)-(.*?)b *$/u.exec(text);
        const parts = partsOf('{x} a{y:word}-{z}b', text);
        expect(parts === undefined).toBe(fits === null);
        if (fits) expect(parts).toEqual({ x: fits[1].replace(/ +$/, ''), y: fits[2], z: fits[3] });
      }),
      { numRuns: 2_000 },
    );
  });

  it('stays linear on a line made to be searched again and again', () => {
    const line = Buffer.from('a'.repeat(1_000_000));
    const matcher = new LineMatcher(parseLinePattern('{*}a{x:word}a{y:word}b{z}c'));
    const before = performance.now();
    expect(matcher.match(line, 0, line.length)).toBe(false);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
