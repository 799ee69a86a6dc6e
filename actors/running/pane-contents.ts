/** The samples of one pane, whether gathered event by event or computed of a window, in one form. Reused from pane to pane. */

import type { Address } from '../../src/index.ts';
import type { CurrentMoment } from './moment.ts';
import type { EarlierSamples, SampleBag } from './sample-bag.ts';

export class PaneContents {
  /** Groups that the key belonged to in the pane, by level. */
  readonly groups: (string | undefined)[];
  /** Events of the pane that were learnt per event, 1 for a window. */
  observations = 0;
  readonly #bags: SampleBag;
  readonly #earlier: EarlierSamples;
  readonly #usesEarlier: readonly boolean[];
  readonly #dimensions: number;
  readonly #features: number[] = [];
  readonly #marks: number[] = [];
  readonly #counts: number[] = [];
  readonly #days: number[] = [];
  #samples = new Float64Array(64);
  #bag: Address = 0;
  #time = 0;

  constructor(setup: {
    readonly bags: SampleBag;
    readonly earlier: EarlierSamples;
    readonly usesEarlier: readonly boolean[];
    readonly dimensions: number;
    readonly levels: number;
  }) {
    this.#bags = setup.bags;
    this.#earlier = setup.earlier;
    this.#usesEarlier = setup.usesEarlier;
    this.#dimensions = setup.dimensions;
    this.groups = new Array<string | undefined>(setup.levels).fill(undefined);
  }

  get count(): number {
    return this.#features.length;
  }

  /** Begins with nothing. @param time epoch ms at which the pane is looked at */
  clear(time: number): void {
    this.#features.length = 0;
    this.#marks.length = 0;
    this.#counts.length = 0;
    this.#days.length = 0;
    this.#bag = 0;
    this.#time = time;
    this.observations = 0;
  }

  /** Takes over all samples of a bag. */
  takeBag(bag: Address): void {
    this.#bag = bag;
    const sums = new Map<number, number>();
    for (const { entry, feature, day } of this.#bags.inOrder(bag)) {
      const observations = this.#bags.observationsOf(bag, entry);
      this.#bags.read(bag, entry, this.#place(this.count));
      this.#push(feature, day, observations, this.#bags.marksOf(bag, entry));
      sums.set(feature, (sums.get(feature) ?? 0) + observations);
    }
    this.observations = Math.max(0, ...sums.values());
  }

  /** Adds the one sample of a feature of a window. */
  add(feature: number, sample: Float64Array, day: number): void {
    this.#place(this.count).set(sample.subarray(0, this.#dimensions));
    this.#push(feature, day, 1, 0);
    this.observations = 1;
  }

  /** Writes the sample's numbers. @returns its feature */
  read(index: number, into: Float64Array): number {
    into.set(this.#place(index));
    return this.#features[index];
  }

  marksOf(index: number): number {
    return this.#marks[index];
  }

  /** Makes the first observation of a sample the present moment. */
  setMoment(index: number, moment: CurrentMoment): void {
    const feature = this.#features[index];
    moment.set(this.#time, this.#days[index], this.#counts[index]);
    this.#earlier.look(this.#usesEarlier[feature] ? this.#bag : 0, feature, this.#days[index]);
  }

  #push(feature: number, day: number, observations: number, marks: number): void {
    this.#features.push(feature);
    this.#days.push(day);
    this.#counts.push(observations);
    this.#marks.push(marks);
  }

  #place(index: number): Float64Array {
    const from = index * this.#dimensions;
    const to = from + this.#dimensions;
    if (to > this.#samples.length) {
      const grown = new Float64Array(2 * to);
      grown.set(this.#samples);
      this.#samples = grown;
    }
    return this.#samples.subarray(from, to);
  }
}
