/** What a generation takes over from the one before it, for every model of generations. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketOf, deviationFloor, stabilised } from '../../src/baseline/amount-scale.ts';
import { modelDocument } from '../../src/baseline/document.ts';
import { inheritedDays } from '../../src/baseline/inherited-days.ts';
import { studentTail } from '../../src/baseline/student.ts';
import { UsualAmount } from '../../src/baseline/usual-amount.ts';
import { UsualHours } from '../../src/baseline/usual-hours.ts';
import { type PresenceNoise, UsualValues } from '../../src/baseline/usual-values.ts';
import { valuesPerSetMax } from '../../src/limits.ts';
import type { Address } from '../../src/memory/heap.ts';
import {
  type Bench,
  bench,
  learnt,
  loaded,
  type MakeModel,
  type Observation,
  saved,
  tailOf,
} from './model-laws.ts';

const warmStart = true;
const values =
  (learnDays: number, noise?: PresenceNoise): MakeModel =>
  (memory) =>
    new UsualValues({ ...memory, learnDays, warmStart, ...(noise && { noise }) });
const hours =
  (cycle: 'day' | 'week', learnDays: number, noise?: PresenceNoise): MakeModel =>
  ({ heap }) =>
    new UsualHours({ heap, cycle, learnDays, warmStart, ...(noise && { noise }) });
const amounts =
  (scale: 'count' | 'amount' | 'value', sigmas?: number): MakeModel =>
  ({ heap }) =>
    new UsualAmount({ heap, scale, ...(sigmas && { noise: { sigmas, against: 'period' as const } }) });

const day = fc.integer({ min: 20_000, max: 20_029 });
const text = fc.constantFrom(...Array.from({ length: 60 }, (_, index) => `host-${index}`));
const drawn = {
  values: fc.record({ value: text, day }),
  hours: fc.record({ value: fc.nat(167), day }),
  amounts: fc.record({
    value: fc.oneof(fc.nat(40), fc.double({ noNaN: true }), fc.constantFrom(0, -3, 1e300)),
    day,
  }),
};

const models: readonly (readonly [string, MakeModel, fc.Arbitrary<Observation>])[] = [
  ['values', values(30), drawn.values],
  ['values over 60 days', values(60), drawn.values],
  ['values over 90 days, with noise', values(90, { daysMin: 2, against: 'period' }), drawn.values],
  ['values with noise against history', values(30, { daysMin: 2, against: 'history' }), drawn.values],
  ['hours', hours('day', 30), drawn.hours],
  ['hours of 60 days with noise', hours('day', 60, { daysMin: 2, against: 'period' }), drawn.hours],
  ['hours of the week', hours('week', 30), drawn.hours],
  ['counts', amounts('count'), drawn.amounts],
  ['amounts with noise', amounts('amount', 3), drawn.amounts],
];

/** Learns one generation after the other; each takes over from the one before it. */
function generations(on: Bench, all: readonly (readonly Observation[])[]): Address {
  let last = 0;
  for (const observations of all) {
    const state = learnt(on, observations);
    on.model.settle(state, last);
    if (last !== 0) {
      on.model.inherit(state, last);
      free(on, last);
    }
    last = state;
  }
  return last;
}

function free(on: Bench, state: Address): void {
  on.model.release(state);
  on.heap.release(state, on.model.words);
}

