import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsualTimes } from '../../../src/baseline/running/usual-times.ts';
import { ByteWriter } from '../../../src/memory/bytes.ts';
import { type Address, Heap } from '../../../src/memory/heap.ts';
import { SeededRandom } from '../seeded-random.ts';
import {
  expectOrderDoesNotMatter,
  expectRunningLaws,
  type Learnt,
  type MakeRunningModel,
  momentAt,
  RunningBench,
} from './running-laws.ts';
import { type PlainDay, plainTail } from './times-oracle.ts';

const cycles = ['day', 'day type', 'week'] as const;
type Cycle = (typeof cycles)[number];

const times =
  (cycle: Cycle, halfLifeDays = 120, bandwidthHours?: number): MakeRunningModel =>
  (heap) =>
    new UsualTimes({ heap, cycle, halfLifeDays, ...(bandwidthHours !== undefined && { bandwidthHours }) });

/** A Monday. */
const monday = 20_003 - (20_003 % 7) + 4;
const weekday = (day: number) => (Math.floor(day) + 3) % 7;
const plainKinds: Record<Cycle, { kindOf: (day: number) => number; kindShares: number[]; bins: number }> = {
  day: { kindOf: () => 0, kindShares: [1], bins: 48 },
  'day type': { kindOf: (day) => (weekday(day) >= 5 ? 1 : 0), kindShares: [5 / 7, 2 / 7], bins: 48 },
  week: { kindOf: weekday, kindShares: new Array<number>(7).fill(1 / 7), bins: 24 },
};

const quarter = fc.integer({ min: 0, max: 95 });
const anything = fc.oneof(
  { weight: 9, arbitrary: quarter },
  fc.constantFrom(-1, 96, 1e300, -1e300, 3.5, Number.MAX_SAFE_INTEGER),
);
const anyTime = fc.array(
  fc.record({
    sample: fc.tuple(anything),
    day: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 19_990, max: 20_040 }) },
      fc.constantFrom(0, 12_000, 47_000),
    ),
    weight: fc.constantFrom(0, 0.3, 1),
  }),
  { maxLength: 60 },
);
const oneDay = fc
  .uniqueArray(quarter, { maxLength: 30 })
  .map((all) => all.map((each): Learnt => ({ sample: [each], day: monday + each / 96 })));
const plainDays = fc
  .uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 15 })
  .chain((offsets) =>
    fc.tuple(
      ...offsets
        .sort((one, other) => one - other)
        .map((offset) =>
          fc
            .uniqueArray(quarter, { minLength: 1, maxLength: 6 })
            .map((quarters): PlainDay => ({ day: monday + offset, quarters })),
        ),
    ),
  );

