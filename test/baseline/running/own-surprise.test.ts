import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OwnSurprise } from '../../../src/baseline/running/own-surprise.ts';
import { SnapshotVersionError } from '../../../src/baseline/snapshot-version.ts';
import { ByteReader, ByteWriter } from '../../../src/memory/bytes.ts';
import { type Address, Heap } from '../../../src/memory/heap.ts';
import { SeededRandom } from '../seeded-random.ts';

interface Pane {
  readonly bits: number;
  /** Since the one before. */
  readonly days: number;
}

const bits = fc.double({ min: 0, max: 60, noNaN: true });
const pane = fc.record({
  bits,
  days: fc.oneof(fc.constant(1), fc.double({ min: -2, max: 40, noNaN: true })),
});

class Bench {
  readonly heap = new Heap();
  readonly model: OwnSurprise;

  constructor(halfLifeDays = 120) {
    this.model = new OwnSurprise({ heap: this.heap, halfLifeDays });
  }

  state(panes: readonly Pane[] = []): Address {
    const state = this.heap.allocate(this.model.words);
    for (const each of panes) this.model.note(state, each.bits, each.days);
    return state;
  }

  /** Surprise that is left of one after the first stage. */
  bits(state: Address, bits: number): number {
    return -Math.log2(this.model.tail(state, 2 ** -bits));
  }

  saved(state: Address): Uint8Array {
    const writer = new ByteWriter();
    this.model.save(state, writer);
    return writer.take();
  }
}

/** Days of a key that a model and the first stage are right about. */
function quietDays(count: number, random = new SeededRandom(1)): Pane[] {
  return Array.from({ length: count }, () => ({ bits: -Math.log2(1 - random.uniform()), days: 1 }));
}

