/** Nothing a person, or a program, can write crashes the front end. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { vocabulary } from '../../src/language/tokens.ts';
import { checkText } from './check-text.ts';

const wholeText = `
source web_log
  from ndjson
  fields account: text, client_ip: ip, bytes: number, moment: time as "iso"
  time moment, up to 10 minutes late, zone "Europe/Berlin"
table staff from csv "staff.csv" key account
baseline logins "As usual" on web_log where account in staff and not client_ip in "10.0.0.0/8" for each account
  learn place = usual values of network(client_ip, 24), hour = usual hours of moment
  during 30 days with at least 20 events, relearn every 7 days, keep 90 days
  ignore values seen on fewer than 2 days
  alert "{account} from {place}" when new place or unusual hour severity high when new place, else low once per day
baseline habits on web_log for each account in zone "Asia/Tokyo"
  learn hour = usual hours by day type of moment, against network(client_ip, 24), everyone, weight 0.5
        device = first seen client_ip
        spot = usual places of bytes, bytes
        size = expected bytes given hour(moment), against similar keys, everyone
  during 30 days, keep learning, half-life 60 days, forget after 90 days days off in holidays
  ignore where bytes > 5 GB
  quarantine surprises above 0.99 for 14 days, admit after 2 days
  down-weight values seen on fewer than 2 days against previous period
  calibrate against everyone, own history
  add slow surprise over 12 days, weight 0.6
  add evidence of client_ip within 1 hour, weight 0.5
  limit alerts for each network(client_ip, 16)
  alert at most 5 a day "{account} at {hour}" when new device or score > 0.9
table holidays from csv "holidays.csv" key date
source mail from kafka topic "mail" as csv columns sender, "sent at" idle after 5 minutes
  fields sender: text time arrival
rule burst on web_log for each account alert "{count()}" when count() > 3 over 5 minutes every 1 minute
sink anomalies "What the analysts see" alerts of burst, logins severity medium or higher to folder "topics/anomalies"
`;

const pieces = [
  ...vocabulary.flatMap(({ LABEL }) => (LABEL === undefined ? [] : [LABEL.replaceAll('"', '')])),
  ...[
    '"a"',
    '"{x}"',
    '"{',
    '\\',
    "'b'",
    '==',
    '&&',
    '10.0.0.0/8',
    '5 minutes',
    '64 MB',
    'count()',
    '\n',
    '#',
    '1e999',
  ],
  ...['a', 'web_log', 'account', 'alert "{count()}"', 'new place', '{', '}', ';', '\u{1F600}', '\0'],
];

function expectPlacesInside(text: string): void {
  for (const { span, message } of checkText(text).diagnostics) {
    expect(span.start, message).toBeGreaterThanOrEqual(0);
    expect(span.end, message).toBeGreaterThanOrEqual(span.start);
    expect(span.end, message).toBeLessThanOrEqual(text.length);
  }
}

test('random text is told about, never thrown at', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), expectPlacesInside), { numRuns: 300 });
});

test('random sequences of words and signs are told about, never thrown at', () => {
  const sequences = fc.array(fc.constantFrom(...pieces), { maxLength: 60 });
  fc.assert(
    fc.property(sequences, (words) => expectPlacesInside(words.join(' '))),
    { numRuns: 600 },
  );
});

test('a good file with a piece cut out or put in is told about, never thrown at', () => {
  expect(checkText(wholeText).diagnostics).toEqual([]);
  const edits = fc.record({
    from: fc.nat(wholeText.length),
    cut: fc.nat(20),
    put: fc.constantFrom('', ...pieces),
  });
  fc.assert(
    fc.property(edits, ({ from, cut, put }) => {
      expectPlacesInside(wholeText.slice(0, from) + put + wholeText.slice(from + cut));
    }),
    { numRuns: 600 },
  );
});

test('a damaged file yields no rules but an error, a sound one yields rules', () => {
  const cuts = fc.nat(wholeText.length - 1);
  fc.assert(
    fc.property(cuts, (end) => {
      const { ast, rules, diagnostics } = checkText(wholeText.slice(0, end));
      const wrong = diagnostics.some(({ severity }) => severity === 'error');
      const damaged = ast.declarations.some((declaration) => declaration.damaged);
      if (damaged) expect(wrong).toBe(true);
      if (damaged) expect(rules).toBeUndefined();
      if (!wrong) expect(rules).toBeDefined();
    }),
    { numRuns: 200 },
  );
});
