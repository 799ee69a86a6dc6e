/** The parts of running baselines that all actors of a rule share: models, calibrations, groups, panes, judge, learner. */

import {
  type ActorContext,
  type Address,
  type Aggregate,
  type BaselineProgram,
  createAggregate,
  createRunningModel,
  OwnSurprise,
  PopulationSurprise,
  type RunningModel,
  type RunningProgram,
} from '../../src/index.ts';
import { type GroupPart, Groups } from './group.ts';
import { RunningJudge } from './judge.ts';
import { Learner } from './learner.ts';
import { CurrentMoment, KeyZones } from './moment.ts';
import { PaneContents } from './pane-contents.ts';
import { RunningPanes } from './panes.ts';
import { EarlierSamples, SampleBag } from './sample-bag.ts';
import { RunningState } from './state.ts';

export interface RunningParts {
  readonly context: ActorContext<BaselineProgram>;
  readonly running: RunningProgram;
  readonly models: readonly RunningModel[];
  readonly aggregates: readonly Aggregate[];
  readonly bags: SampleBag;
  readonly earlier: EarlierSamples;
  readonly states: RunningState;
  readonly panes: RunningPanes;
  readonly contents: PaneContents;
  readonly moment: CurrentMoment;
  readonly zones: KeyZones;
  readonly judge: RunningJudge;
  readonly learner: Learner;
  /** By level. */
  readonly levels: readonly Groups[];
  readonly everyone: Groups;
}

/** Calibrations forget slowly: what they know is how the models err, not what keys do. */
const calibrationHalfLifeDays = 120;

export function createRunningParts(context: ActorContext<BaselineProgram>): RunningParts {
  const { program, heap, dictionary, zone } = context;
  const running = program.running!;
  const models = running.features.map(({ model }) => createRunningModel(model, { heap, dictionary }));
  const groupModels = running.features.map(({ model }) =>
    createRunningModel({ ...model, halfLifeDays: Number.POSITIVE_INFINITY }, { heap, dictionary }),
  );
  const fading = { heap, halfLifeDays: calibrationHalfLifeDays };
  const own = new OwnSurprise(fading);
  const population = new PopulationSurprise(fading);
  const bags = new SampleBag({ heap, dictionary, features: models });
  const earlier = new EarlierSamples(bags);
  const moment = new CurrentMoment(earlier, running.daysOff);
  const states = new RunningState({
    heap,
    dictionary,
    models,
    calibration: own,
    bags,
    levels: running.levels.length,
  });
  const aggregates = program.aggregates.map(({ kind }) => createAggregate(kind, { heap }));
  const panes = new RunningPanes({ heap, dictionary, program, running, aggregates, bags, zone });
  const grouping = {
    heap,
    keepMs: program.keepMs,
    borderAfter: (instant: number) => panes.borderAfter(instant),
  };
  const partOf = running.features.map(() => [] as number[]);
  const levels = running.levels.map((_, level) => {
    const parts: GroupPart[] = [];
    running.features.forEach((feature, index) => {
      const which = feature.levels.indexOf(level);
      if (which >= 0) partOf[index][which] = parts.push(modelPart(models[index])) - 1;
    });
    return new Groups({ ...grouping, parts });
  });
  const calibrationPart: GroupPart = {
    words: population.words,
    merge: (into, from, days) => population.merge(into, from, days),
    extraBytes: () => 0,
    release: (state) =>
      heap.pageOf(state).u32.fill(0, heap.offsetOf(state), heap.offsetOf(state) + population.words),
    save: (state, writer) => population.save(state, writer),
    load: (state, reader) => population.load(state, reader),
  };
  const everyone = new Groups({ ...grouping, parts: [...models, undefined].map(() => calibrationPart) });
  const blank: Address = heap.allocate(Math.max(2, ...models.map(({ words }) => words)));
  const shared = { program, running, models, states, own, population, levels, partOf, everyone, moment };
  const judge = new RunningJudge({ ...shared, blank });
  const usesEarlier = models.map((model) => model.usesEarlier);
  const dimensions = Math.max(1, ...models.map((model) => model.dimensions));
  return {
    ...shared,
    context,
    aggregates,
    bags,
    earlier,
    panes,
    judge,
    contents: new PaneContents({ bags, earlier, usesEarlier, dimensions, levels: levels.length }),
    zones: new KeyZones(zone),
    learner: new Learner({
      ...shared,
      groupModels,
      bags,
      judge,
      groupDay: (instant) => panes.groupDay(instant),
      hasBudget: program.alerts.some(({ budget }) => budget !== undefined),
    }),
  };
}

/** What is merged ages by its own days. */
function modelPart(model: RunningModel): GroupPart {
  return {
    words: model.words,
    merge: (into, from) => model.merge(into, from),
    extraBytes: (state) => model.extraBytes(state),
    release: (state) => model.release(state),
    save: (state, writer) => model.save(state, writer),
    load: (state, reader) => model.load(state, reader),
  };
}