describe('OwnSurprise', () => {
  test('says what the first stage says as long as it has no evidence, and after one pane', () => {
    const on = new Bench();
    for (const state of [on.state(), on.state([{ bits: 9, days: 0 }])]) {
      for (const each of [0.1, 1, 8, 14, 100, 900]) expect(on.bits(state, each)).toBeCloseTo(each, 6);
      expect(on.model.tail(state, 1)).toBe(1);
    }
  });

  test('takes 32 bytes', () => {
    expect(new Bench().model.words * 4).toBe(32);
  });

  test('who surprises by 6 bits on three days of ten is little news', () => {
    const on = new Bench();
    const days = quietDays(100).map((day, index) => (index % 10 < 3 ? { bits: 6.5, days: 1 } : day));
    const state = on.state(days);
    expect(on.model.tail(state, 2 ** -6)).toBeGreaterThan(0.2);
    expect(on.model.tail(state, 2 ** -6)).toBeLessThan(0.35);
    // What it never did stays the news it was, and is no more than that.
    expect(on.bits(state, 12)).toBeCloseTo(12, 9);
  });

  test('a habit is one wherever it lies, and stays one when its surprise moves a little', () => {
    const quiet = quietDays(70).filter((day) => day.bits < 3);
    for (let habit = 3; habit < 22; habit += 0.1) {
      const on = new Bench(Infinity);
      const state = on.state([...quiet, ...Array.from({ length: 30 }, () => ({ bits: habit, days: 1 }))]);
      expect(on.bits(state, habit)).toBeLessThan(3.1);
      expect(on.bits(state, habit + 0.2)).toBeLessThan(3.6);
    }
  });

  test.each([12, 14, 16, 30])('one odd night of %d bits does not hide the next', (odd) => {
    const on = new Bench();
    const quiet = quietDays(100).filter((day) => day.bits < 6);
    const before = on.state(quiet);
    const after = on.state([...quiet.slice(0, 50), { bits: odd, days: 1 }, ...quiet.slice(50)]);
    for (const each of [11, 14, 20]) {
      expect(on.bits(after, each)).toBeGreaterThan(on.bits(before, each) - 0.1);
      expect(on.bits(after, each)).toBeGreaterThan(on.bits(after, 7) + 3);
    }
    const many = on.state([...quiet, ...Array.from({ length: 20 }, () => ({ bits: odd, days: 1 }))]);
    expect(on.bits(many, Math.min(odd, 18))).toBeLessThan(4);
  });

  test('a smaller tail of the first stage is always a smaller tail', () => {
    fc.assert(
      fc.property(fc.array(pane, { maxLength: 150 }), bits, fc.nat(900), (panes, one, step) => {
        const on = new Bench();
        const state = on.state(panes);
        const tail = on.model.tail(state, 2 ** -one);
        const smaller = on.model.tail(state, 2 ** -(one + 0.01 + step));
        expect(tail).toBeLessThanOrEqual(1);
        expect(smaller).toBeLessThan(tail);
        expect(smaller).toBeGreaterThan(0);
      }),
    );
  });

  test('judges as the formula says, as far as its integers can tell', () => {
    fc.assert(
      fc.property(fc.array(pane, { maxLength: 120 }), fc.array(bits, { maxLength: 20 }), (panes, asked) => {
        const on = new Bench(30);
        const state = on.state(panes);
        for (const each of asked) {
          const { least, most } = formula(panes, 30, each);
          expect(on.model.tail(state, 2 ** -each)).toBeGreaterThanOrEqual(least);
          expect(on.model.tail(state, 2 ** -each)).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  test('what is uniform after the first stage stays nearly uniform', () => {
    const keys = 10_000;
    const panes = 60;
    const random = new SeededRandom(11);
    const on = new Bench(Infinity);
    const state = on.state();
    const empty = on.saved(state);
    const tails: number[] = [];
    for (let key = 0; key < keys; key++) {
      on.model.load(state, new ByteReader(empty));
      for (const each of quietDays(panes, random)) on.model.note(state, each.bits, each.days);
      tails.push(on.model.tail(state, 1 - random.uniform()));
    }
    // One pane is left out. Between two edges panes count for the upper one: for that of 4 bits, the mean of 2^-b between
    // 3 and 4 instead of 2^-4. The rest is the bound of Dvoretzky, Kiefer and Wolfowitz at one in a million.
    const leftOut = 1 / (panes + 30);
    const nearness = (panes / (panes + 30)) * (2 ** -4 / Math.LN2 - 2 ** -4);
    const bound = leftOut + nearness + Math.sqrt(Math.log(2e6) / (2 * keys));
    expect(bound).toBeLessThan(0.06);
    expect(distanceToUniform(tails)).toBeLessThan(bound);
  });

  test('half is left after a half-life, nothing after a life', () => {
    const on = new Bench(120);
    const state = on.state(Array.from({ length: 200 }, () => ({ bits: 3, days: 0 })));
    expect(on.model.evidence(state)).toBe(200);
    on.model.note(state, 3, 120);
    expect(on.model.evidence(state)).toBeCloseTo(101, 6);
    on.model.note(state, 3, 60);
    expect(on.model.evidence(state)).toBeCloseTo(101 / Math.SQRT2 + 1, 1);
    on.model.note(state, 3, 100 * 365);
    expect(on.model.evidence(state)).toBeCloseTo(1, 1);
  });

  test('remembers the last of very many panes', () => {
    const on = new Bench(Infinity);
    const state = on.state();
    for (let each = 0; each < 100_000; each++) on.model.note(state, each % 10 === 0 ? 8.5 : 0.5, 1 / 288);
    expect(on.model.evidence(state)).toBeGreaterThan(1000);
    expect(on.model.tail(state, 2 ** -8)).toBeCloseTo(0.1, 2);
  });

  test('comes back from its bytes exactly as it was', () => {
    fc.assert(
      fc.property(fc.array(pane, { maxLength: 80 }), bits, (panes, asked) => {
        const on = new Bench();
        const state = on.state(panes);
        const copy = on.state();
        on.model.load(copy, new ByteReader(on.saved(state)));
        expect(on.saved(copy)).toEqual(on.saved(state));
        expect(on.bits(copy, asked)).toBe(on.bits(state, asked));
        on.model.note(state, asked, 3);
        on.model.note(copy, asked, 3);
        expect(on.saved(copy)).toEqual(on.saved(state));
      }),
    );
    const on = new Bench();
    expect(() => on.model.load(on.state(), new ByteReader(Uint8Array.of(9)))).toThrow(SnapshotVersionError);
  });

  test('takes what is no surprise as none', () => {
    const on = new Bench();
    const state = on.state([Number.NaN, -3, Infinity, 1e300].map((each) => ({ bits: each, days: 1 })));
    expect(on.model.evidence(state)).toBeCloseTo(4, 0);
    expect(on.model.tail(state, Number.NaN)).toBe(1);
    expect(on.model.tail(state, 0)).toBeGreaterThan(0);
  });

  describe('where days are counted', () => {
    test('the hours of a day count as one, once it is over', () => {
      const heap = new Heap();
      const model = new OwnSurprise({ heap, halfLifeDays: Infinity, countsDays: true });
      const state = heap.allocate(model.words);
      const surprise = (bits: number) => -Math.log2(model.tail(state, 2 ** -bits));
      for (let hour = 0; hour < 24; hour++) model.note(state, hour === 3 ? 9 : 1, 0);
      expect(surprise(9)).toBeCloseTo(9, 9);
      expect(model.evidence(state)).toBe(0);
      model.note(state, 0, 1);
      expect(model.evidence(state)).toBe(1);
      for (let day = 0; day < 4; day++) {
        model.note(state, 9, 0);
        model.note(state, 9, 0);
        model.note(state, 0, 1);
      }
      expect(model.evidence(state)).toBe(5);
      expect(surprise(9)).toBeLessThan(4);
    });

    test('a state written before has no day that is not over', () => {
      const before = new Bench();
      const bytes = before.saved(before.state(quietDays(20)));
      const heap = new Heap();
      const model = new OwnSurprise({ heap, halfLifeDays: 120, countsDays: true });
      const state = heap.allocate(model.words);
      model.load(state, new ByteReader(bytes));
      expect(model.evidence(state)).toBeCloseTo(before.model.evidence(before.state(quietDays(20))), 6);
      const writer = new ByteWriter();
      model.save(state, writer);
      const again = heap.allocate(model.words);
      model.load(again, new ByteReader(writer.take()));
      expect(model.tail(again, 0.01)).toBe(model.tail(state, 0.01));
    });
  });
});

/** The head comment of the class, over a plain list of panes, with room for what rounding to integers may lose. */
function formula(
  panes: readonly Pane[],
  halfLifeDays: number,
  asked: number,
): { readonly least: number; readonly most: number } {
  const edges = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 18];
  const last = edges.length - 1;
  const tail = 2 ** -asked;
  const atEdges = edges.map(() => 0);
  let all = 0;
  for (const { bits, days } of panes) {
    const fading = 2 ** (-Math.max(0, days) / halfLifeDays);
    const edge = edges.findLastIndex((each) => each <= bits);
    const exact = edge < 3 || edge === last;
    const part = exact ? 0 : (bits - edges[edge]) / (edges[edge + 1] - edges[edge]);
    all = all * fading + 1;
    for (let index = 0; index <= last; index++) {
      atEdges[index] = atEdges[index] * fading + (index <= edge ? 1 : index === edge + 1 ? part : 0);
    }
  }
  const edge = edges.findLastIndex((each) => each <= asked);
  const [from, to] = [edges[edge], edges[edge + 1]];
  let part = (asked - from) / (to - from);
  if (edge < 3) part = (2 ** -from - tail) / (2 ** -from - 2 ** -to);
  if (edge === last) part = 1 - from / asked;
  const reached = atEdges[edge] * (1 - part) + (atEdges[edge + 1] ?? 0) * part;
  // A pane is rounded by 1 / 64 at most, twice where it is split; each halving of a count loses less than 1 / 32 pane, and what it lost fades by halves.
  const rounding = (panesHeld: number) => panesHeld / 32 + 14 / 16;
  const shrunk = (own: number, n: number) =>
    Math.min(1, Math.max(tail, (Math.max(0, own - 1) + (30 + Math.min(1, n)) * tail) / (n + 30)));
  const less = Math.max(0, all - rounding(all));
  const more = all + rounding(all);
  const corners = [less, more].flatMap((n) =>
    [Math.max(0, reached - rounding(reached)), reached + rounding(reached)].map((own) => shrunk(own, n)),
  );
  return { least: Math.min(...corners) * (1 - 1e-5), most: Math.max(...corners) * (1 + 1e-5) };
}

/** Kolmogorov–Smirnov distance. */
function distanceToUniform(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return Math.max(
    ...sorted.map((value, index) =>
      Math.max(value - index / sorted.length, (index + 1) / sorted.length - value),
    ),
  );
}
