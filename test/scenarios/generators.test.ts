/** What every generator promises, whatever its case. */
import { describe, expect, it } from 'vitest';
import { generators } from '../../scenarios/index.ts';
import { type GeneratedEvent, type Generator, keysMax } from '../../scenarios/world/generator.ts';
import { dayMs, hourMs, minuteMs } from '../../src/time/duration.ts';

/** What differs from case to case. */
interface World {
  /** Midnight of Monday 2025-03-03 where the case lives. */
  readonly start: string;
  /** Days before the first label. */
  readonly learningDays: number;
  /** The field that names the person or thing whose life is told. */
  readonly subject: string;
  /** Keys by which a label may name what a record belongs to; the subject alone unless given. */
  readonly keysOf?: (record: GeneratedEvent['record']) => readonly string[];
}

const shanghai = '2025-03-03T00:00:00+08:00';
const berlin = '2025-03-03T00:00:00+01:00';
const greenwich = '2025-03-03T00:00:00Z';

/** The log of the tutorial is not among them: it is written in order, without ids. */
const worlds: Readonly<Record<string, World>> = {
  'dba-account': { start: shanghai, learningDays: 30, subject: 'account' },
  mailbox: { start: shanghai, learningDays: 30, subject: 'sender' },
  'vpn-user': { start: shanghai, learningDays: 30, subject: 'user' },
  'web-errors': { start: greenwich, learningDays: 1, subject: 'ip_address' },
  'audit-log': { start: shanghai, learningDays: 30, subject: 'account' },
  'impossible-travel': { start: berlin, learningDays: 30, subject: 'user' },
  'traffic-surge': {
    start: greenwich,
    learningDays: 10,
    subject: 'site',
    keysOf: ({ site, event_time }) => [`${site} / ${Number(String(event_time).slice(11, 13))}`],
  },
  notification: {
    start: shanghai,
    learningDays: 3,
    subject: 'user',
    keysOf: ({ client_ip, place, user, application }) => [
      `${client_ip} / ${place}`,
      `${user} / ${application}`,
    ],
  },
};

