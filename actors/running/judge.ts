/**
 * Judging: from a sample to a calibrated tail, from tails to one score.
 *
 * A model says how unusual a sample is for the key, its groups and everyone. Two stages make that a probability: how often
 * did as surprising a pane come from anybody, and how often from this key. Surprises are then added up, in bits, and the sum
 * is calibrated once more, so that a score means the same in every rule. Nothing here writes to an actor's state.
 */

import {
  type Address,
  type BaselineProgram,
  bitsOf,
  combineSurprise,
  dayMs,
  fadedSlowSurprise,
  isSided,
  type Levels,
  type Observation,
  type OwnCalibration,
  type PopulationCalibration,
  type RunningModel,
  type RunningProgram,
  scoreOf,
  sumTail,
  tailOf,
} from '../../src/index.ts';
import type { Groups } from './group.ts';
import type { CurrentMoment } from './moment.ts';
import type { Quarantine } from './quarantine.ts';
import type { Similar } from './similar.ts';
import { head, type RunningState } from './state.ts';

export interface RunningJudgeSetup {
  readonly program: BaselineProgram;
  readonly running: RunningProgram;
  readonly models: readonly RunningModel[];
  readonly states: RunningState;
  readonly own: OwnCalibration;
  readonly population: PopulationCalibration;
  /** The groups of each level. */
  readonly levels: readonly Groups[];
  /** By feature and level of the feature: which part of a group's set the feature is. */
  readonly partOf: readonly (readonly number[])[];
  /** Calibrations: one part a feature, then the one of whole scores. */
  readonly everyone: Groups;
  /** A zeroed block as large as the largest model's. */
  readonly blank: Address;
  readonly quarantine: Quarantine;
  readonly similar: Similar | undefined;
  readonly moment: CurrentMoment;
}

/** Fewer panes of everyone say nothing about a model's claims. */
export const populationMin = 30;
/** Panes of everyone at which they are believed as much as the model itself. */
const populationHalf = 4_000;

/** Key of the one actor that calibrates all keys of a rule. */
export const everyoneKey = 'everyone';

class LevelStates implements Levels {
  count = 1;
  readonly states: Float64Array;

  constructor(levelsMax: number) {
    this.states = new Float64Array(1 + levelsMax);
  }
}

export class RunningJudge {
  /** By feature, of the latest judgement: surprise in bits by the model, after the first stage and after the second. */
  readonly rawBits: Float64Array;
  readonly firstBits: Float64Array;
  readonly bits: Float64Array;
  /** 1 where the feature was judged. */
  readonly judged: Uint8Array;
  /** Surprise of the sample judged last after the first stage, in bits. */
  latestFirstBits = 0;
  /** Weighted sum of the latest judgement, slow surprise and evidence included, in bits. */
  wholeBits = 0;
  /** What another key did at the same place adds to the sum, in bits; set between judging and scoring. */
  evidenceBits = 0;
  /** −log2 of the latest whole tail: what a score is made of, without the loss of digits near 1. */
  scoredBits = 0;
  readonly levelStates: LevelStates;
  /** Which level stands at each place of `levelStates`: 0 is the own, 1 the first that the feature names. */
  readonly levelNames: number[] = [0];
  /** The group at each place of `levelStates`; undefined for the own. */
  readonly levelKeys: (string | undefined)[] = [undefined];
  readonly #setup: RunningJudgeSetup;
  readonly #weights: Float64Array;
  readonly #summed: Float64Array;
  readonly #isSided: readonly boolean[];
  readonly #watchesDrift: readonly boolean[];
  #state: Address = 0;
  readonly #groups: (string | undefined)[];
  /** Own history may speak for itself. */
  #isReady = false;
  #committed: Address = 0;

  constructor(setup: RunningJudgeSetup) {
    const count = setup.models.length;
    this.#setup = setup;
    this.rawBits = new Float64Array(count);
    this.firstBits = new Float64Array(count);
    this.bits = new Float64Array(count);
    this.judged = new Uint8Array(count);
    this.#weights = new Float64Array(count);
    this.#summed = new Float64Array(count);
    this.#isSided = setup.running.features.map(({ model }) => isSided(model));
    this.#watchesDrift = setup.running.features.map(({ watchesDrift }) => watchesDrift);
    this.levelStates = new LevelStates(setup.levels.length);
    this.#groups = new Array<string | undefined>(setup.levels.length).fill(undefined);
  }

