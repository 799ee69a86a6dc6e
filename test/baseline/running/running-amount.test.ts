import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AmountScale } from '../../../src/baseline/amount-scale.ts';
import type { Side } from '../../../src/baseline/model.ts';
import { RunningAmount } from '../../../src/baseline/running/running-amount.ts';
import { bucketsPerRunningAmountMax } from '../../../src/limits.ts';
import { ByteWriter } from '../../../src/memory/bytes.ts';
import { type Address, Heap } from '../../../src/memory/heap.ts';
import { SeededRandom } from '../seeded-random.ts';
import { expectedTail, type Pane } from './amount-oracle.ts';
import { expectRunningLaws, type Learnt, momentAt, sides } from './running-laws.ts';

const scales: readonly AmountScale[] = ['count', 'amount', 'value'];
/** A Monday. */
const monday = 20_003;

/** One model and several states of it. */
class Amounts {
  readonly heap = new Heap();
  readonly model: RunningAmount;
  readonly #sample = new Float64Array(1);

  constructor(scale: AmountScale, halfLifeDays = 120) {
    // What never fades is what groups gather.
    const incoming = halfLifeDays === Number.POSITIVE_INFINITY ? ({ isIncoming: true } as const) : {};
    this.model = new RunningAmount({ heap: this.heap, scale, halfLifeDays, ...incoming });
  }

  state(values: readonly number[] = [], firstDay = monday): Address {
    const state = this.heap.allocate(this.model.words);
    values.forEach((value, index) => {
      this.learn(state, value, firstDay + index);
    });
    return state;
  }

