import { from } from 'rxjs';
import { buffer, debounceTime, filter, map } from 'rxjs/operators';
import { expect, it } from 'vitest';
import { type Alert, createEngine, defineActor } from '../../src/compose.ts';

const minuteMs = 60_000;

/** Reports accounts that stop trying after several failures: a guessed password, or somebody locked out. */
const gaveUp = defineActor({
  name: 'gave_up',
  on: 'auth',
  fields: ['user', 'outcome'],
  key: ({ fields }) => fields.user as string | undefined,
  idleMs: 60 * minuteMs,
  behaviour: (events, { key, scheduler }) => {
    const silence = events.pipe(debounceTime(10 * minuteMs, scheduler));
    return events.pipe(
      buffer(silence),
      map((burst) => burst.filter(({ fields }) => fields.outcome === 'failure').length),
      filter((failures) => failures >= 3),
      map((failures) => ({
        message: `${key} failed ${failures} times, then fell silent`,
        severity: 'high' as const,
      })),
    );
  },
});

it('an actor of stock RxJS operators reports repeated failures followed by silence', async () => {
  const engine = createEngine({
    rules: `source auth from ndjson
      fields time: time, user: text, outcome: text
      time time, up to 1 minute late`,
    actors: [gaveUp],
  });
  const alerts: Alert[] = [];
  engine.alerts$.subscribe((alert) => alerts.push(alert));

  const start = Date.UTC(2025, 0, 6, 9);
  const attempt = (minutes: number, user: string, outcome: string) => ({
    time: start + minutes * minuteMs,
    user,
    outcome,
  });
  await engine.consume(
    from([
      attempt(0, 'ann', 'failure'),
      attempt(1, 'bob', 'failure'),
      attempt(2, 'ann', 'failure'),
      attempt(3, 'bob', 'success'),
      attempt(2.5, 'ann', 'failure'),
      attempt(4, 'ann', 'failure'),
      attempt(30, 'cleo', 'success'),
    ]),
  );
  engine.finish();

  expect(
    alerts.map(({ rule, key, severity, message, at }) => ({ rule, key, severity, message, at })),
  ).toEqual([
    {
      rule: 'gave_up',
      key: 'ann',
      severity: 'high',
      message: 'ann failed 4 times, then fell silent',
      at: '2025-01-06T09:14:00Z',
    },
  ]);
});
