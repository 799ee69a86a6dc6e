/** Words for what a running baseline has judged: features with their levels, an alert's candidate, lines for choosing thresholds. */

import {
  type AlertCandidate,
  type AlertEvidence,
  type JudgedFeature,
  type JudgedObservation,
  type Levels,
  type Observation,
  type Severity,
  type Side,
  scoreOf,
  showKey,
  showObserved,
  type Zone,
} from '../../src/index.ts';
import { GroupWords } from './group-words.ts';
import type { RunningJudge } from './judge.ts';
import type { RunningParts } from './parts.ts';

export interface WordedCandidate {
  readonly alert: number;
  readonly severity: Severity;
  readonly position: number;
  readonly isFinal: boolean;
  readonly window?: readonly [number, number];
  readonly evidence?: AlertEvidence | undefined;
}

/** Sets the moment of a feature's sample, and answers the sample. */
export type SampleAt = (feature: number) => Float64Array;

/** A running baseline has one generation that never ends. */
const generation = 1;

export class RunningWording {
  readonly #parts: RunningParts;
  readonly #judge: RunningJudge;
  readonly #zone: Zone;
  readonly #groupWords: GroupWords;
  readonly #single: { count: number; states: Float64Array } = { count: 1, states: new Float64Array(1) };

  constructor(parts: RunningParts) {
    this.#parts = parts;
    this.#judge = parts.judge;
    this.#zone = parts.context.zone;
    this.#groupWords = new GroupWords(parts);
  }

  candidate(observation: Observation, at: SampleAt, of: WordedCandidate): AlertCandidate {
    const { program } = this.#parts.context;
    return {
      severity: of.severity,
      score: shown(1 - observation.score),
      message: program.alerts[of.alert].message(observation),
      features: this.describe(observation, at),
      ...(of.evidence === undefined ? {} : { evidence: of.evidence }),
      time: observation.time,
      ...(of.window === undefined ? {} : { window: of.window }),
      position: of.position,
      generation,
      isFinal: of.isFinal,
    };
  }

  describe(observation: Observation, at: SampleAt): JudgedFeature[] {
    const described: JudgedFeature[] = [];
    this.#eachJudged(observation, at, (feature, index, sample) => {
      described.push({ ...feature, levels: this.#describeLevels(index, sample) });
    });
    return described;
  }

  /** One line per judged feature. */
  report(observation: Observation, at: SampleAt, key: string, emit: (line: JudgedObservation) => void): void {
    const whole = { whole: shown(1 - observation.score), bits: rounded(this.#judge.scoredBits) };
    const rule = this.#parts.context.program.name;
    // Without the levels: the words of large groups cost more than all the judging.
    this.#eachJudged(observation, at, ({ name, observed, expected, score }) => {
      emit({
        time: observation.time,
        rule,
        key: showKey(key),
        feature: name,
        observed,
        expected,
        score,
        ...whole,
      });
    });
  }

  /** Hands over the judged features, with the words of the key's own history alone. */
  #eachJudged(
    observation: Observation,
    at: SampleAt,
    visit: (feature: Omit<JudgedFeature, 'levels'>, index: number, sample: Float64Array) => void,
  ): void {
    const { context, models, running } = this.#parts;
    context.program.features.forEach((feature, index) => {
      if (observation.judged[index] === 0) return;
      const sample = at(index);
      this.#judge.lookAtLevels(index);
      const described = {
        name: feature.name,
        observed: showObserved(feature, observation, index, this.#zone, {
          model: running.features[index].model,
          sample,
        }),
        expected: models[index].usual(this.#judge.levelStates.states[0]),
        score: shown(observation.tails[index]),
        isNew: observation.known[index] === 0,
      };
      visit(described, index, sample);
    });
  }

  /** Own history, then each group: what it calls usual, how unusual the sample is for it, and how often it saw the like. */
  #describeLevels(feature: number, sample: Float64Array): NonNullable<JudgedFeature['levels']> {
    const { context, running, models, moment } = this.#parts;
    const model = models[feature];
    const names = ['own', ...running.features[feature].levels.map((level) => running.levels[level].name)];
    this.#judge.lookAtLevels(feature);
    const { levelStates, levelNames, levelKeys } = this.#judge;
    const { side } = context.program.features[feature];
    return Array.from({ length: levelStates.count }, (_, index) => {
      const state = levelStates.states[index];
      this.#single.states[0] = state;
      const tail = model.tail(this.#single as Levels, sample, moment, side as Side);
      return {
        name: names[levelNames[index]],
        score: shown(tail),
        expected:
          index === 0
            ? model.usual(state)
            : this.#groupWords.usual(feature, levelNames[index] - 1, levelKeys[index] ?? '', state),
        share: rounded(model.share(state, sample)),
      };
    });
  }
}

/** A score as people see it: three digits of its tail. More is noise, and equal inputs in another order must look equal. */
function shown(tail: number): number {
  return Number(scoreOf(Number(tail.toPrecision(3))).toPrecision(15));
}

function rounded(number: number): number {
  return Math.round(number * 1e3) / 1e3;
}