  learn(state: Address, value: number, day: number, weight = 1): void {
    this.#sample[0] = value;
    this.model.learn(state, this.#sample, momentAt(day), weight);
  }

  tail(states: readonly Address[], value: number, side: Side = 'high', day = monday + 700): number {
    this.#sample[0] = value;
    const levels = { count: states.length, states: Float64Array.from(states) };
    return this.model.tail(levels, this.#sample, momentAt(day), side);
  }

  isKnown(state: Address, value: number): boolean {
    return this.model.isKnown(state, Float64Array.of(value));
  }

  saved(state: Address): Uint8Array {
    const writer = new ByteWriter();
    this.model.save(state, writer);
    return writer.take();
  }
}

const number = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 40 }) },
  { weight: 2, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constantFrom(1e300, -1e300, 1.7e308, -0, 5e-324, 0.001) },
);
const day = fc.oneof(
  { weight: 5, arbitrary: fc.double({ noNaN: true, min: monday, max: monday + 400 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, monday + 30_000) },
);
const learnt: fc.Arbitrary<Learnt> = fc.record({
  sample: number.map((value) => [value]),
  day,
  weight: fc.constantFrom(1, 1, 1, 0.3, 0),
});
const history = fc.array(number, { maxLength: 60 });

describe('RunningAmount', () => {
  test.each(scales)('keeps the laws of all running models: %s', (scale) => {
    const make = (heap: Heap) => new RunningAmount({ heap, scale, halfLifeDays: 30 });
    expectRunningLaws(make, fc.array(learnt, { maxLength: 120 }));
  });

  test.each(['count', 'amount'] as const)('judges as the formulas say: %s', (scale) => {
    const pane = fc.record({ value: fc.integer({ min: 0, max: 14 }), isDayOff: fc.boolean() });
    const panes = fc.array(pane, { maxLength: 40 });
    const asked = fc.record({ value: fc.integer({ min: 0, max: 32 }), isDayOff: fc.boolean() });
    fc.assert(
      fc.property(fc.array(panes, { minLength: 1, maxLength: 3 }), asked, (histories, now) => {
        const amounts = new Amounts(scale, Number.POSITIVE_INFINITY);
        const dayOf = ({ isDayOff }: Pane, week: number) => monday + 7 * week + (isDayOff ? 5 : 0);
        const states = histories.map((each) => {
          const state = amounts.state();
          each.forEach((one, week) => {
            amounts.learn(state, one.value, dayOf(one, week));
          });
          return state;
        });
        for (const side of sides) {
          const found = amounts.tail(states, now.value, side, dayOf(now, 100));
          const expected = expectedTail(scale, histories, now, side);
          expect(Math.log(found)).toBeCloseTo(Math.log(expected), 3);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a number further out is never less unusual, whatever the levels have learnt', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...scales),
        fc.array(history, { minLength: 1, maxLength: 3 }),
        fc.array(number, { minLength: 2 }),
        (scale, histories, asked) => {
          const amounts = new Amounts(scale);
          const states = histories.map((values) => amounts.state(values));
          const rising = [...asked, ...histories.flat()].sort((one, other) => one - other);
          const tails = (side: Side) => rising.map((value) => amounts.tail(states, value, side));
          expectFalling(tails('high'));
          expectFalling(tails('low').reverse());
        },
      ),
    );
  });

  test('goes on telling apart what lies far beyond everything', () => {
    for (const scale of scales) {
      const amounts = new Amounts(scale);
      const all = amounts.state([...Array(100).keys()].map((step) => 1 + (step % 5)));
      const own = amounts.state(Array(40).fill(2));
      const tails = [3, 10, 1e3, 1e9, 1e30, 1e100, 1e200].map((value) => amounts.tail([own, all], value));
      tails.slice(1).forEach((tail, step) => {
        expect(tail).toBeLessThan(tails[step]);
      });
      const ownTails = [3, 10, 1e3, 1e9, 1e30].map((value) => amounts.tail([own], value));
      ownTails.slice(1).forEach((tail, step) => {
        expect(tail).toBeLessThan(ownTails[step]);
      });
    }
  });

  test('content does not depend on the order within a pane, nor on any order when nothing fades', () => {
    const shuffled = fc
      .array(fc.record({ value: number, day: fc.integer({ min: monday, max: monday + 60 }) }), {
        maxLength: 80,
      })
      .chain((inOrder) =>
        fc.tuple(fc.constant(inOrder), fc.shuffledSubarray(inOrder, { minLength: inOrder.length })),
      );
    fc.assert(
      fc.property(fc.constantFrom(...scales), shuffled, (scale, [inOrder, otherwise]) => {
        const fading = new Amounts(scale);
        const lasting = new Amounts(scale, Number.POSITIVE_INFINITY);
        const contents = [inOrder, otherwise].map((panes) => {
          const pane = fading.state();
          const all = lasting.state();
          for (const { value, day: at } of panes) {
            fading.learn(pane, value, monday + (at % 8) / 8);
            lasting.learn(all, value, at);
          }
          return [fading.saved(pane), lasting.saved(all)];
        });
        expect(contents[0]).toEqual(contents[1]);
      }),
    );
  });

  test('merging two states is learning both', () => {
    fc.assert(
      fc.property(fc.constantFrom(...scales), history, history, (scale, one, other) => {
        const amounts = new Amounts(scale, Number.POSITIVE_INFINITY);
        const learnAll = (values: readonly number[]) => {
          const state = amounts.state();
          for (const value of values) amounts.learn(state, value, monday);
          return state;
        };
        const merged = learnAll(one);
        const second = learnAll(other);
        const before = amounts.saved(second);
        amounts.model.merge(merged, second);
        expect(amounts.saved(merged)).toEqual(amounts.saved(learnAll([...one, ...other])));
        expect(amounts.saved(second)).toEqual(before);
      }),
    );
  });

  test('what was learnt fades by half in a half-life, and what comes late counts in full', () => {
    const amounts = new Amounts('amount', 10);
    const state = amounts.state();
    for (let pane = 0; pane < 8; pane++) amounts.learn(state, pane, monday);
    expect(amounts.model.evidence(state)).toBe(8);
    amounts.learn(state, 5, monday + 10);
    expect(amounts.model.evidence(state)).toBeCloseTo(5, 6);
    amounts.learn(state, 5, monday + 1);
    expect(amounts.model.evidence(state)).toBeCloseTo(6, 6);
    amounts.learn(state, 5, monday + 40_000);
    expect(amounts.model.evidence(state)).toBe(1);
  });

  test('a young key is judged by its group, an old one by itself', () => {
    const amounts = new Amounts('count');
    const random = new SeededRandom(1);
    const group = amounts.state(Array.from({ length: 400 }, () => random.poisson(4)));
    const busy = amounts.state(Array.from({ length: 60 }, () => random.poisson(60)));
    const young = amounts.state();
    expect(amounts.tail([young, group], 4)).toBeGreaterThan(0.3);
    expect(amounts.tail([young, group], 60)).toBeLessThan(1e-4);
    expect(amounts.tail([busy, group], 60)).toBeGreaterThan(0.3);
    expect(amounts.tail([busy, group], 4, 'low')).toBeLessThan(0.01);
    // Two equal panes make neither a wall nor a void.
    const two = amounts.state([3, 3]);
    expect(amounts.tail([two, group], 5)).toBeGreaterThan(0.02);
    expect(amounts.tail([two, group], 60)).toBeLessThan(1e-4);
  });

  test('habits steadier than chance show a doubled count that chance would allow', () => {
    const amounts = new Amounts('count');
    const random = new SeededRandom(2);
    const group = amounts.state(Array.from({ length: 400 }, () => random.poisson(9)));
    const steady = amounts.state(Array.from({ length: 60 }, (_, step) => 9 + (step % 2)));
    const changing = amounts.state(Array.from({ length: 60 }, () => random.poisson(9)));
    expect(amounts.tail([steady, group], 18)).toBeLessThan(1e-4);
    expect(amounts.tail([steady, group], 18)).toBeLessThan(amounts.tail([changing, group], 18) / 30);
  });

  test('a few errors of a robot that is silent for weeks are less news than a flood from a stranger', () => {
    const amounts = new Amounts('amount');
    const random = new SeededRandom(3);
    const everyone = amounts.state(
      Array.from({ length: 3000 }, () => (random.uniform() < 0.6 ? 0 : 1 + random.poisson(1))),
    );
    const robot = amounts.state(Array.from({ length: 600 }, (_, hour) => (hour % 60 === 0 ? 1 : 0)));
    const stranger = amounts.state([0, 1]);
    expect(amounts.tail([robot, everyone], 4)).toBeGreaterThan(amounts.tail([stranger, everyone], 40));
    expect(amounts.tail([robot, everyone], 0)).toBeGreaterThan(0.9);
    expect(amounts.tail([robot, everyone], 0, 'low')).toBeGreaterThan(0.9);
  });

  test('days off are judged by days off', () => {
    const amounts = new Amounts('amount');
    const random = new SeededRandom(4);
    const weekend = (at: number) => (at + 3) % 7 >= 5;
    const traffic = Array.from({ length: 280 }, (_, step) =>
      Math.round((weekend(monday + step) ? 100 : 10_000) * Math.exp(0.2 * random.normal())),
    );
    const own = amounts.state(traffic);
    const saturday = monday + 700 + 5;
    expect(amounts.tail([own], 5000, 'high', saturday)).toBeLessThan(0.01);
    expect(amounts.tail([own], 5000, 'high', saturday + 2)).toBeGreaterThan(0.8);
  });

  test('memory is bounded by the number of buckets, whatever comes', () => {
    const amounts = new Amounts('value');
    const state = amounts.state();
    const random = new SeededRandom(5);
    for (let step = 0; step < 200_000; step++) {
      amounts.learn(state, Math.exp(60 * random.normal()) * (step % 3 === 0 ? -1 : 1), monday + step / 1000);
    }
    expect(amounts.model.extraBytes(state)).toBeLessThanOrEqual(bucketsPerRunningAmountMax * 8);
    expect(amounts.model.words * 4 + amounts.model.extraBytes(state)).toBeLessThanOrEqual(200);
    expect(amounts.tail([state], 1e300)).toBeGreaterThan(0);
  });

  test('knows the range of what it learnt, and the share of each number', () => {
    const amounts = new Amounts('count');
    const state = amounts.state([2, 2, 5, 9]);
    expect([0, 1, 2, 4, 9, 10].map((value) => amounts.isKnown(state, value))).toEqual([
      false,
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(amounts.model.share(state, Float64Array.of(2))).toBeCloseTo(0.5, 2);
    expect(amounts.model.share(state, Float64Array.of(3))).toBe(0);
    amounts.learn(state, 0, monday + 3);
    expect(amounts.isKnown(state, 1)).toBe(true);
    expect(amounts.isKnown(amounts.state(), 0)).toBe(false);
  });

  test('counts robust deviations from the median, and clips to them', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...scales),
        history,
        number,
        fc.double({ noNaN: true, min: 1, max: 6 }),
        (scale, values, value, sigmas) => {
          const amounts = new Amounts(scale);
          const state = amounts.state(values);
          const distance = amounts.model.robustDeviations(state, value);
          const clipped = amounts.model.clipped(state, value, sigmas);
          if (values.length < 5) expect(distance).toBe(0);
          if (Math.abs(distance) <= sigmas) expect(clipped).toBe(value);
          else {
            const left = amounts.model.robustDeviations(state, clipped);
            expect(Math.abs(left)).toBeLessThanOrEqual(sigmas * (1 + 1e-6) + 1e-6);
            expect(clipped < value).toBe(distance > 0);
          }
        },
      ),
    );
    const amounts = new Amounts('amount');
    const state = amounts.state([900, 1000, 1000, 1100, 1000, 1200, 800]);
    expect(amounts.model.robustDeviations(state, 1000)).toBeCloseTo(0, 0);
    expect(amounts.model.robustDeviations(state, 100_000)).toBeGreaterThan(20);
    expect(amounts.model.clipped(state, 100_000, 3)).toBeLessThan(2000);
  });

  test('shows what is usual in words and numbers', () => {
    const amounts = new Amounts('count');
    const state = amounts.state([2, 4, 4, 5, 9, 0, 4, 4]);
    expect(amounts.model.usual(state)).toBe('0–9, median 4');
    expect(amounts.model.document(state)).toMatchObject({
      kind: 'frequency',
      usual: '0–9, median 4',
      details: { median: 4, minimum: 0, maximum: 9 },
    });
    expect(amounts.model.usual(amounts.state())).toBe('nothing yet');
    expect(amounts.model.isAlike(Float64Array.of(40), Float64Array.of(44))).toBe(true);
    expect(amounts.model.isAlike(Float64Array.of(40), Float64Array.of(90))).toBe(false);
  });
});

function expectFalling(tails: readonly number[]): void {
  tails.slice(1).forEach((tail, step) => {
    expect(tail).toBeLessThanOrEqual(tails[step] * (1 + 1e-12));
  });
}
