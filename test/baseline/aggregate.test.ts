import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Aggregate, type AggregateKind, createAggregate } from '../../src/baseline/aggregate.ts';
import { ByteReader, ByteWriter } from '../../src/memory/bytes.ts';
import { type Address, Heap } from '../../src/memory/heap.ts';

const kinds = ['count', 'sum', 'minimum', 'maximum', 'average', 'distinct'] as const;
const whole = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.constant(Number.NaN));

describe('aggregates', () => {
  test.each(kinds)('%s: panes merged give what one window gives, as plain arithmetic says', (kind) => {
    const value = kind === 'distinct' ? fc.oneof(fc.nat(12), fc.constant(Number.NaN)) : whole;
    fc.assert(
      fc.property(fc.array(value), fc.array(value), value, (left, right, next) => {
        const heap = new Heap();
        const aggregate = createAggregate(kind, { heap });
        const one = filled(heap, aggregate, left);
        const other = filled(heap, aggregate, right);
        const both = filled(heap, aggregate, [...right, ...left]);
        const afterwards = expected(kind, [...left, next]);
        expect(aggregate.result(one)).toBe(expected(kind, left));
        expect(aggregate.resultWith(one, next)).toBe(afterwards);
        expect(aggregate.result(one)).toBe(expected(kind, left));
        aggregate.merge(one, other);
        expect(aggregate.result(one)).toBe(expected(kind, [...left, ...right]));
        expect(aggregate.result(other)).toBe(expected(kind, right));
        const bytes = saved(aggregate, one);
        expect(bytes).toEqual(saved(aggregate, both));
        const copy = heap.allocate(aggregate.words);
        aggregate.load(copy, new ByteReader(bytes));
        expect(saved(aggregate, copy)).toEqual(bytes);
        for (const state of [one, other, both, copy]) {
          aggregate.release(state);
          heap.release(state, aggregate.words);
        }
        expect(heap.bytesUsed).toBe(0);
      }),
    );
  });

  test.each(kinds)('%s: begins as zeroed words, even in number', (kind) => {
    const heap = new Heap();
    const aggregate = createAggregate(kind, { heap });
    expect(aggregate.words % 2).toBe(0);
    expect(aggregate.result(heap.allocate(aggregate.words))).toBe(expected(kind, []));
  });

  test.each(['sum', 'average', 'minimum', 'maximum'] as const)('%s: no infinity comes out', (kind) => {
    const heap = new Heap();
    const aggregate = createAggregate(kind, { heap });
    const state = filled(heap, aggregate, [1e308, 1.7e308, Infinity, Infinity]);
    expect(Number.isFinite(aggregate.result(state))).toBe(true);
    expect(Number.isFinite(aggregate.resultWith(state, -Infinity))).toBe(true);
    aggregate.merge(state, state);
    expect(Number.isFinite(aggregate.result(state))).toBe(true);
  });

  test.each(kinds)('%s: refuses a snapshot of an unknown version', (kind) => {
    const heap = new Heap();
    const aggregate = createAggregate(kind, { heap });
    const load = () => aggregate.load(heap.allocate(aggregate.words), new ByteReader(Uint8Array.of(9)));
    expect(load).toThrow(/expected version 1, found 9/);
  });
});

function filled(heap: Heap, aggregate: Aggregate, values: readonly number[]): Address {
  const state = heap.allocate(aggregate.words);
  for (const value of values) aggregate.add(state, value);
  return state;
}

function saved(aggregate: Aggregate, state: Address): Uint8Array {
  const writer = new ByteWriter();
  aggregate.save(state, writer);
  return writer.take();
}

function expected(kind: AggregateKind, all: readonly number[]): number {
  if (kind === 'count') return all.length;
  const values = all.filter((value) => !Number.isNaN(value)).map((value) => value + 0);
  const sum = values.reduce((total, value) => total + value, 0);
  if (kind === 'sum') return sum;
  if (kind === 'distinct') return new Set(values).size;
  if (values.length === 0) return Number.NaN;
  if (kind === 'average') return sum / values.length;
  return kind === 'minimum' ? Math.min(...values) : Math.max(...values);
}
