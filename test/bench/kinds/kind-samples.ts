/** Every kind of a running baseline, with the samples that the benchmark gives it: habits with some noise, from a seed. */

import type { RunningSpec } from '../../../src/baseline/running/running-spec.ts';

export interface BenchedKind {
  readonly spec: RunningSpec;
  /** Distinct samples that a pane holds. */
  readonly samplesPerPane: number;
  /** Panes a day. */
  readonly panesPerDay: number;
  /** Writes the sample of a key: `draw` answers numbers in [0, 1). */
  readonly write: (sample: Float64Array, key: number, day: number, draw: () => number) => void;
}

const halfLifeDays = 120;
/** Texts stand for numbers from 1 on. */
export const textsMax = 1_000;

const text: BenchedKind['write'] = (sample, key, _day, draw) => {
  const mine = draw() < 0.9 ? Math.floor(draw() * 3) : Math.floor(draw() * textsMax);
  sample[0] = 1 + ((key * 7 + mine) % textsMax);
};
const slot: BenchedKind['write'] = (sample, key, _day, draw) => {
  sample[0] = (32 + (key % 8) + Math.floor(draw() * 36)) % 96;
};
const number: BenchedKind['write'] = (sample, key, _day, draw) => {
  sample[0] = Math.round(5 + (key % 50) + 10 * draw());
};
const wave: BenchedKind['write'] = (sample, key, day, draw) => {
  sample[0] = 50 + (key % 10) + 20 * Math.sin(2 * Math.PI * day) + 4 * draw();
};
const vector: BenchedKind['write'] = (sample, key, _day, draw) => {
  for (let dimension = 0; dimension < sample.length; dimension++)
    sample[dimension] = Math.round((1 + dimension) * (5 + (key % 20)) + 10 * draw());
};

export const benchedKinds: readonly BenchedKind[] = [
  { spec: { kind: 'times', cycle: 'day', halfLifeDays }, samplesPerPane: 4, panesPerDay: 1, write: slot },
  { spec: { kind: 'presence', halfLifeDays }, samplesPerPane: 4, panesPerDay: 1, write: slot },
  { spec: { kind: 'values', halfLifeDays }, samplesPerPane: 2, panesPerDay: 1, write: text },
  { spec: { kind: 'first seen', halfLifeDays }, samplesPerPane: 2, panesPerDay: 1, write: text },
  { spec: { kind: 'counts', halfLifeDays }, samplesPerPane: 2, panesPerDay: 1, write: text },
  {
    spec: { kind: 'amount', scale: 'count', halfLifeDays },
    samplesPerPane: 1,
    panesPerDay: 1,
    write: number,
  },
  {
    spec: { kind: 'share', halfLifeDays },
    samplesPerPane: 1,
    panesPerDay: 1,
    write: (sample, key, day, draw) => {
      number(sample, key, day, draw);
      sample[1] = sample[0] + Math.floor(40 * draw());
    },
  },
  {
    spec: { kind: 'places', halfLifeDays },
    samplesPerPane: 1,
    panesPerDay: 1,
    write: (sample, key, _day, draw) => {
      sample[0] = 20 + (key % 40) + 0.1 * draw();
      sample[1] = 10 + (key % 90) + 0.1 * draw();
    },
  },
  {
    spec: { kind: 'travel', halfLifeDays },
    samplesPerPane: 1,
    panesPerDay: 1,
    write: (sample, key, day, draw) => {
      sample[0] = 20 + (key % 40) + 0.1 * draw();
      sample[1] = 10 + (key % 90) + 0.1 * draw();
      sample[2] = day;
    },
  },
  {
    spec: { kind: 'smoothed', season: 'day', halfLifeDays },
    samplesPerPane: 1,
    panesPerDay: 24,
    write: wave,
  },
  { spec: { kind: 'periodic', halfLifeDays }, samplesPerPane: 1, panesPerDay: 24, write: wave },
  { spec: { kind: 'series', halfLifeDays }, samplesPerPane: 1, panesPerDay: 288, write: wave },
  {
    spec: { kind: 'clusters', dimensions: 3, halfLifeDays },
    samplesPerPane: 1,
    panesPerDay: 1,
    write: vector,
  },
  {
    spec: { kind: 'tree', dimensions: 3, scale: 'amount', halfLifeDays },
    samplesPerPane: 1,
    panesPerDay: 1,
    write: vector,
  },
  {
    spec: { kind: 'forest', dimensions: 3, seed: 1, halfLifeDays },
    samplesPerPane: 1,
    panesPerDay: 1,
    write: vector,
  },
];
