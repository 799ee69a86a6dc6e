import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimilarKeys } from '../../../src/baseline/running/similar-keys.ts';
import { similarKeyClustersMax, similarKeysMax } from '../../../src/limits.ts';
import { ByteReader, ByteWriter } from '../../../src/memory/bytes.ts';
import { hashNumber, hashText } from '../../../src/memory/dictionary.ts';
import { Heap } from '../../../src/memory/heap.ts';

/** A key, and where it stands. */
interface Placed {
  readonly key: string;
  readonly profile: readonly number[];
}

/** Clusters of a rule as its actor has them: what comes in within a day, and what was taken over by then. */
class Bench {
  readonly heap = new Heap();
  readonly keys: SimilarKeys;
  readonly state: number;

  constructor(blocks: readonly number[]) {
    this.keys = new SimilarKeys({ heap: this.heap, blocks });
    this.state = this.heap.allocate(this.keys.words);
  }

  day(placed: readonly Placed[], days = 1): void {
    const incoming = this.heap.allocate(this.keys.words);
    for (const { key, profile } of placed) this.keys.add(incoming, hashText(key), Float64Array.from(profile));
    this.keys.merge(this.state, incoming, days);
    this.keys.release(incoming);
    this.heap.release(incoming, this.keys.words);
  }

  clusterOf({ profile }: Pick<Placed, 'profile'>): number {
    return this.keys.assign(this.state, Float64Array.from(profile));
  }

  get numbers(): number[] {
    return this.keys.numbers(this.state).sort((one, other) => one - other);
  }

  saved(): Uint8Array {
    const writer = new ByteWriter();
    this.keys.save(this.state, writer);
    return writer.take();
  }
}

const count = (length: number) => Array.from({ length }, (_, index) => index);

/** A number around 0 with the deviation 1, the same for the same seed. */
function normal(seed: number): number {
  const uniform = (of: number) => (hashNumber(of) + 0.5) / 2 ** 32;
  return Math.sqrt(-2 * Math.log(uniform(seed))) * Math.cos(2 * Math.PI * uniform(seed + 0.25));
}

/** Keys around some places, one after the other. */
function around(places: readonly (readonly number[])[], keys: number, deviation: number, seed = 1): Placed[] {
  return count(keys).map((index) => ({
    key: `key-${index}`,
    profile: places[index % places.length].map(
      (place, dimension) => place + deviation * normal(seed * 1e6 + index * 50 + dimension),
    ),
  }));
}

const corners = [
  [0, 0, 0, 0],
  [2, 0, 0, 1],
  [0, 2, 0, 0],
  [0, 0, 2, 2],
];

/** Which keys are together, by the names of the keys: the numbers do not matter. */
function togetherness(bench: Bench, placed: readonly Placed[]): string {
  const members = new Map<number, string[]>();
  for (const each of placed) {
    const cluster = bench.clusterOf(each);
    members.set(cluster, [...(members.get(cluster) ?? []), each.key]);
  }
  return [...members.values()]
    .map((keys) => keys.join())
    .sort()
    .join(' | ');
}

/** The plain truth: keys are together when they stand around the same place. */
function truth(placed: readonly Placed[], places: number): string {
  return count(places)
    .map((place) =>
      placed
        .filter((_, index) => index % places === place)
        .map(({ key }) => key)
        .join(),
    )
    .sort()
    .join(' | ');
}

