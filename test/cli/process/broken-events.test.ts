/** What is broken in the input is counted and told, and changes nothing else: alerts and baselines stay as they were, byte for byte. */

import { Buffer } from 'node:buffer';
import { describe, expect, it, type TestContext } from 'vitest';
import { type Content, recordsOf, Workplace } from './program.ts';
import { type Format, fileOf, formats, headOf, lineOf, logins, putRules } from './vpn-records.ts';

interface Broken {
  readonly what: string;
  readonly code: string;
  readonly line: Content;
}

const good = logins[1_000]!;

/** One broken line of each kind that a format can have. */
function brokenLines(format: Format): readonly Broken[] {
  const write = lineOf[format];
  const shapeless = { ndjson: 'not-json', csv: 'wrong-columns', lines: 'no-pattern-fits' }[format];
  const whole = Buffer.from(write({ ...good, user: 'mark~er' }));
  const marked = (byte: number) => whole.map((each) => (each === 0x7e ? byte : each));
  const notObjects = ['[1, 2]', '"text"', 'null', '17', 'true'];
  return [
    { what: 'other text', code: shapeless, line: 'Segmentation fault (core dumped)' },
    { what: 'half a record', code: shapeless, line: write(good).slice(0, 20) },
    ...(format === 'ndjson' ? notObjects : []).map((line) => ({ what: line, code: 'not-an-object', line })),
    { what: 'no address', code: 'wrong-type', line: write({ ...good, client_ip: '10.0.0.300' }) },
    { what: 'no time', code: 'time-missing', line: write(without(good)) },
    { what: 'time in words', code: 'time-unreadable', line: write({ ...good, event_time: 'yesterday' }) },
    {
      what: '30 February',
      code: 'time-unreadable',
      line: write({ ...good, event_time: '2025-02-30T08:00:00Z' }),
    },
    { what: 'year 1970', code: 'time-absurd', line: write({ ...good, event_time: '1970-01-01T00:00:00Z' }) },
    { what: 'year 9999', code: 'time-absurd', line: write({ ...good, event_time: '9999-12-31T23:59:59Z' }) },
    {
      what: 'next year',
      code: 'time-far-ahead',
      line: write({ ...good, event_time: '2026-06-01T00:00:00Z' }),
    },
    { what: '10 MB', code: 'record-too-long', line: 'x'.repeat(10_000_000) },
    {
      what: 'all bytes',
      code: 'not-text',
      line: Buffer.from(Array.from({ length: 256 }, (_, byte) => (byte === 0x0a ? 0 : byte))),
    },
    { what: 'a NUL', code: 'not-text', line: marked(0) },
    { what: 'broken UTF-8', code: 'not-text', line: marked(0xff) },
  ];
}

/** Lines between two broken ones: so many that each kind comes more than once. */
const linesBetween = 50;

/**
 * A file with broken lines in it, and where they are; or the same file with empty lines in their places, a byte order
 * mark, Windows line ends and no last one, of which none is broken.
 */
function fileWith(format: Format, breakage: 'broken' | 'empty') {
  const kinds = brokenLines(format);
  const lineEnd = breakage === 'broken' ? '\n' : '\r\n';
  const lines: Content[] = [...headOf[format]];
  const expected: { code: string; position: number }[] = [];
  const addBroken = ({ code, line }: Broken) => {
    lines.push(breakage === 'broken' ? line : '');
    expected.push({ code, position: lines.length });
  };
  logins.forEach((login, index) => {
    lines.push(lineOf[format](login));
    if (index % linesBetween !== 0) return;
    addBroken(kinds[(index / linesBetween) % kinds.length]!);
    lines.push(index % (3 * linesBetween) === 0 ? ' \t' : '');
  });
  // The last line of a file that is still being written.
  addBroken(kinds[1]!);
  const parts = lines.flatMap((line, index) => (index === 0 ? [line] : [lineEnd, line]));
  if (breakage === 'empty') parts.unshift('\ufeff');
  return { content: Buffer.concat(parts.map((part) => Buffer.from(part))), expected };
}

function without({ event_time: _, ...rest }: Readonly<Partial<Record<string, string | number>>>) {
  return rest;
}

/** How often each code comes, as the summary writes it, sorted. */
function countsOf(letters: readonly { code: string }[]): string[] {
  const counts = new Map<string, number>();
  for (const { code } of letters) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => `${code} ${count}`).sort();
}

/** Alerts without the numbers of their records, which count broken lines too. */
function withoutPositions(alerts: string): object[] {
  return recordsOf(alerts).map((alert) => ({ ...alert, position: 0 }));
}

/** Runs the rules over events in a folder of their own. */
async function replay(test: TestContext, format: Format, events: Content) {
  const workplace = new Workplace(test, { events });
  const ended = await workplace.run(
    ...['replay', putRules(workplace, format), '--events', 'events', '--alerts', 'alerts'],
    ...['--baselines', 'baselines', '--late', 'late', '--dead-letters', 'dead'],
  );
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const outputs = ['alerts', 'baselines', 'late'].map((name) => workplace.read(name));
  return { ...ended, alerts: outputs[0]!, baselines: outputs[1]!, outputs, dead: workplace.records('dead') };
}

describe.concurrent.each(formats)('broken events in %s', (format) => {
  it('are counted by reason, sampled with their place, and change nothing else', async (test) => {
    const { content, expected } = fileWith(format, 'broken');
    const [broken, empty, clean] = await Promise.all([
      replay(test, format, content),
      replay(test, format, fileWith(format, 'empty').content),
      // What holds of one format's numbers holds of all.
      format === 'ndjson' ? replay(test, format, fileOf(format)) : undefined,
    ]);

    expect(broken.outputs).toEqual(empty.outputs);
    expect(recordsOf(empty.alerts).length).toBeGreaterThan(1);
    expect(recordsOf(empty.baselines).length).toBeGreaterThan(30);
    expect(empty.dead).toEqual([]);
    if (clean !== undefined) {
      expect(withoutPositions(broken.alerts)).toEqual(withoutPositions(clean.alerts));
      expect(broken.baselines).toBe(clean.baselines);
    }

    const told = broken.dead.map(({ code, position }) => ({ code, position: Number(position) }));
    expect(told.sort((left, right) => left.position - right.position)).toEqual(expected);
    for (const letter of broken.dead) {
      expect(letter).toMatchObject({ source: 'vpn', reason: expect.any(String), sample: expect.any(String) });
      expect(JSON.stringify(letter).length).toBeLessThan(2_000);
    }
    const [, counts] = /^refused by vpn: (.*)$/m.exec(broken.stdout)!;
    expect(counts!.split(', ').sort()).toEqual(countsOf(expected));
    expect(empty.stdout).not.toContain('refused by');
  });
});
