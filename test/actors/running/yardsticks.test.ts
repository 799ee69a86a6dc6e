import { describe, expect, it } from 'vitest';
import { YardstickStore } from '../../../actors/running/yardstick-store.ts';
import { createRunningModel } from '../../../src/baseline/running/create-running-model.ts';
import type { RunningSpec } from '../../../src/baseline/running/running-spec.ts';
import type { DoubtProgram, RunningProgram } from '../../../src/language/running-program.ts';
import { ByteReader, ByteWriter } from '../../../src/memory/bytes.ts';
import { Dictionary } from '../../../src/memory/dictionary.ts';
import { Heap } from '../../../src/memory/heap.ts';
import { Ledger } from '../../../src/memory/ledger.ts';
import { dayMs, hourMs } from '../../../src/time/duration.ts';
import { logSource, type Row, run } from '../../runtime/run-rules.ts';
import { inOrder } from './every-kind.ts';

/** A Monday. */
const firstDay = Date.UTC(2025, 0, 6);
const days = (count: number) => Array.from({ length: count }, (_, index) => index);

function doubtOf(when: DoubtProgram['when']): DoubtProgram {
  return { action: 'ignore', text: '', when, waitDays: 0, daysMin: 0 };
}

const rareInPeriod = doubtOf({ kind: 'rare', daysMin: 2, against: 'this period' });
const rareBefore = doubtOf({ kind: 'rare', daysMin: 2, against: 'previous period' });
const rareEver = doubtOf({ kind: 'rare', daysMin: 2, against: 'history' });
const farInPeriod = doubtOf({ kind: 'outlier', sigmas: 3, against: 'this period' });
const farEver = doubtOf({ kind: 'outlier', sigmas: 3, against: 'history' });

const specs: readonly RunningSpec[] = [
  { kind: 'values', halfLifeDays: 120 },
  { kind: 'amount', scale: 'amount', halfLifeDays: 120 },
  { kind: 'smoothed', season: 'none', halfLifeDays: 120 },
];

function storeOf(...doubts: readonly DoubtProgram[]) {
  const ledger = new Ledger();
  const heap = new Heap(ledger);
  const dictionary = new Dictionary(ledger);
  const features = specs.map((model) => ({
    model,
    weight: 1,
    slot: 0,
    aggregates: [],
    levels: [],
    watchesDrift: false,
  }));
  const running: RunningProgram = {
    features,
    levels: [],
    slots: 1,
    daysOff: new Set(),
    calibration: { everyone: false, own: false },
    doubts,
  };
  const models = specs.map((model) => createRunningModel(model, { heap, dictionary }));
  const store = new YardstickStore({ heap, dictionary, running, models });
  const at = heap.allocate(Math.max(2, store.words));
  const saved = () => {
    const writer = new ByteWriter();
    store.save(at, writer);
    return writer.take();
  };
  return { store, at, saved, kept: store.slots.map(({ feature, yardstick }) => [feature, yardstick]) };
}

describe('what is kept for doubts', () => {
  it.each([
    ['nothing without yardsticks', [farEver], []],
    ['values by days, in the period', [rareInPeriod], [[0, 1]]],
    [
      'the period that runs, to be the previous one',
      [rareBefore],
      [
        [0, 1],
        [0, 2],
      ],
    ],
    ['values ever', [rareEver], [[0, 0]]],
    ['numbers, of outliers alone', [farInPeriod], [[1, 1]]],
    [
      'each once',
      [rareInPeriod, rareBefore, farInPeriod, farEver],
      [
        [0, 1],
        [0, 2],
        [1, 1],
      ],
    ],
  ] as const)('%s', (_, doubts, kept) => {
    expect(storeOf(...doubts).kept).toEqual(kept);
  });

  it('is not even a byte for a rule that asks for nothing', () => {
    const { store, saved } = storeOf(farEver);
    expect([store.words, saved().length]).toEqual([0, 0]);
  });

  it('is taken up by a rule with other doubts, as far as these need it', () => {
    const both = storeOf(rareInPeriod, farInPeriod);
    both.store.setStart(both.at, 20_000);
    for (let slot = 0; slot < both.store.slots.length; slot++) both.store.ensure(both.at, slot);
    const numbers = storeOf(farInPeriod);
    numbers.store.load(numbers.at, new ByteReader(both.saved()));
    expect(numbers.store.start(numbers.at)).toBe(20_000);
    expect(numbers.store.bytes(numbers.at)).toBeGreaterThan(0);
    expect(numbers.store.bytes(numbers.at)).toBeLessThan(both.store.bytes(both.at));
    numbers.store.release(numbers.at);
    expect(numbers.store.bytes(numbers.at)).toBe(0);
  });
});

