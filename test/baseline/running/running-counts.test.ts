import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RunningCounts } from '../../../src/baseline/running/running-counts.ts';
import { studentTail } from '../../../src/baseline/student.ts';
import { valuesPerSetMax } from '../../../src/limits.ts';
import { SeededRandom } from '../seeded-random.ts';
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

const counts =
  (halfLifeDays: number): MakeCategoryModel =>
  (memory) =>
    new RunningCounts({ ...memory, halfLifeDays });

const make = counts(120);
const first = 20_000;
const daily = (name: string, numbers: readonly number[]): Met[] =>
  numbers.map((observations, day) => ({ text: name, day: first + day, observations }));

describe('RunningCounts', () => {
  test.each([120, 7.3, Number.POSITIVE_INFINITY])(
    'keeps the laws of models of texts, half-life %d',
    (days) => {
      expectCategoryLaws(counts(days));
    },
  );

  test('judges as the formula says, alone and with groups', () => {
    const history = fc
      .array(met, { maxLength: 60 })
      .map((all) => [...all].sort((one, other) => one.day - other.day));
    fc.assert(
      fc.property(
        history,
        history,
        history,
        text,
        fc.integer({ min: 1, max: 5000 }),
        (own, group, all, asked, observations) => {
          const on = new CategoryBench(counts(1000.1));
          const states = [own, group, all].map((each) => on.state(each));
          const oracles = [own, group, all].map((each) => new CategoryOracle(each, 1000.1));
          for (const count of [1, 2, 3]) {
            const expected = tailOf(oracles.slice(0, count), asked, observations);
            const found = on.tail(states.slice(0, count), { text: asked, day: 20_200, observations });
            expect(Math.abs(found - expected)).toBeLessThan(2e-3 * expected + 1e-12);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('the first of a text that is known is nothing, more are less and less usual, without an end', () => {
    const on = new CategoryBench(make);
    const state = on.state(
      daily(
        'query',
        Array.from({ length: 60 }, (_, day) => 3 + (day % 5)),
      ),
    );
    const tails = [1, 5, 8, 12, 20, 1000, 1e6, 1e9].map((observations) =>
      on.tail([state], { text: 'query', day: first + 60, observations }),
    );
    expect(tails[0]).toBe(1);
    expect(tails[1]).toBeGreaterThan(0.3);
    expect(tails[4]).toBeLessThan(0.01);
    for (let index = 1; index < tails.length; index++) expect(tails[index]).toBeLessThan(tails[index - 1]!);
  });

  test('allows less spread than chance to the regular and more to the bursting', () => {
    const random = new SeededRandom(1);
    const on = new CategoryBench(make);
    const regular = on.state(
      daily(
        'login',
        Array.from({ length: 60 }, () => 4),
      ),
    );
    const chance = on.state(
      daily(
        'login',
        Array.from({ length: 60 }, () => 1 + random.poisson(3)),
      ),
    );
    const bursting = on.state(
      daily(
        'login',
        Array.from({ length: 60 }, (_, day) => (day % 4 === 0 ? 40 : 2)),
      ),
    );
    const [few, usual, many] = [regular, chance, bursting].map((state) =>
      on.tail([state], { text: 'login', day: first + 60, observations: 10 }),
    );
    expect(few).toBeLessThan(1e-4);
    expect(usual! > 1e-3 && usual! < 0.05).toBe(true);
    expect(many).toBeGreaterThan(0.1);
  });

  test('a text never seen is news at once, and more so the more often it comes', () => {
    const on = new CategoryBench(make);
    const state = on.state(
      daily(
        'query',
        Array.from({ length: 60 }, () => 9),
      ),
    );
    const tails = [1, 2, 4, 8, 64].map((observations) =>
      on.tail([state], { text: 'grant', day: first + 60, observations }),
    );
    expect(tails[0]).toBeLessThan(0.02);
    for (let index = 1; index < tails.length; index++) expect(tails[index]).toBeLessThan(tails[index - 1]!);
  });

  test('a young key has the spread of its group', () => {
    const random = new SeededRandom(2);
    const on = new CategoryBench(make);
    const young = on.state(daily('mail', [20, 22]));
    const steady = on.state(
      daily(
        'mail',
        Array.from({ length: 90 }, () => 19 + random.below(5)),
      ),
    );
    const wild = on.state(
      daily(
        'mail',
        Array.from({ length: 90 }, () => Math.ceil(2 ** (8 * random.uniform()))),
      ),
    );
    const tail = (group: number) =>
      on.tail([young, group], { text: 'mail', day: first + 9, observations: 80 });
    expect(tail(steady)).toBeLessThan(0.01);
    expect(tail(wild)).toBeGreaterThan(0.1);
  });

  test('is calibrated for counts that vary by chance', () => {
    const random = new SeededRandom(3);
    for (const mean of [2, 6, 30]) {
      const on = new CategoryBench(make);
      const state = on.state(
        daily(
          'query',
          Array.from({ length: 90 }, () => Math.max(1, random.poisson(mean))),
        ),
      );
      const tails = Array.from({ length: 4000 }, () =>
        on.tail([state], { text: 'query', day: first + 90, observations: Math.max(1, random.poisson(mean)) }),
      );
      for (const p of [0.01, 0.05, 0.2])
        expect(tails.filter((tail) => tail <= p).length / tails.length).toBeLessThan(2 * p + 0.005);
    }
  });

  test('a million texts: bounded memory, nothing left out is called new, and it recovers', () => {
    expectBounds(make, valuesPerSetMax * 24 + 8192);
  });

  test('tells what is usual in a few words and as a document', () => {
    const on = new CategoryBench(make);
    const state = on.state();
    expect(on.model.usual(state)).toBe('nothing yet');
    for (let day = first; day < first + 60; day++) {
      on.learn(state, { text: 'query', day, observations: 10 + (day % 7) });
      if (day % 2 === 0) on.learn(state, { text: 'login', day });
    }
    expect(on.model.usual(state)).toBe('query 10–16, login 1');
    expect(on.model.document(state).items?.map(({ value }) => value)).toEqual(['query', 'login']);
  });
});

/** @param levels own first */
function tailOf(levels: readonly CategoryOracle[], asked: string, observations: number): number {
  const [own, ...groups] = levels;
  const isKnown = own!.weight(asked) > 0;
  const known = isKnown ? 1 : Math.max(own!.rate * peersOf(groups, asked, true), own!.again(asked, 20_200));
  if (observations === 1 || levels.every(({ total }) => total === 0)) return known;
  let [mean, variance, weight, isWidest] = [1, poisson(1), 0, true];
  for (const level of [...levels].reverse()) {
    weight = level.weight(asked);
    if (weight === 0) continue;
    const found = level.octaves(asked);
    if (isWidest) variance = poisson(found.mean);
    mean = isWidest ? found.mean : (weight * found.mean + mean) / (weight + 1);
    variance = (found.spread + 8 * variance) / (weight + 8);
    isWidest = false;
  }
  const rounding = 1 / (2 ** mean * Math.LN2) ** 2 / 12;
  const deviation = Math.sqrt((Math.max(0.01, variance) + rounding) * (1 + 1 / (weight + 1)));
  const reaching = (count: number) => studentTail((Math.log2(count + 0.5) - mean) / deviation, weight + 8);
  return (known * reaching(observations)) / reaching(1);
}

function poisson(mean: number): number {
  const count = Math.max(1, 2 ** mean - 1);
  return count / ((1 + count) * Math.LN2) ** 2 + 0.05;
}