describe('keys that behave alike', () => {
  it.each([
    [1, 60],
    [2, 60],
    [3, 60],
    [4, 100],
    [4, 250],
    [4, 1_000],
  ])('are found where they stand clearly apart: %i places of %i keys', (places, keys) => {
    for (const seed of [1, 2, 3]) {
      const bench = new Bench([4]);
      const placed = around(corners.slice(0, places), keys, 0.2, seed);
      bench.day(placed);
      expect(bench.numbers.length).toBe(places);
      expect(togetherness(bench, placed)).toBe(truth(placed, places));
    }
  });

  it('are found in many dimensions, though few keys are apart by chance in some of them', () => {
    const dimensions = 40;
    const place = (which: number) => count(dimensions).map((dimension) => (dimension === which ? 1.6 : 0));
    const placed = around([place(0), place(7), place(12)], 90, 0.2);
    const bench = new Bench([8, 16, 16]);
    bench.day(placed);
    expect(togetherness(bench, placed)).toBe(truth(placed, 3));
    const cloud = new Bench([8, 16, 16]);
    cloud.day(around([place(0)], 90, 0.4));
    expect(cloud.numbers).toEqual([1]);
  });

  it('are found on a line, and among few beside many', () => {
    const line = around([[0], [1.5], [3]], 120, 0.1);
    const bench = new Bench([1]);
    bench.day(line);
    expect(togetherness(bench, line)).toBe(truth(line, 3));
    const few = new Bench([2]);
    const rows = [...around([[0, 0]], 180, 0.2), ...around([[2, 2]], 200, 0.2).slice(180)];
    few.day(rows);
    expect(few.numbers.length).toBe(2);
    expect(new Set(rows.slice(180).map((each) => few.clusterOf(each))).size).toBe(1);
  });

  it('are one cluster when nobody stands apart', () => {
    const even = count(200).map((index) => ({
      key: `${index}`,
      profile: [(index % 50) / 10, normal(index)],
    }));
    const skewed = count(200).map((index) => ({ key: `${index}`, profile: [Math.exp(normal(index)), 0] }));
    for (const placed of [even, skewed, around([[0, 0]], 200, 1)]) {
      const bench = new Bench([1, 1]);
      bench.day(placed);
      expect(bench.numbers).toEqual([1]);
    }
  });

  it('are nobody as long as there are few keys', () => {
    const bench = new Bench([4]);
    bench.day(around(corners, 30, 0.2));
    expect(bench.numbers).toEqual([]);
    expect(bench.clusterOf({ profile: [0, 0, 0, 0] })).toBe(0);
  });

  it('need eight of their kind', () => {
    const placed = [...around([[0, 0]], 100, 0.2), ...around([[5, 5]], 107, 0.2).slice(100)];
    const bench = new Bench([2]);
    bench.day(placed);
    expect(bench.numbers).toEqual([1]);
  });

  it('count every feature alike, however large its numbers', () => {
    const placed = count(200).map((index) => ({
      key: `${index}`,
      profile: [index % 2, 8 * normal(index)],
    }));
    const bench = new Bench([1, 1]);
    bench.day(placed);
    const cloud = new Bench([2]);
    cloud.day(placed);
    expect([bench.numbers.length, cloud.numbers.length]).toEqual([2, 1]);
  });
});

describe('numbers of clusters', () => {
  it('stay for sixty days of slow drift, with keys that come and go', () => {
    const bench = new Bench([4]);
    const keysOf = (day: number) =>
      around(
        corners.map((corner, which) => corner.map((place) => place + (which * day) / 200)),
        160,
        0.2,
        day + 1,
      ).map(({ profile }, index) => ({
        key: `key-${index < 20 ? index : index + 160 * Math.floor((index + 2 * day) / 160)}`,
        profile,
      }));
    bench.day(keysOf(0));
    const before = keysOf(0)
      .slice(20, 24)
      .map((each) => bench.clusterOf(each));
    for (const day of count(60)) bench.day(keysOf(day));
    expect(bench.numbers).toEqual([1, 2, 3, 4]);
    expect(
      keysOf(59)
        .slice(20, 24)
        .map((each) => bench.clusterOf(each)),
    ).toEqual(before);
  });

  it('are new for the parts of a cluster that falls apart, and go when nobody is left', () => {
    const bench = new Bench([4]);
    bench.day(around(corners.slice(0, 1), 100, 0.2));
    expect(bench.numbers).toEqual([1]);
    const parted = around(corners.slice(0, 2), 100, 0.2);
    bench.day(parted);
    expect(bench.numbers).toEqual([2, 3]);
    // All move to the first place.
    for (const day of count(3)) bench.day(around(corners.slice(0, 1), 100, 0.2, day + 5));
    expect(bench.numbers.length).toBe(1);
    expect(bench.numbers[0]).toBeGreaterThan(3);
  });

  it('stay with a large cluster that a few leave', () => {
    const bench = new Bench([2]);
    bench.day(around([[0, 0]], 100, 0.2));
    const gone = around([[0, 0]], 100, 0.2).map((each, index) =>
      index < 10 ? { ...each, profile: [3, index / 50] } : each,
    );
    bench.day(gone);
    expect(bench.numbers).toEqual([1, 2]);
    expect(bench.clusterOf({ profile: [0, 0] })).toBe(1);
  });

  it('do not come and go with the chance of a day', () => {
    const bench = new Bench([2]);
    const seen = new Set<string>();
    // About four and a half deviations apart.
    for (const day of count(40)) {
      bench.day(
        around(
          [
            [0, 0],
            [1.15, 0],
          ],
          100,
          0.21,
          day + 1,
        ),
      );
      seen.add(bench.numbers.join());
    }
    expect(seen.size).toBeLessThanOrEqual(2);
  });

  it('are found once a day, whatever the number of panes in it', () => {
    const bench = new Bench([4]);
    bench.day(around(corners, 100, 0.2), 0);
    const stamp = bench.keys.stamp(bench.state);
    for (const hour of count(21)) bench.day(around(corners, 100, 0.2, hour), 1 / 24);
    expect(bench.keys.stamp(bench.state)).toBe(stamp);
    bench.day(around(corners, 100, 0.2), 1 / 24);
    expect(bench.keys.stamp(bench.state)).toBe(stamp + 1);
  });

  it('forget keys that were not heard of for a month', () => {
    const bench = new Bench([2]);
    const bytes = (): number => bench.keys.extraBytes(bench.state);
    bench.day(around([[0, 0]], 100, 0.2));
    const before = bytes();
    bench.day(around([[0, 0]], 10, 0.2), 31);
    expect(bench.numbers).toEqual([]);
    expect(bytes()).toBeLessThan(before / 5);
  });
});

