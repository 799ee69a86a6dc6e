import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRunningModel } from '../../../src/baseline/running/create-running-model.ts';
import { isProfiled, type ProfiledModel, textDimensions } from '../../../src/baseline/running/profile.ts';
import { hasProfile, type RunningSpec } from '../../../src/baseline/running/running-spec.ts';
import { ByteReader, ByteWriter } from '../../../src/memory/bytes.ts';
import { Dictionary } from '../../../src/memory/dictionary.ts';
import { Heap } from '../../../src/memory/heap.ts';
import { momentAt } from './running-laws.ts';

const halfLifeDays = 120;
const profiled: readonly RunningSpec[] = [
  { kind: 'times', cycle: 'day', halfLifeDays },
  { kind: 'times', cycle: 'day type', halfLifeDays },
  { kind: 'times', cycle: 'week', halfLifeDays },
  { kind: 'values', halfLifeDays },
  { kind: 'counts', halfLifeDays },
  { kind: 'amount', scale: 'count', halfLifeDays },
  { kind: 'amount', scale: 'amount', halfLifeDays },
  { kind: 'amount', scale: 'value', halfLifeDays },
  { kind: 'share', halfLifeDays },
];
const named = profiled.map((spec) => [Object.values(spec).slice(0, 2).join(' '), spec] as const);

/** One key: a model with one state, and a dictionary in which other texts may have come first. */
class Key {
  readonly #dictionary = new Dictionary();
  readonly #heap = new Heap();
  readonly #model: ProfiledModel;
  readonly #state: number;

  constructor(spec: RunningSpec, before: readonly string[] = []) {
    for (const text of before) this.#dictionary.retain(this.#dictionary.enter(text));
    const model = createRunningModel(spec, { heap: this.#heap, dictionary: this.#dictionary });
    if (!isProfiled(model)) throw new Error(`expected a profile of ${spec.kind}`);
    this.#model = model;
    this.#state = this.#heap.allocate(model.words);
  }

  /** @param content a number, or a text; a share is of a hundred */
  learn(content: number | string, day: number, observations = 1): this {
    const number = typeof content === 'string' ? this.#dictionary.enter(content) : content;
    if (typeof content === 'string') this.#dictionary.retain(number);
    this.#model.learn(this.#state, Float64Array.of(number, 100), { ...momentAt(day), observations }, 1);
    return this;
  }

  get profile(): number[] {
    const into = new Float64Array(this.#model.profileDimensions + 2).fill(7);
    this.#model.profile(this.#state, into, 1);
    expect([into[0], into.at(-1)]).toEqual([7, 7]);
    return [...into.subarray(1, -1)];
  }

  saved(): Uint8Array {
    const writer = new ByteWriter();
    this.#model.save(this.#state, writer);
    return writer.take();
  }

  load(bytes: Uint8Array): this {
    this.#model.load(this.#state, new ByteReader(bytes));
    return this;
  }
}

const distance = (one: readonly number[], other: readonly number[]) =>
  Math.hypot(...one.map((coordinate, index) => coordinate - other[index]));
const contentOf = ({ kind }: RunningSpec): fc.Arbitrary<number | string> => {
  if (kind === 'values' || kind === 'counts') return fc.constantFrom('a', 'b', 'c', 'd');
  if (kind === 'times') return fc.integer({ min: 0, max: 95 });
  return kind === 'share'
    ? fc.integer({ min: 0, max: 100 })
    : fc.double({ noNaN: true, noDefaultInfinity: true });
};

describe('the profile of a key', () => {
  it.each(named)('is the same wherever the key is learnt, saved and loaded: %s', (_, spec) => {
    const learnt = fc.array(fc.tuple(contentOf(spec), fc.integer({ min: 1, max: 60 })), { maxLength: 60 });
    fc.assert(
      fc.property(learnt, (all) => {
        const one = new Key(spec);
        const other = new Key(spec, ['x', 'd', 'y']);
        for (const [content, day] of all) {
          one.learn(content, day);
          other.learn(content, day);
        }
        expect(other.profile).toEqual(one.profile);
        expect(new Key(spec, ['y', 'c']).load(one.saved()).profile).toEqual(one.profile);
        for (const coordinate of one.profile) {
          expect(Math.abs(coordinate)).toBeLessThanOrEqual(32);
          expect(Math.fround(coordinate)).toBe(coordinate);
        }
      }),
      { numRuns: 40 },
    );
  });

  it.each(named)('is zero before anything is learnt: %s', (_, spec) => {
    for (const coordinate of new Key(spec).profile) expect(coordinate).toBe(0);
  });

  it('is there for the kinds that say so', () => {
    for (const spec of profiled) expect(hasProfile(spec)).toBe(true);
    expect(hasProfile({ kind: 'presence' })).toBe(false);
    const memory = { heap: new Heap(), dictionary: new Dictionary() };
    expect(isProfiled(createRunningModel({ kind: 'presence', halfLifeDays }, memory))).toBe(false);
  });

  const week = [1, 2, 3, 4, 5];
  const of = (spec: RunningSpec, contents: readonly (number | string)[], observations = 1) => {
    const key = new Key(spec);
    for (const day of week) for (const content of contents) key.learn(content, day, observations);
    return key.profile;
  };
  const [times, , , values, counts, , amounts, , shares] = profiled;

  it('puts who has nothing in common √2 apart, and who shares a half less than 1', () => {
    expect(distance(of(times, [32, 40]), of(times, [84, 92]))).toBeCloseTo(Math.SQRT2, 2);
    expect(distance(of(times, [32, 46]), of(times, [46, 60]))).toBeCloseTo(1, 2);
    const apart = Array.from({ length: 30 }, (_, index) =>
      distance(of(values, [`one ${index}`]), of(values, [`other ${index}`])),
    );
    expect(apart.reduce((sum, each) => sum + each / apart.length, 0)).toBeCloseTo(Math.SQRT2, 0);
    expect(distance(of(values, ['a', 'b']), of(values, ['b', 'c']))).toBeLessThan(1.3);
    expect(of(values, ['a']).length).toBe(textDimensions);
  });

  it('tells sizes by their ratio, and shares by their odds', () => {
    expect(distance(of(amounts, [1e3]), of(amounts, [3e3]))).toBeCloseTo(Math.log(3), 1);
    expect(distance(of(amounts, [1e6]), of(amounts, [3e6]))).toBeCloseTo(Math.log(3), 1);
    expect(distance(of(amounts, [0, 100]), of(amounts, [100]))).toBeCloseTo(Math.SQRT1_2, 2);
    expect(distance(of(shares, [5]), of(shares, [15]))).toBeGreaterThan(0.5);
    expect(distance(of(shares, [50]), of(shares, [52]))).toBeLessThan(0.2);
  });

  it('tells who does a thing often from who does it seldom beside another', () => {
    const mixed = (often: string, seldom: string) => {
      const key = new Key(counts);
      for (const day of week) key.learn(often, day, 60).learn(seldom, day, 1);
      return key.profile;
    };
    expect(distance(mixed('query', 'export'), mixed('export', 'query'))).toBeGreaterThan(0.6);
  });
});
