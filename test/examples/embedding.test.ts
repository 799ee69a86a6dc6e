import { concatMap, delay, from, lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createEngine, type Engine, RulesError } from '../../src/compose.ts';

const hourMs = 3_600_000;
const start = Date.UTC(2025, 0, 6);

const rules = `
source logins from ndjson
  fields time: time, user: text, city: text
  time time, up to 10 minutes late, zone "UTC"

baseline places "People log in from where they usually do"
  on logins for each user
  learn city = usual values of city
  during 1 day with at least 5 events, keep 7 days
  alert "{user} logged in from {city}" when new city
`;

const login = (hour: number, city: string) => ({ time: start + hour * hourMs, user: 'ann', city });
const events = [
  ...Array.from({ length: 24 }, (_, hour) => login(hour, 'Lyon')),
  { time: 'not a time', user: 'ann', city: 'Lyon' },
  login(30, 'Lyon'),
  login(20, 'Lyon'),
  login(31, 'Oslo'),
];

/** Everything an engine says about the events, by stream. */
async function listen(engine: Engine, feed: () => Promise<void>) {
  const lists = {
    alerts: lastValueFrom(engine.alerts$.pipe(toArray())),
    baselines: lastValueFrom(engine.baselines$.pipe(toArray())),
    lateEvents: lastValueFrom(engine.lateEvents$.pipe(toArray())),
    deadLetters: lastValueFrom(engine.deadLetters$.pipe(toArray())),
    metrics: lastValueFrom(engine.metrics$.pipe(toArray())),
  };
  await feed();
  const last = engine.finish();
  return {
    alerts: await lists.alerts,
    baselines: await lists.baselines,
    lateEvents: await lists.lateEvents,
    deadLetters: await lists.deadLetters,
    metrics: await lists.metrics,
    last,
  };
}

async function* oneByOne() {
  for (const event of events) yield event;
}

describe('an embedded engine', () => {
  it.each([
    ['a list', () => events],
    ['an async iterable', oneByOne],
    ['an observable', () => from(events)],
    [
      'an observable in its own time',
      () => from(events).pipe(concatMap((event) => of(event).pipe(delay(0)))),
    ],
  ])('takes %s, and tells what it learnt and what is unusual', async (_what, input) => {
    const engine = createEngine({ rules });
    const { alerts, baselines, lateEvents, deadLetters, metrics, last } = await listen(engine, () =>
      engine.consume(input()),
    );

    expect(alerts).toMatchObject([
      {
        rule: 'places',
        key: 'ann',
        status: 'raised',
        message: 'ann logged in from Oslo',
        position: 28,
        at: '2025-01-07T07:00:00Z',
      },
    ]);
    expect(baselines).toMatchObject([
      { rule: 'places', key: 'ann', events: 24, learnTo: '2025-01-07T00:00:00Z' },
    ]);
    expect(lateEvents).toMatchObject([{ rule: 'places', position: 27 }]);
    expect(deadLetters).toMatchObject([{ code: 'time-unreadable', position: 25, field: 'time' }]);
    expect(metrics.at(-1)).toEqual(last);
    expect(last.sources).toMatchObject([{ source: 'logins', records: 28, events: 27, refused: 1 }]);
    expect(last.rules).toMatchObject([
      { rule: 'places', events: 26, late: 1, judged: 2, alerts: 1, failed: 0 },
    ]);
  });

  it('takes bytes in the format of the source, cut anywhere', () => {
    const engine = createEngine({ rules });
    const messages: string[] = [];
    engine.alerts$.subscribe(({ message }) => messages.push(message));
    const bytes = new TextEncoder().encode(events.map((event) => JSON.stringify(event)).join('\n'));
    const input = engine.input('logins');
    for (let from = 0; from < bytes.length; from += 100) input.push(bytes.subarray(from, from + 100));
    input.end();
    engine.finish();
    expect(messages).toEqual(['ann logged in from Oslo']);
  });

  it('handles what came before an input broke off, and says that it did', async () => {
    const engine = createEngine({ rules });
    async function* broken() {
      yield* events.slice(0, 3);
      throw new Error('connection lost');
    }
    await expect(engine.consume(broken())).rejects.toThrow('connection lost');
    expect(engine.metrics().sources[0].events).toBe(3);
    await engine.consume(events.slice(3));
    expect(engine.finish().rules[0]).toMatchObject({ alerts: 1 });
  });

  it('tells of refused records even when nothing else came', async () => {
    const engine = createEngine({ rules });
    const { deadLetters, last } = await listen(engine, () => engine.consume([null, 7, {}, { time: 5 }]));
    expect(deadLetters.map(({ code, position }) => [position, code])).toEqual([
      [1, 'not-an-object'],
      [2, 'not-an-object'],
      [3, 'time-missing'],
      [4, 'time-absurd'],
    ]);
    expect(last.sources[0]).toMatchObject({
      records: 4,
      events: 0,
      refused: 4,
      clock: Number.NEGATIVE_INFINITY,
    });
  });

  it('counts what several inputs of one source left out', () => {
    const engine = createEngine({ rules });
    const inputs = [engine.input(), engine.input()];
    const lines = new TextEncoder().encode(`\n\n${JSON.stringify(events[0])}\n`);
    for (const input of [...inputs, ...inputs]) input.push(lines);
    for (const input of inputs) input.end();
    const [source] = engine.finish().sources;
    expect(source.events).toBe(4);
    expect(source.records).toBe(source.events + source.refused + source.duplicates + source.ignored);
  });

  it('says all that is wrong with its rules', () => {
    const broken = `${rules.replace('city = usual', 'town = usual')}\nrule x on logons for each user alert "{user}" when count() > 1 over 1 hour`;
    expect(() => createEngine({ rules: broken })).toThrow(RulesError);
    try {
      createEngine({ rules: broken });
    } catch (error) {
      const { diagnostics, message } = error as RulesError;
      expect(diagnostics.length).toBeGreaterThan(1);
      expect(message).toContain('logins');
    }
  });

  it('asks for the name of a source when there are several, and for a sensible number of shards', async () => {
    const two = `${rules}\nsource other from ndjson fields time: time time time\nrule x on other for each time alert "x" when count() > 1 over 1 hour`;
    const engine = createEngine({ rules: two });
    await expect(engine.consume([])).rejects.toThrow(
      'expected the name of a source (logins, other), found none',
    );
    expect(() => engine.input('none')).toThrow('found "none"');
    for (const shards of [0, 1.5, -1, 257])
      expect(() => createEngine({ rules, shards })).toThrow(/1 to 256 shards/);
  });
});
