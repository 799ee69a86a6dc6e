import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsualPlaces } from '../../../src/baseline/running/places.ts';
import { Heap } from '../../../src/memory/heap.ts';
import { SeededRandom } from '../seeded-random.ts';
import { expectOrderDoesNotMatter, expectRunningLaws, momentAt, RunningBench } from './running-laws.ts';

type Place = readonly [latitude: number, longitude: number];

const berlin: Place = [52.52, 13.405];
const potsdam: Place = [52.39, 13.06];
const munich: Place = [48.14, 11.58];
const london: Place = [51.51, -0.13];
const beijing: Place = [39.9, 116.41];
const auckland: Place = [-36.85, 174.76];

const make = (heap: Heap) => new UsualPlaces({ heap, halfLifeDays: 120 });

const sample = fc.oneof(
  fc.constantFrom<Place>(berlin, potsdam, munich, beijing, [90, 0], [-90, 360], [1e300, 1], [0, -1e300]),
  fc.tuple(fc.double({ min: -90, max: 90, noNaN: true }), fc.double({ min: -180, max: 180, noNaN: true })),
);
const learnt = fc.record({
  sample,
  day: fc.oneof(fc.integer({ min: 20_000, max: 20_060 }), fc.constant(25_000)),
  weight: fc.constantFrom(1, 1, 1, 0.3, 0),
});

describe('usual places', () => {
  it('keep the laws of running models', () => {
    expectRunningLaws(make, fc.array(learnt, { maxLength: 100 }));
    expectRunningLaws(make, fc.array(learnt, { minLength: 200, maxLength: 300 }));
  });

  it('take in the places of one day in any order', () => {
    expectOrderDoesNotMatter(
      make,
      fc.array(fc.record({ sample, day: fc.constant(20_000) }), { maxLength: 200 }),
    );
  });

  it('have the formula of the head comment', () => {
    const asked = fc.record({ all: fc.array(sample, { minLength: 1, maxLength: 100 }), ask: sample });
    fc.assert(
      fc.property(asked, ({ all, ask }) => {
        const bench = taught(all);
        expect(bench.tail({ sample: ask, day: 20_001 })).toBeCloseTo(plainTail(all, ask), 4);
      }),
    );
  });

  it('rank places by their distance from all usual ones, and by how rare the nearest is', () => {
    const bench = taught([...Array<Place>(40).fill(berlin), ...Array<Place>(3).fill(munich)]);
    const tails = [berlin, munich, london, beijing, auckland].map((place) => tailOf(bench, place));
    expect(tails[0]).toBeGreaterThan(0.98);
    for (let index = 1; index < tails.length; index++) expect(tails[index]).toBeLessThan(tails[index - 1]);
    // Where an address is located varies by some ten kilometres.
    expect(tailOf(bench, potsdam)).toBeGreaterThan(0.9);
    expect(tails[2]).toBeLessThan(0.01);
  });

  it('surprise little when somebody travels much', () => {
    const random = new SeededRandom(4);
    const journeys = Array.from(
      { length: 20 },
      (): Place => [40 + 15 * random.uniform(), 60 * random.uniform()],
    );
    const traveller = taught([...Array<Place>(20).fill(berlin), ...journeys]);
    const stayer = taught(Array<Place>(40).fill(berlin));
    expect(tailOf(traveller, beijing)).toBeGreaterThan(10 * tailOf(stayer, beijing));
  });

  it('are little news where the group is at home', () => {
    const heap = new Heap();
    const model = make(heap);
    const [own, incoming, group] = [0, 0, 0].map(() => heap.allocate(model.words));
    const learn = (state: number, place: Place, day: number) =>
      model.learn(state, Float64Array.from(place), momentAt(day), 1);
    for (let member = 0; member < 30; member++) learn(incoming, member < 10 ? beijing : berlin, 20_000);
    model.merge(group, incoming);
    const tail = (place: Place) =>
      model.tail(
        { count: 2, states: Float64Array.of(own, group) },
        Float64Array.from(place),
        momentAt(20_100),
        'both',
      );
    // A new key is judged by its group.
    expect(tail(berlin)).toBeGreaterThan(0.9);
    expect(tail(beijing)).toBeGreaterThan(0.2);
    for (let day = 0; day < 40; day++) learn(own, berlin, 20_000 + day);
    expect(tail(beijing)).toBeGreaterThan(10 * tail(auckland));
    expect(tail(beijing)).toBeLessThan(0.02);
  });

  it('are half the surprise on the second day of a journey, until it is learnt or long past', () => {
    const bench = taught(Array<Place>(40).fill(berlin));
    const first = tailOf(bench, beijing);
    bench.learn({ sample: beijing, day: 20_001, weight: 0 });
    expect(tailOf(bench, beijing, 20_002)).toBeCloseTo(Math.sqrt(first), 3);
    expect(tailOf(bench, auckland, 20_002)).toBeLessThan(first);
    expect(tailOf(bench, beijing, 20_040)).toBeCloseTo(first, 3);
    expect(bench.model.isKnown(bench.state, Float64Array.from(beijing))).toBe(false);
  });

  it('refuse what is no place', () => {
    const bench = taught([
      [91, 0],
      [0, 361],
      [1e300, 1e300],
    ]);
    expect(bench.model.evidence(bench.state)).toBe(0);
    expect(tailOf(taught([berlin]), [91, 0])).toBe(1);
  });

  it('stay small and finite when somebody is everywhere', () => {
    const random = new SeededRandom(8);
    const bench = new RunningBench(make);
    for (let index = 0; index < 20_000; index++)
      bench.learn({ sample: [180 * random.uniform() - 90, 360 * random.uniform() - 180], day: 20_000 });
    expect(bench.model.extraBytes(bench.state)).toBeLessThanOrEqual(1024);
    expect(bench.model.words * 4).toBe(32);
    expect(tailOf(bench, berlin)).toBeGreaterThan(0.01);
  });

  it('are told with their share', () => {
    const bench = taught([...Array<Place>(3).fill(berlin), munich]);
    expect(bench.model.usual(bench.state)).toBe('52.6, 13.4 (75 %); 48.1, 11.6 (25 %)');
    expect(bench.model.share(bench.state, Float64Array.from(munich))).toBeCloseTo(0.25);
    expect(bench.model.isAlike(Float64Array.from(berlin), Float64Array.from(potsdam))).toBe(true);
    expect(bench.model.isAlike(Float64Array.from(berlin), Float64Array.from(munich))).toBe(false);
  });
});

