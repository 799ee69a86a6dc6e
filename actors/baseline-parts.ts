/** The parts of a baseline actor that its stages share: models, generations, judge, and what was learnt as a document. */

import {
  type Address,
  type BaselineDocument,
  type BaselineProgram,
  createModel,
  type Dictionary,
  formatInstant,
  type Heap,
  hourMs,
  type Ledger,
  localDayNumber,
  type Measures,
  type Model,
  type Outputs,
  Windowing,
  type Zone,
} from '../src/index.ts';
import type { GenerationsSetup } from './generation-readings.ts';
import { Generations } from './generations.ts';
import { Judge } from './judge.ts';
import type { PeerGroup } from './peer-group.ts';
import { Wording } from './wording.ts';

export interface BaselineServices {
  readonly program: BaselineProgram;
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  readonly ledger: Ledger;
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
  readonly wording: Wording;
  /** Folds one observation into the generations that `generations.learners` holds. `list` is the actor's list of generations. */
  learn(list: Address, time: number, measures: Measures): void;
}

/** Longest a unit can be, changes of the clock included. */
const longestUnitMs = { hour: 2, day: 26, week: 170, month: 746, quarter: 2_210, year: 8_786 } as const;

/** A period has closed when its last window is over and lateness, too, rounded up to the tick. */
export function scheduleOf(program: BaselineProgram, zone: Zone): Omit<GenerationsSetup, 'heap' | 'models'> {
  const { window, latenessMs, tickMs } = program;
  const windowing = window === undefined ? undefined : new Windowing(window, zone);
  let windowMs = 0;
  if (window !== undefined)
    windowMs = window.kind === 'calendar' ? longestUnitMs[window.unit] * hourMs : window.lengthMs;
  return {
    ...program,
    isInOrder: window !== undefined,
    closeDelayMs: windowMs + latenessMs + tickMs,
    closeAt(end) {
      const last = windowing === undefined ? end : windowing.lastWindowEnd(windowing.paneStart(end - 1));
      return Math.ceil((last + latenessMs) / tickMs) * tickMs;
    },
  };
}

export function createBaselineParts(services: BaselineServices): BaselineParts {
  const { program, heap, dictionary, zone } = services;
  const { features } = program;
  const models = features.map((feature) => createModel(feature.model, { heap, dictionary }));
  const generations = new Generations({ heap, models, ...scheduleOf(program, zone) });
  const judged = { program, models, generations, dictionary, groups: services.groups };
  const judge = new Judge(judged);
  const wording = new Wording({ ...judged, judge, zone });
  const againstHistory = features.map(
    ({ model }) => model.kind === 'amount' && model.noise?.against === 'history',
  );

  const usesHistory = againstHistory.includes(true);

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
    wording,
    learn(list, time, measures) {
      const { learners } = generations;
      const history = usesHistory ? generations.historyOf(list, time) : 0;
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
  };
}

const phaseNames = ['learn', 'ready', 'close', 'close'] as const;

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
