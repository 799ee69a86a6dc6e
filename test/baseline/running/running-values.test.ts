import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RunningValues } from '../../../src/baseline/running/running-values.ts';
import { notedValuesMax, valuesPerSetMax } from '../../../src/limits.ts';
import {
  CategoryBench,
  expectBounds,
  expectCategoryLaws,
  type MakeCategoryModel,
  type Met,
  met,
  text,
} from './category-laws.ts';
import { CategoryOracle, peersOf } from './category-oracle.ts';

const values =
  (halfLifeDays: number): MakeCategoryModel =>
  (memory) =>
    new RunningValues({ ...memory, halfLifeDays });

const make = values(120);
const first = 20_000;
const daily = (name: string, days: number, from = first): Met[] =>
  Array.from({ length: days }, (_, day) => ({ text: name, day: from + day + 0.4 }));

describe('RunningValues', () => {
  test.each([120, 7.3, Number.POSITIVE_INFINITY])(
    'keeps the laws of models of texts, half-life %d',
    (days) => {
      expectCategoryLaws(values(days));
    },
  );

  test('judges as the formula says, alone and with groups', () => {
    const history = fc.array(met, { maxLength: 60 }).map(byDay);
    fc.assert(
      fc.property(
        history,
        history,
        history,
        text,
        fc.integer({ min: 0, max: 40 }),
        (own, group, all, asked, later) => {
          const halfLifeDays = 1000.1;
          const on = new CategoryBench(values(halfLifeDays));
          const states = [own, group, all].map((each) => on.state(each));
          const [mine, ...groups] = [own, group, all].map((each) => new CategoryOracle(each, halfLifeDays));
          const day = 20_200 + later;
          for (const count of [1, 2, 3]) {
            const expected = tailOf(mine!, groups.slice(0, count - 1), asked, day);
            const found = on.tail(states.slice(0, count), { text: asked, day });
            expect(Math.abs(found - expected)).toBeLessThan(1e-4 * expected + 1e-9);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('what was met once is rare, what was met on some days is a habit, and the most frequent is nothing at all', () => {
    const on = new CategoryBench(make);
    const state = on.state(byDay([...daily('office', 60), ...daily('branch', 4), ...daily('once', 1)]));
    const tail = (name: string) => on.tail([state], { text: name, day: first + 80 });
    expect(tail('office')).toBe(1);
    expect(tail('branch')).toBeGreaterThan(0.95);
    expect(tail('once')).toBeLessThan(0.06);
    expect(tail('new')).toBeLessThan(tail('once'));
  });

  test('somebody who often meets new values is little surprised by one more', () => {
    const on = new CategoryBench(make);
    const steady = on.state(daily('office', 30));
    const roaming = on.state(daily('office', 30).map((each, index) => ({ ...each, text: `hotel-${index}` })));
    expect(on.tail([steady], { text: 'new', day: first + 30 })).toBeLessThan(0.02);
    expect(on.tail([roaming], { text: 'new', day: first + 30 })).toBeGreaterThan(0.9);
  });

  test('what nobody ever had is news, what the company knows is less, what the department knows still less', () => {
    const on = new CategoryBench(make);
    const own = on.state(daily('office', 40));
    const group = on.state([...daily('office', 40), ...daily('branch', 20), ...daily('rare', 1)]);
    const all = on.state([
      ...daily('office', 40),
      ...daily('branch', 20),
      ...daily('rare', 1),
      ...daily('abroad', 20),
    ]);
    const tails = ['branch', 'rare', 'abroad', 'nowhere'].map((name) =>
      on.tail([own, group, all], { text: name, day: first + 50 }),
    );
    expect([...tails].sort((one, other) => other - one)).toEqual(tails);
    expect(new Set(tails).size).toBe(4);
  });

  test('a key without history is judged by its groups', () => {
    const on = new CategoryBench(make);
    const group = on.state(daily('office', 400));
    expect(on.tail([on.state(), group], { text: 'office', day: first + 400 })).toBe(1);
    expect(on.tail([on.state(), group], { text: 'new', day: first + 400 })).toBeLessThan(0.05);
    expect(on.tail([on.state()], { text: 'new', day: first + 400 })).toBe(1);
  });

  test('a value in quarantine is news on its first day only, and unknown until it is learnt', () => {
    const on = new CategoryBench(make);
    const state = on.state(daily('laptop', 60));
    const tailOn = (day: number) => on.tail([state], { text: 'new laptop', day: first + day });
    const news = tailOn(60.3);
    on.learn(state, { text: 'new laptop', day: first + 60.3, weight: 0 });
    expect(tailOn(60.9)).toBe(news);
    expect(tailOn(61.3)).toBe(1);
    expect(tailOn(71.3)).toBeCloseTo(0.5, 2);
    expect(on.isKnown(state, 'new laptop')).toBe(false);
    on.learn(state, { text: 'new laptop', day: first + 61.3, weight: 0 });
    expect(tailOn(61.9)).toBe(1);
    expect(on.model.evidence(state)).toBeCloseTo(on.model.evidence(on.state(daily('laptop', 60))), 3);
    // Admitted three weeks later, with its own days.
    for (const day of [60.3, 61.3, 62.3]) on.learn(state, { text: 'new laptop', day: first + day });
    expect(on.isKnown(state, 'new laptop')).toBe(true);
    expect(tailOn(90)).toBeGreaterThan(0.9);
  });

  test('one who shows something new every day gets no list without end, and does not make the rest unknown', () => {
    const on = new CategoryBench(make);
    const state = on.state(daily('office', 60));
    for (let day = 60; day < 600; day++)
      on.learn(state, { text: `probe-${day}`, day: first + day, weight: 0 });
    expect(on.dictionary.size).toBeLessThanOrEqual(1 + notedValuesMax);
    expect(on.tail([state], { text: 'office', day: first + 600 })).toBe(1);
    expect(on.tail([state], { text: 'probe-600', day: first + 600 })).toBeLessThan(0.02);
  });

  test('values fade: a habit given up for years is new again, however far the clock jumps', () => {
    const on = new CategoryBench(values(30));
    const state = on.state([...daily('old', 20), ...daily('now', 400, first + 20)]);
    expect(on.isKnown(state, 'old')).toBe(false);
    on.learn(state, { text: 'now', day: first + 1e9 });
    on.learn(state, { text: 'now', day: first });
    expect(on.isKnown(state, 'now')).toBe(true);
    const tail = on.tail([state], { text: 'new', day: first + 500 });
    expect(tail > 0 && tail <= 1).toBe(true);
  });

  test('a million values: bounded memory, nothing left out is called new, and it recovers', () => {
    expectBounds(make, valuesPerSetMax * 12 + 4096);
  });

  test('tells what is usual in a few words and as a document', () => {
    const on = new CategoryBench(values(Number.POSITIVE_INFINITY));
    const state = on.state();
    expect(on.model.usual(state)).toBe('nothing yet');
    expect(on.model.document(state)).toMatchObject({ evidence: 0, items: [], details: { novelty: 1 } });
    for (const each of [
      ...daily('Beijing', 24),
      ...daily('Shanghai', 5),
      ...daily('Wuhan', 1),
      ...daily('Lhasa', 1),
    ])
      on.learn(state, each);
    expect(on.model.usual(state)).toBe('Beijing 77 %, Shanghai 16 %, Lhasa 3 % and 1 more');
    expect(on.model.document(state).items?.[0]).toEqual({ value: 'Beijing', share: 24 / 31, days: 24 });
    expect(on.model.share(state, on.sampleOf('Shanghai'))).toBeCloseTo(5 / 31, 6);
  });
});

function byDay(all: readonly Met[]): Met[] {
  return [...all].sort((one, other) => one.day - other.day);
}

function tailOf(own: CategoryOracle, groups: readonly CategoryOracle[], asked: string, day: number): number {
  const again = own.again(asked, day);
  const weight = own.weight(asked);
  if (weight === 0) return Math.max(own.rate * peersOf(groups, asked, true), again);
  const share = own.shareUpTo(asked);
  return Math.max(share ** (1 / Math.max(1, weight) ** 5), again);
}
