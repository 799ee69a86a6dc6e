import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PopulationSurprise } from '../../../src/baseline/running/population-surprise.ts';
import { SnapshotVersionError } from '../../../src/baseline/snapshot-version.ts';
import { tailProbabilityMin } from '../../../src/limits.ts';
import { ByteReader, ByteWriter } from '../../../src/memory/bytes.ts';
import { type Address, Heap } from '../../../src/memory/heap.ts';
import { SeededRandom } from '../seeded-random.ts';

const bits = fc.oneof(
  fc.double({ min: 0, max: 20, noNaN: true }),
  fc.double({ min: 0, max: 2000, noNaN: true }),
  fc.integer({ min: 0, max: 70 }),
);

class Bench {
  readonly heap = new Heap();
  readonly model: PopulationSurprise;

  constructor(halfLifeDays = 120) {
    this.model = new PopulationSurprise({ heap: this.heap, halfLifeDays });
  }

  state(noted: readonly number[] = []): Address {
    const state = this.heap.allocate(this.model.words);
    for (const each of noted) this.model.note(state, each);
    return state;
  }

  saved(state: Address): Uint8Array {
    const writer = new ByteWriter();
    this.model.save(state, writer);
    return writer.take();
  }
}

describe('PopulationSurprise', () => {
  test('believes the model as long as it has no evidence', () => {
    const on = new Bench();
    const state = on.state();
    for (const each of [0.5, 1, 7.3, 40, 300]) {
      expect(-Math.log2(on.model.tail(state, each))).toBeCloseTo(each, 9);
    }
    expect(on.model.tail(state, 0)).toBe(1);
    expect(on.model.evidence(state)).toBe(0);
    expect(on.model.panesPerDay(state)).toBe(0);
  });

  test('judges as the formula says', () => {
    const batches = fc.array(fc.record({ noted: fc.array(bits, { maxLength: 60 }), days: fc.nat(90) }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(batches, fc.array(bits, { minLength: 1, maxLength: 20 }), (merged, asked) => {
        const on = new Bench(30);
        const state = on.state();
        const panes: Pane[] = [];
        for (const { noted, days } of merged) {
          on.model.merge(state, on.state(noted), days);
          for (const pane of panes) pane.weight *= 2 ** (-days / 30);
          for (const each of noted) panes.push({ bits: each, weight: 1 });
        }
        const tail = formula(panes);
        for (const each of asked) {
          const expected = Math.log(tail(each));
          expect(Math.abs(Math.log(on.model.tail(state, each)) - expected)).toBeLessThan(
            1e-5 * (1 - expected),
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  test('the larger surprise always has the smaller tail, also in gaps and beyond all that was seen', () => {
    const noted = fc.array(fc.oneof(bits, fc.constant(0)), { maxLength: 200 });
    fc.assert(
      fc.property(noted, fc.double({ min: 0, max: 8000, noNaN: true }), bits, (seen, one, step) => {
        const on = new Bench();
        const state = on.state(seen);
        const tail = on.model.tail(state, one);
        expect(tail).toBeLessThanOrEqual(1);
        expect(on.model.tail(state, one + 0.01 + step)).toBeLessThan(tail);
        expect(on.model.tail(state, one + 0.01 + step)).toBeGreaterThanOrEqual(tailProbabilityMin);
      }),
    );
  });

  test('a share leads to its surprise and back', () => {
    const share = fc.double({ min: 1e-12, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 100 }), share, (noted, asked) => {
        const on = new Bench();
        const state = on.state(noted);
        expect(on.model.tail(state, on.model.bitsFor(state, asked))).toBeCloseTo(asked, 9);
      }),
    );
    const on = new Bench();
    expect(on.model.bitsFor(on.state(), 1)).toBe(0);
  });

  test('the order of panes leaves no trace, and merging leaves the other as it was', () => {
    const shuffled = fc
      .array(bits, { maxLength: 80 })
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.nat(all.length)),
      );
    fc.assert(
      fc.property(shuffled, ([noted, otherwise, cut]) => {
        const on = new Bench();
        const one = on.state(noted);
        const other = on.state(otherwise.slice(0, cut));
        const rest = on.state(otherwise.slice(cut));
        const before = on.saved(rest);
        on.model.merge(other, rest, 0);
        expect(on.saved(other)).toEqual(on.saved(one));
        expect(on.saved(rest)).toEqual(before);
        expect(on.model.evidence(one)).toBe(noted.length);
      }),
    );
  });

  test('comes back from its bytes exactly as it was', () => {
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 80 }), fc.array(bits, { maxLength: 9 }), (noted, asked) => {
        const on = new Bench();
        const state = on.state();
        on.model.merge(state, on.state(noted), 1);
        on.model.merge(state, on.state(asked), 2.5);
        const copy = on.state();
        on.model.load(copy, new ByteReader(on.saved(state)));
        expect(on.saved(copy)).toEqual(on.saved(state));
        for (const each of asked) expect(on.model.tail(copy, each)).toBe(on.model.tail(state, each));
        expect(on.model.panesPerDay(copy)).toBe(on.model.panesPerDay(state));
      }),
    );
    const on = new Bench();
    expect(() => on.model.load(on.state(), new ByteReader(Uint8Array.of(9)))).toThrow(SnapshotVersionError);
  });

  test('half of it is left after a half-life, and nothing after a life', () => {
    const on = new Bench(120);
    const state = on.state(Array.from({ length: 1000 }, () => 3));
    on.model.merge(state, on.state(), 120);
    expect(on.model.evidence(state)).toBeCloseTo(500, 3);
    on.model.merge(state, on.state(), -7);
    expect(on.model.evidence(state)).toBeCloseTo(500, 3);
    on.model.merge(state, on.state(), 40 * 365);
    expect(on.model.evidence(state)).toBe(0);
    expect(on.model.tail(state, 8)).toBeCloseTo(2 ** -8, 12);
    const never = new Bench(Infinity);
    const kept = never.state([3]);
    never.model.merge(kept, never.state(), 40_000);
    expect(never.model.evidence(kept)).toBe(1);
  });

  test.each([
    { what: 'every day, the first one counted', gaps: [1, 1, 1, 1], rate: 20 },
    { what: 'every day, the first one not counted', gaps: [0, 1, 1, 1], rate: 20 },
    {
      what: 'over weekends',
      gaps: Array.from({ length: 70 }, (_, day) => (day % 5 === 0 ? 3 : 1)),
      rate: 100 / 7,
    },
    { what: 'per hour', gaps: Array.from({ length: 96 }, () => 1 / 24), rate: 480 },
    { what: 'not long enough to know', gaps: [0], rate: 0 },
  ])('knows the panes of a day: $what', ({ gaps, rate }) => {
    const on = new Bench(Infinity);
    const state = on.state();
    for (const days of gaps) on.model.merge(state, on.state(Array.from({ length: 20 }, () => 1)), days);
    const found = on.model.panesPerDay(state);
    // A weekend more or less.
    expect(Math.abs(found - rate)).toBeLessThanOrEqual(0.05 * rate);
    expect(on.model.alertsPerDay(state, 5)).toBe(found * on.model.tail(state, 5));
  });

  test('knows within some weeks that there are twice as many keys', () => {
    const on = new Bench(Infinity);
    const state = on.state();
    for (let day = 0; day < 400; day++)
      on.model.merge(state, on.state(Array(day < 360 ? 10 : 20).fill(1)), 1);
    expect(on.model.panesPerDay(state)).toBeGreaterThan(18);
  });

  test.each([
    { what: 'a model that is right', model: (bits: number) => bits, truth: 0.5 },
    { what: 'a model that overstates threefold', model: (bits: number) => 3 * bits, truth: 1.5 },
    {
      what: 'a model that overstates the more the farther out',
      model: (bits: number) => bits ** 1.4,
      truth: 3,
    },
  ])('finds out about $what', ({ model, truth }) => {
    const random = new SeededRandom(3);
    const on = new Bench(Infinity);
    const honest = () => -Math.log2(1 - random.uniform());
    const state = on.state(Array.from({ length: 20_000 }, () => model(honest())));
    for (const each of [1, 3, 6, 9]) {
      expect(Math.abs(-Math.log2(on.model.tail(state, model(each))) - each)).toBeLessThan(0.25);
    }
    // Ten times as rare as anything that could be seen.
    const beyond = Math.log2(200_000);
    expect(Math.abs(-Math.log2(on.model.tail(state, model(beyond))) - beyond)).toBeLessThan(2 * truth + 0.5);
  });

  test('what a model says again and again counts as often as it was said', () => {
    for (let often = 0.3; often < 60; often += 0.37) {
      const on = new Bench();
      const state = on.state(Array.from({ length: 1000 }, (_, pane) => (pane % 20 === 0 ? often : 0)));
      expect(on.model.tail(state, often)).toBeGreaterThan(0.0499);
      // Two bins farther it is out of reach.
      expect(on.model.tail(state, often + Math.max(0.25, often / 16))).toBeLessThan(0.0499);
    }
  });

  test('a flood without any surprise does not make it more certain than the model', () => {
    const on = new Bench();
    const state = on.state(Array.from({ length: 100_000 }, () => 0));
    const surprise = -Math.log2(on.model.tail(state, 10));
    expect(surprise).toBeGreaterThan(10);
    expect(surprise).toBeLessThan(10 + Math.log2(100_000));
  });

  test('takes what is no surprise as none, and the boundless as the largest', () => {
    const on = new Bench();
    const state = on.state([Number.NaN, -5, 1e300, Infinity]);
    expect(on.model.evidence(state)).toBe(4);
    expect(on.model.tail(state, Number.NaN)).toBe(1);
    expect(on.model.tail(state, -5)).toBe(1);
    expect(on.model.tail(state, 1)).toBeGreaterThan(0.3);
    for (const each of [1e5, 1e300, Infinity]) {
      expect(on.model.tail(state, each)).toBeGreaterThanOrEqual(tailProbabilityMin);
    }
  });
});