describe.each(Object.entries(worlds))('%s', (name, world) => {
  const generator = generators.get(name)!;
  const start = Date.parse(world.start);
  const small = { keys: 24, days: world.learningDays < 30 ? world.learningDays + 3 : 40, seed: 7 };
  const full = generator.generate(generator.defaults);
  const events = [...full.events];

  it('gives the same bytes for the same options', () => {
    expect(bytesOf(generator, small)).toBe(bytesOf(generator, small));
  });

  it('gives other events and other labels for another seed', () => {
    const other = generator.generate({ ...generator.defaults, seed: 2 });
    const firstIds = events.slice(0, 50).map(idOf);
    const otherIds = new Set([...other.events].map(idOf));
    expect(firstIds.some((id) => otherIds.has(id))).toBe(false);
    expect(other.labels).not.toEqual(full.labels);
  });

  it('lets an event come at most ten minutes behind the newest one, and some out of order', () => {
    let newest = Number.NEGATIVE_INFINITY;
    let late = 0;
    for (const { time } of events) {
      expect(newest - time).toBeLessThan(10 * minuteMs);
      if (time < newest) late++;
      newest = Math.max(newest, time);
    }
    expect(late / events.length).toBeGreaterThan(0.001);
    expect(late / events.length).toBeLessThan(0.06);
  });

  it('delivers a few events twice, and only as exact copies', () => {
    const seen = new Map<string, string>();
    let copies = 0;
    for (const event of events) {
      const line = JSON.stringify(event.record);
      const before = seen.get(idOf(event));
      if (before !== undefined) {
        copies++;
        expect(line).toBe(before);
      }
      seen.set(idOf(event), line);
    }
    expect(copies).toBeGreaterThan(5);
    expect(copies / events.length).toBeLessThan(0.01);
  });

  it('writes into the record the very time of the event', () => {
    for (const { time, record } of events) {
      const text = record.timestamp ?? record.event_time;
      const parsed = record.timestamp === undefined ? String(text) : `${String(text).replace(' ', 'T')}Z`;
      expect(Date.parse(parsed)).toBe(time);
    }
  });

  it('begins on Monday 3 March 2025 and lasts as many days as asked', () => {
    const first = Math.min(...events.slice(0, 1_000).map(({ time }) => time));
    expect(first).toBeGreaterThanOrEqual(start);
    expect(first).toBeLessThan(start + 12 * hourMs);
    const last = events.at(-1)!.time;
    expect(last).toBeGreaterThan(start + (generator.defaults.days - 1) * dayMs);
    expect(last).toBeLessThan(start + (generator.defaults.days + 1) * dayMs);
  });

  it('labels about one key in ten, once or twice, after the days of learning, where there are events', () => {
    const learnt = start + world.learningDays * dayMs;
    const labels = [...full.labels];
    const labelled = new Set(labels.map(({ key }) => key.split(' / ')[0]));
    expect(labelled.size / generator.defaults.keys).toBeGreaterThan(0.05);
    expect(labelled.size / generator.defaults.keys).toBeLessThan(0.15);
    expect(labels.length).toBeLessThanOrEqual(2 * labelled.size);
    for (const label of labels) {
      expect(label.from).toBeGreaterThan(learnt);
      expect(label.to).toBeGreaterThan(label.from);
      const own = events.filter((event) => isWithin(event, world, label));
      expect(own.length, `${label.key} ${label.kind}`).toBeGreaterThan(0);
    }
  });

  it('has at least two labels of each strength', () => {
    for (const strength of ['blatant', 'clear', 'faint']) {
      expect(full.labels.filter((label) => label.strength === strength).length).toBeGreaterThanOrEqual(2);
    }
  });

  it('leaves no trace of the labels in the records', () => {
    const usual = shapesOf(events.slice(0, Math.floor(events.length / 7)));
    expect(shapesOf(events)).toEqual(usual);
  });

  it('tells the same of a person in a larger population', () => {
    const { keys } = small;
    const alone = [...generator.generate(small).events];
    const names = new Set(alone.map(({ record }) => record[world.subject]));
    const among = [...generator.generate({ ...small, keys: keys * 3 }).events].filter(({ record }) =>
      names.has(record[world.subject]),
    );
    expect(among.map(({ record }) => record)).toEqual(alone.map(({ record }) => record));
  });

  it('tells the same of a day in a longer span', () => {
    const border = start + (small.days - 2) * dayMs;
    const short = [...generator.generate(small).events].filter(({ time }) => time < border);
    const long = [...generator.generate({ ...small, days: small.days * 2 }).events].filter(
      ({ time }) => time < border,
    );
    expect(long.map(({ record }) => record)).toEqual(short.map(({ record }) => record));
  });

  it('stops after as many events as asked', () => {
    const { events: limited } = generator.generate({ ...small, eventsMax: 123 });
    expect([...limited]).toEqual([...generator.generate(small).events].slice(0, 123));
  });

  it('refuses options out of range and names the one', () => {
    expect(() => generator.generate({ ...small, keys: 0 })).toThrow(
      `generator ${name}: keys must be a whole number from 1 to ${keysMax}, found 0`,
    );
    expect(() => generator.generate({ ...small, days: 1.5 })).toThrow(
      'days must be a whole number from 1 to 304',
    );
  });
});

function bytesOf(generator: Generator, options: Generator['defaults']): string {
  const { events, labels, tables } = generator.generate(options);
  return JSON.stringify([[...events], labels, tables]);
}

function idOf({ record }: GeneratedEvent): string {
  return String(record.id);
}

function isWithin(
  { time, record }: GeneratedEvent,
  { subject, keysOf }: World,
  label: { key: string; from: number; to: number },
): boolean {
  const keys = keysOf === undefined ? [String(record[subject])] : keysOf(record);
  return keys.includes(label.key) && time >= label.from && time < label.to;
}

/** The sets of fields that occur, with the type of each. */
function shapesOf(events: readonly GeneratedEvent[]): string[] {
  const shapes = new Set<string>();
  for (const { record } of events) {
    shapes.add(
      Object.entries(record)
        .map(([field, value]) => `${field}: ${typeof value}`)
        .join(', '),
    );
  }
  return [...shapes].sort();
}
