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
import { bitsOf, slowSurprise, sumTail } from '../../src/index.ts';
import type { AlertLimits } from './alert-limits.ts';
import { Doubts, type JudgedSample } from './doubts.ts';
import type { Groups } from './group.ts';
import { everyoneKey, type RunningJudge } from './judge.ts';
import type { CurrentMoment } from './moment.ts';
import type { PaneContents } from './pane-contents.ts';
import type { Admit, Quarantine } from './quarantine.ts';
import type { Similar } from './similar.ts';
import { head, type RunningState } from './state.ts';
import type { Yardsticks } from './yardsticks.ts';

export interface LearnerSetup {
  readonly running: RunningProgram;
  readonly models: readonly RunningModel[];
  /** Models of groups as they learn within a pane: they fade nothing. */
  readonly groupModels: readonly RunningModel[];
  readonly states: RunningState;
  readonly quarantine: Quarantine;
  readonly yardsticks: Yardsticks;
  readonly own: OwnCalibration;
  readonly population: PopulationCalibration;
  readonly levels: readonly Groups[];
  readonly partOf: readonly (readonly number[])[];
  readonly everyone: Groups;
  readonly judge: RunningJudge;
  readonly similar: Similar | undefined;
  readonly moment: CurrentMoment;
  /** True when an alert of the rule has a limit a day: then whole surprises are noted, whatever is calibrated. */
  readonly hasBudget: boolean;
  readonly limits: AlertLimits;
  /** Local day on which groups learn what is sent at an instant. */
  readonly groupDay: (instant: number) => number;
}

/** Whose pane closes and when, and on which local day it lay. */
export interface PaneTime {
  readonly key: string;
  readonly instant: number;
  readonly end: number;
  readonly day: number;
}

/** What is done with a sample whether or not its like waits in quarantine. */
const settling: ReadonlySet<DoubtProgram['action']> = new Set(['ignore', 'quarantine', 'accept']);

export class Learner {
  readonly #setup: LearnerSetup;
  readonly #doubts: Doubts;
  readonly #sample: Float64Array;
  /** By feature: the most surprising sample that was not doubted, after the first stage, in bits; −1 without one. */
  readonly #plainBits: Float64Array;
  /** By sample of the pane at hand: its surprise after both stages, NaN when it was not judged, and after the first. */
  readonly #bits: number[] = [];
  readonly #firstBits: number[] = [];

  constructor(setup: LearnerSetup) {
    const dimensions = Math.max(1, ...setup.models.map((model) => model.dimensions));
    this.#setup = setup;
    this.#doubts = new Doubts(setup);
    this.#sample = new Float64Array(dimensions);
    this.#plainBits = new Float64Array(setup.models.length);
  }

  /** Judges all samples of a pane. The judge then has the most surprising of each feature. */
  judge(state: Address, contents: PaneContents, time: PaneTime): void {
    const { judge, similar, moment } = this.#setup;
    judge.concern(state, contents.groups, time.day);
    if (similar !== undefined) contents.groups[similar.level] = judge.groups[similar.level];
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
    const noiseBytes = states.noiseBytes(state);
    try {
      this.#learnPane(state, contents, time);
    } finally {
      states.countNoise(state, noiseBytes);
    }
  }