interface Pane {
  readonly bits: number;
  weight: number;
}

/** The head comment of the class, over a plain list of panes. */
function formula(panes: readonly Pane[]): (bits: number) => number {
  const edges: number[] = [];
  for (let bits = 0; bits < 8; bits += 1 / 8) edges.push(bits);
  for (let from = 8; from < 16_384; from *= 2) {
    for (let step = 0; step < 32; step++) edges.push(from + (step * from) / 32);
  }
  edges.push(16_384);
  const weigh = (least: number) =>
    panes.reduce((sum, pane) => sum + (pane.bits >= least ? pane.weight : 0), 0);
  // What reaches the bin below an edge, as its height.
  const heights = edges.map((_, edge) => weigh(edges[Math.max(0, edge - 1)]));
  const line = (bits: number): number => {
    if (bits >= 16_384) return 0;
    const edge = edges.findLastIndex((each) => each <= bits);
    const part = (bits - edges[edge]) / (edges[edge + 1] - edges[edge]);
    return heights[edge] * (1 - part) + heights[edge + 1] * part;
  };
  const reaching = (bits: number) => line(bits) * (1 - (2 ** -20 * bits) / (bits + 64)) + 2 ** -bits;
  const all = reaching(0);
  let upTo = 0;
  if (all > 32) for (let step = 8192; step > 1e-13; step /= 2) if (reaching(upTo + step) > 32) upTo += step;
  const knots = [upTo, ...edges.filter((edge) => edge > upTo)];
  const area = knots.slice(1).reduce(
    (sum, knot, index) => {
      const from = knots[index];
      return sum + ((line(from) + line(knot - 1e-9)) / 2) * (knot - from);
    },
    2 ** -upTo / Math.LN2,
  );
  const scale = Math.max(1 / Math.LN2, area / reaching(upTo));
  return (bits) => {
    if (bits <= upTo) return reaching(bits) / all;
    const exponent = Math.log(all / reaching(upTo)) + (bits - upTo) / scale;
    const half = -Math.log(1e-150);
    return Math.exp(exponent <= half ? -exponent : half ** 2 / exponent - 2 * half);
  };
}
