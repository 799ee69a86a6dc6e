/** The parts of running baselines that all actors of a rule share: models, calibrations, groups, panes, judge, learner. */

import {
  type ActorContext,
  type Address,
  type Aggregate,
  type BaselineProgram,
  createAggregate,
  createRunningModel,
  dayMs,
  OwnSurprise,
  PopulationSurprise,
  type RunningModel,
  type RunningProgram,
  type RunningSpec,
} from '../../src/index.ts';
import { AlertLimits } from './alert-limits.ts';
import { Evidence } from './evidence.ts';
import { type GroupPart, Groups } from './group.ts';
import { RunningJudge } from './judge.ts';
import { Learner } from './learner.ts';
import { CurrentMoment, KeyZones } from './moment.ts';
import { PaneContents } from './pane-contents.ts';
import { PaneTimes } from './pane-times.ts';
import { RunningPanes } from './panes.ts';
import { Quarantine } from './quarantine.ts';
import { EarlierSamples, SampleBag } from './sample-bag.ts';
import { Similar } from './similar.ts';
import { RunningState } from './state.ts';
import { Yardsticks } from './yardsticks.ts';

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
  /** Whole surprises by tenant, where each has limits of alerts of its own. */
  readonly tenants: Groups | undefined;
  readonly limits: AlertLimits;
  /** Where keys that behave alike are found; undefined when the rule does not compare with them. */
  readonly similar: Similar | undefined;
  /** Of rules that add evidence of other keys. */
  readonly evidence: Evidence | undefined;
}

/** Calibrations forget slowly: what they know is how the models err, not what keys do. */
const calibrationHalfLifeDays = 120;

export function createRunningParts(context: ActorContext<BaselineProgram>): RunningParts {
  const { program, heap, dictionary, zone } = context;
  const running = program.running!;
  const models = running.features.map(({ model }) => createRunningModel(model, { heap, dictionary }));
  const groupModels = running.features.map(({ model }) =>
    createRunningModel(incomingSpec(model), { heap, dictionary }),
  );
  const fading = { heap, halfLifeDays: calibrationHalfLifeDays };
  const own = new OwnSurprise({ ...fading, countsDays: isWithinDay(program) });
  const population = new PopulationSurprise(fading);
  const usesEarlier = models.map((model) => model.usesEarlier);
  const bags = new SampleBag({ heap, dictionary, features: models });
  const earlier = new EarlierSamples(bags);
  const moment = new CurrentMoment(earlier, running.daysOff);
  const yardsticks = new Yardsticks({ heap, dictionary, running, models, learnMs: program.learnMs });
  const similarLevel = running.levels.findIndex(({ isSimilar }) => isSimilar === true);
  const states = new RunningState({
    heap,
    dictionary,
    models,
    calibration: own,
    bags,
    levels: running.levels.length,
    yardsticks: yardsticks.store,
    hasSimilar: similarLevel >= 0,
  });
  const quarantine = new Quarantine({ bags, states, models, doubts: running.doubts });
  const aggregates = program.aggregates.map(({ kind }) => createAggregate(kind, { heap }));
  const times = new PaneTimes({ program, running, zone, usesEarlier: usesEarlier.some(Boolean) });
  const panes = new RunningPanes({ heap, dictionary, running, aggregates, bags, times });
  const grouping = {
    heap,
    keepMs: program.keepMs,
    borderAfter: (instant: number) => times.borderAfter(instant),
  };
  const { learnMs, evidenceMin } = program;
  const similar =
    similarLevel < 0
      ? undefined
      : new Similar({
          ...grouping,
          models,
          states,
          level: similarLevel,
          learnMs,
          evidenceMin,
          hasEveryone: running.features.every(
            ({ levels }) =>
              !levels.includes(similarLevel) || running.levels[levels.at(-1)!].name === 'everyone',
          ),
        });
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
  const tenants =
    running.limitLevel === undefined ? undefined : new Groups({ ...grouping, parts: [calibrationPart] });
  const limits = new AlertLimits({
    population,
    everyone,
    wholeOffset: everyone.offsets[models.length],
    tenants,
    limitLevel: running.limitLevel ?? -1,
  });
  const blank: Address = heap.allocate(Math.max(2, ...models.map(({ words }) => words)));
  const shared = { program, running, models, states, own, population, levels, partOf, everyone, moment };
  const judge = new RunningJudge({ ...shared, blank, quarantine, similar });
  const dimensions = Math.max(1, ...models.map((model) => model.dimensions));
  return {
    ...shared,
    context,
    tenants,
    limits,
    similar,
    evidence: evidenceOf(context, times),
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
      quarantine,
      yardsticks,
      judge,
      similar,
      groupDay: (instant) => times.groupDay(instant),
      limits,
      hasBudget: program.alerts.some(({ budget }) => budget !== undefined),
    }),
  };
}

/** Of a group, as it learns between two borders: nothing fades there, and its members' days come in any order. */
function incomingSpec(model: RunningSpec): RunningSpec {
  const halfLifeDays = Number.POSITIVE_INFINITY;
  return model.kind === 'amount' ? { ...model, halfLifeDays, isIncoming: true } : { ...model, halfLifeDays };
}

/** True when a local day has several panes. */
function isWithinDay({ window }: BaselineProgram): boolean {
  if (window === undefined) return false;
  return window.kind === 'calendar' ? window.unit === 'hour' : window.lengthMs < dayMs;
}

function evidenceOf(
  { program, heap, dictionary }: ActorContext<BaselineProgram>,
  times: PaneTimes,
): Evidence | undefined {
  const evidence = program.running?.evidence;
  if (evidence === undefined) return undefined;
  return new Evidence({
    program: evidence,
    heap,
    dictionary,
    settledAt: (time) => times.evidenceSettlesAt(time),
    judgedAt: (time) => times.allJudgedAt(time),
  });
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
