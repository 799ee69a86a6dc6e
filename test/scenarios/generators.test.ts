/** What every generator promises, whatever its case. */
import { describe, expect, it } from 'vitest';
import { generators } from '../../scenarios/index.ts';
import { type GeneratedEvent, type Generator, keysMax } from '../../scenarios/world/generator.ts';
import { dayMs, hourMs, minuteMs } from '../../src/time/duration.ts';

const keyFields: Readonly<Record<string, string>> = {
  'dba-account': 'account',
  mailbox: 'sender',
  'vpn-user': 'user',
  'web-errors': 'ip_address',
};

/** Midnight of Monday 2025-03-03 where each case lives. */
const starts: Readonly<Record<string, number>> = {
  'dba-account': Date.parse('2025-03-03T00:00:00+08:00'),
  mailbox: Date.parse('2025-03-03T00:00:00+08:00'),
  'vpn-user': Date.parse('2025-03-03T00:00:00+08:00'),
  'web-errors': Date.parse('2025-03-03T00:00:00Z'),
};

describe.each([...generators.values()].map((generator) => [generator.name, generator] as const))(
  '%s',
  (name, generator) => {
    const field = keyFields[name]!;
    const small = { keys: 24, days: name === 'web-errors' ? 4 : 40, seed: 7 };
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
      expect(first).toBeGreaterThanOrEqual(starts[name]!);
      expect(first).toBeLessThan(starts[name]! + 12 * hourMs);
      const last = events.at(-1)!.time;
      expect(last).toBeGreaterThan(starts[name]! + (generator.defaults.days - 1) * dayMs);
      expect(last).toBeLessThan(starts[name]! + (generator.defaults.days + 1) * dayMs);
    });

    it('labels about one key in ten, once or twice, after the days of learning, where there are events', () => {
      const learnt = starts[name]! + (name === 'web-errors' ? 1 : 30) * dayMs;
      const labels = [...full.labels];
      const labelled = new Set(labels.map(({ key }) => key));
      expect(labelled.size / generator.defaults.keys).toBeGreaterThan(0.05);
      expect(labelled.size / generator.defaults.keys).toBeLessThan(0.15);
      expect(labels.length).toBeLessThanOrEqual(2 * labelled.size);
      for (const label of labels) {
        expect(label.from).toBeGreaterThan(learnt);
        expect(label.to).toBeGreaterThan(label.from);
        const own = events.filter((event) => isWithin(event, field, label));
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
      const names = new Set(alone.map(({ record }) => record[field]));
      const among = [...generator.generate({ ...small, keys: keys * 3 }).events].filter(({ record }) =>
        names.has(record[field]),
      );
      expect(among.map(({ record }) => record)).toEqual(alone.map(({ record }) => record));
    });

    it('tells the same of a day in a longer span', () => {
      const border = starts[name]! + (small.days - 2) * dayMs;
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
  },
);

function bytesOf(generator: Generator, options: Generator['defaults']): string {
  const { events, labels, tables } = generator.generate(options);
  return JSON.stringify([[...events], labels, tables]);
}

function idOf({ record }: GeneratedEvent): string {
  return String(record.id);
}

function isWithin(
  { time, record }: GeneratedEvent,
  field: string,
  label: { key: string; from: number; to: number },
): boolean {
  return record[field] === label.key && time >= label.from && time < label.to;
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
