import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FadingVectors, fadingVectorWords } from '../../../src/baseline/running/fading-vectors.ts';
import { GatheredVectors } from '../../../src/baseline/running/gathered-vectors.ts';
import { vectorsPerGroupMax, vectorsPerStateMax } from '../../../src/limits.ts';
import { ByteReader, ByteWriter } from '../../../src/memory/bytes.ts';
import { Heap } from '../../../src/memory/heap.ts';
import { momentAt } from './running-laws.ts';

type Pane = readonly [number: number, given: number, day: number];

const halfLifeDays = 30;

/** Few distinct panes, or many. */
const panes = fc
  .integer({ min: 1, max: 30 })
  .chain((spread) =>
    fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: spread }),
        fc.integer({ min: 0, max: spread }),
        fc.integer({ min: 20_000, max: 20_020 }),
      ),
      { maxLength: 300 },
    ),
  );

describe('a sample in which the old is rare', () => {
  it('holds every pane, with the weight that fading left it, as long as there is room', () => {
    fc.assert(
      fc.property(panes, (all) => {
        const last = Math.max(...all.map(([, , day]) => day));
        const weights = new Map<string, number>();
        for (const pane of all)
          weights.set(`${pane}`, (weights.get(`${pane}`) ?? 0) + 2 ** ((pane[2] - last) / halfLifeDays));
        fc.pre(weights.size <= vectorsPerStateMax);
        const held = sampleOf(all).held();
        const expected = [...weights].map(([pane, weight]) => [pane.split(',', 2).join(), weight] as const);
        expect(held.map(([, weight]) => weight).sort()).toHaveLength(weights.size);
        for (const [pane, weight] of held)
          expect(expected.some(([other, faded]) => other === pane && Math.abs(faded - weight) < 1e-6)).toBe(
            true,
          );
      }),
    );
  });

  it('holds the same whatever the order of panes and days, and however its parts were put together', () => {
    const parted = panes.chain((all) =>
      fc.record({
        all: fc.constant(all),
        otherwise: fc.shuffledSubarray(all, { minLength: all.length }),
        cut: fc.integer({ min: 0, max: all.length }),
      }),
    );
    fc.assert(
      fc.property(parted, ({ all, otherwise, cut }) => {
        const whole = sampleOf(all);
        expect(sampleOf(otherwise).saved()).toEqual(whole.saved());
        const one = groupOf([otherwise.slice(0, cut), otherwise.slice(cut)]);
        const other = groupOf([otherwise.slice(cut), otherwise.slice(0, cut)]);
        expect(other.saved()).toEqual(one.saved());
      }),
    );
  });

  it('stands for the panes that it let go: their weights add up to about the whole', () => {
    const all = Array.from(
      { length: 3_000 },
      (_, index): Pane => [index, 0, 20_000 + Math.floor(index / 10)],
    );
    const exact = all.reduce((sum, [, , day]) => sum + 2 ** ((day - 20_299) / halfLifeDays), 0);
    const sample = sampleOf(all);
    expect(sample.count()).toBe(vectorsPerStateMax);
    expect(sample.weight() / exact).toBeGreaterThan(0.75);
    expect(sample.weight() / exact).toBeLessThan(1.3);
    const recent = sample.held().filter(([pane]) => Number(pane.split(',')[0]) >= 2_700).length;
    // Half of what counts came within the last half-life.
    expect(recent / vectorsPerStateMax).toBeGreaterThan(0.3);
    expect(recent / vectorsPerStateMax).toBeLessThan(0.7);
  });

  it('holds more for a group, and gathers what members sent day by day', () => {
    const days = Array.from({ length: 40 }, (_, day) =>
      Array.from({ length: 50 }, (_, member): Pane => [member, day, 20_000 + day]),
    );
    const group = groupOf(days, Number.POSITIVE_INFINITY);
    expect(group.count()).toBe(vectorsPerGroupMax);
    const exact = days.reduce((sum, _, day) => sum + 50 * 2 ** ((day - 39) / halfLifeDays), 0);
    expect(group.weight() / exact).toBeGreaterThan(0.85);
    expect(group.weight() / exact).toBeLessThan(1.15);
  });

  it('forgets nothing without a half-life', () => {
    const sample = sampleOf(
      [
        [1, 1, 20_000],
        [2, 2, 25_000],
      ],
      Number.POSITIVE_INFINITY,
    );
    expect(sample.held().map(([, weight]) => weight)).toEqual([1, 1]);
  });

  it('comes back as it was, and gives all memory back', () => {
    const all = Array.from({ length: 500 }, (_, index): Pane => [index, 7, 20_000 + (index % 40)]);
    const sample = sampleOf(all);
    const copy = sampleOf([]);
    copy.load(sample.saved());
    expect(copy.saved()).toEqual(sample.saved());
    expect(copy.held()).toEqual(sample.held());
    sample.release();
    expect(sample.heap.bytesUsed).toBe(fadingVectorWords * 4);
  });
});

function sampleOf(all: readonly Pane[], halfLife = halfLifeDays) {
  const heap = new Heap();
  const vectors = new FadingVectors({ heap, dimensions: 2, halfLifeDays: halfLife });
  const state = heap.allocate(fadingVectorWords);
  for (const [number, given, day] of all)
    vectors.add(state, Float64Array.of(number, given), momentAt(day), 1);
  return viewOf(heap, vectors, state);
}

/** Each part comes in by itself, as what members send to a group within a pane does. */
function groupOf(parts: readonly (readonly Pane[])[], halfLife = halfLifeDays) {
  const heap = new Heap();
  const vectors = new FadingVectors({ heap, dimensions: 2, halfLifeDays });
  const incoming = new FadingVectors({ heap, dimensions: 2, halfLifeDays: halfLife });
  const state = heap.allocate(fadingVectorWords);
  for (const part of parts) {
    const sent = heap.allocate(fadingVectorWords);
    for (const [number, given, day] of part)
      incoming.add(sent, Float64Array.of(number, given), momentAt(day), 1);
    vectors.merge(state, sent);
  }
  return viewOf(heap, vectors, state);
}

function viewOf(heap: Heap, vectors: FadingVectors, state: number) {
  return {
    heap,
    count: () => vectors.count(state),
    weight: () => vectors.weight(state),
    release: () => vectors.release(state),
    load: (bytes: Uint8Array) => vectors.load(state, new ByteReader(bytes)),
    held(): (readonly [string, number])[] {
      const into = new GatheredVectors(2);
      vectors.gather(state, into);
      const { columns, weights } = into;
      return Array.from({ length: into.count }, (_, entry) => [
        `${columns[0][entry]},${columns[1][entry]}`,
        weights[entry],
      ]);
    },
    saved() {
      const writer = new ByteWriter();
      vectors.save(state, writer);
      return writer.take();
    },
  };
}
