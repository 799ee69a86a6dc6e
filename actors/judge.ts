/**
 * Judging: from what was measured to tail probabilities and a score.
 *
 * An observation is compared with its own generation and, where the rule says so, with its peer groups: the tails of the
 * levels are combined per feature, the features into one score. With a warm start a key without a generation of its own
 * (generation 0) is judged by its peer groups alone. Nothing here writes to an actor's state.
 */

import {
  type Address,
  type BaselineProgram,
  combineFeatures,
  combineLevels,
  type Dictionary,
  type FeatureProgram,
  type Model,
  type Observation,
  type Side,
  scoreOf,
} from '../src/index.ts';
import type { Generations } from './generations.ts';
import type { PeerGroup } from './peer-group.ts';

export interface JudgeSetup {
  readonly program: BaselineProgram;
  readonly models: readonly Model[];
  readonly generations: Generations;
  readonly dictionary: Dictionary;
  /** By feature and level. */
  readonly groups: readonly (readonly PeerGroup[])[];
}

export class Judge {
  /** Key of the group an observation is compared with, by feature and level; filled by the actor before judging. */
  readonly groupKeys: (string | undefined)[][];
  readonly #setup: JudgeSetup;
  readonly #features: readonly FeatureProgram[];
  readonly #judgedTails: Float64Array;
  readonly #levelTails: Float64Array;
  readonly #levelEvidence: Float64Array;
  /** The moment judged last. */
  time = 0;

  constructor(setup: JudgeSetup) {
    this.#setup = setup;
    this.#features = setup.program.features;
    this.#judgedTails = new Float64Array(this.#features.length);
    const levelsMax = 1 + Math.max(0, ...this.#features.map(({ levels }) => levels.length));
    this.#levelTails = new Float64Array(levelsMax);
    this.#levelEvidence = new Float64Array(levelsMax);
    this.groupKeys = this.#features.map((feature) => feature.levels.map(() => undefined));
  }

  /**
   * Fills in how usual each feature of an observation is under a generation; 0 for its peers alone.
   * @returns how many features were judged
   */
  judge(observation: Observation, generation: Address, time: number, isPartial: boolean): number {
    this.time = time;
    let judged = 0;
    for (let index = 0; index < this.#features.length; index++) {
      observation.judged[index] = 0;
      observation.tails[index] = 1;
      observation.tailsHigh[index] = 1;
      observation.tailsLow[index] = 1;
      const known =
        this.#features[index].model.kind === 'amount'
          ? this.#judgeAmount(observation, index, generation, isPartial)
          : this.#judgeCategory(observation, index, generation);
      if (!known) continue;
      observation.judged[index] = 1;
      this.#judgedTails[judged++] = observation.tails[index];
    }
    observation.score = judged === 0 ? 0 : scoreOf(combineFeatures(this.#judgedTails, judged));
    return judged;
  }

  #judgeCategory(observation: Observation, index: number, generation: Address): boolean {
    if (generation === 0) return false;
    const model = this.#setup.models[index];
    const state = this.#setup.generations.stateOf(generation, index);
    let value = observation.numbers[index];
    if (model.kind === 'values') {
      const text = observation.texts[index];
      if (text === undefined) return false;
      value = this.#setup.dictionary.find(text);
    } else if (Number.isNaN(value)) {
      return false;
    }
    observation.tails[index] = model.tail(state, value, 'both');
    observation.known[index] = model.isKnown(state, value) ? 1 : 0;
    return true;
  }

  #judgeAmount(observation: Observation, index: number, generation: Address, isPartial: boolean): boolean {
    const value = observation.numbers[index];
    if (Number.isNaN(value) || (generation === 0 && !this.#hasPeers(index))) return false;
    const { side } = this.#features[index];
    if (side !== 'low') observation.tailsHigh[index] = this.#combined(index, generation, value, 'high');
    if (side !== 'high' && !isPartial)
      observation.tailsLow[index] = this.#combined(index, generation, value, 'low');
    observation.tails[index] = sidedTail(side, observation.tailsHigh[index], observation.tailsLow[index]);
    // An amount has been seen or not by chance of its last digit: it is never called new.
    observation.known[index] = 1;
    return true;
  }

  /** True when a group has learnt enough to judge. */
  #hasPeers(index: number): boolean {
    const groups = this.#setup.groups[index];
    for (let level = 0; level < groups.length; level++) {
      const key = this.groupKeys[index][level];
      if (key !== undefined && groups[level].judge(key, this.time) !== 0) return true;
    }
    return false;
  }

  #combined(index: number, generation: Address, value: number, side: 'high' | 'low'): number {
    const groups = this.#setup.groups[index];
    this.#levelTails[0] = 1;
    this.#levelEvidence[0] = 0;
    if (generation !== 0) {
      const model = this.#setup.models[index];
      const state = this.#setup.generations.stateOf(generation, index);
      this.#levelTails[0] = model.tail(state, value, side);
      if (groups.length === 0) return this.#levelTails[0];
      this.#levelEvidence[0] = model.evidence(state);
    }
    let levels = 1;
    for (let level = 0; level < groups.length; level++) {
      const key = this.groupKeys[index][level];
      if (key === undefined) continue;
      const judged = groups[level].judge(key, this.time);
      if (judged === 0) continue;
      this.#levelTails[levels] = groups[level].tail(judged, value, side);
      this.#levelEvidence[levels] = groups[level].evidence(judged);
      levels++;
    }
    return combineLevels(this.#levelTails, this.#levelEvidence, levels);
  }
}

/** The tail on the side that counts; both sides together are as unlikely as twice the smaller. */
export function sidedTail(side: Side, high: number, low: number): number {
  if (side === 'both') return Math.min(1, 2 * Math.min(high, low));
  return side === 'high' ? high : low;
}
