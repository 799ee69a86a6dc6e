import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reservoirWords, VectorReservoir } from '../../../src/baseline/running/vector-reservoir.ts';
import { vectorsPerStateMax } from '../../../src/limits.ts';
import { ByteWriter } from '../../../src/memory/bytes.ts';
import { Heap, type Page } from '../../../src/memory/heap.ts';

/** Few distinct vectors, or many. */
const vectors = fc.integer({ min: 1, max: 20 }).chain((spread) =>
  fc.array(fc.tuple(fc.integer({ min: 0, max: spread }), fc.integer({ min: 0, max: spread })), {
    maxLength: 200,
  }),
);

describe('a reservoir of vectors', () => {
  it('counts every vector exactly while there is room, and samples beyond', () => {
    fc.assert(
      fc.property(vectors, (all) => {
        const set = reservoirOf(all);
        const counts = new Map<string, number>();
        for (const vector of all) counts.set(`${vector}`, (counts.get(`${vector}`) ?? 0) + 1);
        const held = set.contents();
        expect(held.size).toBe(Math.min(vectorsPerStateMax, counts.size));
        for (const [vector, weight] of held) expect(weight).toBe(counts.get(vector));
        expect(set.total()).toBe(all.length);
      }),
    );
  });

  it('holds the same whatever the order, and however the parts were put together', () => {
    const parted = vectors.chain((all) =>
      fc.record({
        all: fc.constant(all),
        otherwise: fc.shuffledSubarray(all, { minLength: all.length }),
        cut: fc.integer({ min: 0, max: all.length }),
      }),
    );
    fc.assert(
      fc.property(parted, ({ all, otherwise, cut }) => {
        const whole = reservoirOf(all);
        expect(reservoirOf(otherwise).saved()).toEqual(whole.saved());
        const part = reservoirOf(otherwise.slice(0, cut));
        part.merge(otherwise.slice(cut));
        expect(part.saved()).toEqual(whole.saved());
      }),
    );
  });

  it('tells what a sampled vector stands for', () => {
    const set = reservoirOf(Array.from({ length: 1000 }, (_, index) => [index, 0] as const));
    expect(set.contents().size).toBe(vectorsPerStateMax);
    expect(set.scale()).toBeCloseTo(1000 / vectorsPerStateMax, 3);
  });

  it('drops what has faded, and gives all memory back', () => {
    const set = reservoirOf([
      [1, 1],
      [2, 2],
      [2, 2],
    ]);
    set.reservoir.fade(set.page, set.at, 1 / 80);
    expect([...set.contents().keys()]).toEqual(['2,2']);
    set.reservoir.fade(set.page, set.at, 1 / 80);
    expect(set.total()).toBe(0);
    expect(set.heap.bytesUsed).toBe(16);
  });
});

function reservoirOf(vectors: readonly (readonly [number, number])[]) {
  const heap = new Heap();
  const reservoir = new VectorReservoir({ heap, dimensions: 2 });
  const state = heap.allocate(reservoirWords);
  const [page, at] = [heap.pageOf(state), heap.offsetOf(state)];
  fill(reservoir, page, at, vectors);
  return {
    heap,
    reservoir,
    page,
    at,
    merge(more: readonly (readonly [number, number])[]) {
      const other = heap.allocate(reservoirWords);
      fill(reservoir, heap.pageOf(other), heap.offsetOf(other), more);
      reservoir.merge(page, at, heap.pageOf(other), heap.offsetOf(other));
    },
    total: () => reservoir.total(page, at),
    scale: () => reservoir.scale(page, at),
    contents() {
      const vector = new Float64Array(2);
      return new Map(
        Array.from({ length: reservoir.count(page, at) }, (_, entry) => {
          reservoir.read(page, at, entry, vector);
          return [`${[...vector]}`, reservoir.weightOf(page, at, entry)] as const;
        }),
      );
    },
    saved() {
      const writer = new ByteWriter();
      reservoir.save(page, at, writer);
      return writer.take();
    },
  };
}

function fill(
  reservoir: VectorReservoir,
  page: Page,
  at: number,
  vectors: readonly (readonly [number, number])[],
): void {
  for (const vector of vectors) reservoir.add(page, at, Float64Array.from(vector), 1);
}
