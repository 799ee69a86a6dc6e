import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FirstSeen } from '../../../src/baseline/running/first-seen.ts';
import { valuesPerSetMax } from '../../../src/limits.ts';
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

const firstSeen =
  (halfLifeDays: number): MakeCategoryModel =>
  (memory) =>
    new FirstSeen({ ...memory, halfLifeDays });

const make = firstSeen(120);
const first = 20_000;
const daily = (name: string, days: number, from = first): Met[] =>
  Array.from({ length: days }, (_, day) => ({ text: name, day: from + day + 0.4 }));

describe('FirstSeen', () => {
  test.each([120, 7.3, Number.POSITIVE_INFINITY])(
    'keeps the laws of models of texts, half-life %d',
    (days) => {
      expectCategoryLaws(firstSeen(days));
    },
  );

  test('judges as the formula says, alone and with groups', () => {
    const history = fc
      .array(met, { maxLength: 60 })
      .map((all) => [...all].sort((one, other) => one.day - other.day));
    fc.assert(
      fc.property(history, history, history, text, (own, group, all, asked) => {
        const on = new CategoryBench(firstSeen(1000.1));
        const states = [own, group, all].map((each) => on.state(each));
        const [mine, ...groups] = [own, group, all].map((each) => new CategoryOracle(each, 1000.1));
        for (const count of [1, 2, 3]) {
          const tail = mine!.rate * peersOf(groups.slice(0, count - 1), asked, false);
          const expected = mine!.weight(asked) > 0 ? 1 : Math.max(tail, mine!.again(asked, 20_200));
          const found = on.tail(states.slice(0, count), { text: asked, day: 20_200 });
          expect(Math.abs(found - expected)).toBeLessThan(1e-4 * expected + 1e-9);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('what was met is as usual as anything, even once and long ago', () => {
    const on = new CategoryBench(make);
    const state = on.state([...daily('once', 1), ...daily('office', 300)]);
    expect(on.tail([state], { text: 'once', day: first + 300 })).toBe(1);
    expect(on.tail([state], { text: 'new', day: first + 300 })).toBeLessThan(0.01);
  });

  test('what was not met for four half-lives is forgotten', () => {
    const on = new CategoryBench(firstSeen(30));
    const state = on.state([...daily('once', 1), ...daily('office', 121)]);
    expect(on.isKnown(state, 'once')).toBe(true);
    on.learn(state, { text: 'office', day: first + 121 });
    expect(on.isKnown(state, 'once')).toBe(false);
    expect(on.dictionary.find('once')).toBe(0);
  });

  test('a value in quarantine is news on its first day, and little afterwards', () => {
    const on = new CategoryBench(make);
    const state = on.state(daily('office', 60));
    on.learn(state, { text: 'hotel', day: first + 60.5, weight: 0 });
    const tailOn = (day: number) => on.tail([state], { text: 'hotel', day: first + day });
    expect(tailOn(60.9)).toBeLessThan(0.01);
    expect(tailOn(61)).toBe(1);
    expect(tailOn(81)).toBeCloseTo(0.25, 2);
    expect(on.isKnown(state, 'hotel')).toBe(false);
  });

  test('a million values: bounded memory, nothing left out is called new, and it recovers', () => {
    expectBounds(make, valuesPerSetMax * 8 + 4096);
  });

  test('tells what it knows in a few words and as a document', () => {
    const on = new CategoryBench(make);
    const state = on.state();
    expect(on.model.usual(state)).toBe('nothing yet');
    for (const [index, name] of ['Lhasa', 'Wuhan', 'Shanghai', 'Beijing'].entries())
      on.learn(state, { text: name, day: first + index });
    expect(on.model.usual(state)).toBe('Beijing, Shanghai, Wuhan and 1 more');
    expect(on.model.document(state).details).toMatchObject({
      values: 4,
      known: 'Beijing, Shanghai, Wuhan, Lhasa',
    });
  });
});
