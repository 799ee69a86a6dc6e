import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heapBlockWordsMax, heapPageWords } from '../../src/limits.ts';
import { classWords, Heap } from '../../src/memory/heap.ts';

describe('classWords', () => {
  test('is even, never below the request, wastes less than a quarter beyond 8 words, and never falls', () => {
    let before = 0;
    for (let words = 0; words <= heapBlockWordsMax; words++) {
      const size = classWords(words);
      if (size < words || size % 2 !== 0 || size < 2 || size < before) expect.fail(`${words} → ${size}`);
      if (words > 8 && size - words >= words / 4) expect.fail(`${words} → ${size} wastes a quarter`);
      before = size;
    }
  });

  test('is its own size class', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: heapBlockWordsMax }), (words) => {
        expect(classWords(classWords(words))).toBe(classWords(words));
      }),
    );
  });
});

describe('Heap', () => {
  test('gives zeroed blocks that never overlap, never cross a page, and accounts for each of them', () => {
    const step = fc.record({
      words: fc.integer({ min: 1, max: 3000 }),
      release: fc.nat(),
      resize: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const heap = new Heap();
        const live: { address: number; words: number; mark: number }[] = [];
        let mark = 0;
        for (const { words, release, resize } of steps) {
          const chosen = release % (live.length + 2);
          if (chosen < live.length) {
            const block = live[chosen];
            expectFilled(heap, block);
            if (!resize) {
              heap.release(block.address, block.words);
              live.splice(chosen, 1);
              continue;
            }
            const kept = Math.min(block.words, words);
            block.address = heap.resize(block.address, block.words, words);
            expectFilled(heap, { ...block, words: kept });
            expectFilled(heap, { address: block.address + kept, words: words - kept, mark: 0 });
            block.words = words;
            fill(heap, block);
            continue;
          }
          const block = { address: heap.allocate(words), words, mark: ++mark };
          expect(block.address).toBeGreaterThan(0);
          expect(block.address % 2).toBe(0);
          expect(heap.offsetOf(block.address) + words).toBeLessThanOrEqual(heapPageWords);
          expectFilled(heap, { ...block, mark: 0 });
          fill(heap, block);
          live.push(block);
        }
        for (const block of live) expectFilled(heap, block);
        expect(heap.bytesUsed).toBe(live.reduce((sum, { words }) => sum + classWords(words) * 4, 0));
      }),
      { numRuns: 60 },
    );
  });

  test('uses a released block again before it reserves more', () => {
    const heap = new Heap();
    const address = heap.allocate(100);
    heap.release(address, 100);
    expect(heap.allocate(97)).toBe(address);
  });

  test('a block that shrank and grew within its size class shows zeros, not what stood there before', () => {
    const heap = new Heap();
    const address = heap.allocate(20);
    heap.pageOf(address).i32.fill(7, heap.offsetOf(address), heap.offsetOf(address) + 20);
    expect(heap.resize(heap.resize(address, 20, 17), 17, 20)).toBe(address);
    expect([
      ...heap.pageOf(address).i32.subarray(heap.offsetOf(address) + 16, heap.offsetOf(address) + 20),
    ]).toEqual([7, 0, 0, 0]);
  });

  test.each([heapBlockWordsMax + 1, 2 ** 31, Infinity, Number.NaN])(
    'refuses a block of %d words and takes nothing',
    (words) => {
      const heap = new Heap();
      expect(() => heap.allocate(words)).toThrow(/heap block: expected at most 131072 words/);
      expect(heap.bytesUsed).toBe(0);
    },
  );

  test('an empty request still gets a block of its own', () => {
    const heap = new Heap();
    const empty = heap.allocate(0);
    expect(heap.allocate(2)).not.toBe(empty);
  });
});

function fill(heap: Heap, block: { address: number; words: number; mark: number }): void {
  const offset = heap.offsetOf(block.address);
  heap.pageOf(block.address).i32.fill(block.mark, offset, offset + block.words);
}

function expectFilled(heap: Heap, block: { address: number; words: number; mark: number }): void {
  if (block.words <= 0) return;
  const offset = heap.offsetOf(block.address);
  const words = heap.pageOf(block.address).i32.subarray(offset, offset + block.words);
  if (words.some((word) => word !== block.mark))
    expect.fail(`block at ${block.address}: expected ${block.mark}, found ${words}`);
}
