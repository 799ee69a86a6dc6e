/** The child process of one kind and number of keys: prints what a key weighs and what a sample costs, as one line of JSON. */

import { createRunningModel } from '../../../src/index.ts';
import { Dictionary } from '../../../src/memory/dictionary.ts';
import { Heap } from '../../../src/memory/heap.ts';
import { Ledger } from '../../../src/memory/ledger.ts';
import { SeededRandom } from '../../baseline/seeded-random.ts';
import { benchedKinds, textsMax } from './kind-samples.ts';

export interface KindTask {
  readonly kind: string;
  readonly keys: number;
  /** Panes that every key learns and judges. */
  readonly panes: number;
}

export interface KindMeasurement {
  /** Of the model's state, fixed words and variable blocks. */
  readonly bytesPerKey: number;
  readonly judgeMicroseconds: number;
  readonly learnMicroseconds: number;
}

const task = JSON.parse(process.argv[2]) as KindTask;
console.log(JSON.stringify(measure(task)));

function measure({ kind, keys, panes }: KindTask): KindMeasurement {
  const benched = benchedKinds.find(({ spec }) => spec.kind === kind)!;
  const heap = new Heap(new Ledger());
  const dictionary = new Dictionary(new Ledger());
  for (let text = 1; text <= textsMax; text++) dictionary.retain(dictionary.enter(`text-${text}`));
  const model = createRunningModel(benched.spec, { heap, dictionary });
  const states = Float64Array.from({ length: keys }, () => heap.allocate(model.words));
  const random = new SeededRandom(1);
  const draw = () => random.uniform();
  const sample = new Float64Array(model.dimensions);
  const earlier = { count: 0, dayOf: () => 0, observationsOf: () => 1, read: () => {} };
  const levels = { count: 1, states: new Float64Array(1) };
  let [judging, learning, samples] = [0, 0, 0];
  // Samples are made once a pane and used for many keys in a row: what is timed is the model.
  const made = new Float64Array(keys * benched.samplesPerPane * model.dimensions);
  for (let pane = 0; pane < panes; pane++) {
    const day = 20_000 + pane / benched.panesPerDay;
    const moment = { day, isDayOff: false, observations: 1, earlier };
    for (let at = 0, key = 0; key < keys; key++) {
      for (let which = 0; which < benched.samplesPerPane; which++, at += model.dimensions) {
        benched.write(sample, key, day, draw);
        made.set(sample, at);
      }
    }
    const each = (work: (state: number) => void): number => {
      const before = performance.now();
      for (let at = 0, key = 0; key < keys; key++) {
        for (let which = 0; which < benched.samplesPerPane; which++, at += model.dimensions) {
          for (let dimension = 0; dimension < model.dimensions; dimension++)
            sample[dimension] = made[at + dimension];
          work(states[key]);
        }
      }
      return performance.now() - before;
    };
    judging += each((state) => {
      levels.states[0] = state;
      model.tail(levels, sample, moment, 'high');
    });
    learning += each((state) => model.learn(state, sample, moment, 1));
    samples += keys * benched.samplesPerPane;
  }
  let bytes = 0;
  for (const state of states) bytes += model.words * 4 + model.extraBytes(state);
  return {
    bytesPerKey: bytes / keys,
    judgeMicroseconds: (1_000 * judging) / samples,
    learnMicroseconds: (1_000 * learning) / samples,
  };
}
