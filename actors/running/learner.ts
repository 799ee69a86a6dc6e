/**
 * Learning a pane that has closed: how surprising it was is noted for calibration, what is doubtful is dropped, clipped,
 * counted for less or put into quarantine, and the rest is learnt by the key and sent to its groups.
 */

import type {
  Address,
  DoubtProgram,
  OwnCalibration,
  PopulationCalibration,
  RunningModel,
  RunningProgram,
} from '../../src/index.ts';
import { bitsOf, heldSamplesMax, isNumericModel, slowSurprise, sumTail } from '../../src/index.ts';
import { Doubts } from './doubts.ts';
import type { Groups } from './group.ts';
import { everyoneKey, type RunningJudge } from './judge.ts';
import type { CurrentMoment } from './moment.ts';
import type { PaneContents } from './pane-contents.ts';
import type { SampleBag } from './sample-bag.ts';
import { head, type RunningState } from './state.ts';

export interface LearnerSetup {
  readonly running: RunningProgram;
  readonly models: readonly RunningModel[];
  /** Models of groups as they learn within a pane: they fade nothing. */
  readonly groupModels: readonly RunningModel[];
  readonly states: RunningState;
  readonly bags: SampleBag;
  readonly own: OwnCalibration;
  readonly population: PopulationCalibration;
  readonly levels: readonly Groups[];
  readonly partOf: readonly (readonly number[])[];
  readonly everyone: Groups;
  readonly judge: RunningJudge;
  readonly moment: CurrentMoment;
  /** True when an alert of the rule has a limit a day: then whole surprises are noted, whatever is calibrated. */
  readonly hasBudget: boolean;
  /** Local day on which groups learn what is sent at an instant. */
  readonly groupDay: (instant: number) => number;
}

/** When a pane closes, and on which local day it lay. */
export interface PaneTime {
  readonly instant: number;
  readonly end: number;
  readonly day: number;
}

const clipSigmas = 3;

export class Learner {
  readonly #setup: LearnerSetup;
  readonly #doubts: Doubts;
  readonly #sample: Float64Array;
  readonly #other: Float64Array;
  /** By feature: the most surprising sample that was not doubted, after the first stage, in bits; −1 without one. */
  readonly #plainBits: Float64Array;
  /** By sample of the pane at hand: its surprise after both stages, NaN when it was not judged, and after the first. */
  readonly #bits: number[] = [];
  readonly #firstBits: number[] = [];

  constructor(setup: LearnerSetup) {
    const dimensions = Math.max(1, ...setup.models.map((model) => model.dimensions));
    this.#setup = setup;
    this.#doubts = new Doubts(setup.running);
    this.#sample = new Float64Array(dimensions);
    this.#other = new Float64Array(dimensions);
    this.#plainBits = new Float64Array(setup.models.length);
  }

