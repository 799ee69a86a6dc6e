import {
  bufferCount,
  concatMap,
  debounceTime,
  EMPTY,
  filter,
  map,
  mergeMap,
  type Observable,
  of,
  take,
  throwError,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type ActorAlert, type ActorDefinition, defineActor } from '../../src/index.ts';
import { actorFailuresMax, privateChainBytes } from '../../src/limits.ts';
import { hourMs, minuteMs, secondMs } from '../../src/time/duration.ts';
import { logSource, open, type Row, run } from './run-rules.ts';

const noon = Date.UTC(2025, 0, 6, 12);
const rules = logSource({ lateness: '10 minutes' });

function actor(parts: Partial<ActorDefinition>): ActorDefinition {
  return defineActor({
    name: 'told',
    on: 'log',
    fields: ['who', 'place'],
    key: ({ fields }) => fields.who as string | undefined,
    behaviour: (events) => events.pipe(map(({ fields }) => ({ message: String(fields.place) }))),
    idleMs: hourMs,
    ...parts,
  });
}

const visit = (minutes: number, place: string, who: string | undefined = 'ann'): Row => [
  noon + minutes * minuteMs,
  { who, place },
];
const tick = (minutes: number): Row => [noon + minutes * minuteMs, {}];

describe('a private actor', () => {
  it('gets its events in order of their time, and those of one time in an order of their own', () => {
    const arrived = [
      visit(5, 'c'),
      visit(1, 'a'),
      visit(3, 'b'),
      visit(9, 'e'),
      visit(9, 'd'),
      visit(30, 'f'),
    ];
    const { alerts, lateEvents } = run({ rules, actors: [actor({})] }, arrived);
    expect(alerts.map(({ message }) => message)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(alerts.map(({ position }) => position)).toEqual([2, 3, 1, 5, 4, 6]);
    expect(lateEvents).toEqual([]);
  });

  it('hears of an event once nothing earlier can come any more, and not before', () => {
    const session = open({ rules, actors: [actor({})] });
    session.push(visit(0, 'a'), tick(10));
    expect(session.alerts).toEqual([]);
    session.push([noon + 10 * minuteMs + secondMs, {}]);
    expect(session.alerts.map(({ message }) => message)).toEqual(['a']);
  });

  it('is told nothing that comes too late', () => {
    const { alerts, lateEvents, metrics } = run({ rules, actors: [actor({})] }, [
      visit(0, 'a'),
      visit(20, 'b'),
      visit(10, 'just in time'),
      [noon + 10 * minuteMs - secondMs, { who: 'ann', place: 'too late' }],
      tick(60),
    ]);
    expect(alerts.map(({ message }) => message)).toEqual(['a', 'just in time', 'b']);
    expect(lateEvents).toMatchObject([{ rule: 'told', position: 4, beyondMs: secondMs }]);
    expect(metrics.rules).toMatchObject([
      { rule: 'told', kind: 'actor', events: 3, late: 1, alerts: 3, failed: 0 },
    ]);
  });

  it('can wait for silence in event time', () => {
    const silent = actor({
      behaviour: (events, { scheduler }) =>
        events.pipe(
          debounceTime(5 * minuteMs, scheduler),
          map(({ fields }) => ({
            message: `silent since ${fields.place}`,
            severity: 'high' as const,
            score: 0.5,
          })),
        ),
    });
    const { alerts } = run({ rules, actors: [silent] }, [
      visit(0, 'a'),
      visit(4, 'b'),
      visit(8, 'c'),
      visit(20, 'd'),
      tick(60),
    ]);
    expect(
      alerts.map(({ message, time, severity, score, position }) => [
        message,
        (time - noon) / minuteMs,
        severity,
        score,
        position,
      ]),
    ).toEqual([
      ['silent since c', 13, 'high', 0.5, 0],
      ['silent since d', 25, 'high', 0.5, 0],
    ]);
  });

  it('tells keys apart, and leaves out events without one', () => {
    const counting = actor({
      behaviour: (events, { key }) =>
        events.pipe(
          bufferCount(2),
          map((two) => ({ message: `${key} ${two.length}` })),
        ),
    });
    const { alerts, metrics } = run({ rules, actors: [counting] }, [
      visit(0, 'x'),
      visit(1, 'x', 'bob'),
      visit(2, 'x'),
      [noon + 3 * minuteMs, { place: 'x' }],
      tick(30),
    ]);
    expect(alerts.map(({ message, key }) => [message, key])).toEqual([['ann 2', 'ann']]);
    expect(metrics.rules[0]).toMatchObject({
      events: 3,
      keys: { close: 2 },
      weightBytes: 2 * privateChainBytes,
    });
  });

  it('is forgotten when its key has been idle, and begins anew with the next event', () => {
    const pairs = actor({
      behaviour: (events) =>
        events.pipe(
          bufferCount(2),
          map((two) => ({ message: two.map(({ fields }) => fields.place).join('+') })),
        ),
    });
    const { alerts, metrics } = run({ rules, actors: [pairs] }, [
      visit(0, 'a'),
      visit(60, 'b'),
      visit(119, 'c'),
      tick(300),
    ]);
    expect(alerts.map(({ message }) => message)).toEqual(['b+c']);
    expect(metrics.rules[0].keys).toEqual({ learn: 0, ready: 0, close: 0, expire: 2 });
    expect(metrics.rules[0].weightBytes).toBe(0);
  });

  it('that completes makes room for a new one', () => {
    const first = actor({
      behaviour: (events) =>
        events.pipe(
          take(1),
          map(({ fields }) => ({ message: String(fields.place) })),
        ),
    });
    const { alerts, metrics } = run({ rules, actors: [first] }, [visit(0, 'a'), visit(1, 'b'), tick(20)]);
    expect(alerts.map(({ message }) => message)).toEqual(['a', 'b']);
    expect(metrics.rules[0].keys.expire).toBe(2);
  });

  it('gives several alerts of one instant different ids, the same in every run and over any batches', () => {
    const double = actor({
      behaviour: (events) => events.pipe(mergeMap(() => of({ message: 'one' }, { message: 'two' }))),
    });
    const rows = [visit(0, 'a'), visit(5, 'b', 'bob'), visit(7, 'c'), tick(30)];
    const { alerts } = run({ rules, actors: [double] }, rows);
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(6);
    expect(run({ rules, actors: [double], batchRows: 1 }, rows).alerts).toEqual(alerts);
  });

  it('reports in order of time when the input ends', () => {
    const { alerts } = run({ rules, actors: [actor({})] }, [
      visit(3, 'c', 'x'),
      visit(1, 'a', 'z'),
      visit(2, 'b', 'y'),
    ]);
    expect(alerts.map(({ message }) => message)).toEqual(['a', 'b', 'c']);
  });
});

describe('a failure of a private actor', () => {
  const fragile = actor({
    behaviour: (events) =>
      events.pipe(
        map(({ fields }) => {
          if (fields.place === 'bad') throw new Error('bad place');
          return { message: String(fields.place) };
        }),
        bufferCount(2),
        map((two) => ({ message: two.map(({ message }) => message).join('+') })),
      ),
  });

  it('goes to the dead letters; its key begins anew, other keys go on', () => {
    const { alerts, deadLetters, metrics } = run({ rules, actors: [fragile] }, [
      visit(0, 'a'),
      visit(1, 'a', 'bob'),
      visit(2, 'bad'),
      visit(3, 'b'),
      visit(4, 'b', 'bob'),
      visit(5, 'c'),
      tick(30),
    ]);
    expect(alerts.map(({ key, message }) => [key, message])).toEqual([
      ['bob', 'a+b'],
      ['ann', 'b+c'],
    ]);
    expect(deadLetters).toEqual([
      { source: 'log', position: 3, code: 'actor-failed', rule: 'told', key: 'ann', reason: 'bad place' },
    ]);
    expect(metrics.rules[0].failed).toBe(1);
  });

  it('quarantines its key when there are too many, and forgets that after an idle time', () => {
    const bad = Array.from({ length: actorFailuresMax }, (_, index) => visit(index, 'bad'));
    const { alerts, deadLetters, decisions } = run({ rules, actors: [fragile] }, [
      ...bad,
      visit(10, 'a'),
      visit(11, 'b'),
      visit(12, 'x', 'bob'),
      visit(13, 'y', 'bob'),
      visit(80, 'c'),
      visit(81, 'd'),
      tick(120),
    ]);
    expect(decisions).toMatchObject([{ kind: 'quarantined', rule: 'told', key: 'ann' }]);
    expect(deadLetters).toHaveLength(actorFailuresMax + 2);
    expect(deadLetters.at(-1)?.reason).toMatch(/quarantined/);
    expect(alerts.map(({ message }) => message)).toEqual(['x+y', 'c+d']);
  });

  it('in its key is told with the record, and quarantines nobody', () => {
    const keyless = actor({
      key: ({ fields }) => {
        if (fields.place === 'bad') throw new Error('no key');
        return fields.who as string;
      },
    });
    const bad = Array.from({ length: actorFailuresMax + 3 }, (_, index) => visit(index, 'bad', ''));
    const { alerts, deadLetters, decisions } = run({ rules, actors: [keyless] }, [
      ...bad,
      visit(20, 'fine', ''),
      tick(60),
    ]);
    expect(deadLetters).toHaveLength(bad.length);
    expect(deadLetters[2]).toEqual({
      source: 'log',
      position: 3,
      code: 'actor-failed',
      rule: 'told',
      reason: 'key: no key',
    });
    expect(decisions).toEqual([]);
    expect(alerts).toHaveLength(1);
  });

  it('in building its chain, in an alert that is none, or in work of its own is counted to its key', () => {
    const strange = actor({
      behaviour: (events, { scheduler, key }): Observable<ActorAlert> => {
        if (key === 'never') throw new Error('not for this key');
        if (key === 'at once') return throwError(() => 'thrown at once');
        return events.pipe(
          filter(({ fields }) => fields.place === 'bad'),
          concatMap((): Observable<ActorAlert> => {
            if (key === 'nothing') return of(undefined as unknown as ActorAlert);
            scheduler.schedule(() => {
              throw new Error(`work of ${key}`);
            }, minuteMs);
            return EMPTY;
          }),
        );
      },
    });
    const keys = ['never', 'at once', 'nothing', 'ann', 'bob'];
    const { deadLetters, alerts } = run({ rules, actors: [strange] }, [
      ...keys.map((key) => visit(0, 'bad', key)),
      visit(0.5, 'fine', 'cleo'),
      visit(5, 'fine', 'cleo'),
      tick(60),
    ]);
    expect(alerts).toEqual([]);
    expect(deadLetters.map(({ key, reason }) => [key, reason]).sort()).toEqual([
      ['ann', 'work of ann'],
      ['at once', 'thrown at once'],
      ['bob', 'work of bob'],
      ['never', 'not for this key'],
      ['nothing', 'the behaviour gave something that is no alert: undefined'],
    ]);
  });
});
