import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParkedActor, StateStore } from '../../src/runtime/state-store.ts';

const never = Number.POSITIVE_INFINITY;

/** What every state store must do, whatever it keeps its entries in. */
export function describeStateStore(name: string, createStore: () => StateStore): void {
  describe(`${name} as a state store`, () => {
    it('gives an actor back exactly once, as it was put', () => {
      const store = createStore();
      store.put('a', parked('alice', { dueAt: 7, bytes: [1, 2, 3] }));
      expect(store.take('a', 'alice')).toEqual(parked('alice', { dueAt: 7, bytes: [1, 2, 3] }));
      expect(store.take('a', 'alice')).toBeUndefined();
      expect(store.take('a', 'bob')).toBeUndefined();
    });

    it('keeps keys of any spelling apart', () => {
      const store = createStore();
      const keys = ['', ' ', 'a', 'A', 'ä', 'a\u0308', '\ufeffa', '__proto__', 'a\u001fb', '键'];
      for (const [index, key] of keys.entries()) store.put('a', parked(key, { dueAt: index }));
      expect([...store.keys('a')].sort()).toEqual([...keys].sort());
      for (const [index, key] of keys.entries()) expect(store.take('a', key)?.dueAt).toBe(index);
    });

    it('keeps spaces apart', () => {
      const store = createStore();
      store.put('a', parked('alice', { dueAt: 1 }));
      store.put('b', parked('alice', { dueAt: 2 }));
      expect([store.nextDue('a'), store.nextDue('b'), store.nextDue('c')]).toEqual([1, 2, never]);
      expect(store.take('a', 'alice')?.dueAt).toBe(1);
      expect([store.count('a'), store.count('b'), store.count('c')]).toEqual([0, 1, 0]);
      expect([...store.keys('c')]).toEqual([]);
    });

    it('has nothing due where actors wait without a deadline', () => {
      const store = createStore();
      store.put('a', parked('alice', { dueAt: never }));
      expect(store.nextDue('a')).toBe(never);
      expect(store.dueKeys('a', 1e15)).toEqual([]);
      expect(store.count('a')).toBe(1);
    });

    it('forgets the deadline of an actor that was taken', () => {
      const store = createStore();
      store.put('a', parked('alice', { dueAt: 5 }));
      store.put('a', parked('bob', { dueAt: 9 }));
      store.take('a', 'alice');
      expect(store.nextDue('a')).toBe(9);
      expect(store.dueKeys('a', 20)).toEqual(['bob']);
    });

    it('names an actor once that was put, taken and put again with the same deadline', () => {
      const store = createStore();
      const actor = parked('alice', { dueAt: 5 });
      store.put('a', actor);
      store.put('a', store.take('a', 'alice')!);
      store.put('a', store.take('a', 'alice')!);
      expect(store.dueKeys('a', 5)).toEqual(['alice']);
    });

    it('takes the latest entry of a key that is put twice', () => {
      const store = createStore();
      store.put('a', parked('alice', { dueAt: 5, bytes: [1] }));
      store.put('a', parked('alice', { dueAt: 8, bytes: [2] }));
      expect([store.count('a'), store.nextDue('a')]).toEqual([1, 8]);
      expect(store.dueKeys('a', 7)).toEqual([]);
      expect(store.take('a', 'alice')?.bytes).toEqual(Uint8Array.of(2));
    });

    it('behaves like a map from keys to entries, whatever is done to it', () => {
      fc.assert(
        fc.property(fc.array(steps, { maxLength: 200 }), (all) => {
          const store = createStore();
          const model = new Map<string, ParkedActor>();
          for (const step of all) apply(step, store, model);
        }),
      );
    });
  });
}

type Step =
  | { readonly kind: 'put'; readonly key: string; readonly dueAt: number }
  | { readonly kind: 'take'; readonly key: string }
  | { readonly kind: 'wake'; readonly instant: number };

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const instant = fc.integer({ min: 0, max: 9 });
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('put'), key, dueAt: fc.oneof(instant, fc.constant(never)) } as const),
  fc.record({ kind: fc.constant('take'), key } as const),
  fc.record({ kind: fc.constant('wake'), instant } as const),
);

function apply(step: Step, store: StateStore, model: Map<string, ParkedActor>): void {
  if (step.kind === 'put') {
    const actor = parked(step.key, { dueAt: step.dueAt, bytes: [model.size] });
    store.put('space', actor);
    model.set(step.key, actor);
  } else if (step.kind === 'take') {
    expect(store.take('space', step.key)).toEqual(model.get(step.key));
    model.delete(step.key);
  } else {
    const due = [...model.values()].filter(({ dueAt }) => dueAt <= step.instant);
    expect([...store.dueKeys('space', step.instant)].sort()).toEqual(due.map((actor) => actor.key).sort());
  }
  expect(store.count('space')).toBe(model.size);
  expect([...store.keys('space')].sort()).toEqual([...model.keys()].sort());
  expect(store.nextDue('space')).toBe(Math.min(never, ...[...model.values()].map(({ dueAt }) => dueAt)));
}

function parked(of: string, { dueAt, bytes = [] }: { dueAt: number; bytes?: number[] }): ParkedActor {
  return { key: of, dueAt, bytes: Uint8Array.from(bytes) };
}
