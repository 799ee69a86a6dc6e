import { describe, expect, test } from 'vitest';
import { createModel, type ModelSpec } from '../../src/baseline/create-model.ts';
import { SnapshotVersionError } from '../../src/baseline/snapshot-version.ts';
import { ByteReader } from '../../src/memory/bytes.ts';
import { Dictionary } from '../../src/memory/dictionary.ts';
import { Heap } from '../../src/memory/heap.ts';

const specs: readonly (readonly [ModelSpec, number])[] = [
  [{ kind: 'values', learnDays: 30 }, 24],
  [{ kind: 'values', learnDays: 60, noise: { daysMin: 2, against: 'period' } }, 32],
  [{ kind: 'hours', cycle: 'day', learnDays: 30 }, 112],
  [{ kind: 'hours', cycle: 'week', learnDays: 30, noise: { daysMin: 2, against: 'history' } }, 184],
  [{ kind: 'amount', scale: 'count' }, 40],
  [{ kind: 'amount', scale: 'amount', noise: { sigmas: 3, against: 'history' } }, 40],
];

describe('createModel', () => {
  test.each(specs)('makes %j with %d fixed bytes a key', (spec, bytes) => {
    const model = createModel(spec, { heap: new Heap(), dictionary: new Dictionary() });
    expect(model.kind).toBe(spec.kind);
    expect(model.words * 4).toBe(bytes);
    expect(model.words % 2).toBe(0);
  });

  test.each(specs)('%j refuses a snapshot of an unknown version and says what to do', (spec) => {
    const heap = new Heap();
    const model = createModel(spec, { heap, dictionary: new Dictionary() });
    const load = () => model.load(heap.allocate(model.words), new ByteReader(Uint8Array.of(77, 0, 0)));
    expect(load).toThrow(SnapshotVersionError);
    expect(load).toThrow(/expected version 1, found 77; open it with the release that wrote it/);
  });
});
