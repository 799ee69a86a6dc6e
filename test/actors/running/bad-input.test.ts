import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../src/time/duration.ts';
import { open, type Row, run } from '../../runtime/run-rules.ts';
import { everyKind, everySource, type Kind, rulesOf, unsoundIn } from './every-kind.ts';

/** A Monday. */
const firstDay = Date.UTC(2025, 0, 6);
const count = (length: number) => Array.from({ length }, (_, index) => index);
const at = (day: number, hour: number, fields: Record<string, unknown> = {}): Row => [
  firstDay + day * dayMs + hour * hourMs,
  { who: 'ada', ...ordinary(day, hour), ...fields },
];

function ordinary(day: number, hour: number): Record<string, unknown> {
  const amount = 10 + ((day * 7 + hour * 3) % 5);
  return { team: 'red', place: 'office', amount, total: 2 * amount, latitude: 52.5, longitude: 13.4 };
}

/** Twenty ordinary days with three events each. */
const before = count(20).flatMap((day) => [9, 12, 15].map((hour) => at(day, hour)));
const after = count(10).flatMap((day) => [9, 12, 15].map((hour) => at(30 + day, hour)));
const between = (fields: (index: number) => Record<string, unknown>): readonly Row[] =>
  count(30).map((index) => at(20 + Math.floor(index / 3), 9 + 3 * (index % 3), fields(index)));
const surrounded = (rows: readonly Row[]): readonly Row[] => [...before, ...rows, ...after];
const amounts = (values: readonly unknown[]) =>
  surrounded(between((index) => ({ amount: values[index % values.length] })));

const courses: Readonly<Record<string, readonly Row[]>> = {
  'the same for ever': count(60).map((day) => at(day, 9, { amount: 7, total: 7 })),
  'one value': [at(0, 9)],
  'one value, again after forty days': [at(0, 9), at(40, 9), at(40.5, 9)],
  'only zeros': count(40).map((day) => at(day, 9, { amount: 0, total: 0, latitude: 0, longitude: 0 })),
  'missing numbers': surrounded(between(() => ({ amount: null, total: null, latitude: null, place: null }))),
  'what is no number': amounts(['NaN', 'Infinity', '-Infinity', '', 'much']),
  'huge numbers': amounts([1e300, -1e300, 1.7e308]),
  'huge numbers from the beginning': count(60).map((day) => at(day, 9, { amount: day % 2 ? 1e300 : -1e300 })),
  'numbers next to zero': amounts([5e-324, -5e-324, -0]),
  'numbers below zero': amounts([-1, -1e6]),
  'places beyond the globe': surrounded(
    between((index) => ({
      latitude: [91, -1e300, 90, -90][index % 4],
      longitude: [181, 1e300, 180, -180][index % 4],
    })),
  ),
  'many at the same time': surrounded(
    count(300).map((index) => at(25, 12, { place: `p${index}`, amount: index })),
  ),
  'the same record many times': surrounded(count(300).map(() => at(25, 12))),
  'empty and strange texts': surrounded(
    between((index) => ({ place: ['', '\u0000', '😀', '"', '\ufeff', 'x'.repeat(5_000)][index % 6] })),
  ),
  'a clock that jumps eighty days ahead': [...before, at(100, 9), at(100, 12), at(101, 9), ...after],
  'a clock that jumps ten years ahead and back': [
    ...before,
    ...count(60).map((index) => at(3_650 + index, 9)),
    ...after,
  ],
  'years before there were clocks': count(60).map((day) => at(day - 20_100, 9)),
};

describe('every kind of running feature', () => {
  const rules = rulesOf(everyKind);

  it.each(Object.entries(courses))('says nothing unsound of %s', (_, rows) => {
    expect(unsoundIn(run({ rules }, rows))).toEqual([]);
  });

  it.each([
    'huge numbers',
    'many at the same time',
    'the same for ever',
    'a clock that jumps eighty days ahead',
  ])('goes on judging after %s', (course) => {
    const { scores } = run({ rules }, [...courses[course], ...count(10).map((day) => at(101 + day, 9))]);
    const judging = new Set(
      scores.filter(({ time }) => time > firstDay + 103 * dayMs).map(({ rule }) => rule),
    );
    expect(everyKind.filter((_, index) => !judging.has(`kind${index}`))).toEqual([]);
  });
});

describe('a set of very many values', () => {
  const perDay = 4_000;
  const day = (which: number): readonly Row[] =>
    count(perDay).map((index) => at(which, (24 * index) / perDay, { place: `p${which * perDay + index}` }));

  it.each([
    'usual values of place',
    'first seen place',
    'usual counts of place',
    'range of distinct(place) per day',
  ])('takes no more memory than some thousand: %s', (feature) => {
    const kind: Kind = { feature, per: feature.endsWith('day') ? 'window' : 'event' };
    const session = open({ rules: rulesOf([kind], 'no quarantine').replace('5 days', '60 days') });
    const weights = count(25).map((which) => {
      session.push(...day(which));
      return session.metrics().weightBytes;
    });
    expect(weights[24]).toBeLessThan(1.05 * weights[12]);
    expect(weights[24]).toBeLessThan(200_000);
    expect(unsoundIn(session.finish())).toEqual([]);
  });
});

describe('somebody who raises an amount by a little every day', () => {
  const rules = `${everySource}
baseline sums on log for each who
  learn sent = range of sum(amount) per day
  during 20 days with at least 10 windows, keep learning
  alert "{who} drifts at {sent}" when sent is drifting
`;
  const steady = (day: number) => 1_000 + 40 * Math.sin(day * 2.4);
  const amountsOf = (growth: number) =>
    count(130).map((day) => at(day, 12, { amount: steady(day) * growth ** Math.max(0, day - 80) }));

  it('is reported before the amount has doubled', () => {
    const { alerts } = run({ rules }, amountsOf(1.02));
    const doubled = firstDay + (80 + Math.log(2) / Math.log(1.02)) * dayMs;
    expect(alerts[0]?.time).toBeGreaterThan(firstDay + 81 * dayMs);
    expect(alerts[0]?.time).toBeLessThan(doubled);
  });

  it('is told from somebody who stays', () => {
    expect(run({ rules }, amountsOf(1)).alerts).toEqual([]);
  });

  it('is not learnt on the quiet: what is held back does not become usual', () => {
    const jumping = count(100).map((day) => at(day, 12, { amount: steady(day) * (day < 80 ? 1 : 1.5) }));
    const { baselines } = run(
      {
        rules: rules.replace(
          'keep learning',
          'keep learning\n  quarantine surprises above 0.9 for 21 days, admit after 3 days',
        ),
      },
      jumping,
    );
    expect(baselines.at(-1)?.features.sent).toMatchObject({ details: { mean: expect.closeTo(1_000, -2) } });
  });
});
