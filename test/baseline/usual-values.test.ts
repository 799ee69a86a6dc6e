import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelDocument } from '../../src/baseline/document.ts';
import { type PresenceNoise, UsualValues } from '../../src/baseline/usual-values.ts';
import { valuesPerSetMax } from '../../src/limits.ts';
import { hashText } from '../../src/memory/dictionary.ts';
import {
  bench,
  expectModelLaws,
  learnOne,
  learnt,
  type MakeModel,
  type Observation,
  saved,
  tailOf,
} from './model-laws.ts';
import { SeededRandom } from './seeded-random.ts';

const values =
  (learnDays: number, noise?: PresenceNoise): MakeModel =>
  (memory) =>
    new UsualValues({ ...memory, learnDays, ...(noise && { noise }) });

const text = fc.constantFrom(...Array.from({ length: 60 }, (_, index) => `host-${index}`), 'half \ud83d', '');
const observation = fc.record({ value: text, day: fc.integer({ min: 20_000, max: 20_029 }) });

describe('UsualValues', () => {
  test.each([
    ['30 days', values(30)],
    ['60 days', values(60)],
    ['90 days, several days a bit', values(90)],
    ['30 days with noise', values(30, { daysMin: 2, against: 'period' })],
  ])('keeps the laws of all models: %s', (_, make) => {
    expectModelLaws(make, observation);
  });

  test('judges as the formula says', () => {
    const daysMin = fc.integer({ min: 1, max: 3 });
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 200 }), daysMin, (observations, days) => {
        const on = bench(values(30, { daysMin: days, against: 'period' }));
        const state = learnt(on, observations);
        const oracle = new Oracle(observations, days);
        for (const { value } of [...observations, { value: 'never seen' }]) {
          expect(tailOf(on, state, value)).toBeCloseTo(oracle.tail(value), 12);
          expect(on.model.isKnown(state, on.dictionary.find(value))).toBe(oracle.isKnown(value));
        }
        const before = observations.map(({ value }) => tailOf(on, state, value));
        on.model.settle(state, 0);
        expect(observations.map(({ value }) => tailOf(on, state, value))).toEqual(before);
      }),
    );
  });

  test('counts days, not events: a value of one noisy night stays rare', () => {
    const on = bench(values(30));
    const state = learnt(on, [
      ...everyDay('office', 30),
      ...Array.from({ length: 5000 }, () => ({ value: 'attic', day: 20_003 })),
    ]);
    expect(tailOf(on, state, 'attic')).toBeLessThan(0.09);
    expect(tailOf(on, state, 'office')).toBe(1);
    expect(tailOf(on, state, 'elsewhere')).toBeLessThan(0.05);
    expect(on.model.evidence(state)).toBe(30);
  });

  test('is little surprised by one more new value where new values are usual', () => {
    const on = bench(values(30));
    const steady = learnt(on, everyDay('office', 30));
    const roaming = learnt(
      on,
      Array.from({ length: 30 }, (_, day) => ({ value: `hotel-${day}`, day })),
    );
    expect(tailOf(on, steady, 'new')).toBeCloseTo(0.5 / 31, 12);
    expect(tailOf(on, roaming, 'new')).toBeGreaterThan(0.9);
  });

  test('a day beyond the learning period still has a bit of its own, and days before 1970 have one, too', () => {
    const on = bench(values(30));
    const state = learnt(
      on,
      [-1, 0, 30].map((day) => ({ value: 'office', day })),
    );
    expect(on.model.evidence(state)).toBe(3);
  });

  test.each([
    { against: 'period' as const, kept: ['office', 'twice'], dropped: 2 },
    { against: 'history' as const, kept: ['office', 'twice', 'known before'], dropped: 1 },
  ])('drops what was seen on fewer than 2 days, against $against', ({ against, kept, dropped }) => {
    const on = bench(values(30, { daysMin: 2, against }));
    const history = learnt(on, [...everyDay('office', 9), ...everyDay('known before', 9)]);
    on.model.settle(history, 0);
    const state = learnt(on, [
      ...everyDay('office', 20),
      ...everyDay('twice', 2),
      { value: 'known before', day: 20_001 },
      ...Array.from({ length: 9 }, () => ({ value: 'once', day: 20_002 })),
    ]);
    expect(on.model.isKnown(state, on.dictionary.find('once'))).toBe(false);
    expect(on.model.isKnown(state, on.dictionary.find('twice'))).toBe(true);
    expect(on.model.settle(state, history)).toBe(dropped);
    const shown = on.model.document(state);
    expect(shown.kind === 'values' && shown.values.map(({ value }) => value).sort()).toEqual(kept.sort());
    expect(on.dictionary.find('once')).toBe(0);
    expect(tailOf(on, state, 'once')).toBeLessThan(0.2);
  });

  test('a full set keeps the values with the smallest hashes, in bounded memory, and calls nothing new', () => {
    const on = bench(values(30));
    const state = on.heap.allocate(on.model.words);
    for (let index = 0; index < 1_000_000; index++)
      learnOne(on, state, `host-${index}`, 20_000 + (index % 30));
    expect(on.model.extraBytes(state)).toBeLessThan(valuesPerSetMax * 12 + 1024);
    expect(on.dictionary.size).toBe(valuesPerSetMax);
    expect(on.heap.bytesUsed).toBeLessThan(valuesPerSetMax * 12 + 1024);
    const smallest = Array.from({ length: 1_000_000 }, (_, index) => `host-${index}`)
      .map((each) => ({ each, hash: hashText(each) }))
      .sort((one, other) => one.hash - other.hash)
      .slice(0, valuesPerSetMax);
    for (const { each } of smallest) expect(on.dictionary.find(each)).not.toBe(0);
    expect(tailOf(on, state, 'never seen')).toBe(1);
    expect(on.model.isKnown(state, on.dictionary.enter('never seen'))).toBe(true);
    const shown = on.model.document(state);
    expect(shown.kind === 'values' && [shown.values.length, shown.more]).toEqual([50, valuesPerSetMax - 50]);
  });

  test('a full set does not depend on the order of learning', () => {
    const random = new SeededRandom(7);
    const observations = Array.from({ length: 6000 }, () => ({
      value: `host-${random.below(2000)}`,
      day: 20_000 + random.below(30),
    }));
    const one = bench(values(30));
    const other = bench(values(30));
    const inOrder = saved(one, learnt(one, observations));
    const backwards = saved(other, learnt(other, [...observations].reverse()));
    expect(backwards).toEqual(inOrder);
    expect(one.dictionary.size).toBe(valuesPerSetMax);
  });

  test('is calibrated: of values drawn as before, at most a share p has a tail up to p', () => {
    const weights = Array.from({ length: 40 }, (_, index) => 1 / (index + 1));
    for (let seed = 1; seed <= 5; seed++) {
      const random = new SeededRandom(seed);
      const on = bench(values(30));
      const state = on.heap.allocate(on.model.words);
      const draw = () => `host-${random.weighted(weights)}`;
      for (let day = 0; day < 30; day++)
        for (let turn = 0; turn < 5; turn++) learnOne(on, state, draw(), day);
      const tails = Array.from({ length: 20_000 }, () => tailOf(on, state, draw()));
      for (const p of [0.01, 0.05, 0.1, 0.25]) {
        expect(tails.filter((tail) => tail <= p).length / tails.length).toBeLessThan(p * 1.5 + 0.005);
      }
    }
  });

  test('tells what is usual in a few words and as a valid document', () => {
    const on = bench(values(30));
    const state = on.heap.allocate(on.model.words);
    expect(on.model.usual(state)).toBe('nothing yet');
    expect(on.model.document(state)).toEqual({ kind: 'values', days: 0, values: [], more: 0, novelty: 1 });
    expect(tailOf(on, state, 'Beijing')).toBe(1);
    for (const { value, day } of [
      ...everyDay('Beijing', 24),
      ...everyDay('Shanghai', 5),
      ...everyDay('Wuhan', 1),
    ]) {
      learnOne(on, state, value, day);
    }
    expect(on.model.usual(state)).toBe('Beijing 80 %, Shanghai 17 %, Wuhan 3 %');
    learnOne(on, state, 'Lhasa', 20_000);
    expect(on.model.usual(state)).toBe('Beijing 77 %, Shanghai 16 %, Lhasa 3 % and 1 more');
    const shown = on.model.document(state);
    expect(modelDocument.parse(shown)).toEqual(shown);
    expect(shown.kind === 'values' && shown.values[0]).toEqual({
      value: 'Beijing',
      days: 24,
      events: 24,
      share: 24 / 31,
    });
  });

  test('counts days of a long learning period by the events when one bit stands for several days', () => {
    const on = bench(values(120));
    const state = learnt(on, [...everyDay('office', 120), { value: 'once', day: 20_000 }]);
    const shown = on.model.document(state);
    expect(shown.kind === 'values' && shown.values.map(({ days }) => days)).toEqual([120, 1]);
  });
});

function everyDay(value: string, days: number): { value: string; day: number }[] {
  return Array.from({ length: days }, (_, day) => ({ value, day: 20_000 + day }));
}

/** The formula over plain maps. */
class Oracle {
  readonly #days = new Map<Observation['value'], Set<number>>();
  readonly #daysMin: number;

  constructor(observations: readonly Observation[], daysMin: number) {
    this.#daysMin = daysMin;
    for (const { value, day } of observations)
      this.#days.set(value, (this.#days.get(value) ?? new Set()).add(day));
  }

  isKnown(value: string): boolean {
    return (this.#days.get(value)?.size ?? 0) >= this.#daysMin;
  }

  tail(value: string): number {
    const days = [...this.#days.values()].map(({ size }) => size);
    const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
    if (days.length === 0) return 1;
    const novelty = (sum(days.filter((size) => size <= this.#daysMin)) + 0.5) / (sum(days) + 1);
    if (!this.isKnown(value)) return novelty;
    const known = days.filter((size) => size >= this.#daysMin);
    const own = this.#days.get(value)!.size;
    return novelty + ((1 - novelty) * sum(known.filter((size) => size <= own))) / sum(known);
  }
}