function taught(places: readonly Place[]): RunningBench {
  const bench = new RunningBench(make);
  for (const place of places) bench.learn({ sample: place, day: 20_000 });
  return bench;
}

function tailOf(bench: RunningBench, place: Place, day = 20_000): number {
  return bench.tail({ sample: place, day });
}

/** The tail of the own level alone, plainly, from the list of what was learnt: fewer than 128 cells. */
function plainTail(all: readonly Place[], [latitude, longitude]: Place): number {
  const valid = all.filter(([lat, long]) => Math.abs(lat) <= 90 && Math.abs(long) <= 360);
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 360 || valid.length === 0) return 1;
  const weights = new Map<string, number>();
  for (const [lat, long] of valid) {
    const name = `${middle(lat, 90, 720)} ${middle(long, 180, 1440)}`;
    weights.set(name, (weights.get(name) ?? 0) + 1);
  }
  const cells = [...weights].map(([name, weight]) => {
    const [lat, long] = name.split(' ').map(Number);
    return { lat, long, weight };
  });
  const near = (lat: number, long: number) =>
    cells.reduce((sum, cell) => {
      const beyond = Math.max(0, chordKm(lat, long, cell.lat, cell.long) - 20) / 40;
      return sum + (beyond > 4 ? 0 : cell.weight * Math.exp(-(beyond ** 2) / 2));
    }, 0);
  const rare = cells.reduce(
    (sum, { lat, long, weight }) => sum + weight * Math.max(0, Math.min(1, 2 - near(lat, long))),
    0,
  );
  const count = valid.length;
  const novelty = Math.min(1, (rare + 0.5) / (count + 1));
  const here = near(latitude, longitude);
  const usual = cells.reduce((sum, { weight }) => sum + Math.min(weight, here), 0) / count;
  const nearest = Math.min(...cells.map(({ lat, long }) => chordKm(latitude, longitude, lat, long)));
  const arc = 2 * 6371.0088 * Math.asin(Math.min(1, nearest / 2 / 6371.0088));
  const far = count / (count + 1) / (1 + arc / 500) + 1 / (count + 1);
  return Math.min(1, (1 - novelty) * usual + novelty * far);
}

/** Middle of the quarter of a degree that a coordinate lies in. */
function middle(degrees: number, half: number, cells: number): number {
  const cell = Math.floor((degrees + half) * 4);
  const within = half === 90 ? Math.min(cells - 1, cell) : ((cell % cells) + cells) % cells;
  return (within + 0.5) / 4 - half;
}

function chordKm(latitude1: number, longitude1: number, latitude2: number, longitude2: number): number {
  const [phi1, phi2, lambda] = [latitude1, latitude2, longitude2 - longitude1].map(
    (degrees) => (degrees * Math.PI) / 180,
  );
  const cosine = Math.sin(phi1) * Math.sin(phi2) + Math.cos(phi1) * Math.cos(phi2) * Math.cos(lambda);
  return 6371.0088 * Math.sqrt(Math.max(0, 2 - 2 * cosine));
}