  #learnPane(state: Address, contents: PaneContents, time: PaneTime): void {
    const { states, yardsticks, moment } = this.#setup;
    yardsticks.advance(states.yardsticksOf(state), time.day);
    this.#release(state, contents.groups, time);
    for (let index = 0; index < contents.count; index++) this.#learnSample(state, contents, index, time);
    yardsticks.learn(states.yardsticksOf(state), contents, moment);
    this.#note(state, time);
    const first = states.get(state, head.firstDay);
    if (first === 0 || time.day < first) states.set(state, head.firstDay, time.day);
    states.set(state, head.lastDay, Math.max(time.day, states.get(state, head.lastDay)));
    states.set(state, head.lastEnd, Math.max(time.end, states.get(state, head.lastEnd)));
    states.set(state, head.observations, states.get(state, head.observations) + contents.observations);
    contents.groups.forEach((group, level) => {
      if (group !== undefined) states.setGroup(state, level, group);
    });
    this.#setup.similar?.send(state, time.key, time.instant);
  }

  #learnSample(state: Address, contents: PaneContents, index: number, time: PaneTime): void {
    const { models, states, moment } = this.#setup;
    const sample = this.#sample;
    const feature = contents.read(index, sample);
    contents.setMoment(index, moment);
    const bits = this.#bits[index];
    const doubt = this.#doubtOf(state, { feature, bits, marks: contents.marksOf(index) });
    if (doubt === undefined || doubt.action === 'accept') {
      if (doubt !== undefined) this.#admitAlike(state, feature, contents, index, time);
      const first = this.#firstBits[index];
      if (!Number.isNaN(bits)) this.#plainBits[feature] = Math.max(this.#plainBits[feature], first);
      models[feature].learn(states.modelOf(state, feature), sample, moment, 1);
      this.#teachGroups(feature, sample, contents.groups, time.instant);
      return;
    }
    this.#learnDoubtful(state, feature, doubt, bits);
    if (doubt.action === 'clip' || doubt.action === 'down-weight') return;
    states.set(state, head.ignored, states.get(state, head.ignored) + 1);
  }

  /**
   * The doubt that fits `#sample`. What is not known and like something in quarantine waits with it, however little it surprises
   * when it comes again: otherwise a value would wait for a day, and never for as many as the rule says.
   */
  #doubtOf(state: Address, of: JudgedSample): DoubtProgram | undefined {
    const { models, states, running, quarantine } = this.#setup;
    const doubt = this.#doubts.of(state, this.#sample, of);
    if (doubt !== undefined && settling.has(doubt.action)) return doubt;
    if (!this.#doubts.concerns(of.feature)) return doubt;
    const waiting = quarantine.doubtOf(state, of.feature, this.#sample);
    if (waiting < 0 || models[of.feature].isKnown(states.modelOf(state, of.feature), this.#sample))
      return doubt;
    const same = running.doubts[waiting];
    return same?.action === 'quarantine' ? same : doubt;
  }

  /** `#sample` and the moment are those of the doubtful sample. */
  #learnDoubtful(state: Address, feature: number, doubt: DoubtProgram, bits: number): void {
    const { models, states, moment, quarantine, running } = this.#setup;
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
        const clipped = this.#doubts.clipped(state, feature, sample[0], doubt);
        if (clipped !== undefined) sample[0] = clipped;
        model.learn(own, sample, moment, clipped === undefined ? this.#doubts.weightOf(doubt, bits) : 1);
        return;
      }
      case 'quarantine': {
        const { day, observations } = moment;
        quarantine.hold(state, feature, sample, {
          day,
          observations,
          doubt: running.doubts.indexOf(doubt),
        });
        model.learn(own, sample, moment, 0);
      }
    }
  }

  /** Learns what has waited in quarantine for long enough, and came back on enough days. */
  #release(state: Address, groups: PaneContents['groups'], time: PaneTime): void {
    this.#setup.quarantine.release(state, time.day, this.#admitTo(state, groups, time));
  }

  /** Learns what waits and is like a sample that the analyst accepts. The sample and its moment are the same afterwards. */
  #admitAlike(state: Address, feature: number, contents: PaneContents, index: number, time: PaneTime): void {
    const { quarantine, moment } = this.#setup;
    quarantine.admitAlike(state, feature, this.#sample, this.#admitTo(state, contents.groups, time));
    contents.setMoment(index, moment);
  }

  #admitTo(state: Address, groups: PaneContents['groups'], time: PaneTime): Admit {
    const { states, models, moment } = this.#setup;
    return (feature, sample, day, observations) => {
      moment.set(time.instant, day, observations);
      models[feature].learn(states.modelOf(state, feature), sample, moment, 1);
      this.#teachGroups(feature, sample, groups, time.instant);
    };
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
    const days = Math.max(0, Math.floor(time.day) - Math.floor(states.get(state, head.lastDay) || time.day));
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
    if (knows) this.#setup.limits.note(judge.wholeBits, judge.groups, time.instant);
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
