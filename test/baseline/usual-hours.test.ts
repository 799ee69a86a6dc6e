import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelDocument } from '../../src/baseline/document.ts';
import { UsualHours } from '../../src/baseline/usual-hours.ts';
import type { PresenceNoise } from '../../src/baseline/usual-values.ts';
import { bench, expectModelLaws, learnOne, learnt, type MakeModel, tailOf } from './model-laws.ts';
import { SeededRandom } from './seeded-random.ts';

interface Hour {
  readonly value: number;
  readonly day: number;
}

const hours =
  (cycle: 'day' | 'week', learnDays: number, noise?: PresenceNoise): MakeModel =>
  (memory) =>
    new UsualHours({ ...memory, cycle, learnDays, ...(noise && { noise }) });

/** A Monday. */
const monday = 20_003 - (20_003 % 7) + 4;
const slots = { day: 24, week: 168 };

describe('UsualHours', () => {
  const cases = (['day', 'week'] as const).flatMap((cycle) =>
    [4, 12, 30, 90, 500].map((learnDays) => ({ cycle, learnDays })),
  );

  test.each(cases)(
    'keeps the laws of all models: hours of the $cycle over $learnDays days',
    ({ cycle, learnDays }) => {
      expectModelLaws(hours(cycle, learnDays), hourOf(cycle));
      expectModelLaws(hours(cycle, learnDays, { daysMin: 2, against: 'period' }), hourOf(cycle));
    },
  );

  test.each(['day', 'week'] as const)('judges as the formula says, per %s', (cycle) => {
    const observations = fc.array(hourOf(cycle), { maxLength: 200 });
    fc.assert(
      fc.property(observations, fc.integer({ min: 1, max: 3 }), (learning, daysMin) => {
        const on = bench(hours(cycle, 30, { daysMin, against: 'period' }));
        const state = learnt(on, learning);
        const tails = Array.from({ length: slots[cycle] }, (_, slot) => tailOf(on, state, slot));
        const expected = formula(cycle, learning, daysMin);
        for (let slot = 0; slot < slots[cycle]; slot++) expect(tails[slot]).toBeCloseTo(expected[slot], 12);
        on.model.settle(state, 0);
        expect(Array.from({ length: slots[cycle] }, (_, slot) => tailOf(on, state, slot))).toEqual(tails);
      }),
      { numRuns: 50 },
    );
  });

  test('an hour of the week over 30 days takes 168 bytes and a header', () => {
    expect(bench(hours('week', 30)).model.words * 4).toBe(168 + 16);
    expect(bench(hours('day', 30)).model.words * 4).toBe(24 * 4 + 16);
  });

  test('finds the night unusual, the hour next to work less so, and work not at all', () => {
    const on = bench(hours('day', 30));
    const state = learnt(on, office(30));
    expect(tailOf(on, state, 3)).toBeLessThan(0.01);
    expect(tailOf(on, state, 8)).toBeGreaterThan(0.02);
    expect(tailOf(on, state, 8)).toBeLessThan(0.15);
    expect(tailOf(on, state, 13)).toBeGreaterThan(0.5);
    expect(on.model.isKnown(state, 9)).toBe(true);
    expect(on.model.isKnown(state, 8)).toBe(false);
  });

  test('knows the weekend from the week', () => {
    const on = bench(hours('week', 30));
    const state = learnt(
      on,
      office(28)
        .filter(({ day }) => (day - monday) % 7 < 5)
        .map(({ value, day }) => ({ value: value + 24 * ((day - monday) % 7), day })),
    );
    expect(tailOf(on, state, 12)).toBeGreaterThan(0.3);
    expect(tailOf(on, state, 5 * 24 + 12)).toBeLessThan(0.01);
    expect(on.model.usual(state)).toBe('Mon–Fri 09–18 h');
    expect(on.model.evidence(state)).toBe(20);
  });

  test('judges anew after every hour learnt, and as before when nothing was', () => {
    const on = bench(hours('day', 30));
    const state = learnt(on, office(20));
    const before = tailOf(on, state, 3);
    expect(tailOf(on, state, 3)).toBe(before);
    for (let day = 0; day < 10; day++) learnOne(on, state, 3, monday + day);
    expect(tailOf(on, state, 3)).toBeGreaterThan(before);
  });

  test.each([-1, 24, 1e9, Number.NaN, Infinity])('%d is no hour: neither learnt nor unusual', (slot) => {
    const on = bench(hours('day', 30));
    const guard = on.heap.allocate(on.model.words);
    const state = learnt(on, [{ value: slot, day: monday }]);
    expect(on.model.evidence(state)).toBe(0);
    expect(tailOf(on, state, slot)).toBe(1);
    expect(on.model.isKnown(state, slot)).toBe(false);
    expect(on.model.evidence(guard)).toBe(0);
  });

  test.each([
    { against: 'period' as const, dropped: 2, shown: '09–18 h' },
    { against: 'history' as const, dropped: 1, shown: '03–04, 09–18 h' },
  ])('drops hours of a single day, against $against', ({ against, dropped, shown }) => {
    const on = bench(hours('day', 30, { daysMin: 2, against }));
    const history = learnt(on, [...office(20), { value: 3, day: monday }, { value: 3, day: monday + 1 }]);
    const state = learnt(on, [...office(20), { value: 3, day: monday }, { value: 0, day: monday }]);
    expect(on.model.usual(state)).toBe('09–18 h');
    expect(on.model.settle(state, history)).toBe(dropped);
    expect(on.model.usual(state)).toBe(shown);
  });

  test('is calibrated: of hours drawn as before, at most a share p has a tail up to p', () => {
    const weights = Array.from({ length: 24 }, (_, hour) => Math.exp(-((hour - 13) ** 2) / 12) + 0.002);
    for (let seed = 1; seed <= 5; seed++) {
      const random = new SeededRandom(seed);
      const on = bench(hours('day', 30));
      const state = on.heap.allocate(on.model.words);
      for (let day = 0; day < 30; day++) {
        for (let turn = 0; turn < 3; turn++) learnOne(on, state, random.weighted(weights), day);
      }
      const tails = Array.from({ length: 20_000 }, () => tailOf(on, state, random.weighted(weights)));
      for (const p of [0.01, 0.05, 0.1, 0.25]) {
        expect(tails.filter((tail) => tail <= p).length / tails.length).toBeLessThan(p * 1.5 + 0.005);
      }
    }
  });

  test.each([
    [[], 'nothing yet'],
    [[22, 23, 0, 1], '22–02 h'],
    [[0], '00–01 h'],
    [[23], '23–24 h'],
    [[0, 2, 4, 6, 8], '00–01, 02–03, 04–05 and 2 more h'],
    [Array.from({ length: 24 }, (_, hour) => hour), 'at all hours'],
  ])('hours %j of the day read as %j', (used, shown) => {
    const on = bench(hours('day', 30));
    expect(
      on.model.usual(
        learnt(
          on,
          used.map((value) => ({ value, day: 1 })),
        ),
      ),
    ).toBe(shown);
  });

  test.each([
    [[23, 24], 'Mon 23–24 h, Tue 00–01 h'],
    [[9, 33, 81], 'Mon–Tue 09–10 h, Thu 09–10 h'],
    [Array.from({ length: 24 }, (_, hour) => 144 + hour), 'Sun 00–24 h'],
  ])('hours %j of the week read as %j', (used, shown) => {
    const on = bench(hours('week', 30));
    expect(
      on.model.usual(
        learnt(
          on,
          used.map((value) => ({ value, day: 1 })),
        ),
      ),
    ).toBe(shown);
  });

  test('writes a valid document', () => {
    const on = bench(hours('week', 30));
    const shown = on.model.document(
      learnt(on, [
        { value: 9, day: monday },
        { value: 9, day: monday + 7 },
      ]),
    );
    expect(modelDocument.parse(shown)).toEqual(shown);
    expect(shown).toMatchObject({ kind: 'hours', cycle: 'week', days: 2 });
    expect(shown.kind === 'hours' && shown.slots[9]).toBe(2);
  });
});