  /** The state of a key that has learnt nothing. */
  get blank(): Address {
    return this.#setup.blank;
  }

  /** Says whose samples are judged from now on. @param state 0 for a key that has none @param groups by level, as events name them */
  concern(state: Address, groups: readonly (string | undefined)[], day: number): void {
    this.#state = state;
    for (let level = 0; level < this.#groups.length; level++) this.#groups[level] = groups[level];
    const { similar } = this.#setup;
    if (similar !== undefined) this.#groups[similar.level] = state === 0 ? undefined : similar.groupOf(state);
    this.#isReady = state !== 0 && this.isReady(state, day);
    this.#committed = this.#setup.everyone.committed(everyoneKey);
    this.judged.fill(0);
    this.wholeBits = 0;
    this.evidenceBits = 0;
  }

  /** True when a key has learnt long enough, and enough, to be judged by its own history on a day. */
  isReady(state: Address, day: number): boolean {
    const { program, states } = this.#setup;
    const first = states.get(state, head.firstDay);
    if (first === 0 || day - first < program.learnMs / dayMs) return false;
    return states.get(state, head.observations) >= program.evidenceMin;
  }

  /**
   * Judges one sample at the moment of the setup; the most surprising one of a feature counts.
   * @param observation filled in when given: tails, sides, whether known
   * @returns surprise in bits after both stages, NaN when nothing can be said
   */
  judge(feature: number, sample: Float64Array, observation: Observation | undefined): number {
    if (!this.lookAtLevels(feature)) return Number.NaN;
    const { models, program, moment } = this.#setup;
    const model = models[feature];
    const { side } = program.features[feature];
    const isSided = this.#isSided[feature];
    let high = 1;
    let low = 1;
    let tail = 1;
    if (isSided) {
      if (side !== 'low') high = model.tail(this.levelStates, sample, moment, 'high');
      if (side !== 'high') low = model.tail(this.levelStates, sample, moment, 'low');
      tail = side === 'both' ? Math.min(1, 2 * Math.min(high, low)) : Math.min(high, low);
    } else tail = model.tail(this.levelStates, sample, moment, 'both');
    const raw = bitsOf(tail);
    const first = this.#firstStage(feature, raw, tail);
    this.latestFirstBits = bitsOf(first);
    const calibrated = this.#secondStage(feature, first);
    const bits = bitsOf(calibrated);
    if (this.judged[feature] === 0 || bits > this.bits[feature]) {
      this.rawBits[feature] = raw;
      this.firstBits[feature] = this.latestFirstBits;
      this.bits[feature] = bits;
    }
    this.judged[feature] = 1;
    if (observation !== undefined) {
      observation.judged[feature] = 1;
      observation.tails[feature] = calibrated;
      observation.tailsHigh[feature] = isSided && high <= low ? calibrated : 1;
      observation.tailsLow[feature] = isSided && low <= high ? calibrated : 1;
      const own = this.levelStates.states[0];
      observation.known[feature] = isSided || this.#isKnown(feature, sample) ? 1 : 0;
      observation.drifts[feature] = this.#watchesDrift[feature] && this.#isReady ? model.drift(own) : 1;
    }
    return bits;
  }

  /** The judged features as one score, in [0, 1]; 0 when none was judged. */
  score(): number {
    const tail = this.wholeTail();
    this.scoredBits = bitsOf(tail);
    return scoreOf(tail);
  }

  /** Tail of the judged features together, and `wholeBits` with it. */
  wholeTail(): number {
    const { running, everyone } = this.#setup;
    let count = 0;
    let weights = 0;
    for (let feature = 0; feature < this.judged.length; feature++) {
      if (this.judged[feature] === 0) continue;
      this.#summed[count] = this.bits[feature];
      this.#weights[count] = running.features[feature].weight;
      weights += this.#weights[count];
      count++;
    }
    if (count === 0) return 1;
    const bits = combineSurprise(this.#summed, this.#weights, count);
    this.wholeBits = bits + this.#slowBits() + this.evidenceBits;
    const honest = sumTail((this.wholeBits * count) / weights, count);
    if (running.calibration.everyone && this.#committed !== 0) {
      const state = this.#committed + everyone.offsets[this.judged.length];
      return this.#believed(state, this.wholeBits, honest);
    }
    return honest;
  }

  /** True when enough is known of everyone to correct every feature that was judged. */
  knowsEveryone(): boolean {
    const { population, everyone } = this.#setup;
    if (this.#committed === 0) return false;
    for (let feature = 0; feature < this.judged.length; feature++) {
      if (this.judged[feature] === 0) continue;
      if (population.evidence(this.#committed + everyone.offsets[feature]) < populationMin) return false;
    }
    return true;
  }

  /** Groups of the key that is judged, by level. */
  get groups(): readonly (string | undefined)[] {
    return this.#groups;
  }

  /**
   * Fills `levelStates` with those that a feature is judged against: the key's own, then its groups that have learnt long enough.
   * @returns false when there is nothing to judge by
   */
  lookAtLevels(feature: number): boolean {
    const { running, states, levels, partOf, blank, moment } = this.#setup;
    const found = this.levelStates;
    found.states[0] = this.#state === 0 ? blank : states.modelOf(this.#state, feature);
    found.count = 1;
    const { levels: indexes } = running.features[feature];
    for (let which = 0; which < indexes.length; which++) {
      const level = indexes[which];
      const key = this.#groups[level];
      if (key === undefined) continue;
      const committed = levels[level].committed(key);
      if (committed === 0 || !this.isGroupReady(level, key, moment.time)) continue;
      this.levelNames[found.count] = which + 1;
      this.levelKeys[found.count] = key;
      found.states[found.count++] = committed + levels[level].offsets[partOf[feature][which]];
    }
    return this.#isReady || found.count > 1;
  }

  isGroupReady(level: number, key: string, time: number): boolean {
    const { similar, levels, program } = this.#setup;
    const learnMs = similar?.level === level ? similar.learnMs : program.learnMs;
    return time - levels[level].firstOf(key) >= learnMs;
  }

  /**
   * To the key itself; to somebody of its groups as long as it has no history of its own. What the key met on an earlier day is
   * no news, learnt or not. `levelStates` are those of the feature.
   */
  #isKnown(feature: number, sample: Float64Array): boolean {
    const { models, moment, quarantine } = this.#setup;
    const { states, count } = this.levelStates;
    const model = models[feature];
    const last = this.#isReady ? 1 : count;
    for (let level = 0; level < last; level++) if (model.isKnown(states[level], sample)) return true;
    const today = Math.floor(moment.day);
    if (model.wasMet?.(states[0], sample, today) === true) return true;
    return this.#state !== 0 && quarantine.hasMet(this.#state, feature, sample, today);
  }

  /** Surprise of the key's earlier panes, as far as it has not faded, in bits. */
  #slowBits(): number {
    const { running, states, moment } = this.#setup;
    if (running.slow === undefined || this.#state === 0) return 0;
    const days = Math.floor(moment.day) - states.get(this.#state, head.slowDay);
    const left = fadedSlowSurprise(states.get(this.#state, head.slow), days, running.slow.days);
    return running.slow.weight * left;
  }

  #firstStage(feature: number, bits: number, tail: number): number {
    const { running, everyone } = this.#setup;
    if (!running.calibration.everyone || this.#committed === 0) return tail;
    const state = this.#committed + everyone.offsets[feature];
    return this.#believed(state, bits, tail);
  }

  /**
   * A claimed tail, corrected by what everyone's panes say of such a claim: a weighted geometric mean of both. A population of
   * some hundred panes knows little of one in a thousand, and what it claims would differ from week to week.
   */
  #believed(state: Address, bits: number, claimed: number): number {
    const { population } = this.#setup;
    const evidence = population.evidence(state);
    if (evidence < populationMin) return claimed;
    const weight = evidence / (evidence + populationHalf);
    const believed = weight * bitsOf(population.tail(state, bits)) + (1 - weight) * bitsOf(claimed);
    return tailOf(believed);
  }

  #secondStage(feature: number, tail: number): number {
    const { running, own, states } = this.#setup;
    if (!running.calibration.own || this.#state === 0) return tail;
    return own.tail(states.calibrationOf(this.#state, feature), tail);
  }
}