describe('UsualTimes', () => {
  test.each(cycles)('keeps the laws of running models, cycle of a %s', (cycle) => {
    expectRunningLaws(times(cycle), anyTime);
    expectRunningLaws(times(cycle, Number.POSITIVE_INFINITY, 1), anyTime);
    expectOrderDoesNotMatter(times(cycle), oneDay);
  });

  test.each(
    cycles.flatMap((cycle) => [
      { cycle, halfLifeDays: Number.POSITIVE_INFINITY, bandwidthHours: undefined },
      { cycle, halfLifeDays: 20, bandwidthHours: 1.5 },
    ]),
  )('judges as the formula says: %j', ({ cycle, halfLifeDays, bandwidthHours }) => {
    fc.assert(
      fc.property(plainDays, plainDays, plainDays, (own, group, everyone) => {
        const heap = new Heap();
        const model = times(cycle, halfLifeDays, bandwidthHours)(heap);
        const states = [own, group, everyone].map((days) => {
          const state = heap.allocate(model.words);
          learnDays(model, state, days);
          return state;
        });
        const levels = { count: 3, states: Float64Array.from(states) };
        const plain = { ...plainKinds[cycle], own, groups: [group, everyone], halfLifeDays };
        for (const at of [monday, monday + 5]) {
          for (let slot = 0; slot < 96; slot += 5) {
            const expected = plainTail(
              bandwidthHours === undefined ? plain : { ...plain, bandwidthHours },
              slot,
              plain.kindOf(at),
            );
            const found = model.tail(levels, Float64Array.of(slot), momentAt(at), 'both');
            expect(Math.abs(found / expected - 1)).toBeLessThan(1e-4);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test('takes 232 bytes for a day, 424 for day types, 712 for a week', () => {
    expect(cycles.map((cycle) => times(cycle)(new Heap()).words * 4)).toEqual([232, 424, 712]);
  });

  test('ranks by distance: work, the hour beside it, the evening, the night', () => {
    const on = office(40);
    const slots = [12 * 4, 7.5 * 4, 20.5 * 4, 22 * 4, 1.5 * 4];
    const tails = slots.map((slot) => on.tail({ sample: [slot], day: monday + 50 }));
    expect(tails[0]).toBeGreaterThan(0.999);
    expect(tails[1]).toBeGreaterThan(0.5);
    for (let place = 1; place < tails.length; place++) expect(tails[place]).toBeLessThan(tails[place - 1]);
    expect(tails[4]).toBeLessThan(0.02);
  });

  test('knows the hours across midnight as neighbours', () => {
    const on = new RunningBench(times('day'));
    for (let day = 0; day < 30; day++) {
      for (const slot of [92, 94]) on.learn({ sample: [slot], day: monday + day });
    }
    expect(on.tail({ sample: [1], day: monday + 31 })).toBeGreaterThan(0.1);
    expect(on.model.isAlike(Float64Array.of(95), Float64Array.of(2))).toBe(true);
    expect(on.model.isAlike(Float64Array.of(95), Float64Array.of(4))).toBe(false);
  });

  test('the more regular days, the more unusual the night', () => {
    const tails = [3, 10, 40, 160].map((days) => office(days).tail({ sample: [12], day: monday + 200 }));
    for (let place = 1; place < tails.length; place++) expect(tails[place]).toBeLessThan(tails[place - 1]);
  });

  test('a young key is judged by its group, an old one by itself', () => {
    const heap = new Heap();
    const model = times('day')(heap);
    const [young, nightly, group] = [0, 1, 2].map(() => heap.allocate(model.words));
    for (let day = 0; day < 30; day++) {
      const incoming = heap.allocate(model.words);
      for (let member = 0; member < 10; member++) {
        for (const slot of [36, 44, 60]) learnOne(model, incoming, slot + (member % 3), monday + day);
      }
      model.merge(group, incoming);
      for (const slot of [8, 12, 16]) learnOne(model, nightly, slot, monday + day);
    }
    const tail = (state: Address, slot: number) => {
      const levels = { count: 2, states: Float64Array.of(state, group) };
      return model.tail(levels, Float64Array.of(slot), momentAt(monday + 31), 'both');
    };
    expect(tail(young, 44)).toBeGreaterThan(0.95);
    expect(tail(young, 12)).toBeLessThan(0.1);
    expect(tail(nightly, 12)).toBeGreaterThan(0.99);
    expect(tail(nightly, 44)).toBeLessThan(0.1);
    learnOne(model, young, 12, monday + 31);
    expect(tail(young, 12)).toBeGreaterThan(0.5);
  });

  test('tells days off from working days, and calls a first Saturday unusual', () => {
    const on = new RunningBench(times('day type'));
    for (let day = 0; day < 56; day++) {
      if (weekday(monday + day) < 5)
        for (const slot of [36, 48, 64]) on.learn({ sample: [slot], day: monday + day });
    }
    const tail = (slot: number, day: number) => on.tail({ sample: [slot], day: monday + day });
    const [saturday, workingDay] = [61, 63];
    expect(tail(48, workingDay)).toBeGreaterThan(0.99);
    expect(tail(48, saturday)).toBeLessThan(0.25);
    expect(tail(80, saturday)).toBeLessThan(tail(80, workingDay) / 2);
    const first = tail(80, saturday);
    for (const week of [0, 1, 2, 3]) on.learn({ sample: [80], day: monday + saturday + week * 7 });
    expect(tail(80, saturday + 28)).toBeGreaterThan(4 * first);
    expect(tail(80, saturday + 28)).toBeGreaterThan(1.5 * tail(80, workingDay + 28));
    expect(on.model.usual(on.state)).toBe('working days 09–10, 12–13, 16–17 h, days off 20–21 h');
  });

  test('a first day off is the greater news the longer nobody had one, and less than the product at night', () => {
    const firstSaturday = (weeks: number, groupWeeks: number) => {
      const heap = new Heap();
      const model = new UsualTimes({ heap, cycle: 'day type', halfLifeDays: 120 });
      const [own, group] = [0, 1].map(() => heap.allocate(model.words));
      learnWorkWeeks(model, own, weeks);
      learnWorkWeeks(model, group, groupWeeks);
      const levels = { count: 2, states: Float64Array.of(own, group) };
      return (slot: number, day: number) =>
        model.tail(levels, Float64Array.of(slot), momentAt(monday + 7 * weeks + day), 'both');
    };
    const tails = [2, 4, 8, 16].map((weeks) => firstSaturday(weeks, 0)(48, 5));
    for (let place = 1; place < tails.length; place++) expect(tails[place]).toBeLessThan(tails[place - 1]);
    expect(firstSaturday(6, 40)(48, 5)).toBeLessThan(firstSaturday(6, 0)(48, 5) / 2);
    const tail = firstSaturday(6, 40);
    expect(tail(12, 5)).toBeLessThan(Math.min(tail(12, 0), tail(48, 5)));
    expect(tail(12, 5)).toBeGreaterThan(tail(12, 0) * tail(48, 5));
  });

  test('an exact key is surprised sooner than a loose one, by the bandwidth that foretells it', () => {
    const tails = [1, 24].map((spread) => {
      const random = new SeededRandom(7);
      const on = new RunningBench(times('day', Number.POSITIVE_INFINITY));
      for (let day = 0; day < 60; day++) {
        for (let turn = 0; turn < 3; turn++) {
          on.learn({ sample: [48 + Math.round((random.uniform() - 0.5) * spread)], day: monday + day });
        }
      }
      return on.tail({ sample: [60], day: monday + 61 });
    });
    expect(tails[0]).toBeLessThan(tails[1] / 3);
  });

  test('forgets a habit with the half-life', () => {
    const on = new RunningBench(times('day', 20));
    for (let day = 0; day < 20; day++) on.learn({ sample: [12], day: monday + day });
    for (let day = 20; day < 200; day++) on.learn({ sample: [48], day: monday + day });
    expect(on.model.isKnown(on.state, Float64Array.of(12))).toBe(false);
    expect(on.model.usual(on.state)).toBe('12–13 h');
    expect(on.model.share(on.state, Float64Array.of(48))).toBeCloseTo(1, 1);
    expect(on.model.evidence(on.state)).toBeCloseTo(1 / (1 - 2 ** (-1 / 20)), 0);
  });

  test('a clock that jumps ahead and back leaves a model that goes on', () => {
    const on = office(30);
    on.learn({ sample: [40], day: 47_000 });
    for (let day = 30; day < 60; day++) on.learn({ sample: [40], day: monday + day });
    expect(on.tail({ sample: [40], day: monday + 61 })).toBeGreaterThan(0.99);
    expect(on.tail({ sample: [12], day: monday + 61 })).toBeLessThan(0.5);
  });

  test('what waited in quarantine is learnt with its own earlier day and takes nothing away', () => {
    const on = office(40);
    const before = on.model.evidence(on.state);
    const tail = on.tail({ sample: [12], day: monday + 41 });
    on.learn({ sample: [12], day: monday + 10 });
    expect(on.model.evidence(on.state)).toBe(before);
    expect(on.tail({ sample: [12], day: monday + 41 })).toBeGreaterThan(5 * tail);
  });

  test('noting with weight 0 changes nothing', () => {
    const on = office(10);
    const before = on.saved();
    on.learn({ sample: [12], day: monday + 11, weight: 0 });
    expect(on.saved()).toEqual(before);
  });

  test('who moves on by half an hour a week does not make the night ahead usual', () => {
    const on = office(30);
    let day = monday + 30;
    for (let slot = 70; slot < 96; slot += 2) {
      const ahead = on.tail({ sample: [(slot + 16) % 96], day });
      expect(ahead).toBeLessThan(0.06);
      for (let turn = 0; turn < 7; turn++) on.learn({ sample: [slot], day: day++ });
    }
  });

  test('merging groups is learning the members of both', () => {
    fc.assert(
      fc.property(oneDay, oneDay, (one, other) => {
        const heap = new Heap();
        const model = times('day')(heap);
        const [together, first, second] = [0, 1, 2].map(() => heap.allocate(model.words));
        for (const { sample } of one) learnOne(model, first, sample[0], monday);
        for (const { sample } of other) learnOne(model, second, sample[0], monday);
        for (const { sample } of [...one, ...other]) learnOne(model, together, sample[0], monday);
        model.merge(first, second);
        expect(savedOf(model, first)).toEqual(savedOf(model, together));
      }),
      { numRuns: 50 },
    );
  });

  test('answers what is asked from memory as it would anew, for more keys and groups than are kept', () => {
    const heap = new Heap();
    const model = times('day')(heap);
    const random = new SeededRandom(3);
    const states = Array.from({ length: 1_500 }, () => {
      const state = heap.allocate(model.words);
      for (let day = 0; day < 3; day++) learnOne(model, state, random.below(96), monday + day);
      return state;
    });
    for (let turn = 0; turn < 6_000; turn++) {
      const picked = Float64Array.from(
        { length: 5 },
        () => states[random.below(random.below(2) === 0 ? 20 : 1_500)],
      );
      const levels = { count: 1 + random.below(5), states: picked };
      const sample = Float64Array.of(random.below(96));
      const found = model.tail(levels, sample, momentAt(monday + 9), 'both');
      // A fresh model has kept nothing yet.
      if (turn % 10 === 0) {
        const fresh = times('day')(heap);
        expect(found).toBe(fresh.tail(levels, sample, momentAt(monday + 9), 'both'));
      }
      if (turn % 7 === 0) learnOne(model, picked[0], random.below(96), monday + 4);
    }
  });

  test.each([
    [[], 'nothing yet'],
    [[36, 37, 40], '09–11 h'],
    [[90, 94, 1], '22–01 h'],
  ])('quarter hours %j read as %j', (slots, shown) => {
    const on = new RunningBench(times('day'));
    for (const slot of slots) on.learn({ sample: [slot], day: monday });
    expect(on.model.usual(on.state)).toBe(shown);
  });

  test('the week is told by weekday', () => {
    const on = new RunningBench(times('week'));
    for (let day = 0; day < 28; day++) if (day % 7 < 5) on.learn({ sample: [36], day: monday + day });
    expect(on.model.usual(on.state)).toBe('Mon–Fri 09–10 h');
    expect(on.tail({ sample: [36], day: monday + 33 })).toBeLessThan(
      on.tail({ sample: [36], day: monday + 35 }),
    );
  });
});

/** Monday to Friday, at nine, noon and four. */
function learnWorkWeeks(model: UsualTimes, state: Address, weeks: number): void {
  for (let day = 0; day < 7 * weeks; day++) {
    if (day % 7 < 5) for (const slot of [36, 48, 64]) learnOne(model, state, slot, monday + day);
  }
}

/** Nine to six, every day: every half hour. */
function office(days: number): RunningBench {
  const on = new RunningBench(times('day'));
  for (let day = 0; day < days; day++) {
    for (let slot = 36; slot < 72; slot += 2) on.learn({ sample: [slot], day: monday + day });
  }
  return on;
}

function learnDays(model: ReturnType<MakeRunningModel>, state: Address, days: readonly PlainDay[]): void {
  for (const { day, quarters } of days) for (const each of quarters) learnOne(model, state, each, day);
}

function learnOne(model: ReturnType<MakeRunningModel>, state: Address, slot: number, day: number): void {
  model.learn(state, Float64Array.of(slot), momentAt(day), 1);
}

function savedOf(model: ReturnType<MakeRunningModel>, state: Address): Uint8Array {
  const writer = new ByteWriter();
  model.save(state, writer);
  return writer.take();
}
