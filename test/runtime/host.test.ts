import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../src/time/duration.ts';
import type { OpenHosts } from './open-hosts.ts';
import { openHosts, slotsOf, weighAll } from './open-hosts.ts';
import { logSource, type Row, run } from './run-rules.ts';

const noon = Date.UTC(2025, 0, 6, 12);

/** Every kind of state: values, hours, amounts, generations, windows, groups, open alerts, kept observations. */
const everything = `${logSource({ lateness: '30 minutes' })}
baseline habits on log for each who
  learn spot = usual values of place
        hour = usual hours of at
        size = range of amount
  during 6 hours with at least 2 events, relearn every 3 hours, keep 12 hours
  ignore values seen on fewer than 2 days against history
  alert "{who}: {spot} {size} of {team}" when new spot or size is unusually high once per 1 hour
baseline sums on log for each who
  learn sent = range of sum(amount) per hour, against team, everyone
        seen = range of distinct(place) per hour
  during 4 hours with at least 2 windows, relearn every 2 hours, keep 8 hours
  ignore outliers beyond 3 sigma
  alert "{who}: {sent}" when sent is unusually high or seen is unusually low
rule bursts on log for each who, team
  alert "{who} {count()} {distinct(place)}" when count() > 3 over 20 minutes every 5 minutes once per 1 hour
  alert "{who} {max(amount)}" when max(amount) > 90 over 1 hour
`;

const row = fc.record({
  gap: fc.oneof(fc.nat(10 * minuteMs), fc.nat(4 * hourMs), fc.constant(0)),
  late: fc.oneof(fc.constant(0), fc.nat(30 * minuteMs)),
  who: fc.constantFrom('ann', 'bob', 'cleo'),
  team: fc.constantFrom('red', 'blue', undefined),
  place: fc.oneof(fc.constantFrom('home', 'office'), fc.string({ maxLength: 3 }), fc.constant(undefined)),
  amount: fc.oneof(fc.nat(100), fc.constant(undefined)),
});
const histories = fc.array(row, { minLength: 1, maxLength: 60 }).map((steps): Row[] => {
  let time = noon;
  return steps.map(({ gap, late, ...fields }) => {
    time += gap;
    return [time - Math.min(late, time - noon), fields];
  });
});

/** Far enough for everything to have expired. */
const end: Row = [noon + 40 * dayMs, {}];

function weightOf(session: OpenHosts): { accounted: number; counted: number } {
  const shared = [...session.dictionaries].reduce((bytes, dictionary) => bytes + dictionary.bytesUsed, 0);
  return {
    accounted: session.metrics().weightBytes,
    counted: weighAll([...session.hosts, ...session.groupHosts]) + shared,
  };
}

