import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FadingHistogram, fadingHistogramWords } from '../../../src/baseline/running/fading-histogram.ts';
import { bucketsPerRunningAmountMax } from '../../../src/limits.ts';
import { Heap } from '../../../src/memory/heap.ts';

const bucket = fc.integer({ min: -2000, max: 2000 });
const buckets = fc.oneof(
  fc.array(bucket, { maxLength: 60 }),
  fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 60 }),
);

class Bench {
  readonly heap = new Heap();
  readonly histogram = new FadingHistogram(this.heap);

  state(content: readonly number[]) {
    const state = this.heap.allocate(fadingHistogramWords);
    const page = this.heap.pageOf(state);
    const at = this.heap.offsetOf(state);
    for (const index of content) this.histogram.add(page, at, index, 1);
    return { page, at };
  }

  content({ page, at }: ReturnType<Bench['state']>): [number, number][] {
    return Array.from({ length: this.histogram.count(page, at) }, (_, entry) => [
      this.histogram.indexAt(page, at, entry),
      this.histogram.weightAt(page, at, entry),
    ]);
  }
}

/** The lowest level at which all fit, and what it then looks like. */
function expected(content: readonly number[]): { level: number; pairs: [number, number][] } {
  for (let level = 0; ; level++) {
    const weights = new Map<number, number>();
    for (const index of content) weights.set(index >> level, (weights.get(index >> level) ?? 0) + 1);
    if (weights.size > bucketsPerRunningAmountMax) continue;
    return { level, pairs: [...weights].sort(([one], [other]) => one - other) };
  }
}

describe('FadingHistogram', () => {
  test('holds whatever comes at the lowest level where it fits, alone or merged', () => {
    fc.assert(
      fc.property(buckets, buckets, (one, other) => {
        const bench = new Bench();
        const whole = bench.state(one);
        const second = bench.state(other);
        expect(bench.content(whole)).toEqual(expected(one).pairs);
        expect(bench.histogram.level(whole.page, whole.at)).toBe(expected(one).level);
        bench.histogram.merge(whole.page, whole.at, second.page, second.at);
        expect(bench.content(whole)).toEqual(expected([...one, ...other]).pairs);
        expect(bench.content(second)).toEqual(expected(other).pairs);
      }),
    );
  });

  test('fades all weights alike and gives back what has faded away', () => {
    const bench = new Bench();
    const state = bench.state([1, 1, 1, 1, 5, 9]);
    const { page, at } = state;
    bench.histogram.fade(page, at, 0.5);
    expect(bench.content(state)).toEqual([
      [1, 2],
      [5, 0.5],
      [9, 0.5],
    ]);
    bench.histogram.fade(page, at, 1 / 64);
    expect(bench.content(state)).toEqual([[1, 1 / 32]]);
    bench.histogram.fade(page, at, 0);
    expect(bench.content(state)).toEqual([]);
    expect(bench.histogram.extraBytes(page, at)).toBe(0);
  });

  test('finds and sums entries as a plain search does', () => {
    fc.assert(
      fc.property(buckets, bucket, (content, index) => {
        const bench = new Bench();
        const { page, at } = bench.state(content);
        const { pairs } = expected(content);
        const entry = bench.histogram.lowerBound(page, at, index);
        expect(entry).toBe(pairs.filter(([known]) => known < index).length);
        const above = pairs.slice(entry).reduce((sum, [, weight]) => sum + weight, 0);
        expect(bench.histogram.sum(page, at, entry, pairs.length)).toBe(above);
      }),
    );
  });
});
