import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Heap } from '../../src/memory/heap.ts';
import { hashBytes, KeyTable, shardOf } from '../../src/memory/key-table.ts';

const ownWords = 6;
const encoder = new TextEncoder();

/** A table with keys given as texts; bytes stand in the middle of a larger array, as in an input. */
class TextTable {
  readonly heap = new Heap();
  readonly table = new KeyTable(this.heap, ownWords);

  find(key: string): number {
    const { bytes, start, end, hash } = spanOf(key);
    return this.table.find(bytes, start, end, hash);
  }

  insert(key: string): number {
    const { bytes, start, end, hash } = spanOf(key);
    return this.table.insert(bytes, start, end, hash);
  }

  wordOf(slot: number, word: number): number {
    const block = this.table.blockOf(slot);
    return this.heap.pageOf(block).u32[this.heap.offsetOf(block) + word];
  }

  setWord(slot: number, word: number, value: number): void {
    const block = this.table.blockOf(slot);
    this.heap.pageOf(block).u32[this.heap.offsetOf(block) + word] = value;
  }
}

function spanOf(key: string) {
  const bytes = encoder.encode(`<<${key}>>`);
  const start = 2;
  const end = bytes.length - 2;
  return { bytes, start, end, hash: hashBytes(bytes, start, end) };
}

/** Keys whose hashes agree in their low bits, so that they meet in every small table. */
function neighbours(count: number, bits: number): string[] {
  const mask = 2 ** bits - 1;
  const found: string[] = [];
  for (let number = 0; found.length < count; number++) {
    const key = `key-${number}`;
    if ((spanOf(key).hash & mask) === mask) found.push(key);
  }
  return found;
}

describe('KeyTable', () => {
  it('behaves like a map from keys to slots, whatever is done to it', () => {
    const keys = ['', 'a', 'b', 'ab', 'abc', 'abcd', 'abcde', 'ä', 'äb', '键', '\ufeffa', 'x'.repeat(1_024)];
    const crowded = [...keys, ...neighbours(12, 7)];
    const step = fc.record({ key: fc.constantFrom(...crowded), inserts: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const table = new TextTable();
        const model = new Map<string, number>();
        for (const { key, inserts } of steps) {
          const slot = table.find(key);
          expect(slot).toBe(model.get(key) ?? -1);
          if (inserts && slot < 0) {
            const inserted = table.insert(key);
            expect([...model.values()]).not.toContain(inserted);
            expect(table.wordOf(inserted, 0)).toBe(0);
            table.setWord(inserted, 0, 1_000 + inserted);
            model.set(key, inserted);
          } else if (!inserts && slot >= 0) {
            table.table.remove(slot);
            model.delete(key);
          }
          expect(table.table.size).toBe(model.size);
        }
        for (const key of crowded) expect(table.find(key)).toBe(model.get(key) ?? -1);
        for (const [key, slot] of model) {
          expect(table.table.has(slot)).toBe(true);
          expect(table.table.textOf(slot)).toBe(key);
          expect(table.wordOf(slot, 0)).toBe(1_000 + slot);
        }
      }),
    );
  });

  it('finds every key that is left after others in its way were removed', () => {
    const keys = neighbours(40, 8);
    for (let removed = 0; removed < keys.length; removed++) {
      const table = new TextTable();
      for (const key of keys) table.insert(key);
      table.table.remove(table.find(keys[removed]));
      for (const [index, key] of keys.entries()) expect(table.find(key) >= 0).toBe(index !== removed);
    }
  });

  it('gives all memory back to the heap', () => {
    const table = new TextTable();
    const before = table.heap.bytesUsed;
    for (let round = 0; round < 3; round++) {
      for (let number = 0; number < 1_000; number++)
        table.insert(`key ${round} ${'x'.repeat(number % 50)} ${number}`);
      for (let slot = 0; slot < table.table.slotsEnd; slot++) table.table.remove(slot);
      expect(table.heap.bytesUsed).toBe(before);
      expect(table.table.size).toBe(0);
    }
  });

  it('uses the slots of removed keys again, so that churn does not let it grow', () => {
    const table = new TextTable();
    for (let number = 0; number < 50_000; number++) {
      table.insert(`key ${number}`);
      if (number >= 100) table.table.remove(table.find(`key ${number - 100}`));
    }
    expect(table.table.size).toBe(100);
    expect(table.table.slotsEnd).toBe(101);
    expect(table.table.bytesUsed).toBeLessThan(16_384);
  });

  it('does not take a key for another one that it begins with, or that lacks a leading byte order mark', () => {
    const table = new TextTable();
    const keys = ['user', 'user1', 'user12', 'user123', 'user1234', '\ufeffuser', 'user\0', ''];
    const slots = keys.map((key) => table.insert(key));
    expect(keys.map((key) => table.find(key))).toEqual(slots);
    expect(slots.map((slot) => table.table.textOf(slot))).toEqual(keys);
    expect(table.find('use')).toBe(-1);
  });
});

describe('hashBytes', () => {
  // Known values of Murmur3's 32-bit variant with seed 0.
  it.each([
    ['', 0],
    ['a', 0x3c2569b2],
    ['abc', 0xb3dd93fa],
    ['test', 0xba6bd213],
    ['Hello, world!', 0xc0363e43],
    ['The quick brown fox jumps over the lazy dog', 0x2e4ff723],
  ])('is Murmur3 of the span: "%s"', (text, hash) => {
    expect(spanOf(text).hash).toBe(hash);
  });
});

describe('shardOf', () => {
  it('spreads keys evenly over any number of shards, and leaves the low bits of a shard apart', () => {
    for (const shards of [1, 2, 3, 7, 64, 256]) {
      const counts = new Uint32Array(shards);
      const lowBits = new Set<number>();
      for (let number = 0; number < 20_000; number++) {
        const { hash } = spanOf(`key-${number}`);
        const shard = shardOf(hash, shards);
        counts[shard]++;
        if (shard === 0) lowBits.add(hash & 63);
      }
      const mean = 20_000 / shards;
      for (const count of counts) expect(Math.abs(count - mean)).toBeLessThan(8 * Math.sqrt(mean));
      expect(lowBits.size).toBeGreaterThan(shards > 64 ? 40 : 60);
    }
  });
});
