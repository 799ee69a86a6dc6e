/** The parts of a baseline actor that its stages share: models, generations, judge, and what was learnt as a document. */

import {
  type Address,
  type BaselineDocument,
  type BaselineProgram,
  createModel,
  type Dictionary,
  formatInstant,
  type Heap,
  localDayNumber,
  type Measures,
  type Model,
  type Outputs,
  Windowing,
  type Zone,
} from '../src/index.ts';
import { Generations } from './generations.ts';
import { Judge } from './judge.ts';
import type { PeerGroup } from './peer-group.ts';

export interface BaselineServices {
  readonly program: BaselineProgram;
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  readonly outputs: Outputs;
  /** By feature and level. */
  readonly groups: readonly (readonly PeerGroup[])[];
  readonly zone: Zone;
  /** Event time as people read it. */
  readonly showTime: (time: number) => string;
}

export interface BaselineParts {
  readonly models: readonly Model[];
  readonly generations: Generations;
  readonly judge: Judge;
  /** Folds one observation into some generations; `history` is the generation outliers are judged against, 0 without one. */
  learn(learners: readonly Address[], history: Address, time: number, measures: Measures): void;
  /** The closed generation before a moment, 0 when there is none. */
  historyOf(list: Address, time: number): Address;
}

/** When everything that belongs to a learning period has arrived: its last window is over, lateness too, rounded up to the tick. */
export function closingTime(program: BaselineProgram, zone: Zone): (learnTo: number) => number {
  const windowing = program.window === undefined ? undefined : new Windowing(program.window, zone);
  return (learnTo) => {
    const end = windowing === undefined ? learnTo : windowing.lastWindowEnd(windowing.paneStart(learnTo - 1));
    return Math.ceil((end + program.latenessMs) / program.tickMs) * program.tickMs;
  };
}

export function createBaselineParts(services: BaselineServices): BaselineParts {
  const { program, heap, dictionary, zone } = services;
  const { features } = program;
  const models = features.map((feature) => createModel(feature.model, { heap, dictionary }));
  const closeAt = closingTime(program, zone);
  const generations = new Generations({ heap, models, closeAt, ...program });
  const judge = new Judge({ program, models, generations, dictionary, groups: services.groups, zone });
  const againstHistory = features.map(
    ({ model }) => model.kind === 'amount' && model.noise?.against === 'history',
  );

  const learnFeature = (
    index: number,
    learners: readonly Address[],
    history: Address,
    day: number,
    value: number,
  ) => {
    const isNoise =
      history !== 0 &&
      againstHistory[index] &&
      models[index].isOutlier(generations.stateOf(history, index), value);
    if (isNoise) return;
    for (let learner = 0; learner < learners.length; learner++) {
      models[index].learn(generations.stateOf(learners[learner], index), value, day);
    }
  };

  return {
    models,
    generations,
    judge,
    learn(learners, history, time, measures) {
      const day = localDayNumber(time, zone);
      for (let index = 0; index < features.length; index++) {
        if (models[index].kind === 'values') {
          const text = measures.texts[index];
          if (text === undefined) continue;
          const value = dictionary.enter(text);
          learnFeature(index, learners, history, day, value);
          dictionary.forgetUnused(value);
        } else if (!Number.isNaN(measures.numbers[index])) {
          learnFeature(index, learners, history, day, measures.numbers[index]);
        }
      }
      for (let learner = 0; learner < learners.length; learner++) generations.count(learners[learner]);
    },
    historyOf(list, time) {
      const judging = generations.judgeOf(list, time);
      return judging !== 0 && closeAt(generations.learnToOf(judging)) <= time ? judging : 0;
    },
  };
}

const phaseNames = ['learn', 'ready', 'close'] as const;

/** What a generation has learnt, as people see it. */
export function documentOf(
  parts: BaselineParts,
  services: BaselineServices,
  key: string,
  generation: Address,
): BaselineDocument {
  const { generations, models } = parts;
  const { program, zone } = services;
  const features: BaselineDocument['features'] = {};
  const ignored: BaselineDocument['ignored'] = {};
  program.features.forEach((feature, index) => {
    features[feature.name] = models[index].document(generations.stateOf(generation, index));
    ignored[feature.name] = generations.ignoredOf(generation, index);
  });
  return {
    rule: program.name,
    key,
    generation: generations.numberOf(generation),
    phase: phaseNames[generations.phaseOf(generation)],
    learnFrom: formatInstant(generations.learnFromOf(generation), zone),
    learnTo: formatInstant(generations.learnToOf(generation), zone),
    expires: formatInstant(generations.expiresAt(generation), zone),
    events: generations.observationsOf(generation),
    features,
    ignored,
  };
}
