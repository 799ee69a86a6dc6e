/** Samples of a rule that learns per window: the results of its aggregates, judged when the window is over. */

import type { Address, Observation, Turn, Zone } from '../../src/index.ts';
import { aggregateArgument } from '../aggregate-argument.ts';
import type { PaneContents } from './pane-contents.ts';
import type { RunningParts } from './parts.ts';

export class WindowSamples {
  /** True when a part of a window can be judged: every feature asks whether an amount is high. */
  readonly judgesEarly: boolean;
  readonly #parts: RunningParts;
  readonly #results: Float64Array;
  readonly #samples: readonly Float64Array[];
  readonly #has: Uint8Array;
  #time = 0;
  #day = 0;

  constructor(parts: RunningParts) {
    const { features, aggregates, alerts } = parts.context.program;
    this.#parts = parts;
    this.#results = new Float64Array(aggregates.length);
    this.#samples = parts.models.map(({ dimensions }) => new Float64Array(dimensions));
    this.#has = new Uint8Array(parts.models.length);
    this.judgesEarly =
      alerts.some(({ raisesEarly }) => raisesEarly) &&
      parts.running.features.every(
        ({ model }, index) => model.kind === 'amount' && features[index].side === 'high',
      );
  }

  /** Folds an event into its window. */
  add(pane: Address, turn: Turn): void {
    const { panes } = this.#parts.panes;
    const { aggregates } = this.#parts.context.program;
    for (let index = 0; index < aggregates.length; index++)
      this.#parts.aggregates[index].add(
        panes.aggregateOf(pane, index),
        aggregateArgument(aggregates[index], turn.measures, index),
      );
  }

  /** Reads a window that is over. @param day local time of its start in days */
  read(pane: Address, day: number, contents: PaneContents): void {
    const { panes } = this.#parts.panes;
    for (let index = 0; index < this.#results.length; index++)
      this.#results[index] = this.#parts.aggregates[index].result(panes.aggregateOf(pane, index));
    this.#take(day);
    contents.observations = 1;
    this.#samples.forEach((sample, feature) => {
      if (this.#has[feature] === 1) contents.add(feature, sample, day);
    });
  }

  /** Judges the window read last. @returns whether anything could be said */
  judge(observation: Observation, state: Address, contents: PaneContents, end: number): boolean {
    return this.#judge(observation, state, contents.groups, end);
  }

  /** Judges what the window of an event would come to with this event. */
  judgePart(
    turn: Turn,
    state: Address,
    pane: Address,
    groups: readonly (string | undefined)[],
    zone: Zone,
  ): boolean {
    if (pane === 0) return false;
    const { panes } = this.#parts;
    const { aggregates } = this.#parts.context.program;
    for (let index = 0; index < aggregates.length; index++) {
      const argument = aggregateArgument(aggregates[index], turn.measures, index);
      this.#results[index] = this.#parts.aggregates[index].resultWith(
        panes.panes.aggregateOf(pane, index),
        argument,
      );
    }
    this.#take(panes.dayOf(pane));
    return this.#judge(
      turn.observation,
      state,
      groups,
      panes.times.endAt(panes.times.startAt(turn.time, zone), zone),
    );
  }

  /** The sample of a feature, with the moment set to its window. */
  at(feature: number): Float64Array {
    const { moment, earlier } = this.#parts;
    moment.set(this.#time, this.#day, 1);
    earlier.look(0, feature, this.#day);
    return this.#samples[feature];
  }

  #take(day: number): void {
    this.#day = day;
    this.#samples.forEach((sample, feature) => {
      const { aggregates } = this.#parts.running.features[feature];
      this.#has[feature] = 1;
      for (let dimension = 0; dimension < sample.length; dimension++) {
        sample[dimension] = this.#results[aggregates[dimension]];
        if (!Number.isFinite(sample[dimension])) this.#has[feature] = 0;
      }
    });
  }

  #judge(
    observation: Observation,
    state: Address,
    groups: readonly (string | undefined)[],
    end: number,
  ): boolean {
    const { judge } = this.#parts;
    this.#time = end;
    judge.concern(state, groups, this.#day);
    observation.time = end;
    observation.aggregates.set(this.#results);
    let isAny = false;
    for (let feature = 0; feature < this.#samples.length; feature++) {
      observation.judged[feature] = 0;
      observation.tails[feature] = 1;
      observation.tailsHigh[feature] = 1;
      observation.tailsLow[feature] = 1;
      observation.known[feature] = 1;
      observation.drifts[feature] = 1;
      observation.numbers[feature] = Number.NaN;
      if (this.#has[feature] === 0) continue;
      const sample = this.at(feature);
      observation.numbers[feature] = sample[0];
      if (!Number.isNaN(judge.judge(feature, sample, observation))) isAny = true;
    }
    observation.score = isAny ? judge.score() : 0;
    return isAny;
  }
}
