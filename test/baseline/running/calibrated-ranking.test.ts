/** Both stages and the sum together, on the panes of a made-up company: who is found, and who is not in the way. */

import { describe, expect, test } from 'vitest';
import { OwnSurprise } from '../../../src/baseline/running/own-surprise.ts';
import { PopulationSurprise } from '../../../src/baseline/running/population-surprise.ts';
import { bitsOf, combineSurprise } from '../../../src/baseline/running/whole-surprise.ts';
import { type Address, Heap } from '../../../src/memory/heap.ts';
import { SeededRandom } from '../seeded-random.ts';

const keys = 200;
const days = 100;
const features = 2;
const weights = Float64Array.of(1, 1);

interface JudgedPane {
  readonly key: number;
  readonly day: number;
  readonly whole: number;
  readonly tail: number;
}

/** Surprises of one pane as the models say them: [hour, host]. */
type Models = (pane: {
  readonly key: number;
  readonly day: number;
  readonly honest: () => number;
}) => number[];

/** Judges each day by the days before; panes of the first fifteen days are no part of the whole: too little is calibrated. */
function judged(models: Models): JudgedPane[] {
  const random = new SeededRandom(5);
  const honest = () => -Math.log2(1 - random.uniform());
  const heap = new Heap();
  const everyone = new PopulationSurprise({ heap, halfLifeDays: 120 });
  const own = new OwnSurprise({ heap, halfLifeDays: 120 });
  const zeroed = (count: number, words: number): Address[] =>
    Array.from({ length: count }, () => heap.allocate(words));
  const states = zeroed(features + 1, everyone.words);
  const ownStates = Array.from({ length: keys }, () => zeroed(features, own.words));
  const panes: JudgedPane[] = [];
  const bits = new Float64Array(features);
  for (let day = 0; day < days; day++) {
    const incoming = zeroed(features + 1, everyone.words);
    for (let key = 0; key < keys; key++) {
      for (const [feature, surprise] of models({ key, day, honest }).entries()) {
        const tail = everyone.tail(states[feature], surprise);
        bits[feature] = bitsOf(own.tail(ownStates[key][feature], tail));
        everyone.note(incoming[feature], surprise);
        own.note(ownStates[key][feature], bitsOf(tail), 1);
      }
      const whole = combineSurprise(bits, weights, features);
      panes.push({ key, day, whole, tail: everyone.tail(states[features], whole) });
      if (day >= 15) everyone.note(incoming[features], whole);
    }
    for (const [index, state] of states.entries()) {
      everyone.merge(state, incoming[index], 1);
      heap.release(incoming[index], everyone.words);
    }
  }
  return panes.filter(({ day }) => day >= 50);
}

const mostSurprising = (panes: readonly JudgedPane[], count: number) =>
  panes.toSorted((one, other) => one.tail - other.tail).slice(0, count);

describe('surprise calibrated by everyone and by the key', () => {
  const isNoisy = (key: number) => key % 20 === 0;
  const attacks = [
    { key: 7, day: 70 },
    { key: 20, day: 82 },
    { key: 33, day: 95 },
  ];
  const panes = judged(({ key, day, honest }) => {
    const attacked = attacks.some((attack) => attack.key === key && attack.day === day);
    const noise = isNoisy(key) && honest() > 1.74 ? 5.5 + 0.5 * honest() : 0;
    // Key 33 had an odd night before, which nobody looked into.
    const odd = key === 33 && day === 40;
    return [attacked || odd ? 21 + honest() : 1.5 * honest(), Math.max(noise, honest())];
  });

  test('a feature that is noisy on 30 % of the days of some keys does not push a good one out', () => {
    const found = mostSurprising(panes, 10);
    for (const attack of attacks) {
      expect(found.some(({ key, day }) => key === attack.key && day === attack.day)).toBe(true);
    }
  });

  test('noisy keys are in front hardly more often than others', () => {
    const front = mostSurprising(panes, 100);
    const noisy = front.filter(({ key }) => isNoisy(key)).length;
    expect(noisy).toBeLessThan(10);
  });

  test('tails are as frequent as they say', () => {
    for (const level of [0.1, 0.01]) {
      const share = panes.filter(({ tail }) => tail <= level).length / panes.length;
      expect(share / level).toBeGreaterThan(0.75);
      expect(share / level).toBeLessThan(1.25);
    }
  });
});