describe('the state of similar keys', () => {
  const placed = fc
    .tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 20 }))
    .map(([keys, places, seed]) => around(corners.slice(0, places), keys, 0.3, seed));

  it('does not depend on the order in which keys come', () => {
    const orders = placed.chain((inOrder) =>
      fc.record({
        inOrder: fc.constant(inOrder),
        otherwise: fc.shuffledSubarray(inOrder, { minLength: inOrder.length }),
      }),
    );
    fc.assert(
      fc.property(fc.array(orders, { minLength: 1, maxLength: 3 }), (all) => {
        const [one, other] = [new Bench([4]), new Bench([4])];
        for (const { inOrder, otherwise } of all) {
          one.day(inOrder);
          other.day(otherwise);
        }
        expect(other.saved()).toEqual(one.saved());
      }),
      { numRuns: 30 },
    );
  });

  it('does not depend on which of two keys with one hash comes first', () => {
    const pair = [
      { key: 'same', profile: [1, 2] },
      { key: 'same', profile: [1, 3] },
    ];
    const [one, other] = [new Bench([2]), new Bench([2])];
    one.day(pair);
    other.day([...pair].reverse());
    expect(other.saved()).toEqual(one.saved());
  });

  it('comes back as it was saved, and goes on as it would have', () => {
    fc.assert(
      fc.property(fc.array(placed, { minLength: 1, maxLength: 3 }), placed, (all, next) => {
        const one = new Bench([3, 1]);
        for (const each of all) one.day(each);
        const other = new Bench([3, 1]);
        other.keys.load(other.state, new ByteReader(one.saved()));
        expect(other.saved()).toEqual(one.saved());
        expect(other.keys.stamp(other.state)).toBe(one.keys.stamp(one.state));
        for (const each of next) expect(other.clusterOf(each)).toBe(one.clusterOf(each));
        one.day(next);
        other.day(next);
        expect(other.saved()).toEqual(one.saved());
        one.keys.release(one.state);
        one.heap.release(one.state, one.keys.words);
        expect(one.heap.bytesUsed).toBe(0);
      }),
      { numRuns: 30 },
    );
    expect(() => new Bench([2]).keys.load(2, Reflect.construct(ByteReader, [Uint8Array.of(250)]))).toThrow(
      /similar keys: expected version 1, found 250/,
    );
  });

  it('stays small with a hundred thousand keys', () => {
    const bench = new Bench([4]);
    bench.day(around(corners, 100_000, 0.2));
    expect(bench.numbers.length).toBe(4);
    expect(bench.keys.extraBytes(bench.state)).toBeLessThan(similarKeysMax * 64);
  });

  it.each([
    ['the same for all', () => [1, 1]],
    ['huge', (index: number) => [index % 2 === 0 ? 32 : -32, 32]],
    ['nothing', () => [0, 0]],
    ['of one key alone', (index: number) => [index === 0 ? 32 : 0, 0]],
    ['all apart', (index: number) => [index % 16, Math.floor(index / 16)]],
  ])('takes profiles that are %s', (_, profileOf) => {
    const bench = new Bench([1, 1]);
    for (const keys of [1, 40, 300])
      bench.day(count(keys).map((index) => ({ key: `${index}`, profile: profileOf(index) })));
    expect(bench.numbers.length).toBeGreaterThan(0);
    expect(bench.numbers.length).toBeLessThanOrEqual(similarKeyClustersMax);
    expect(bench.clusterOf({ profile: profileOf(0) })).toBeGreaterThan(0);
  });
});