describe.each(models)('inheriting %s', (_, make, observation) => {
  const lives = fc.array(fc.array(observation, { minLength: 1, maxLength: 60 }), {
    minLength: 1,
    maxLength: 4,
  });
  const shuffled = lives.chain((inOrder) =>
    fc.record({
      inOrder: fc.constant(inOrder),
      otherwise: fc.tuple(
        ...inOrder.map((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
      ),
      asked: fc.array(observation, { maxLength: 10 }),
    }),
  );

  test('does not depend on the order of learning, is kept like any state, and leaves nothing behind', () => {
    fc.assert(
      fc.property(shuffled, ({ inOrder, otherwise, asked }) => {
        const one = bench(make);
        const other = bench(make);
        const state = generations(one, inOrder);
        const again = generations(other, otherwise);
        const bytes = saved(one, state);
        expect(saved(other, again)).toEqual(bytes);
        const copy = loaded(other, bytes);
        expect(saved(other, copy)).toEqual(bytes);
        for (const { value } of [...inOrder.flat().slice(0, 20), ...asked]) {
          for (const side of ['high', 'low', 'both'] as const) {
            const tail = tailOf(one, state, value, side);
            expect(tail).toBeGreaterThan(0);
            expect(tail).toBeLessThanOrEqual(1);
            expect(tailOf(other, copy, value, side)).toBe(tail);
          }
        }
        const shown = one.model.document(state);
        expect(modelDocument.parse(shown)).toEqual(shown);
        expect(other.model.document(copy)).toEqual(shown);
        expect(other.model.usual(copy)).toBe(one.model.usual(state));
        expect(other.model.evidence(copy)).toBe(one.model.evidence(state));
        expect(other.model.extraBytes(copy)).toBe(one.model.extraBytes(state));
        const before = one.heap.bytesUsed;
        const extra = one.model.extraBytes(state);
        one.model.release(state);
        expect(before - one.heap.bytesUsed).toBe(extra);
        one.heap.release(state, one.model.words);
        free(other, again);
        free(other, copy);
        for (const { heap, dictionary } of [one, other]) {
          expect(heap.bytesUsed).toBe(0);
          expect(dictionary.size).toBe(0);
        }
      }),
      { numRuns: 40 },
    );
  });
});

test('half of the days are inherited: rounded up of what was met, down of what was only known', () => {
  const left: number[] = [];
  for (let inherited = inheritedDays({ own: 20, inherited: 0 }); inherited > 0; ) {
    left.push(inherited);
    inherited = inheritedDays({ own: 0, inherited });
  }
  expect(left).toEqual([10, 5, 2, 1]);
  expect(inheritedDays({ own: 1, inherited: 0 })).toBe(1);
  expect(inheritedDays({ own: 0, inherited: 1 })).toBe(0);
  expect(inheritedDays({ own: 64, inherited: 64 })).toBe(64);
});

const office = everyDay('office', 30);

describe('values that a generation inherits', () => {
  test('are known for one generation when they were met on one day, and longer the more days there were', () => {
    const on = bench(values(30));
    const met = [...office, { value: 'vault', day: 20_003 }, ...everyDay('lab', 20)];
    const isKnown = (state: Address, value: string) =>
      on.dictionary.find(value) !== 0 && on.model.isKnown(state, on.dictionary.find(value));
    const known = [1, 2, 3, 4, 5, 6].map((count) => {
      const state = generations(on, [met, ...Array.from({ length: count - 1 }, () => office)]);
      const both = ['vault', 'lab'].map((value) => isKnown(state, value));
      expect(isKnown(state, 'moon')).toBe(false);
      free(on, state);
      return both;
    });
    expect(known.map(([vault]) => vault)).toEqual([true, true, false, false, false, false]);
    expect(known.map(([, lab]) => lab)).toEqual([true, true, true, true, true, false]);
    expect(on.dictionary.size).toBe(0);
  });

  test('count half: their share, and how probable something new is, follow from all days', () => {
    const on = bench(values(30));
    const state = generations(on, [[...everyDay('lab', 10), ...everyDay('office', 30)], office]);
    // office 30 + 15, lab 5: nothing was seen once.
    const novelty = 0.5 / 51;
    expect(tailOf(on, state, 'moon')).toBeCloseTo(novelty, 12);
    expect(tailOf(on, state, 'lab')).toBeCloseTo(novelty + ((1 - novelty) * 5) / 50, 12);
    expect(on.model.document(state)).toMatchObject({
      days: 45,
      values: [
        { value: 'office', days: 45, events: 45 },
        { value: 'lab', days: 5, events: 5 },
      ],
    });
    free(on, state);
  });

  test('are not noise, however few days are left; what this generation calls noise is told before', () => {
    const on = bench(values(30, { daysMin: 2, against: 'period' }));
    const state = generations(on, [
      [...office, ...everyDay('lab', 2)],
      [...office, { value: 'lab', day: 20_003 }, { value: 'vault', day: 20_003 }],
    ]);
    expect(on.model.isKnown(state, on.dictionary.find('lab'))).toBe(true);
    expect(on.dictionary.find('vault')).toBe(0);
    expect(on.model.document(state)).toMatchObject({
      values: [{ value: 'office' }, { value: 'lab', days: 1 }],
    });
    free(on, state);
  });

  test('take no more room than a full set has, and the rarest are forgotten first', () => {
    const on = bench(values(30));
    const many = (from: number, length: number, days: number) =>
      Array.from({ length }, (_, index) => everyDay(`host-${from + index}`, days)).flat();
    const state = generations(on, [
      [...many(0, 600, 1), ...many(600, 200, 4)],
      many(10_000, 700, 1),
      many(20_000, 500, 1),
    ]);
    const shown = on.model.document(state);
    // 500 of its own, 100 of four days in the first, and as many of the 700 as have a place.
    expect(shown.kind === 'values' && shown.values.length + shown.more).toBe(valuesPerSetMax);
    const isKnown = (value: string) => on.dictionary.find(value) !== 0;
    expect(Array.from({ length: 500 }, (_, index) => isKnown(`host-${20_000 + index}`))).not.toContain(false);
    expect(isKnown('host-3')).toBe(false);
    expect(on.dictionary.size).toBe(valuesPerSetMax);
    expect(on.model.isKnown(state, on.dictionary.enter('never seen'))).toBe(false);
    expect(on.model.extraBytes(state)).toBeLessThan(valuesPerSetMax * 16 + 2048);
  });
});

describe('hours that a generation inherits', () => {
  test('are usual as long as anything is left of them', () => {
    const on = bench(hours('day', 30));
    const at = (hour: number, days: number) =>
      Array.from({ length: days }, (_, index) => ({ value: hour, day: 20_000 + index }));
    const work = at(9, 30);
    const usual = [1, 2, 3, 4].map((count) => {
      const state = generations(on, [
        [...work, ...at(22, 4)],
        ...Array.from({ length: count - 1 }, () => work),
      ]);
      const shown = [on.model.usual(state), on.model.evidence(state)];
      free(on, state);
      return shown;
    });
    expect(usual).toEqual([
      ['09–10, 22–23 h', 30],
      ['09–10, 22–23 h', 45],
      ['09–10, 22–23 h', 53],
      ['09–10 h', 57],
    ]);
    expect(on.heap.bytesUsed).toBe(0);
  });

  test('make an hour less surprising than one never met', () => {
    const on = bench(hours('day', 30));
    const work = Array.from({ length: 30 }, (_, index) => ({ value: 9, day: 20_000 + index }));
    const cold = generations(on, [work]);
    const warm = generations(on, [[...work, { value: 22, day: 20_000 }], work]);
    expect(tailOf(on, warm, 22)).toBeGreaterThan(tailOf(on, cold, 22));
    expect(on.model.isKnown(warm, 22)).toBe(true);
    expect(on.model.isKnown(warm, 3)).toBe(false);
    // A tail that was kept from before is not used again.
    const asked = learnt(on, work);
    tailOf(on, asked, 22);
    on.model.inherit(asked, warm);
    expect(tailOf(on, asked, 22)).not.toBe(tailOf(on, cold, 22));
  });
});

describe('amounts that a generation inherits', () => {
  test('are judged by the formula with half observations', () => {
    const sent = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(sent, sent, fc.integer({ min: 0, max: 60 }), (before, own, asked) => {
        const on = bench(amounts('count'));
        const state = generations(on, [asObservations(before), asObservations(own)]);
        const oracle = new WeightedOracle([
          ...own.map((amount) => ({ amount, weight: 1 })),
          ...before.map((amount) => ({ amount, weight: 0.5 })),
        ]);
        expect(tailOf(on, state, asked, 'high')).toBeCloseTo(oracle.high(asked), 9);
        expect(on.model.evidence(state)).toBe(own.length + Math.floor(before.length / 2));
      }),
    );
  });

  test('fade, and are gone after four generations', () => {
    const on = bench(amounts('count'));
    const usual = Array.from({ length: 30 }, (_, index) => 2 + (index % 5));
    const tails = [1, 2, 3, 4, 5, 6].map((count) => {
      const state = generations(on, [
        asObservations([...usual, 60]),
        ...Array.from({ length: count - 1 }, () => asObservations(usual)),
      ]);
      const tail = tailOf(on, state, 60, 'high');
      const { maximum } = on.model.document(state) as { maximum: number };
      free(on, state);
      return { tail, maximum };
    });
    expect(tails.map(({ maximum }) => maximum)).toEqual([60, 60, 60, 60, 6, 6]);
    for (let count = 1; count < 5; count++) expect(tails[count].tail).toBeLessThan(tails[count - 1].tail);
    expect(tails[5].tail).toBeLessThan(1e-6);
  });

  test('of coarse buckets meet those of fine ones, in bounded memory', () => {
    const on = bench(amounts('value'));
    const wide = Array.from({ length: 5_000 }, (_, index) => ({ value: (index + 1) ** 3, day: 20_000 }));
    const narrow = asObservations(Array.from({ length: 200 }, (_, index) => index));
    for (const all of [
      [wide, narrow],
      [narrow, wide],
      [wide, narrow, wide, narrow],
    ]) {
      const state = generations(on, all);
      expect(on.model.extraBytes(state)).toBeLessThanOrEqual(128 * 8);
      expect(on.model.isKnown(state, 5_000 ** 3)).toBe(true);
      free(on, state);
    }
    expect(on.heap.bytesUsed).toBe(0);
  });

  test('are told as whole observations', () => {
    const on = bench(amounts('amount'));
    const state = generations(on, [asObservations([3, 4, 5]), asObservations([3, 9])]);
    expect(on.model.document(state)).toMatchObject({ observations: 4, minimum: 3, maximum: 9 });
  });
});

function everyDay(value: string, days: number): Observation[] {
  return Array.from({ length: days }, (_, index) => ({ value, day: 20_000 + index }));
}

function asObservations(sent: readonly number[]): Observation[] {
  return sent.map((value, index) => ({ value, day: 20_000 + (index % 30) }));
}

/** The formula of usual-amount.ts for whole numbers up to 32, over weighted observations. */
class WeightedOracle {
  readonly #seen: readonly { readonly amount: number; readonly weight: number }[];

  constructor(seen: readonly { readonly amount: number; readonly weight: number }[]) {
    this.#seen = seen;
  }

  high(asked: number): number {
    const place = (amount: number) => stabilised('count', bucketOf(amount), 0);
    const sum = (part: (one: { amount: number; weight: number }) => number) =>
      this.#seen.reduce((total, one) => total + part(one), 0);
    const all = sum(({ weight }) => weight);
    const mean = sum(({ amount, weight }) => weight * place(amount)) / all;
    const squares = sum(({ amount, weight }) => weight * (place(amount) - mean) ** 2);
    const deviation = Math.max(Math.sqrt(squares / (all - 1)), deviationFloor('count', mean, 0));
    const t = (place(asked) - mean) / (deviation * Math.sqrt(1 + 1 / all));
    const above = sum(({ amount, weight }) => (bucketOf(amount) > bucketOf(asked) ? weight : 0));
    const equal = sum(({ amount, weight }) => (bucketOf(amount) === bucketOf(asked) ? weight : 0));
    const empirical = above + equal === 0 ? 0 : (above + 0.5 * equal + 0.5) / (all + 1);
    return Math.max(empirical, studentTail(t, all - 1));
  }
}
