import { describe, expect, it } from 'vitest';
import { defineFunction } from '../../src/compose.ts';
import { livesPerKeyMax } from '../../src/limits.ts';
import { openView } from '../runtime/open-view.ts';
import { logSource, type Row } from '../runtime/run-rules.ts';

const day = 86_400_000;

const counting = `${logSource({ lateness: '1 hour', zone: 'Asia/Shanghai' })}
  view by_place "Large amounts by place" on log where amount >= 4
    for each place
    keep count() as events, distinct(who) as people, sum(amount) as total, max(at) as last_seen`;

const events: readonly Row[] = [
  ['2025-03-03T10:00:00Z', { who: 'ann', place: 'lab', amount: 4 }],
  ['2025-03-03T10:01:00Z', { who: 'bob', place: 'lab', amount: 5 }],
  ['2025-03-03T09:30:00Z', { who: 'ann', place: 'lab', amount: 9 }],
  ['2025-03-03T10:02:00Z', { who: 'bob', place: 'lab', amount: 3 }],
  ['2025-03-03T10:03:00Z', { who: 'cid', place: 'attic', amount: 7 }],
  ['2025-03-03T10:04:00Z', { who: 'cid', amount: 70 }],
];

const rows = [
  { place: 'attic', events: 1, people: 1, total: 7, last_seen: '2025-03-03T18:03:00+08:00' },
  { place: 'lab', events: 3, people: 2, total: 18, last_seen: '2025-03-03T18:01:00+08:00' },
];

describe('a view', () => {
  it('keeps the aggregates of what passes its filter, for every key', () => {
    const view = openView({ rules: counting });
    view.push(...events);
    expect(view.rows()).toEqual(rows);
    expect(view.reader.fields).toEqual([
      { name: 'place', type: 'text' },
      { name: 'events', type: 'number' },
      { name: 'people', type: 'number' },
      { name: 'total', type: 'number' },
      { name: 'last_seen', type: 'time' },
    ]);
  });

  it('can be read at any moment, and still when the input has ended', () => {
    const view = openView({ rules: counting });
    expect(view.rows()).toEqual([]);
    view.push(events[0]);
    const atOnce = view.reader.rows();
    view.push(...events.slice(1));
    expect([...atOnce]).toMatchObject([{ place: 'lab', events: 1 }]);
    view.finish();
    expect(view.rows()).toEqual(rows);
  });

  it('takes events however late they are', () => {
    const view = openView({ rules: counting });
    view.push(
      ['2025-03-03', { who: 'ann', place: 'lab', amount: 4 }],
      ['2024-03-03', { who: 'old', place: 'lab', amount: 5 }],
    );
    expect(view.rows()).toMatchObject([{ events: 2, people: 2, last_seen: '2025-03-03T08:00:00+08:00' }]);
    const { lateEvents, metrics } = view.finish();
    expect(lateEvents).toEqual([]);
    expect(metrics.rules).toMatchObject([
      { kind: 'view', events: 2, late: 0, alerts: 0, keys: { close: 1 } },
    ]);
  });

  it('shows what is missing as missing', () => {
    const view = openView({
      rules: `${logSource()} view v on log for each who
        keep max(amount) as most, average(amount) as mean, sum(amount) as total, distinct(place) as places`,
    });
    view.push(['2025-03-03', { who: 'ann' }]);
    expect(view.rows()).toEqual([{ who: 'ann', most: undefined, mean: undefined, total: 0, places: 0 }]);
  });

  it('is sorted part by part, numbers by their size', () => {
    const view = openView({
      rules: `${logSource()} view v on log for each (amount > 9) as large, amount, who keep count() as n`,
    });
    for (const [who, amount] of [
      ['b', 10],
      ['a', 10],
      ['z', 9],
      ['z', 100],
    ] as const) {
      view.push(['2025-03-03', { who, amount }]);
    }
    expect(view.rows().map(({ large, amount, who }) => [large, amount, who])).toEqual([
      [false, 9, 'z'],
      [true, 10, 'a'],
      [true, 10, 'b'],
      [true, 100, 'z'],
    ]);
  });

  it('is read from the store as well, and nothing is brought back for it', () => {
    const view = openView({ rules: counting, memoryBytesMax: 1, batchRows: 1 });
    for (const event of events) view.push(event);
    view.push(['2025-03-03T10:05:00Z', { who: 'eve', place: 'roof', amount: 5 }]);
    const before = view.metrics().rules[0];
    expect(view.rows('place != "roof"')).toEqual(rows);
    expect(view.hosts[0].size).toBeLessThan(3);
    expect(before.evicted).toBeGreaterThan(0);
    expect(view.metrics().rules[0]).toEqual(before);
  });

  it('counts no event that its expressions cannot take', () => {
    const brittle = defineFunction({
      name: 'brittle',
      summary: 'The number itself, unless it is odd.',
      parameters: [{ name: 'number', types: ['number'] }],
      returns: 'number',
      examples: [{ call: 'brittle(2)', result: 2 }],
      evaluate(number) {
        if (number % 2 === 1) throw new Error('odd');
        return number;
      },
    });
    const view = openView({
      rules: `${logSource()} view v on log for each who keep count() as n, sum(brittle(amount)) as total`,
      functions: [brittle],
    });
    for (const amount of [2, 3, 4]) view.push(['2025-03-03', { who: 'ann', amount }]);
    expect(view.rows()).toEqual([{ who: 'ann', n: 2, total: 6 }]);
    expect(view.finish().deadLetters).toMatchObject([{ code: 'rule-failed', rule: 'v', key: 'ann' }]);
  });
});

