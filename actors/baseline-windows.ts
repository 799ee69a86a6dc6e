/**
 * The windows of a baseline that learns per window: mail attachments a day, logins an hour.
 *
 * Events are folded into the pane of their window. While the window is open, what has come so far is judged for being
 * unusually high (a partial sum can only tell that much); when the window is over and lateness has passed, it is judged
 * as it is, learnt, and sent to the peer groups. Silent windows are not stored: their number follows from the calendar.
 */

import type { UsualAmount } from '../src/index.ts';
import {
  type Address,
  type Aggregate,
  type AlertProgram,
  alertPeriod,
  type Batch,
  type ByteReader,
  type ByteWriter,
  CurrentObservation,
  createAggregate,
  type Host,
  type Observation,
  type Turn,
  Windowing,
} from '../src/index.ts';
import { aggregateArgument } from './aggregate-argument.ts';
import type { AlertGate } from './alert-gate.ts';
import type { BaselineParts, BaselineServices } from './baseline-parts.ts';
import { PaneGroups } from './pane-groups.ts';
import { Panes, paneListWords } from './panes.ts';

export interface BaselineWindowsSetup {
  readonly services: BaselineServices;
  readonly parts: BaselineParts;
  readonly gate: AlertGate;
  readonly host: Host;
  /** Offset of the window words in the cell. */
  readonly list: number;
}

export class BaselineWindows {
  /** Pane list, then the end of the last window judged, as a double. */
  readonly words = paneListWords + 2;
  readonly #setup: BaselineWindowsSetup;
  readonly #windowing: Windowing;
  readonly #aggregates: readonly Aggregate[];
  readonly #panes: Panes;
  readonly #blank: Address;
  readonly #observation: CurrentObservation;
  readonly #learnt: { numbers: Float64Array; texts: (string | undefined)[] };
  readonly #groups: PaneGroups;
  readonly #watchesSilence: boolean;
  /** Whether peers judge a key that has no generation of its own. */
  readonly #judgesNewcomers: boolean;