  /** Judges all samples of a pane. The judge then has the most surprising of each feature. */
  judge(state: Address, contents: PaneContents, time: PaneTime): void {
    const { judge, moment } = this.#setup;
    judge.concern(state, contents.groups, time.day);
    this.#plainBits.fill(-1);
    this.#bits.length = 0;
    this.#firstBits.length = 0;
    for (let index = 0; index < contents.count; index++) {
      const feature = contents.read(index, this.#sample);
      contents.setMoment(index, moment);
      this.#bits.push(judge.judge(feature, this.#sample, undefined));
      this.#firstBits.push(judge.latestFirstBits);
    }
  }

  /** Learns the pane that was judged last. */
  learn(state: Address, contents: PaneContents, time: PaneTime): void {
    const { states } = this.#setup;
    this.#release(state, contents.groups, time);
    for (let index = 0; index < contents.count; index++) this.#learnSample(state, contents, index, time);
    this.#note(state, time);
    const first = states.get(state, head.firstDay);
    if (first === 0 || time.day < first) states.set(state, head.firstDay, time.day);
    states.set(state, head.lastDay, Math.max(time.day, states.get(state, head.lastDay)));
    states.set(state, head.lastEnd, Math.max(time.end, states.get(state, head.lastEnd)));
    states.set(state, head.observations, states.get(state, head.observations) + contents.observations);
    contents.groups.forEach((group, level) => {
      if (group !== undefined) states.setGroup(state, level, group);
    });
  }

  #learnSample(state: Address, contents: PaneContents, index: number, time: PaneTime): void {
    const { models, states, moment } = this.#setup;
    const sample = this.#sample;
    const feature = contents.read(index, sample);
    contents.setMoment(index, moment);
    const bits = this.#bits[index];
    const own = states.modelOf(state, feature);
    const doubt = this.#doubts.of(models[feature], own, sample, {
      feature,
      bits,
      marks: contents.marksOf(index),
    });
    if (doubt === undefined) {
      const first = this.#firstBits[index];
      if (!Number.isNaN(bits)) this.#plainBits[feature] = Math.max(this.#plainBits[feature], first);
      models[feature].learn(own, sample, moment, 1);
      this.#teachGroups(feature, sample, contents.groups, time.instant);
      return;
    }
    this.#learnDoubtful(state, feature, doubt, bits);
    if (doubt.action === 'clip' || doubt.action === 'down-weight') return;
    states.set(state, head.ignored, states.get(state, head.ignored) + 1);
  }

  /** `#sample` and the moment are those of the doubtful sample. */
  #learnDoubtful(state: Address, feature: number, doubt: DoubtProgram, bits: number): void {
    const { models, states, bags, moment } = this.#setup;
    const model = models[feature];
    const own = states.modelOf(state, feature);
    const sample = this.#sample;
    switch (doubt.action) {
      case 'ignore':
        model.learn(own, sample, moment, 0);
        return;
      case 'down-weight':
        model.learn(own, sample, moment, this.#doubts.weightOf(doubt, bits));
        return;
      case 'clip': {
        const sigmas = doubt.when.kind === 'outlier' ? doubt.when.sigmas : clipSigmas;
        if (!isNumericModel(model)) {
          model.learn(own, sample, moment, this.#doubts.weightOf(doubt, bits));
          return;
        }
        sample[0] = model.clipped(own, sample[0], sigmas);
        model.learn(own, sample, moment, 1);
        return;
      }
      case 'quarantine': {
        const held = states.heldOf(state);
        if (bags.count(held) >= heldSamplesMax) bags.remove(held, this.#oldest(held));
        const { day, observations } = moment;
        bags.push(held, feature, sample, {
          day,
          marks: this.#setup.running.doubts.indexOf(doubt),
          observations,
        });
        model.learn(own, sample, moment, 0);
      }
    }
  }

  /** Samples whose wait in quarantine is over: those that came back on enough days are learnt, the others are let go. */
  #release(state: Address, groups: PaneContents['groups'], time: PaneTime): void {
    const { states, bags, running } = this.#setup;
    const held = states.heldOf(state);
    for (;;) {
      const entry = this.#oldest(held);
      if (entry < 0) return;
      const { waitDays, daysMin } = running.doubts[bags.marksOf(held, entry)];
      if (bags.dayOf(held, entry) + waitDays > time.day) return;
      const feature = bags.featureOf(held, entry);
      bags.read(held, entry, this.#sample);
      const alike = this.#alike(held, feature);
      const days = new Set(alike.map((index) => Math.floor(bags.dayOf(held, index))));
      if (days.size < daysMin) bags.remove(held, entry);
      else this.#admit(state, alike, groups, time);
    }
  }

  /** Learns samples of one habit, oldest first, and takes them out of quarantine. */
  #admit(state: Address, entries: readonly number[], groups: PaneContents['groups'], time: PaneTime): void {
    const { states, bags, models, moment } = this.#setup;
    const held = states.heldOf(state);
    const byDay = [...entries].sort((one, other) => bags.dayOf(held, one) - bags.dayOf(held, other));
    for (const entry of byDay) {
      const feature = bags.featureOf(held, entry);
      bags.read(held, entry, this.#sample);
      moment.set(time.instant, bags.dayOf(held, entry), bags.observationsOf(held, entry));
      models[feature].learn(states.modelOf(state, feature), this.#sample, moment, 1);
      this.#teachGroups(feature, this.#sample, groups, time.instant);
    }
    for (const entry of [...entries].sort((one, other) => other - one)) bags.remove(held, entry);
  }

  #oldest(held: Address): number {
    const { bags } = this.#setup;
    let oldest = -1;
    for (let entry = 0; entry < bags.count(held); entry++)
      if (oldest < 0 || bags.dayOf(held, entry) < bags.dayOf(held, oldest)) oldest = entry;
    return oldest;
  }

  /** Entries of the same feature and habit as `#sample`. */
  #alike(held: Address, feature: number): number[] {
    const { bags, models } = this.#setup;
    const alike: number[] = [];
    for (let entry = 0; entry < bags.count(held); entry++) {
      if (bags.featureOf(held, entry) !== feature) continue;
      bags.read(held, entry, this.#other);
      if (models[feature].isAlike(this.#sample, this.#other)) alike.push(entry);
    }
    return alike;
  }

  /** Groups learn on a day of their own, the same for all members between two borders: which of them comes first must not matter. */
  #teachGroups(feature: number, sample: Float64Array, groups: PaneContents['groups'], instant: number): void {
    const { running, levels, partOf, groupModels, moment, groupDay } = this.#setup;
    const { day, time, observations } = moment;
    moment.set(time, groupDay(instant), observations);
    running.features[feature].levels.forEach((level, which) => {
      const key = groups[level];
      if (key === undefined) return;
      const offset = levels[level].offsets[partOf[feature][which]];
      levels[level].send(key, instant, (incoming) => {
        groupModels[feature].learn(incoming + offset, sample, moment, 1);
      });
    });
    moment.set(time, day, observations);
  }

  /** Notes how surprising the pane was, for everyone and for the key itself. */
  #note(state: Address, time: PaneTime): void {
    const { judge, running, own, population, everyone, states } = this.#setup;
    const days = Math.max(0, time.day - (states.get(state, head.lastDay) || time.day));
    const judged = judge.judged.length;
    let isAny = false;
    for (let feature = 0; feature < judged; feature++) {
      if (judge.judged[feature] === 0) continue;
      isAny = true;
      const plain = this.#plainBits[feature];
      if (running.calibration.own && plain >= 0) own.note(states.calibrationOf(state, feature), plain, days);
    }
    if (!isAny) return;
    judge.wholeTail();
    if (running.slow !== undefined) this.#noteSlow(state, time.day);
    const { everyone: isCalibrated } = running.calibration;
    if (!isCalibrated && !this.#setup.hasBudget) return;
    const knows = !isCalibrated || judge.knowsEveryone();
    everyone.send(everyoneKey, time.instant, (incoming) => {
      for (let feature = 0; feature < judged; feature++)
        if (isCalibrated && judge.judged[feature] === 1)
          population.note(incoming + everyone.offsets[feature], judge.rawBits[feature]);
      // Sums of what nobody could correct yet would make all later sums look ordinary.
      if (knows) population.note(incoming + everyone.offsets[judged], judge.wholeBits);
    });
  }

  #noteSlow(state: Address, day: number): void {
    const { judge, states, running } = this.#setup;
    let [bits, count] = [0, 0];
    for (let feature = 0; feature < judge.judged.length; feature++) {
      if (judge.judged[feature] === 0) continue;
      bits += judge.bits[feature];
      count++;
    }
    const elapsedDays = Math.max(0, day - states.get(state, head.slowDay));
    const step = { slow: states.get(state, head.slow), elapsedDays, fadingDays: running.slow!.days };
    states.set(state, head.slow, slowSurprise({ ...step, bits: bitsOf(sumTail(bits, count)) }));
    states.set(state, head.slowDay, Math.max(day, states.get(state, head.slowDay)));
  }
}
