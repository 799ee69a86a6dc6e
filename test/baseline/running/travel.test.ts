import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Moment, SampleList } from '../../../src/baseline/running/running-model.ts';
import { TravelSpeed } from '../../../src/baseline/running/travel.ts';
import { Heap } from '../../../src/memory/heap.ts';
import { expectOrderDoesNotMatter, expectRunningLaws, RunningBench } from './running-laws.ts';

type Sample = readonly [latitude: number, longitude: number, day: number];

const berlin = [52.52, 13.405] as const;
const potsdam = [52.39, 13.06] as const;
const hamburg = [53.55, 10.0] as const;
const beijing = [39.9, 116.41] as const;
const minute = 1 / 1440;

const make = (heap: Heap) => new TravelSpeed({ heap, halfLifeDays: 120 });

const place = fc.oneof(
  fc.constantFrom<readonly [number, number]>(berlin, potsdam, beijing, [1e300, 1], [91, 0]),
  fc.tuple(fc.double({ min: -90, max: 90, noNaN: true }), fc.double({ min: -180, max: 180, noNaN: true })),
);
const learnt = fc
  .record({
    place,
    day: fc.oneof(fc.integer({ min: 20_000, max: 20_040 }), fc.constant(25_000)),
    fraction: fc.constantFrom(0, 0.25, 0.25001, 0.9),
    weight: fc.constantFrom(1, 1, 1, 0.5, 0),
  })
  .map(({ place: [latitude, longitude], day, fraction, weight }) => {
    return { sample: [latitude, longitude, day + fraction], day: day + fraction, weight };
  });

describe('travel speed', () => {
  it('keeps the laws of running models', () => {
    expectRunningLaws(make, fc.array(learnt, { maxLength: 80 }));
  });

  it('takes in the observations of one day in any order', () => {
    const samples = fc
      .tuple(place, fc.constantFrom(0, 0.25, 0.25001, 0.9))
      .map(([[latitude, longitude], fraction]) => {
        return { sample: [latitude, longitude, 20_000 + fraction], day: 20_000 + fraction };
      });
    expectOrderDoesNotMatter(make, fc.array(samples, { maxLength: 60 }));
  });

  it('says how fast it was, from the latest observation before', () => {
    const { model, state } = settled();
    const speed = (sample: Sample, earlier: readonly Sample[]) =>
      model.speed(state, Float64Array.from(sample), momentOf(sample, earlier));
    // 7,356 km less 50, in two hours and three minutes.
    expect(speed([...beijing, 20_040.5], [[...berlin, 20_040.5 - 120 * minute]])).toBeCloseTo(3564, -1);
    expect(
      speed(
        [...beijing, 20_040.5],
        [
          [...hamburg, 20_040.3],
          [...beijing, 20_040.4],
          [...berlin, 20_040.6],
        ],
      ),
    ).toBe(0);
    // Without any in the pane: from the last one of the pane before, at noon.
    expect(speed([...beijing, 20_040.5], [])).toBeCloseTo(7306 / 24.05, -1);
    expect(speed([91, 0, 20_040.5], [])).toBe(-1);
    expect(new RunningBench(make).tail({ sample: [...berlin, 20_000.5], day: 20_000.5 })).toBe(1);
  });

  it('finds what is impossible, and nothing else', () => {
    const bench = settled();
    const tail = (to: readonly [number, number], minutes: number) =>
      bench.tail([...to, 20_040.5], [[...berlin, 20_040.5 - minutes * minute]]);
    expect(tail(beijing, 60)).toBeLessThan(1e-6);
    expect(tail(beijing, 7 * 60)).toBeLessThan(1e-4);
    expect(tail(beijing, 11 * 60)).toBeGreaterThan(3e-4);
    expect(tail(hamburg, 1)).toBeLessThan(1e-6);
    expect(tail(hamburg, 100)).toBeGreaterThan(0.01);
    // Nearby, and at the same time.
    expect(tail(potsdam, 0)).toBe(1);
    expect(tail(berlin, 0)).toBe(1);
    expect(tail(beijing, 0)).toBeLessThan(1e-20);
  });

  it('falls with the speed, however fast', () => {
    const bench = settled();
    const tails = [3000, 1000, 700, 600, 500, 300, 120, 30, 5, 1, 0].map((minutes) =>
      bench.tail([...beijing, 20_040.5], [[...berlin, 20_040.5 - minutes * minute]]),
    );
    for (let index = 1; index < tails.length; index++) expect(tails[index]).toBeLessThan(tails[index - 1]);
  });

  it('is little news to a key that is often in two places', () => {
    const bench = settled();
    for (let day = 0; day < 20; day++)
      bench.learn([...beijing, 20_050.5 + day], [[...berlin, 20_050.5 + day - 10 * minute]]);
    const tail = bench.tail([...beijing, 20_080.5], [[...berlin, 20_080.5 - 10 * minute]]);
    expect(tail).toBeGreaterThan(0.1);
    expect(bench.model.usual(bench.state)).toBe('beyond 10,000 km/h');
  });

  it('does not travel from a place that was only noted, and learns what comes out of quarantine', () => {
    const bench = settled();
    bench.learn([...beijing, 20_040.5], [[...berlin, 20_040.49]], 0);
    expect(bench.tail([...berlin, 20_041.4], [])).toBe(1);
    const before = bench.tail([...beijing, 20_041.5], [[...berlin, 20_041.49]]);
    for (let day = 0; day < 3; day++) bench.learn([...beijing, 20_010.5 + day], []);
    expect(bench.tail([...beijing, 20_041.5], [[...berlin, 20_041.49]])).toBeGreaterThan(1e3 * before);
    expect(bench.model.words * 4).toBe(88);
  });
});

class TravelBench {
  readonly model: TravelSpeed;
  readonly state: number;

  constructor() {
    const heap = new Heap();
    this.model = make(heap);
    this.state = heap.allocate(this.model.words);
  }

  learn(sample: Sample, earlier: readonly Sample[], weight = 1): void {
    this.model.learn(this.state, Float64Array.from(sample), momentOf(sample, earlier), weight);
  }

  tail(sample: Sample, earlier: readonly Sample[]): number {
    const levels = { count: 1, states: Float64Array.of(this.state) };
    return this.model.tail(levels, Float64Array.from(sample), momentOf(sample, earlier), 'both');
  }
}

/** Forty days at home, each at noon. */
function settled(): TravelBench {
  const bench = new TravelBench();
  for (let day = 0; day < 40; day++) bench.learn([...berlin, 20_000.5 + day], []);
  return bench;
}

function momentOf(sample: Sample, samples: readonly Sample[]): Moment {
  const earlier: SampleList = {
    count: samples.length,
    dayOf: (index) => samples[index][2],
    observationsOf: () => 1,
    read: (index, into) => into.set(samples[index]),
  };
  return { day: sample[2], isDayOff: false, observations: 1, earlier };
}
