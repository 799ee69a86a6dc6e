import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DistinctSketch } from '../../src/baseline/sketch-distinct.ts';
import { distinctExactMax } from '../../src/limits.ts';
import { ByteReader, ByteWriter } from '../../src/memory/bytes.ts';
import { avalanche } from '../../src/memory/dictionary.ts';
import { type Address, Heap } from '../../src/memory/heap.ts';

const hash = fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), fc.constantFrom(0, 1, 0xffffffff, 0x80000000));

describe('DistinctSketch', () => {
  test('is exact up to its limit, and says so before adding', () => {
    fc.assert(
      fc.property(fc.array(hash, { maxLength: distinctExactMax }), hash, (hashes, next) => {
        const { sketch, state } = sketchOf(hashes);
        expect(sketch.estimate(state)).toBe(new Set(hashes).size);
        expect(sketch.estimateWith(state, next)).toBe(new Set([...hashes, next]).size);
        expect(sketch.estimate(state)).toBe(new Set(hashes).size);
      }),
    );
  });

  test('holds the same bytes whatever the order, repetition, and split into panes', () => {
    fc.assert(
      fc.property(fc.array(hash, { maxLength: 60 }), fc.array(hash, { maxLength: 60 }), (left, right) => {
        const { heap, sketch, state } = sketchOf([...right, ...left, ...right]);
        const one = filled(heap, sketch, left);
        const other = filled(heap, sketch, right);
        sketch.merge(one, other);
        expect(saved(sketch, one)).toEqual(saved(sketch, state));
        expect(saved(sketch, other)).toEqual(saved(sketch, filled(heap, sketch, right)));
        const copy = heap.allocate(sketch.words);
        sketch.load(copy, new ByteReader(saved(sketch, one)));
        expect(saved(sketch, copy)).toEqual(saved(sketch, one));
        expect(sketch.estimate(copy)).toBe(sketch.estimate(one));
      }),
    );
  });

  test('estimateWith tells what the estimate is after adding', () => {
    const { sketch, state } = sketchOf([]);
    for (let index = 0; index < 3000; index++) {
      const foretold = sketch.estimateWith(state, avalanche(index));
      sketch.add(state, avalanche(index));
      expect(sketch.estimate(state)).toBe(foretold);
    }
  });

  test.each([17, 100, 1000, 10_000, 300_000])('is near the truth at %d values', (values) => {
    const errors: number[] = [];
    for (let trial = 0; trial < 8; trial++) {
      const { sketch, state } = sketchOf([]);
      for (let index = 0; index < values; index++) sketch.add(state, avalanche(trial * 1_000_000 + index));
      errors.push(sketch.estimate(state) / values - 1);
    }
    for (const error of errors) expect(Math.abs(error)).toBeLessThan(0.11);
    expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / errors.length)).toBeLessThan(0.04);
  });

  test.each([distinctExactMax - 1, distinctExactMax, distinctExactMax + 1, 1_000])(
    'comes back from its bytes with %d values',
    (values) => {
      const { heap, sketch, state } = sketchOf(
        Array.from({ length: values }, (_, index) => avalanche(index)),
      );
      const copy = heap.allocate(sketch.words);
      sketch.load(copy, new ByteReader(saved(sketch, state)));
      expect(sketch.estimate(copy)).toBe(sketch.estimate(state));
      expect(saved(sketch, copy)).toEqual(saved(sketch, state));
    },
  );

  test('takes bounded memory and gives it back', () => {
    const { heap, sketch, state } = sketchOf(Array.from({ length: 100_000 }, (_, index) => avalanche(index)));
    expect(heap.bytesUsed).toBeLessThan(1400);
    sketch.release(state);
    heap.release(state, sketch.words);
    expect(heap.bytesUsed).toBe(0);
  });
});

function sketchOf(hashes: readonly number[]): { heap: Heap; sketch: DistinctSketch; state: Address } {
  const heap = new Heap();
  const sketch = new DistinctSketch(heap);
  return { heap, sketch, state: filled(heap, sketch, hashes) };
}

function filled(heap: Heap, sketch: DistinctSketch, hashes: readonly number[]): Address {
  const state = heap.allocate(sketch.words);
  for (const each of hashes) sketch.add(state, each);
  return state;
}

function saved(sketch: DistinctSketch, state: Address): Uint8Array {
  const writer = new ByteWriter();
  sketch.save(state, writer);
  return writer.take();
}