describe('periods', () => {
  const rulesFor = (doubt: string) => `${logSource({ lateness: '10 minutes' })}
baseline habits on log for each who
  learn shown = usual values of place
  during 10 days with at least 5 events, keep learning, half-life never
  no calibration
  ${doubt}
  no quarantine
  unusual above 0.9
  alert "{who}" when unusual shown
`;
  const at = (day: number, hour: number, place: string): Row => [
    firstDay + day * dayMs + hour * hourMs,
    { who: 'ada', place },
  ];
  const barDays = (doubt: string, rows: readonly Row[]) => {
    const { shown } = run({ rules: rulesFor(doubt) }, inOrder(rows)).baselines.at(-1)!.features;
    return ('items' in shown && shown.items?.find(({ value }) => value === 'bar')?.days) || 0;
  };
  const office = days(41).map((day) => at(day, 9, 'office'));
  const rareBeforeText = 'ignore values seen on fewer than 2 days against previous period';

  it('end after as many days as a key learns, from its first day on', () => {
    // Days 10 and 19 are of one period, 9 and 10 of two.
    const rare = 'ignore values seen on fewer than 2 days against this period';
    expect(barDays(rare, [...office, at(10, 10, 'bar'), at(19, 10, 'bar')])).toBe(1);
    expect(barDays(rare, [...office, at(9, 10, 'bar'), at(10, 10, 'bar')])).toBe(0);
  });

  it('are previous for one period only', () => {
    const visits = [at(5, 10, 'bar'), at(25, 10, 'bar')];
    expect(barDays(rareBeforeText, [...office, ...visits])).toBe(1);
  });

  it('in which nothing came say nothing of those after them', () => {
    const silent = office.filter(
      ([time]) => (Number(time) - firstDay) / dayMs < 10 || Number(time) >= firstDay + 20 * dayMs,
    );
    expect(barDays(rareBeforeText, [...silent, at(25, 10, 'bar')])).toBe(1);
  });
});

describe('yardsticks of many keys', () => {
  const doubts = [
    'ignore values seen on fewer than 2 days against this period',
    'down-weight values seen on fewer than 2 days against previous period',
    'ignore values seen on fewer than 3 days',
    'ignore outliers beyond 4 sigma against this period',
    'clip outliers beyond 3 sigma against previous period',
  ];
  const rules = `${logSource({ lateness: '10 minutes' })}
baseline habits on log for each who
  learn place  = usual values of place
        amount = range of amount
        hour   = usual hours of at
  during 6 days with at least 5 events, keep learning
  no calibration
  ${doubts.join('\n  ')}
  unusual above 0.8
  alert "{who}" when unusual place or unusual amount or unusual hour
`;
  const rows = inOrder(
    days(40).flatMap((day) =>
      days(6).map((who): Row => {
        const isOdd = (day * 5 + who * 3) % 11 === 0;
        return [
          firstDay + day * dayMs + (isOdd ? 3 : 9 + who / 10) * hourMs,
          {
            who: `user-${who}`,
            place: isOdd ? `hotel ${day % 4}` : 'home',
            amount: isOdd ? 300 : 10 + ((day + who) % 5),
          },
        ];
      }),
    ),
  );
  const view = (options: { memoryBytesMax?: number; batchRows?: number; shards?: number }) => {
    const { alerts, baselines, deadLetters } = run({ rules, ...options }, rows);
    const sorted = (lines: readonly object[]) => lines.map((line) => JSON.stringify(line)).sort();
    return { alerts: sorted(alerts), baselines: sorted(baselines), deadLetters };
  };
  const whole = view({});

  it('are the same after eviction, and in any number of shards', () => {
    expect(whole.alerts.length).toBeGreaterThan(10);
    expect(view({ memoryBytesMax: 1, batchRows: 16 })).toEqual(whole);
    expect(view({ shards: 3 })).toEqual(whole);
  });

  it('are told what they weigh', () => {
    expect(whole.baselines.every((line) => JSON.parse(line).noiseBytes > 0)).toBe(true);
  });
});
