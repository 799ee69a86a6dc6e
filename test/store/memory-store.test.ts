import { expect, it } from 'vitest';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { describeStateStore } from '../conformance/state-store.ts';

describeStateStore('MemoryStore', () => new MemoryStore());

it('MemoryStore stays quick and small while actors come and go long before they are due', () => {
  const store = new MemoryStore();
  const bytes = new Uint8Array(0);
  for (let round = 0; round < 300_000; round++) {
    const key = `key-${round % 10}`;
    store.take('space', key);
    store.put('space', { key, dueAt: 1e12 + round, bytes });
  }
  expect(store.count('space')).toBe(10);
  expect(store.nextDue('space')).toBe(1e12 + 299_990);
  expect(store.dueKeys('space', 1e13)).toHaveLength(10);
});
