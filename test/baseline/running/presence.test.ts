import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PresenceAtUnusualTimes } from '../../../src/baseline/running/presence.ts';
import type { Moment } from '../../../src/baseline/running/running-model.ts';
import { Heap } from '../../../src/memory/heap.ts';
import {
  expectOrderDoesNotMatter,
  expectRunningLaws,
  type Learnt,
  type MakeRunningModel,
  momentAt,
  RunningBench,
} from './running-laws.ts';
import { type PlainDay, plainRate } from './times-oracle.ts';

const presence: MakeRunningModel = (heap) => new PresenceAtUnusualTimes({ heap, halfLifeDays: 120 });

const monday = 20_000;
const quarter = fc.integer({ min: 0, max: 95 });
const anyTime = fc.array(
  fc.record({
    sample: fc.tuple(fc.oneof({ weight: 9, arbitrary: quarter }, fc.constantFrom(-1, 96, 1e300, -1e300))),
    day: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 19_990, max: 20_040 }) },
      fc.constantFrom(0, 12_000, 47_000),
    ),
    weight: fc.constantFrom(0, 0.3, 1),
  }),
  { maxLength: 60 },
);
const oneDay = fc
  .uniqueArray(quarter, { maxLength: 30 })
  .map((all) => all.map((each): Learnt => ({ sample: [each], day: monday + each / 96 })));

describe('PresenceAtUnusualTimes', () => {
  test('keeps the laws of running models', () => {
    expectRunningLaws(presence, anyTime);
    expectOrderDoesNotMatter(presence, oneDay);
  });

  test('the order of a later day does not matter either', () => {
    fc.assert(
      fc.property(oneDay, fc.integer({ min: 0, max: 95 }), (day, seed) => {
        const [one, other] = [office(20), office(20)];
        const turned = [...day.slice(seed % (day.length + 1)), ...day.slice(0, seed % (day.length + 1))];
        for (const each of day) one.learn({ ...each, day: monday + 30 });
        for (const each of turned.reverse()) other.learn({ ...each, day: monday + 30 });
        expect(other.saved()).toEqual(one.saved());
      }),
      { numRuns: 40 },
    );
  });

  test('judges as the formula says', () => {
    const day = fc.uniqueArray(quarter, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(day, { maxLength: 15 }), day, (days, today) => {
        const on = new RunningBench((heap) => {
          return new PresenceAtUnusualTimes({ heap, halfLifeDays: Number.POSITIVE_INFINITY });
        });
        const own = days.map((quarters, index) => ({ day: monday + index, quarters }));
        for (const each of own) for (const slot of each.quarters) on.learn({ sample: [slot], day: each.day });
        expect(Math.abs(tailAfter(on, today) / plainTail(own, today) - 1)).toBeLessThan(1e-3);
      }),
      { numRuns: 60 },
    );
  });

  test('takes 208 bytes', () => {
    expect(presence(new Heap()).words * 4).toBe(208);
  });

  test('one odd hour is less than two, two are less than a night', () => {
    const on = office(40);
    const tails = [[12], [12, 16], [4, 8, 12, 16, 20]].map((slots) => tailAfter(on, slots));
    expect(tails[0]).toBeLessThan(0.05);
    expect(tails[1]).toBeLessThan(tails[0]);
    expect(tails[2]).toBeLessThan(tails[1]);
    expect(tails[2]).toBeGreaterThan(0);
  });

  test('the day is judged as a whole, whatever comes last', () => {
    const on = office(40);
    expect(tailAfter(on, [4, 12, 8])).toBe(tailAfter(on, [12, 8, 4]));
    expect(tailAfter(on, [4, 8, 44])).toBe(tailAfter(on, [4, 8]));
    expect(tailAfter(on, [40, 44, 48, 60])).toBe(1);
  });

  test('many observations within one hour are one hour', () => {
    const on = office(40);
    expect(tailAfter(on, [12, 13, 14, 15])).toBe(tailAfter(on, [12]));
  });

  test('more of the same is never less unusual', () => {
    fc.assert(
      fc.property(fc.uniqueArray(quarter, { minLength: 2, maxLength: 20 }), (slots) => {
        const on = office(30);
        let last = 1;
        for (let count = 1; count <= slots.length; count++) {
          const tail = tailAfter(on, slots.slice(0, count));
          expect(tail).toBeLessThanOrEqual(last);
          last = tail;
        }
      }),
      { numRuns: 40 },
    );
  });

  test('who works a night now and then is compared with those nights', () => {
    const regular = office(60);
    const sometimes = new RunningBench(presence);
    for (let day = 0; day < 60; day++) {
      for (const slot of day % 10 === 9 ? [4, 8, 12, 16] : workday)
        sometimes.learn({ sample: [slot], day: monday + day });
    }
    expect(tailAfter(sometimes, [4, 8, 12])).toBeGreaterThan(0.5);
    expect(tailAfter(regular, [4, 8, 12])).toBeLessThan(0.001);
    expect(regular.model.usual(regular.state)).toBe('not at unusual hours');
  });

  test('a young key is judged by the hours of its group', () => {
    const heap = new Heap();
    const model = presence(heap);
    const [own, group] = [0, 1].map(() => heap.allocate(model.words));
    for (let day = 0; day < 30; day++) {
      const incoming = heap.allocate(model.words);
      for (let member = 0; member < 10; member++) {
        for (const slot of workday) model.learn(incoming, Float64Array.of(slot), momentAt(monday + day), 1);
      }
      model.merge(group, incoming);
    }
    const levels = { count: 2, states: Float64Array.of(own, group) };
    const night = model.tail(levels, Float64Array.of(12), momentWith([4, 8]), 'both');
    expect(night).toBeLessThan(0.05);
    expect(model.tail(levels, Float64Array.of(44), momentWith([40]), 'both')).toBe(1);
  });

  test('remembers how much odd days came to, each judged by the days before it, and forgets them', () => {
    const on = office(40);
    for (const slot of [4, 12, 20]) on.learn({ sample: [slot], day: monday + 40 });
    expect(tailAfter(on, [0, 84])).toBeGreaterThan(0.01);
    expect(tailAfter(office(41), [0, 84])).toBeLessThan(0.005);
    expect(on.model.usual(on.state)).toBe('at unusual hours on 3 % of days');
    for (let day = 41; day < 400; day++) {
      for (const slot of workday) on.learn({ sample: [slot], day: monday + day });
    }
    expect(tailAfter(on, [0, 84], 401)).toBeLessThan(0.005);
    expect(on.model.usual(on.state)).toBe('not at unusual hours');
  });
});

