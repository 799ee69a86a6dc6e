/** Programs of baselines that keep learning: what is measured, what peers are read, what alerts ask and say. */

import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/event/batch.ts';
import { compileRules } from '../../../src/language/compile.ts';
import type { BaselineProgram, Observation, Program, RunningProgram } from '../../../src/language/program.ts';
import { showObserved } from '../../../src/runtime/show-observed.ts';
import { batchOf, observation, type Row } from '../build.ts';
import { readTable } from '../check-text.ts';

const source = `table staff from csv "staff.csv" key account
  source web from ndjson
  fields account: text, city: text, outcome: text, rows: number, latitude: number, longitude: number, moment: time
  time moment, zone "Asia/Tokyo"
`;

interface Running {
  readonly program: Program;
  readonly rule: BaselineProgram;
  readonly running: RunningProgram;
  batch(row: Row): Batch;
}

function running(text: string): Running {
  const rules = `${source}baseline b on web for each account ${text} keep learning`;
  const { program, diagnostics } = compileRules([{ name: 'a.rules', text: rules }], { readTable });
  expect(diagnostics.filter(({ code }) => code !== 'C101')).toEqual([]);
  const [rule] = program!.rules;
  if (rule?.kind !== 'baseline' || rule.running === undefined) throw new Error('it does not keep learning');
  const [{ schema }] = program!.sources;
  return { program: program!, rule, running: rule.running, batch: (row) => batchOf(schema, [row]) };
}

function messageOf(text: string, seen: Partial<Observation>, row: Row = {}): string {
  const { rule, batch } = running(text);
  const observed = observation(seen, 8);
  rule.capture(batch(row), 0, observed.captures as (string | number | undefined)[]);
  return rule.alerts[0]!.message(observed);
}

const numbers = (...values: readonly number[]): Float64Array => Float64Array.from(values);

describe('what is measured of an event', () => {
  it('has a slot for each number of a sample, raw, and one for a text', () => {
    const {
      rule,
      running: kept,
      batch,
    } = running(`learn spot = usual places of latitude, longitude
      hour = usual hours of moment
      place = usual values of city
      speed = travel speed of latitude, longitude, moment
      rows = range of rows`);
    expect(kept.features.map(({ slot }) => slot)).toEqual([0, 2, 3, 4, 7]);
    expect(kept.slots).toBe(8);
    const out = { numbers: new Float64Array(8), texts: new Array<string | undefined>(8).fill(undefined) };
    const moment = Date.UTC(2026, 0, 5, 3, 30);
    rule.measure(batch({ latitude: 52.5, longitude: 13.4, moment, city: 'Berlin', rows: 7 }), 0, out);
    expect([...out.numbers]).toEqual([52.5, 13.4, moment, 0, 52.5, 13.4, moment, 7]);
    expect(out.texts[3]).toBe('Berlin');
  });

  it('is an argument for each aggregate when windows are learnt; a condition counts as one or none', () => {
    const {
      rule,
      running: kept,
      batch,
    } = running(`learn failed = share of outcome = "failure" per day
      sent = range of sum(rows) per day
      kind = clusters of count(), sum(rows) per day`);
    expect(rule.aggregates.map(({ kind }) => kind)).toEqual(['sum', 'count', 'sum']);
    expect(kept.features.map(({ aggregates }) => aggregates)).toEqual([[0, 1], [2], [1, 2]]);
    expect(kept.features.map(({ slot }) => slot)).toEqual([-1, -1, -1]);
    expect(kept.slots).toBe(3);
    const measure = (row: Row): readonly number[] => {
      const out = { numbers: new Float64Array(3), texts: [] };
      rule.measure(batch(row), 0, out);
      return [...out.numbers];
    };
    expect(measure({ outcome: 'failure', rows: 4 })).toEqual([1, 0, 4]);
    expect(measure({ rows: 4 })).toEqual([0, 0, 4]);
  });
});

