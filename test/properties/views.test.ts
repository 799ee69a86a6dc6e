/** Rows of views are what a plain map computes of the same events, however the engine is set up and the events arrive. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../src/time/duration.ts';
import { weighAll } from '../runtime/open-hosts.ts';
import { type OpenView, openView } from '../runtime/open-view.ts';
import type { Row as LogRecord } from '../runtime/run-rules.ts';

interface Event {
  readonly time: number;
  readonly who: string;
  readonly place: string;
  readonly amount: number | undefined;
  /** From 0 to 1: how much of what is allowed it comes late. */
  readonly delay: number;
}

interface Row {
  readonly who: string;
  readonly n: number;
  readonly places: number;
  readonly total: number;
  readonly least: number | undefined;
  readonly last_seen: string;
}

const start = Date.UTC(2025, 0, 6);
const latenessMs = 6 * hourMs;

/** In some cases all comes within an hour or two, in others there are days of silence. */
const events: fc.Arbitrary<readonly Event[]> = fc
  .constantFrom(25, 12 * 60)
  .chain((paceMinutes) =>
    fc.array(
      fc.record({
        gapMs: fc.oneof(
          { arbitrary: fc.constantFrom(0, minuteMs, 6 * hourMs, dayMs), weight: 1 },
          { arbitrary: fc.integer({ min: 0, max: paceMinutes }).map(minutes), weight: 5 },
        ),
        who: fc.constantFrom('ann', 'ann', 'ann', 'bob', 'cid'),
        place: fc.constantFrom('', 'lab', 'roof', 'attic', 'hall'),
        amount: fc.option(fc.integer({ min: -5, max: 100 }), { nil: undefined }),
        delay: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
      }),
      { minLength: 1, maxLength: 80, size: 'max' },
    ),
  )
  .map((steps) => {
    let time = start;
    return steps.map(({ gapMs, ...event }) => {
      time += gapMs;
      return { ...event, time };
    });
  });

const settings = fc.record({
  shards: fc.constantFrom(1, 3),
  batchRows: fc.constantFrom(1, 7, 2_048),
  memoryBytesMax: fc.constantFrom(1, 1_000, Number.POSITIVE_INFINITY),
  /** Records of each piece of input. */
  piece: fc.constantFrom(1, 5, 100),
});

function minutes(count: number): number {
  return count * minuteMs;
}

function rulesOf(forgetting: string): string {
  return `source log from ndjson
      fields id: text, at: time, who: text, place: text, amount: number
      time at, up to 6 hours late
      identified by id
    view rows on log for each who
      keep count() as n, distinct(place) as places, sum(amount) as total, min(amount) as least, max(at) as last_seen
      ${forgetting}`;
}

function fed(
  rules: string,
  records: readonly LogRecord[],
  { piece, ...setting }: { shards: number; batchRows: number; memoryBytesMax: number; piece: number },
): OpenView {
  const view = openView({ rules, ...setting });
  for (let from = 0; from < records.length; from += piece) view.push(...records.slice(from, from + piece));
  return view;
}

function recordsOf(arrived: readonly Event[]): readonly LogRecord[] {
  return arrived.map(({ time, delay: _delay, ...fields }, index) => [time, { id: `${index}`, ...fields }]);
}

/** What SQL would say: grouped by who, over all that is not older than a gap of `forgetMs`. */
function expectedRows(all: readonly Event[], forgetMs: number): readonly Row[] {
  const end = Math.max(...all.map(({ time }) => time));
  const groups = new Map<string, Event[]>();
  for (const event of [...all].sort((left, right) => left.time - right.time)) {
    const group = groups.get(event.who) ?? [];
    const isOver = group.length > 0 && event.time - group.at(-1)!.time >= forgetMs;
    groups.set(event.who, isOver ? [event] : [...group, event]);
  }
  return [...groups]
    .filter(([, group]) => end - group.at(-1)!.time < forgetMs)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([who, group]) => {
      const amounts = group.flatMap(({ amount }) => (amount === undefined ? [] : [amount]));
      return {
        who,
        n: group.length,
        places: new Set(group.map(({ place }) => place)).size,
        total: amounts.reduce((sum, amount) => sum + amount, 0),
        least: amounts.length === 0 ? undefined : Math.min(...amounts),
        last_seen: new Date(group.at(-1)!.time).toISOString().replace('.000Z', 'Z'),
      };
    });
}

/** Never later than allowed. */
function withinLateness(all: readonly Event[]): readonly Event[] {
  const arrival = ({ time, delay }: Event) => time + delay * latenessMs;
  return [...all].sort((left, right) => arrival(left) - arrival(right));
}

/** Every other event comes a second time, at once: one that is not late is recognised. */
function withDuplicates(records: readonly LogRecord[]): readonly LogRecord[] {
  return records.flatMap((record, index) => (index % 2 === 0 ? [record, record] : [record]));
}

test('without forgetting, in any order at all', () => {
  fc.assert(
    fc.property(events, settings, (all, setting) => {
      const arrived = [...all].sort((left, right) => left.delay - right.delay);
      const view = fed(rulesOf(''), recordsOf(arrived), setting);
      expect(view.rows()).toEqual(expectedRows(all, Number.POSITIVE_INFINITY));
      expect(weighAll(view.hosts)).toBe(view.hosts.reduce((bytes, host) => bytes + host.weightBytes, 0));
    }),
    { numRuns: 60, seed: 20_250_106 },
  );
});

test.each([
  ['1 day', dayMs],
  ['2 hours', 2 * hourMs],
])('forgetting after %s, in any order within lateness', (text, forgetMs) => {
  fc.assert(
    fc.property(events, settings, (all, setting) => {
      const view = fed(
        rulesOf(`forget after ${text}`),
        withDuplicates(recordsOf(withinLateness(all))),
        setting,
      );
      view.finish();
      expect(view.rows()).toEqual(expectedRows(all, forgetMs));
      expect(weighAll(view.hosts)).toBe(view.hosts.reduce((bytes, host) => bytes + host.weightBytes, 0));
    }),
    { numRuns: 150, seed: 20_250_106 },
  );
});

test('conditions hold for the rows for which they hold one by one', () => {
  const conditions = fc.constantFrom(
    { where: 'n > 3', holds: ({ n }: Row) => n > 3 },
    {
      where: 'who in ("ann", "dan") and total >= 50',
      holds: ({ who, total }: Row) => /ann|dan/.test(who) && total >= 50,
    },
    { where: 'least is missing or least < 0', holds: ({ least }: Row) => least === undefined || least < 0 },
    { where: 'last_seen < "2025-01-10"', holds: ({ last_seen }: Row) => last_seen < '2025-01-10' },
  );
  fc.assert(
    fc.property(events, settings, conditions, (all, setting, { where, holds }) => {
      const view = fed(rulesOf(''), recordsOf(all), setting);
      expect(view.rows(where)).toEqual(expectedRows(all, Number.POSITIVE_INFINITY).filter(holds));
    }),
    { numRuns: 40, seed: 20_250_106 },
  );
});