  constructor(setup: BaselineWindowsSetup) {
    const { program, heap, dictionary, zone } = setup.services;
    this.#setup = setup;
    this.#windowing = new Windowing(program.window!, zone);
    this.#aggregates = program.aggregates.map(({ kind }) => createAggregate(kind, { heap }));
    this.#groups = new PaneGroups({ heap, dictionary, features: program.features });
    this.#panes = new Panes({ heap, aggregates: this.#aggregates, extraWords: this.#groups.words });
    this.#blank = heap.allocate(this.#aggregates.reduce((words, aggregate) => words + aggregate.words, 4));
    const slots = Math.max(program.features.length, program.aggregates.length);
    this.#observation = new CurrentObservation({
      slots,
      aggregates: program.aggregates.length,
      captures: 0,
      keyParts: program.keyParts,
    });
    this.#learnt = {
      numbers: new Float64Array(slots),
      texts: new Array<string | undefined>(slots).fill(undefined),
    };
    this.#watchesSilence = program.watchesSilence;
    const hasPeers = program.features.some(({ levels }) => levels.length > 0);
    this.#judgesNewcomers = program.warmStart === true && hasPeers;
  }

  /** True when a window is judged under a generation; 0 stands for peers alone. */
  isJudged(generation: Address): boolean {
    return generation !== 0 || this.#judgesNewcomers;
  }

  startOf(time: number): number {
    return this.#windowing.paneStart(time);
  }

  endOf(start: number): number {
    return this.#windowing.paneEnd(start);
  }

  readGroups(batch: Batch, row: number): void {
    this.#groups.read(batch, row);
  }

  /** What the window of an event would come to with this event. */
  observePartial(turn: Turn, observation: Observation): void {
    const start = this.startOf(turn.time);
    const pane = turn.cell === 0 ? 0 : this.#panes.find(this.#list(turn.cell), start);
    const { program } = this.#setup.services;
    observation.time = this.endOf(start);
    for (let index = 0; index < this.#aggregates.length; index++) {
      const state = pane === 0 ? this.#blank : this.#panes.aggregateOf(pane, index);
      observation.aggregates[index] = this.#aggregates[index].resultWith(
        state,
        aggregateArgument(program.aggregates[index], turn.measures, index),
      );
    }
    this.#fillFeatures(observation);
    this.#groups.present(this.#setup.parts.judge.groupKeys);
  }

  add(cell: Address, turn: Turn): void {
    const { program } = this.#setup.services;
    const list = this.#list(cell);
    const before = this.#panes.count(list);
    const pane = this.#panes.open(list, this.startOf(turn.time));
    if (this.#panes.count(list) !== before) turn.rearms = true;
    for (let index = 0; index < this.#aggregates.length; index++) {
      this.#aggregates[index].add(
        this.#panes.aggregateOf(pane, index),
        aggregateArgument(program.aggregates[index], turn.measures, index),
      );
    }
    this.#groups.keep(this.#panes.extraOf(pane), turn.time);
  }

  nextDue(cell: Address): number {
    const list = this.#list(cell);
    const open =
      this.#panes.count(list) === 0 ? Number.POSITIVE_INFINITY : this.#panes.startOf(this.#panes.at(list, 0));
    const next = Math.min(open, this.#nextSilent(cell));
    return next === Number.POSITIVE_INFINITY
      ? next
      : this.endOf(next) + this.#setup.services.program.latenessMs;
  }

  /**
   * Judges and learns the windows that are over, oldest first. A window whose judging fails is still learnt.
   * @throws the first failure, after all windows were handled
   */
  close(slot: number, cell: Address, key: string, instant: number): void {
    let failure: unknown;
    while (this.nextDue(cell) <= instant) {
      const list = this.#list(cell);
      const first = this.#panes.count(list) === 0 ? 0 : this.#panes.at(list, 0);
      const start = Math.min(
        first === 0 ? Number.POSITIVE_INFINITY : this.#panes.startOf(first),
        this.#nextSilent(cell),
      );
      const pane = first !== 0 && this.#panes.startOf(first) === start ? first : 0;
      this.#observe(pane, start);
      try {
        this.#judge(slot, cell, key, start);
      } catch (thrown) {
        failure ??= thrown;
      }
      if (pane !== 0) {
        this.#learn(cell, start);
        this.#groups.release(this.#panes.extraOf(pane));
        this.#panes.removeFirst(list);
      }
      this.#setWatched(cell, this.endOf(start));
    }
    if (failure !== undefined) throw failure;
  }

  /** Before a generation closes: the windows of its learning period in which nothing happened. */
  countSilence(generation: Address): void {
    const { generations, models } = this.#setup.parts;
    const windows = this.#windowing.windowsBetween(
      generations.learnFromOf(generation),
      generations.learnToOf(generation),
    );
    const silent = windows - generations.observationsOfStretch(generation);
    if (silent <= 0) return;
    models.forEach((model, index) => {
      (model as UsualAmount).addSilent(generations.stateOf(generation, index), silent);
    });
  }

  bytes(cell: Address): number {
    return this.#panes.bytes(this.#list(cell));
  }

  save(cell: Address, writer: ByteWriter): void {
    this.#panes.save(this.#list(cell), writer, (extra) => this.#groups.save(extra, writer));
    writer.f64(this.#watched(cell));
  }

  load(cell: Address, reader: ByteReader): void {
    this.#panes.load(this.#list(cell), reader, (extra) => this.#groups.load(extra, reader));
    this.#setWatched(cell, reader.f64());
  }

  release(cell: Address): void {
    const list = this.#list(cell);
    for (let index = 0; index < this.#panes.count(list); index++) {
      this.#groups.release(this.#panes.extraOf(this.#panes.at(list, index)));
    }
    this.#panes.removeAll(list);
  }

  /** Judges the windows that are not over as far as they came, where more events could not undo what holds now. */
  judgeOpen(slot: number, cell: Address, key: string): void {
    const list = this.#list(cell);
    for (let index = 0; index < this.#panes.count(list); index++) {
      const pane = this.#panes.at(list, index);
      const start = this.#panes.startOf(pane);
      this.#observe(pane, start);
      const generation = this.#setup.parts.generations.judgeOf(cell, start);
      if (!this.isJudged(generation)) continue;
      if (this.#setup.parts.judge.judge(this.#observation, generation, start, true) === 0) continue;
      this.#offer(slot, key, start, generation, ({ raisesEarly }) => raisesEarly);
    }
  }

  #judge(slot: number, cell: Address, key: string, start: number): void {
    const { services, parts } = this.#setup;
    const { outputs } = services;
    const observation = this.#observation;
    const generation = parts.generations.judgeOf(cell, start);
    if (!this.isJudged(generation)) return;
    if (parts.judge.judge(observation, generation, start, false) === 0) return;
    this.#setup.host.judged++;
    if (outputs.score !== undefined) parts.wording.report(observation, generation, key, outputs.score);
    this.#offer(slot, key, start, generation, () => true);
  }

  /** Offers the alerts whose conditions hold for the observation of a window. */
  #offer(
    slot: number,
    key: string,
    start: number,
    generation: Address,
    isAsked: (alert: AlertProgram) => boolean,
  ): void {
    const { services, parts, gate } = this.#setup;
    const { program, zone } = services;
    const observation = this.#observation;
    observation.concern(() => key);
    program.alerts.forEach((alert, index) => {
      if (!isAsked(alert)) return;
      const severity = alert.decide(observation);
      if (severity === undefined) return;
      const window: [number, number] = [start, this.endOf(start)];
      const of = { generation, position: 0, isFinal: true, window };
      const candidate = parts.wording.candidate(observation, index, severity, of);
      const [from, to] = alertPeriod(alert, start, this.endOf(start), zone);
      // A window that begins within the period belongs to it, and ends later.
      const last = this.#windowing.lastWindowEnd(this.#windowing.paneStart(to - 1));
      gate.offer(slot, key, { alert: index, group: from, closeAt: last + program.latenessMs }, candidate);
    });
  }

  #learn(cell: Address, start: number): void {
    const { parts, services } = this.#setup;
    const learnt = this.#learnt;
    learnt.numbers.set(this.#observation.numbers);
    parts.generations.findLearners(cell, start);
    parts.learn(cell, start, learnt);
    services.groups.forEach((levels, feature) => {
      levels.forEach((group, level) => {
        const key = parts.judge.groupKeys[feature][level];
        if (key !== undefined && !Number.isNaN(learnt.numbers[feature]))
          group.send(key, start, learnt.numbers[feature]);
      });
    });
  }

  /** Fills the observation of a window that is over; `pane` 0 is a silent one. */
  #observe(pane: Address, start: number): void {
    const observation = this.#observation;
    observation.time = this.endOf(start);
    for (let index = 0; index < this.#aggregates.length; index++) {
      observation.aggregates[index] = this.#aggregates[index].result(
        pane === 0 ? this.#blank : this.#panes.aggregateOf(pane, index),
      );
    }
    this.#fillFeatures(observation);
    this.#groups.recall(pane === 0 ? 0 : this.#panes.extraOf(pane), this.#setup.parts.judge.groupKeys);
  }

  #fillFeatures(observation: Observation): void {
    const { features } = this.#setup.services.program;
    for (let index = 0; index < features.length; index++) {
      observation.numbers[index] = observation.aggregates[features[index].aggregate];
    }
  }

  /** Start of the next window to be judged although nothing happened in it; Infinity unless the rule watches for silence. */
  #nextSilent(cell: Address): number {
    const watched = this.#watched(cell);
    if (!this.#watchesSilence || watched === 0) return Number.POSITIVE_INFINITY;
    const moment = this.#setup.parts.generations.firstJudged(cell, watched);
    if (moment === Number.POSITIVE_INFINITY) return moment;
    const start = this.startOf(moment);
    return start === moment ? start : this.endOf(start);
  }

  #list(cell: Address): Address {
    return cell + this.#setup.list;
  }

  #watched(cell: Address): number {
    const { heap } = this.#setup.services;
    const at = this.#list(cell) + paneListWords;
    return heap.pageOf(at).f64[heap.offsetOf(at) >>> 1];
  }

  #setWatched(cell: Address, end: number): void {
    const { heap } = this.#setup.services;
    const at = this.#list(cell) + paneListWords;
    heap.pageOf(at).f64[heap.offsetOf(at) >>> 1] = end;
  }
}