describe('the program', () => {
  it('has the nature of each feature for whoever shows it', () => {
    const { rule } = running(`learn hour = usual hours by day type of moment
      awake = unusual presence of moment
      place = first seen city, against city
      spot = usual places of latitude, longitude
      rows = range of rows`);
    expect(rule.features.map(({ model, type, levels }) => [model.kind, type, levels.length])).toEqual([
      ['hours', 'number', 0],
      ['hours', 'number', 0],
      ['values', 'text', 0],
      ['values', 'text', 0],
      ['amount', 'number', 0],
    ]);
  });

  it('reads peers, the zone of a key, and which events are doubted', () => {
    const { running: kept, batch } = running(`in zone staff[account].department
      learn place = usual values of city, against everyone, staff[account].department
      ignore where rows > 5`);
    const row = (values: Row): readonly [Batch, number] => [batch({ account: 'alice', ...values }), 0];
    expect(kept.levels.map(({ name, read }) => [name, read(...row({}))])).toEqual([
      ['department', 'it'],
      ['everyone', 'everyone'],
    ]);
    expect(kept.zone?.(...row({}))).toBe('it');
    expect(kept.zone?.(...row({ account: 'mallory' }))).toBeUndefined();
    const [doubt, quarantine] = kept.doubts;
    expect(doubt!.text).toBe('ignore where rows > 5');
    const { when } = doubt!;
    const isDoubted = (rows: number): boolean => when.kind === 'expression' && when.matches(...row({ rows }));
    expect([isDoubted(6), isDoubted(5)]).toEqual([true, false]);
    expect(quarantine).toMatchObject({
      action: 'quarantine',
      text: 'quarantine surprises above 0.999 for 21 days, admit after 3 days',
      waitDays: 21,
      daysMin: 3,
    });
  });

  it('raises early only for what cannot become usual again', () => {
    const early = (feature: string, alert: string): boolean =>
      running(`learn f = ${feature} per day alert ${alert}`).rule.alerts[0]!.raisesEarly;
    expect(early('range of sum(rows)', '"x" when f is unusually high')).toBe(true);
    expect(early('range of sum(rows)', 'at most 5 a day "x"')).toBe(true);
    expect(early('range of sum(rows)', '"x" when score > 0.9')).toBe(true);
    expect(early('range of average(rows)', '"x" when f is unusually high')).toBe(false);
    expect(early('share of rows > 5', '"x" when f is unusually high')).toBe(false);
    expect(early('share of rows > 5', '"x" when score > 0.9')).toBe(false);
    expect(early('smoothed sum(rows)', 'at most 5 a day "x"')).toBe(false);
  });

  it('tells the limit of an alert, and asks nothing without a condition', () => {
    const [alert] = running('learn f = first seen city alert at most 7 a week "x" severity high').rule.alerts;
    expect(alert!.budget).toEqual({ perDay: 1 });
    expect(alert!.decide(observation())).toBe('high');
  });
});

describe('conditions', () => {
  const decides = (feature: string, condition: string, seen: Partial<Observation>): boolean =>
    running(`learn f = ${feature} alert "x" when ${condition}`).rule.alerts[0]!.decide(observation(seen)) !==
    undefined;

  it('ask for a drift', () => {
    const drifting = (drift: number, judged = 1): boolean =>
      decides('range of rows', 'f is drifting', {
        judged: Uint8Array.of(judged),
        drifts: numbers(drift),
      });
    expect(drifting(0.001)).toBe(true);
    expect(drifting(0.5)).toBe(false);
    expect(drifting(0.001, 0)).toBe(false);
  });

  it('compare times of day as hours, speeds as km/h, shares as parts of one', () => {
    expect(decides('usual hours of moment', 'f < 5', { numbers: numbers(19) })).toBe(true);
    expect(decides('usual hours of moment', 'f < 5', { numbers: numbers(20) })).toBe(false);
    const travel = 'travel speed of latitude, longitude, moment';
    expect(decides(travel, 'f > 900', { numbers: numbers(1240) })).toBe(true);
    const share = 'share of rows > 5 per day';
    expect(decides(share, 'f > 0.5', { aggregates: numbers(3, 4) })).toBe(true);
    expect(decides(share, 'f > 0.5', { aggregates: numbers(0, 0) })).toBe(false);
  });
});

describe('messages', () => {
  it('show times of day, speeds and texts', () => {
    const text = `learn hour = usual hours of moment speed = travel speed of latitude, longitude, moment
      place = usual values of city alert "{hour} {speed} {place}" when unusual hour or unusual speed or new place`;
    expect(messageOf(text, { numbers: numbers(13, 1240.4), texts: [undefined, undefined, 'Berlin'] })).toBe(
      '03:15 1,240 km/h Berlin',
    );
    expect(messageOf(text, { texts: [] })).toBe('– – –');
  });

  it('show places with both numbers', () => {
    const text = 'learn spot = usual places of latitude, longitude alert "{spot}" when new spot';
    expect(messageOf(text, {}, { latitude: 52.5163, longitude: 13.4 })).toBe('52.52, 13.40');
    expect(messageOf(text, {})).toBe('–');
  });

  it('show shares and all numbers of several', () => {
    const text = `learn failed = share of outcome = "failure" per day
      kind = clusters of count(), sum(rows), distinct(city) per day
      alert "{failed}: {kind}" when unusual failed or unusual kind`;
    expect(messageOf(text, { aggregates: numbers(3, 12, 3400, 2) })).toBe('25 %: 12, 3,400, 2');
    expect(messageOf(text, { aggregates: numbers(0, 0, 0.125, 2) })).toBe('–: 0, 0.125, 2');
  });
});

describe('an observed sample', () => {
  it.each([
    ['usual hours of moment', [13], '03:15'],
    ['unusual presence of moment', [95], '23:45'],
    ['usual places of latitude, longitude', [-33.86, 151.2], '-33.86, 151.20'],
    ['travel speed of latitude, longitude, moment', [0, 0, 0], '0 km/h'],
    ['range of rows', [12.5], '12.5'],
    ['share of rows > 5 per day', [1, 800], '0.125 %'],
    ['isolation of count(), sum(rows) per day', [12, 1_234_567], '12, 1,234,567'],
  ])('of %s is shown', (feature, sample, shown) => {
    const { rule, running: kept, program } = running(`learn f = ${feature}`);
    const { model } = kept.features[0]!;
    const seen = observation({ numbers: Float64Array.from(sample) });
    const { zone } = program.sources[0]!.schema;
    const observed = { model, sample: Float64Array.from(sample) };
    expect(showObserved(rule.features[0]!, seen, 0, zone, observed)).toBe(shown);
  });
});