/** The formula over plain lists; totals of days are whole 256ths of a bit in bins of half a doubling. */
function plainTail(own: readonly PlainDay[], today: readonly number[]): number {
  if (own.length === 0) return 1;
  const totals = own.map(({ quarters }, index) => {
    const before = own.slice(0, index);
    const bits = index === 0 ? [] : hoursOf(quarters).map((slot) => excess(before, slot));
    return bits.reduce((sum, each) => sum + Math.round(256 * each) / 256, 0);
  });
  const total = hoursOf(today).reduce((sum, slot) => sum + excess(own, slot), 0);
  const place = (bits: number) => 2 * Math.log2(1 + bits);
  const [bin, part] = [Math.min(15, Math.floor(place(total))), place(total) % 1];
  let longer = totals.at(-1)! >= total ? 1 : 0;
  for (const closed of totals.slice(0, -1)) {
    const other = Math.min(15, Math.floor(place(closed)));
    longer += other > bin ? 1 : other === bin ? 1 - part : 0;
  }
  return (longer + 2 ** -total) / (own.length + 1);
}

function excess(own: readonly PlainDay[], slot: number): number {
  const plain = { own, groups: [], kindOf: () => 0, kindShares: [1], bins: 24, halfLifeDays: 1e9 };
  return Math.max(0, -Math.log2(plainRate(plain, slot, 0)) - 4);
}

function hoursOf(quarters: readonly number[]): number[] {
  return [...new Set(quarters.map((slot) => slot - (slot % 4)))];
}

const workday = [36, 40, 44, 52, 56, 60, 64, 68];

function office(days: number): RunningBench {
  const on = new RunningBench(presence);
  for (let day = 0; day < days; day++)
    for (const slot of workday) on.learn({ sample: [slot], day: monday + day });
  return on;
}

/** Tail of the last of some quarter hours of one day. */
function tailAfter({ model, state }: RunningBench, slots: readonly number[], day = 100): number {
  const levels = { count: 1, states: Float64Array.of(state) };
  return model.tail(levels, Float64Array.of(slots.at(-1)!), momentWith(slots.slice(0, -1), day), 'both');
}

function momentWith(earlier: readonly number[], day = 100): Moment {
  return {
    ...momentAt(monday + day),
    earlier: {
      count: earlier.length,
      dayOf: (index) => monday + day + earlier[index] / 96,
      observationsOf: () => 1,
      read: (index, into) => {
        into[0] = earlier[index];
      },
    },
  };
}