describe('the accounted weight', () => {
  it('is what a new count of everything gives, and nothing once all have gone', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom(1, 3), (rows, shards) => {
        const session = openHosts({ rules: everything, shards });
        for (const one of rows) {
          session.push(one);
          const { accounted, counted } = weightOf(session);
          expect(accounted).toBe(counted);
        }
        session.push(end);
        expect(weightOf(session)).toEqual({ accounted: 0, counted: 0 });
        for (const host of [...session.hosts, ...session.groupHosts]) expect(host.size).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it('does not depend on what was evicted and came back', () => {
    fc.assert(
      fc.property(histories, (rows) => {
        const stayed = openHosts({ rules: everything });
        const moved = openHosts({ rules: everything });
        for (const one of rows) {
          stayed.push(one);
          moved.push(one);
          evictAll(moved);
        }
        returnAll(moved);
        expect(moved.metrics().weightBytes).toBe(stayed.metrics().weightBytes);
      }),
      { numRuns: 15 },
    );
  });
});

describe('an evicted actor', () => {
  it('comes back with the same state, to the byte', () => {
    fc.assert(
      fc.property(histories, (rows) => {
        const session = openHosts({ rules: everything });
        session.push(...rows);
        const first = evictAll(session);
        returnAll(session);
        expect(evictAll(session)).toEqual(first);
      }),
      { numRuns: 25 },
    );
  });

  it('is woken by its timers at their instants', () => {
    const rules = `${logSource()}
rule quiet on log for each who
  alert "{count()}" when count() < 3 over 10 minutes
`;
    const session = openHosts({ rules });
    session.push([noon, { who: 'ann' }], [noon + minuteMs, { who: 'bob' }]);
    evictAll(session);
    expect(session.hosts[0].size).toBe(0);
    expect(session.hosts[0].nextDue()).toBe(noon + 10 * minuteMs);
    session.push([noon + 10 * minuteMs - 1_000, {}]);
    expect(session.alerts).toEqual([]);
    session.push([noon + 10 * minuteMs, {}]);
    expect(session.alerts.map(({ key, message }) => [key, message])).toEqual([
      ['ann', '1'],
      ['bob', '1'],
    ]);
    expect(
      session.decisions
        .filter(({ kind }) => kind === 'returned')
        .map(({ key, reason }) => `${key}: ${reason}`)
        .sort(),
    ).toEqual(['ann: its timer is due', 'bob: its timer is due']);
    expect(session.metrics().rules[0]).toMatchObject({ returned: 2, keys: { close: 0, expire: 2 } });
  });

  it('is met by an event of its key as if it had stayed, whatever its key', () => {
    const rules = `${logSource()}
rule counted on log for each who
  alert "{who} {count()}" when count() > 1 over 10 minutes
`;
    for (const who of ['ann', '\ufeffann', 'ä', 'a\u0000b', 'a\u001fb', '键', ' ', '"\\']) {
      const session = openHosts({ rules });
      session.push([noon, { who }]);
      evictAll(session);
      session.push([noon + minuteMs, { who }]);
      expect(session.alerts).toHaveLength(1);
      expect(session.decisions.map(({ kind, reason }) => [kind, reason])).toEqual([
        ['returned', 'something came for its key'],
      ]);
    }
  });
});

describe('a quota', () => {
  const rows = Array.from(
    { length: 400 },
    (_, index): Row => [
      noon + index * minuteMs,
      {
        who: `user-${(index * 7) % 40}`,
        place: `place-${index % 3}`,
        amount: index % 11,
        team: index % 2 ? 'red' : 'blue',
      },
    ],
  );

  it('changes nothing of what is reported', () => {
    const free = run({ rules: everything }, [...rows, end]);
    for (const memoryBytesMax of [1, 20_000]) {
      const tight = run({ rules: everything, memoryBytesMax, batchRows: 16 }, [...rows, end]);
      expect(tight.alerts).toEqual(free.alerts);
      expect(tight.baselines).toEqual(free.baselines);
      expect(tight.scores).toEqual(free.scores);
      const plain = ({
        evicted: _evicted,
        returned: _returned,
        ...rest
      }: (typeof tight.metrics.rules)[number]) => rest;
      expect(tight.metrics.rules.map(plain)).toEqual(free.metrics.rules.map(plain));
      expect(tight.metrics.rules[0].evicted).toBeGreaterThan(0);
    }
  });

  it('is kept, and every decision says why', () => {
    const session = openHosts({ rules: everything, memoryBytesMax: 60_000, batchRows: 16 });
    for (let from = 0; from < rows.length; from += 16) {
      session.push(...rows.slice(from, from + 16));
      const ofKeys = session.hosts.reduce((bytes, host) => bytes + host.weightBytes, 0);
      expect(ofKeys).toBeLessThanOrEqual(60_000);
    }
    const evicted = session.decisions.filter(({ kind }) => kind === 'evicted');
    expect(evicted.length).toBeGreaterThan(0);
    for (const { reason, weightBytes } of evicted) {
      expect(reason).toMatch(
        /^all rules together are above the engine's memory, .*; worth .*lowest of \d+ sampled(, all of them in use)?$/,
      );
      expect(weightBytes).toBeGreaterThan(0);
    }
    const { metrics } = session.finish();
    const count = (kind: string) => session.decisions.filter((decision) => decision.kind === kind).length;
    expect(metrics.rules.reduce((sum, rule) => sum + rule.evicted, 0)).toBe(evicted.length);
    expect(metrics.rules.reduce((sum, rule) => sum + rule.returned, 0)).toBe(count('returned'));
  });

  it('of one rule lets that rule alone give', () => {
    const rules = everything.replace(
      'once per 1 hour\nbaseline sums',
      'once per 1 hour memory 4 kB\nbaseline sums',
    );
    const { decisions, metrics } = run({ rules, batchRows: 16 }, rows);
    expect(new Set(decisions.map(({ rule }) => rule))).toEqual(new Set(['habits']));
    expect(decisions[0].reason).toMatch(/^rule "habits" is above its memory; /);
    expect(metrics.rules[0].weightBytes).toBeLessThan(metrics.rules[1].weightBytes);
  });

  it('takes first from the rule furthest above its share, which goes by priority', () => {
    const counted = (name: string, priority: number) => `
rule ${name} on log for each who
  alert "{count()}" when count() > 1000 per day
  priority ${priority}
`;
    const rules = `${logSource()}${counted('dear', 9)}${counted('cheap', 1)}`;
    const { metrics, decisions } = run({ rules, memoryBytesMax: 20_000, batchRows: 50 }, users(0, 400));
    const [dear, cheap] = metrics.rules;
    expect(cheap.weightBytes).toBeLessThan(dear.weightBytes / 4);
    expect(metrics.weightBytes).toBeLessThan(20_000);
    expect(
      decisions.every(({ reason, rule }) => reason.includes(`"${rule}" is furthest above its share`)),
    ).toBe(true);
  });

  it('lets the actors of the present batch stay while enough others can go', () => {
    const rules = `${logSource()}
rule counted on log for each who
  alert "{count()}" when count() > 1000 per day
`;
    const session = openHosts({ rules, memoryBytesMax: 12_000 });
    for (let batch = 0; batch < 20; batch++) {
      const present = users(batch * 10, 10);
      session.push(...present);
      const [host] = session.hosts;
      const keys = new Set(slotsOf(host).map((slot) => host.keyAt(slot)));
      for (const [, { who }] of present) expect(keys.has(who as string)).toBe(true);
    }
    expect(session.metrics().rules[0].evicted).toBeGreaterThan(50);
  });
});

/** One event each of users by number. */
function users(first: number, count: number): Row[] {
  return Array.from({ length: count }, (_, index) => [noon, { who: `user-${first + index}` }]);
}

/** Parks all actors of keys, and answers their snapshots. */
function evictAll(session: OpenHosts): { space: string; key: string; bytes: string }[] {
  for (const host of session.hosts) for (const slot of slotsOf(host)) host.evict(slot);
  return session.hosts
    .flatMap((host) =>
      [...host.snapshots()].map(({ key, bytes }) => ({
        space: host.space,
        key,
        bytes: Buffer.from(bytes!).toString('hex'),
      })),
    )
    .sort((one, other) => (one.space + one.key < other.space + other.key ? -1 : 1));
}

function returnAll(session: OpenHosts): void {
  for (const host of session.hosts) for (const { key } of [...host.snapshots()]) host.look(key);
}