describe('a view that forgets', () => {
  const forgetting = `${logSource({ lateness: '2 days' })}
    view lately on log for each who keep count() as n, max(at) as last_seen forget after 10 days`;
  const start = Date.UTC(2025, 0, 6);
  const at = (days: number, who: string): Row => [start + days * day, { who }];
  const counts = (view: ReturnType<typeof openView>) => view.rows().map(({ who, n }) => `${who} ${n}`);

  it('drops a key when nothing came for so long, and nothing late can come', () => {
    const view = openView({ rules: forgetting });
    view.push(at(0, 'ann'), at(3, 'ann'), at(14, 'bob'));
    expect(counts(view)).toEqual(['ann 2', 'bob 1']);
    view.push(at(15, 'bob'));
    expect(counts(view)).toEqual(['bob 2']);
    expect(view.metrics().rules[0].keys).toMatchObject({ close: 1, expire: 1 });
  });

  it('begins anew when a key comes back', () => {
    const view = openView({ rules: forgetting });
    view.push(at(0, 'ann'), at(1, 'ann'), at(11, 'ann'));
    expect(counts(view)).toEqual(['ann 1']);
    view.push(at(20, 'ann'), at(40, 'bob'), at(41, 'ann'));
    expect(counts(view)).toEqual(['ann 1', 'bob 1']);
  });

  it('goes on when a late event shows that nothing was over', () => {
    const view = openView({ rules: forgetting });
    view.push(at(0, 'ann'), at(1, 'ann'), at(11, 'ann'), at(10, 'ann'));
    expect(counts(view)).toEqual(['ann 4']);
  });

  it('makes one of several lives, as the events between them come', () => {
    const view = openView({ rules: `${forgetting} allow 30 days late` });
    view.push(at(0, 'ann'), at(12, 'ann'), at(24, 'ann'));
    expect(counts(view)).toEqual(['ann 1']);
    view.push(at(18, 'ann'), at(6, 'ann'));
    expect(counts(view)).toEqual(['ann 5']);
  });

  it('shows no life that was over before another', () => {
    const view = openView({ rules: forgetting });
    view.push(at(50, 'ann'), at(10, 'ann'), at(30, 'ann'), at(29, 'ann'), at(51, 'ann'));
    expect(counts(view)).toEqual(['ann 2']);
  });

  it('ends with the last event: nothing late is waited for', () => {
    const view = openView({ rules: forgetting });
    view.push(at(0, 'ann'), at(10, 'bob'));
    expect(counts(view)).toEqual(['ann 1', 'bob 1']);
    view.finish();
    expect(counts(view)).toEqual(['bob 1']);
  });

  it('gives back the memory of what is over', () => {
    const view = openView({ rules: forgetting });
    view.push(at(0, 'ann'), at(-20, 'ann'), at(11, 'ann'), at(30, 'bob'), at(50, 'eve'), at(52, 'eve'));
    view.push(at(20, 'eve'), at(35, 'eve'), at(0, 'eve'), at(53, 'eve'), at(55, 'eve'));
    const other = openView({ rules: forgetting });
    other.push(at(55, 'eve'));
    expect(counts(view)).toEqual(['eve 4']);
    expect(view.hosts[0].weightBytes).toBe(other.hosts[0].weightBytes);
  });

  it('keeps no more lives of one key than it may', () => {
    const view = openView({ rules: forgetting });
    view.push(at(0, 'ann'));
    view.push(...Array.from({ length: livesPerKeyMax }, (_, index) => at(-20 * (index + 1), 'ann')));
    const full = view.hosts[0].weightBytes;
    view.push(at(-20 * (livesPerKeyMax + 1), 'ann'), at(-30, 'ann'));
    expect(view.hosts[0].weightBytes).toBe(full);
    expect(counts(view)).toEqual(['ann 1']);
  });
});