/** Nine to six, every day. */
function office(days: number): Hour[] {
  return Array.from({ length: days * 9 }, (_, index) => ({
    value: 9 + (index % 9),
    day: monday + Math.floor(index / 9),
  }));
}

/** An hour with the day it belongs to: in the cycle of a week the slot follows from the day. */
function hourOf(cycle: 'day' | 'week'): fc.Arbitrary<Hour> {
  return fc
    .record({ hour: fc.integer({ min: 0, max: 23 }), offset: fc.integer({ min: 0, max: 29 }) })
    .map(({ hour, offset }) => ({
      value: cycle === 'day' ? hour : (offset % 7) * 24 + hour,
      day: monday + offset,
    }));
}

/** The formula over plain sets. */
function formula(cycle: 'day' | 'week', observations: readonly Hour[], daysMin: number): number[] {
  const size = slots[cycle];
  const days = Array.from({ length: size }, () => new Set<number>());
  for (const { value, day } of observations)
    days[value].add(cycle === 'day' ? day : Math.floor((day - monday) / 7));
  const all = days.map((each) => each.size);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  const known = all.map((count) => (count >= daysMin ? count : 0));
  if (sum(known) === 0) return all.map(() => 1);
  const novelty = (sum(all.filter((count) => count <= daysMin)) + 0.5) / (sum(all) + 1);
  const at = (slot: number) => known[(slot + size) % size];
  const smooth = all.map(
    (_, slot) => 6 * at(slot) + 3 * (at(slot - 1) + at(slot + 1)) + at(slot - 2) + at(slot + 2),
  );
  const probability = smooth.map((each) => ((1 - novelty) * each) / (14 * sum(known)) + novelty / size);
  return smooth.map((level) => sum(probability.filter((_, slot) => smooth[slot] <= level)));
}
