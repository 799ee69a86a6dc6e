/** Samples of a rule that learns per event: what was measured, in the form its models take, judged and gathered. */

import type { Address, Dictionary, Measures, Observation, RunningSpec, Turn, Zone } from '../../src/index.ts';
import { dayMs, TravelSpeed } from '../../src/index.ts';
import { localDay } from './moment.ts';
import type { RunningParts } from './parts.ts';

/** Times of day are told apart by quarters of an hour. */
const slotMs = dayMs / 96;

export class EventSamples {
  readonly #parts: RunningParts;
  readonly #samples: readonly Float64Array[];
  /** 1 where the event has a sample of the feature. */
  readonly #has: Uint8Array;
  readonly #specs: readonly RunningSpec[];
  #time = 0;
  #day = 0;
  #bag: Address = 0;
  #texts: readonly (string | undefined)[] = [];
  /** How many of its kind the event is in its pane, by feature, when that was counted before. */
  #counted: readonly number[] | undefined;

  constructor(parts: RunningParts) {
    this.#parts = parts;
    this.#samples = parts.models.map(({ dimensions }) => new Float64Array(dimensions));
    this.#has = new Uint8Array(parts.models.length);
    this.#specs = parts.running.features.map(({ model }) => model);
  }

  /**
   * Takes over what was measured of an event.
   * @param bag samples of its pane so far, 0 for none
   * @param counts what `counts` answered when the event came; otherwise it is counted now
   */
  read(measures: Measures, time: number, zone: Zone, bag: Address, counts?: string): void {
    this.#counted = counts?.split(' ').map(Number);
    this.#time = time;
    this.#day = localDay(time, zone);
    this.#bag = bag;
    this.#texts = measures.texts;
    const { dictionary } = this.#parts.context;
    for (let feature = 0; feature < this.#samples.length; feature++) {
      const { slot } = this.#parts.running.features[feature];
      this.#has[feature] = this.#parts.models[feature].ofTexts
        ? this.#readText(feature, measures.texts[slot], dictionary)
        : this.#readNumbers(feature, measures.numbers, slot, zone);
    }
  }

  /**
   * Judges what was read, and fills an observation with it.
   * @returns whether anything could be said
   */
  judge(observation: Observation, state: Address, groups: readonly (string | undefined)[]): boolean {
    const { judge, running } = this.#parts;
    judge.concern(state, groups, Math.floor(this.#day));
    observation.time = this.#time;
    let isAny = false;
    for (let feature = 0; feature < this.#samples.length; feature++) {
      observation.judged[feature] = 0;
      observation.tails[feature] = 1;
      observation.tailsHigh[feature] = 1;
      observation.tailsLow[feature] = 1;
      observation.known[feature] = 1;
      observation.drifts[feature] = 1;
      observation.numbers[feature] = Number.NaN;
      observation.texts[feature] = undefined;
      if (this.#has[feature] === 0) continue;
      const { slot } = running.features[feature];
      const sample = this.at(feature);
      const isText = this.#parts.models[feature].ofTexts;
      observation.numbers[feature] = this.#shown(feature, state, sample);
      if (isText) observation.texts[feature] = this.#texts[slot];
      if (!Number.isNaN(judge.judge(feature, sample, observation))) isAny = true;
    }
    observation.score = isAny ? judge.score() : 0;
    return isAny;
  }

  /** The sample of a feature, with the moment set to its own. */
  at(feature: number): Float64Array {
    const { earlier, moment, models } = this.#parts;
    const sample = this.#samples[feature];
    moment.set(this.#time, this.#day, this.#counted?.[feature] ?? this.#countOf(feature));
    earlier.look(models[feature].usesEarlier ? this.#bag : 0, feature, this.#day);
    return sample;
  }

  /** How many of its kind the event is in its pane, by feature, to be judged by again; undefined when no feature asks for it. */
  counts(): string | undefined {
    if (!this.#specs.some(({ kind }) => kind === 'counts')) return undefined;
    return this.#specs.map((_, feature) => (this.#has[feature] === 0 ? 1 : this.#countOf(feature))).join(' ');
  }

  /** Adds what was read to the samples of its pane, unless the analyst wants such events ignored. */
  gather(bag: Address, turn: Turn): void {
    const { running, bags, models, context } = this.#parts;
    let marks = 0;
    for (let index = 0; index < running.doubts.length; index++) {
      const { when, action } = running.doubts[index];
      if (when.kind !== 'expression' || !when.matches(turn.batch!, turn.row)) continue;
      if (action === 'ignore' && marks === 0) return;
      marks |= 1 << index;
    }
    for (let feature = 0; feature < models.length; feature++) {
      if (this.#has[feature] === 0) continue;
      const sample = this.#samples[feature];
      if (models[feature].ofTexts) {
        sample[0] = context.dictionary.enter(turn.measures.texts[running.features[feature].slot]!);
        bags.add(bag, feature, sample, this.#day, marks);
        context.dictionary.forgetUnused(sample[0]);
      } else bags.add(bag, feature, sample, this.#day, marks);
    }
  }

  #countOf(feature: number): number {
    if (this.#bag === 0) return 1;
    const { bags } = this.#parts;
    const entry = bags.find(this.#bag, feature, this.#samples[feature]);
    return 1 + (entry < 0 ? 0 : bags.observationsOf(this.#bag, entry));
  }

  /** The number that conditions and messages see of a sample: its first, or how fast somebody travelled. */
  #shown(feature: number, state: Address, sample: Float64Array): number {
    const model = this.#parts.models[feature];
    if (!(model instanceof TravelSpeed)) return sample[0];
    const { states, judge, moment } = this.#parts;
    const own = state === 0 ? judge.blank : states.modelOf(state, feature);
    return model.speed(own, sample, moment);
  }

  #readText(feature: number, text: string | undefined, dictionary: Dictionary): number {
    if (text === undefined) return 0;
    this.#samples[feature][0] = dictionary.find(text);
    return 1;
  }

  #readNumbers(feature: number, numbers: Float64Array, slot: number, zone: Zone): number {
    const sample = this.#samples[feature];
    for (let dimension = 0; dimension < sample.length; dimension++) {
      sample[dimension] = numbers[slot + dimension];
      if (!Number.isFinite(sample[dimension])) return 0;
    }
    const { kind } = this.#specs[feature];
    if (kind === 'times' || kind === 'presence') {
      const local = sample[0] + zone.offsetMs(sample[0]);
      // Whole milliseconds: a fraction of a day would put two o'clock sharp before two.
      sample[0] = Math.floor((((local % dayMs) + dayMs) % dayMs) / slotMs);
    } else if (kind === 'travel') sample[2] = localDay(sample[2], zone);
    return 1;
  }
}
