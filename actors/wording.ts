/** Words for what was judged: features as people read them, an alert's candidate, lines for choosing thresholds. */

import {
  type Address,
  type AlertCandidate,
  type JudgedFeature,
  type JudgedObservation,
  type Observation,
  type Severity,
  scoreOf,
  showKey,
  showObserved,
  tailProbabilityMin,
  type Zone,
} from '../src/index.ts';
import { type Judge, type JudgeSetup, sidedTail } from './judge.ts';

export interface WordingSetup extends JudgeSetup {
  readonly judge: Judge;
  readonly zone: Zone;
}

/** Where a candidate comes from. */
export interface CandidateOrigin {
  /** 0 when it was judged by its peers alone. */
  readonly generation: Address;
  readonly position: number;
  readonly isFinal: boolean;
  /** [from, to) of the window judged. */
  readonly window?: readonly [number, number];
}

/** Words the observation that its judge judged last. */
export class Wording {
  readonly #setup: WordingSetup;

  constructor(setup: WordingSetup) {
    this.#setup = setup;
  }

  /** An alert's candidate from a judged observation. */
  candidate(
    observation: Observation,
    alert: number,
    severity: Severity,
    of: CandidateOrigin,
  ): AlertCandidate {
    const program = this.#setup.program.alerts[alert];
    return {
      severity,
      score: round(observation.score),
      message: program.message(observation),
      features: this.describe(observation, of.generation),
      time: observation.time,
      ...(of.window === undefined ? {} : { window: of.window }),
      position: of.position,
      generation: of.generation === 0 ? 0 : this.#setup.generations.numberOf(of.generation),
      isFinal: of.isFinal,
    };
  }

  /** The judged features as people read them. */
  describe(observation: Observation, generation: Address): JudgedFeature[] {
    const described: JudgedFeature[] = [];
    this.#setup.program.features.forEach((feature, index) => {
      if (observation.judged[index] === 0) return;
      const levels = this.#describeLevels(observation, index, generation);
      const expected =
        generation === 0
          ? levels[0].expected
          : this.#setup.models[index].usual(this.#setup.generations.stateOf(generation, index));
      described.push({
        name: feature.name,
        observed: showObserved(feature, observation, index, this.#setup.zone),
        expected,
        score: round(scoreOf(observation.tails[index])),
        isNew: observation.known[index] === 0,
        ...(levels.length > 0 ? { levels } : {}),
      });
    });
    return described;
  }

  /** One line per judged feature, for choosing thresholds. */
  report(
    observation: Observation,
    generation: Address,
    key: string,
    emit: (line: JudgedObservation) => void,
  ): void {
    const shown = showKey(key);
    const whole = round(observation.score);
    const bits = Math.round(-1e3 * Math.log2(Math.max(tailProbabilityMin, 1 - observation.score))) / 1e3;
    for (const { name, observed, expected, score } of this.describe(observation, generation)) {
      emit({
        time: observation.time,
        rule: this.#setup.program.name,
        key: shown,
        feature: name,
        observed,
        expected,
        score,
        whole,
        bits,
      });
    }
  }

  #describeLevels(
    observation: Observation,
    index: number,
    generation: Address,
  ): NonNullable<JudgedFeature['levels']>[number][] {
    const { groups, models, generations, program, judge } = this.#setup;
    if (groups[index].length === 0) return [];
    const value = observation.numbers[index];
    const { side } = program.features[index];
    const scored = (high: number, low: number) => round(scoreOf(sidedTail(side, high, low)));
    const described: NonNullable<JudgedFeature['levels']>[number][] = [];
    if (generation !== 0) {
      const own = generations.stateOf(generation, index);
      described.push({
        name: 'own',
        score: scored(models[index].tail(own, value, 'high'), models[index].tail(own, value, 'low')),
        expected: models[index].usual(own),
      });
    }
    groups[index].forEach((group, level) => {
      const key = judge.groupKeys[index][level];
      const judged = key === undefined ? 0 : group.judge(key, judge.time);
      if (judged === 0) return;
      const name = program.features[index].levels[level].name;
      described.push({
        name: name === key ? name : `${name} ${key}`,
        score: scored(group.tail(judged, value, 'high'), group.tail(judged, value, 'low')),
        expected: group.usual(judged),
      });
    });
    return described;
  }
}

/** Scores are shown with six digits after the point: more is noise, and equal inputs in another order must look equal. */
function round(score: number): number {
  return Math.round(score * 1e6) / 1e6;
}
