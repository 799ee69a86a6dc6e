/**
 * The actor of a running baseline: it judges by all it has learnt, and goes on learning.
 *
 * Key → what the rule says `for each`. State: what was learnt, open panes with the samples gathered in them, samples in
 * quarantine, observations that will be judged again, alerts still open. Messages: events; the timer of its earliest deadline.
 * Behaviour, one chain for all keys of a rule and shard: lifecycle → admit → judge → detect → gather → report.
 */

import { type OperatorFunction, pipe } from 'rxjs';
import {
  type Address,
  type AlertCandidate,
  alertPeriod,
  type BaselineProgram,
  type Behaviour,
  type ByteReader,
  type ByteWriter,
  dayMs,
  formatInstant,
  type Host,
  stage,
  Turn,
  turnKind,
  type Zone,
} from '../../src/index.ts';
import { AlertGate } from '../alert-gate.ts';
import { cellWords, paneListAt, RunningCells } from './cell.ts';
import { runningDocumentOf } from './document.ts';
import { EventSamples } from './event-samples.ts';
import type { RunningParts } from './parts.ts';
import { Postponed } from './postponed.ts';
import { head } from './state.ts';
import { WindowSamples } from './window-samples.ts';
import { RunningWording } from './wording.ts';

const never = Number.POSITIVE_INFINITY;

export class RunningBehaviour implements Behaviour {
  readonly cellWords = cellWords;
  readonly operators: OperatorFunction<Turn, Turn>;
  readonly #host: Host;
  readonly #parts: RunningParts;
  readonly #program: BaselineProgram;
  readonly #wording: RunningWording;
  readonly #gate: AlertGate;
  readonly #cells: RunningCells;
  readonly #postponed: Postponed;
  readonly #events: EventSamples;
  readonly #windows: WindowSamples | undefined;
  /** What a turn found to report once its samples are gathered. */
  readonly #found: { alert: number; candidate: AlertCandidate }[] = [];
  readonly #groups: (string | undefined)[];
  #zone: Zone;
  /** True when the observation of the present turn will be judged again. */
  #isPostponed = false;
  /** Instant of the latest timer: a key that has been silent for too long by then may go. */
  #wokenAt = Number.NEGATIVE_INFINITY;

  constructor(host: Host, parts: RunningParts) {
    const { program, ledger, outputs, zone } = parts.context;
    this.#host = host;
    this.#parts = parts;
    this.#program = program;
    this.#zone = zone;
    this.#wording = new RunningWording(parts);
    this.#events = new EventSamples(parts);
    this.#windows = program.window === undefined ? undefined : new WindowSamples(parts);
    this.#cells = new RunningCells(parts);
    this.#postponed = new Postponed(parts, ledger);
    this.#gate = new AlertGate({
      ledger,
      rule: program.name,
      title: program.title,
      report: (alert) => outputs.alert(alert),
      showTime: (time) => formatInstant(time, zone),
    });
    this.#groups = new Array<string | undefined>(parts.running.levels.length).fill(undefined);
    this.operators = pipe(
      stage('lifecycle', (turn) => this.#lifecycle(turn)),
      stage('admit', (turn) => this.#admit(turn)),
      stage('judge', (turn) => this.#judge(turn)),
      stage('detect', (turn) => this.#detect(turn)),
      stage('gather', (turn) => this.#gather(turn)),
      stage('report', (turn) => this.#report(turn)),
    );
  }

  createTurn(): Turn {
    const { features, aggregates, captures, keyParts } = this.#program;
    const slots = Math.max(features.length, aggregates.length, this.#parts.running.slots);
    return new Turn({ slots, aggregates: aggregates.length, captures: captures.length, keyParts });
  }

  dueAt(slot: number, cell: Address): number {
    const panes = this.#parts.panes.nextClose(cell + paneListAt);
    const due = Math.min(panes, this.#gate.nextDue(slot), this.#postponed.nextDue(slot));
    const state = this.#cells.stateOf(cell);
    if (panes !== never || state === 0) return due;
    const forgottenAt = this.#parts.panes.forgottenAt(this.#parts.states.get(state, head.lastEnd));
    return forgottenAt <= this.#wokenAt ? due : Math.min(due, forgottenAt);
  }

  phaseOf(cell: Address): 'learn' | 'ready' | 'close' {
    const state = this.#cells.stateOf(cell);
    if (state === 0) return 'learn';
    const { states, judge } = this.#parts;
    return judge.isReady(state, states.get(state, head.lastDay) + 1) ? 'ready' : 'learn';
  }

  isOpen(slot: number): boolean {
    return this.#gate.isOpen(slot) || !this.#postponed.isEmpty(slot);
  }

  conclude(slot: number, cell: Address, key: string): void {
    const turn = this.createTurn();
    turn.slot = slot;
    turn.cell = cell;
    try {
      this.#judgeAgain(turn, key, never);
      if (this.#windows?.judgesEarly === true) this.#judgeOpenWindows(turn, key);
    } finally {
      this.#gate.closeAll(slot, key);
    }
  }

  weigh(slot: number, cell: Address): number {
    const { states, panes } = this.#parts;
    const state = this.#cells.stateOf(cell);
    const beside = this.#gate.bytes(slot) + this.#postponed.bytes(slot);
    return (state === 0 ? 0 : states.bytes(state)) + panes.bytes(cell + paneListAt) + beside;
  }

  save(slot: number, cell: Address, writer: ByteWriter): void {
    const state = this.#cells.stateOf(cell);
    writer.u8(state === 0 ? 0 : 1);
    if (state !== 0) this.#parts.states.save(state, writer);
    this.#parts.panes.save(cell + paneListAt, writer);
    this.#gate.save(slot, writer);
    this.#postponed.save(slot, writer);
  }

  load(slot: number, cell: Address, reader: ByteReader): void {
    if (reader.u8() === 1) this.#parts.states.load(this.#cells.ensureState(cell), reader);
    this.#parts.panes.load(cell + paneListAt, reader);
    this.#gate.load(slot, reader);
    this.#postponed.load(slot, reader);
  }

  release(slot: number, cell: Address): void {
    const state = this.#cells.stateOf(cell);
    if (state !== 0) this.#parts.states.release(state);
    this.#parts.panes.release(cell + paneListAt);
    this.#gate.forget(slot);
    this.#postponed.forget(slot);
  }

  /** Timers: panes that close, then observations whose judgement is final now, then alerts whose period is over. */
  #lifecycle(turn: Turn): boolean {
    if (turn.kind === turnKind.event) return true;
    const { cell, slot, time } = turn;
    this.#wokenAt = time;
    const key = this.#host.keyOf(turn);
    let failure: unknown;
    const attempt = (work: () => void) => {
      try {
        work();
      } catch (thrown) {
        failure ??= thrown;
      }
    };
    while (this.#parts.panes.nextClose(cell + paneListAt) <= time) attempt(() => this.#close(turn, key));
    attempt(() => this.#judgeAgain(turn, key, time));
    this.#gate.close(slot, key, time);
    if (failure !== undefined) throw failure;
    return false;
  }

  #admit(turn: Turn): boolean {
    const { running, zones, panes } = this.#parts;
    const batch = turn.batch!;
    this.#found.length = 0;
    this.#program.measure(batch, turn.row, turn.measures);
    this.#zone = running.zone === undefined ? zones.of(undefined) : zones.of(running.zone(batch, turn.row));
    panes.groups.read(batch, turn.row);
    panes.groups.present([this.#groups]);
    return true;
  }

  #judge(turn: Turn): boolean {
    turn.judge = 0;
    if (this.#windows !== undefined) {
      if (!this.#windows.judgesEarly || turn.cell === 0) return true;
      const pane = this.#parts.panes.find(turn.cell + paneListAt, turn.time, this.#zone);
      const state = this.#cells.stateAt(turn.cell, this.#parts.panes.startAt(turn.time, this.#zone));
      if (this.#windows.judgePart(turn, state, pane, this.#groups, this.#zone)) turn.judge = 1;
      return true;
    }
    if (this.#judgeEvent(turn, turn.time, this.#zone, this.#groups)) turn.judge = 1;
    return true;
  }

  /** Judges the event whose measures the turn has. @returns whether anything could be said */
  #judgeEvent(turn: Turn, time: number, zone: Zone, groups: readonly (string | undefined)[]): boolean {
    const { cell, measures, observation } = turn;
    const pane = cell === 0 ? 0 : this.#parts.panes.find(cell + paneListAt, time, zone);
    const bag = pane === 0 ? 0 : this.#parts.panes.bagOf(pane);
    this.#events.read(measures, time, zone, bag);
    const state = cell === 0 ? 0 : this.#cells.stateAt(cell, this.#parts.panes.startAt(time, zone));
    return this.#events.judge(observation, state, groups);
  }

  #detect(turn: Turn): boolean {
    const { observation } = turn;
    this.#isPostponed = this.#mustWait(turn);
    const isSeen = turn.judge !== 0 || this.#isPostponed;
    if (this.#program.captures.length > 0 && isSeen)
      this.#program.capture(turn.batch!, turn.row, observation.captures);
    if (turn.judge === 0) return true;
    observation.concern(turn.readKey);
    const isFinal = this.#windows === undefined && !this.#isPostponed;
    this.#decide(turn, { isFinal, position: turn.position, ...this.#windowOf(turn) }, (alert, candidate) => {
      this.#found.push({ alert, candidate });
    });
    return true;
  }

  /** Hands over a candidate for each alert whose condition holds for the observation judged last. */
  #decide(
    turn: Turn,
    of: { readonly isFinal: boolean; readonly position: number; readonly window?: readonly [number, number] },
    found: (alert: number, candidate: AlertCandidate) => void,
  ): void {
    const { observation } = turn;
    this.#program.alerts.forEach((alert, index) => {
      if (this.#windows !== undefined && !of.isFinal && !alert.raisesEarly) return;
      if (alert.budget !== undefined && !this.#parts.judge.isWithinBudget(alert.budget.perDay)) return;
      const severity = alert.decide(observation);
      if (severity === undefined) return;
      found(index, this.#wording.candidate(observation, this.#sampleAt, { ...of, alert: index, severity }));
    });
  }

  readonly #sampleAt = (feature: number): Float64Array =>
    this.#windows === undefined ? this.#events.at(feature) : this.#windows.at(feature);

  #windowOf(turn: Turn): { window?: readonly [number, number] } {
    if (this.#windows === undefined) return {};
    const start = this.#parts.panes.startAt(turn.time, this.#zone);
    return { window: [start, this.#parts.panes.endAt(start, this.#zone)] };
  }

  #gather(turn: Turn): boolean {
    const { panes } = this.#parts;
    const cell = this.#host.ensureCell(turn);
    const list = cell + paneListAt;
    const before = panes.panes.count(list);
    const pane = panes.open(list, turn.time, this.#zone);
    if (panes.panes.count(list) !== before) turn.rearms = true;
    panes.groups.keep(panes.groupsOf(pane), turn.time);
    if (this.#windows === undefined) this.#events.gather(panes.bagOf(pane), turn);
    else this.#windows.add(pane, turn);
    return true;
  }

  #report(turn: Turn): boolean {
    if (this.#isPostponed) {
      turn.rearms = true;
      this.#postponed.keep(turn, this.#zone, this.#groups);
    }
    if (turn.judge === 0) return true;
    if (this.#windows === undefined && !this.#isPostponed) {
      this.#host.judged++;
      this.#reportScores(turn, this.#host.keyOf(turn));
    }
    for (const { alert, candidate } of this.#found) {
      const [start, end] = candidate.window ?? [turn.time, turn.time + 1];
      this.#offer(turn, alert, candidate, start, end);
    }
    return true;
  }

  #reportScores(turn: Turn, key: string): void {
    const emit = this.#parts.context.outputs.score;
    if (emit === undefined) return;
    // What was gathered since does not belong to the judgement; the words are for the observation as it was judged.
    this.#wording.report(turn.observation, this.#sampleAt, key, emit);
  }

  /** What its panes and groups have not learnt yet may change its judgement. When too many wait, the first judgement stands. */
  #mustWait(turn: Turn): boolean {
    const isFinal = this.#postponed.settlesAt(turn.time, this.#zone) <= turn.clock;
    return this.#windows === undefined && !isFinal && this.#postponed.hasRoom(turn.slot);
  }

  /** @throws the first failure, after all observations that are final at an instant were judged */
  #judgeAgain(turn: Turn, key: string, instant: number): void {
    let failure: unknown;
    for (const kept of this.#postponed.take(turn.slot, instant)) {
      try {
        const { time, position, zone, groups } = this.#postponed.restore(kept, turn);
        if (!this.#judgeEvent(turn, time, zone, groups)) continue;
        this.#host.judged++;
        turn.observation.concern(() => key);
        this.#reportScores(turn, key);
        this.#decide(turn, { isFinal: true, position }, (alert, candidate) =>
          this.#offer(turn, alert, candidate, time, time + 1),
        );
      } catch (thrown) {
        failure ??= thrown;
      }
    }
    if (failure !== undefined) throw failure;
  }

  /** Closes the oldest pane: judges it as a whole, learns it, and reports what is usual when it is time to. */
  #close(turn: Turn, key: string): void {
    const { panes, contents, learner } = this.#parts;
    const { cell } = turn;
    const list = cell + paneListAt;
    const pane = panes.panes.at(list, 0);
    const [start, end, day] = [panes.panes.startOf(pane), panes.endOf(pane), panes.dayOf(pane)];
    this.#cells.endLife(cell, start);
    const state = this.#cells.stateOf(cell);
    const time = { instant: turn.time, end, day };
    this.#readPane(pane, turn.time);
    let failure: unknown;
    try {
      if (this.#windows !== undefined) this.#judgeWindow(turn, key, pane, 'all');
    } catch (thrown) {
      failure = thrown;
    }
    const learnt = this.#cells.ensureState(cell);
    try {
      learner.judge(state, contents, time);
      learner.learn(learnt, contents, time);
    } finally {
      // A pane that cannot be learnt must not come again and again.
      panes.removeFirst(list);
    }
    this.#show(learnt, day, key);
    if (failure !== undefined) throw failure;
  }

  /** Makes a pane the contents that are judged and learnt. */
  #readPane(pane: Address, time: number): void {
    const { panes, contents } = this.#parts;
    contents.clear(time);
    panes.groups.recall(panes.groupsOf(pane), [contents.groups]);
    if (this.#windows === undefined) contents.takeBag(panes.bagOf(pane));
    else this.#windows.read(pane, panes.dayOf(pane), contents);
  }

  /** What was reported early of a window that is not over holds, as far as more events could not undo it. */
  #judgeOpenWindows(turn: Turn, key: string): void {
    const { panes } = this.#parts.panes;
    const list = turn.cell + paneListAt;
    for (let index = 0; index < panes.count(list); index++) {
      this.#readPane(panes.at(list, index), turn.time);
      this.#judgeWindow(turn, key, panes.at(list, index), 'early');
    }
  }

  /** Judges the window that was read for good. @param asked those that more events could not undo, for one that is not over */
  #judgeWindow(turn: Turn, key: string, pane: Address, asked: 'all' | 'early'): void {
    const { panes, contents } = this.#parts;
    const [start, end] = [panes.panes.startOf(pane), panes.endOf(pane)];
    const state = this.#cells.stateAt(turn.cell, start);
    if (this.#windows?.judge(turn.observation, state, contents, end) !== true) return;
    turn.observation.concern(() => key);
    if (asked === 'all') {
      this.#host.judged++;
      this.#reportScores(turn, key);
    }
    this.#decide(turn, { isFinal: true, position: 0, window: [start, end] }, (alert, candidate) => {
      if (asked === 'all' || this.#program.alerts[alert].raisesEarly)
        this.#offer(turn, alert, candidate, start, end);
    });
  }

  /** Reports what is usual when a key is ready for the first time, and then once a learning period. */
  #show(state: Address, day: number, key: string): void {
    const { states, judge, context } = this.#parts;
    if (!judge.isReady(state, day + 1)) return;
    const shown = states.get(state, head.shownDay);
    if (shown !== 0 && (day - shown) * dayMs < this.#program.learnMs) return;
    states.set(state, head.shownDay, day);
    context.outputs.baseline?.(runningDocumentOf(this.#parts, state, key));
  }

  #offer(turn: Turn, alert: number, candidate: AlertCandidate, start: number, end: number): void {
    const { latenessMs, alerts } = this.#program;
    const [from, to] = alertPeriod(alerts[alert], start, end, this.#parts.context.zone);
    const settledAt = candidate.isFinal
      ? 0
      : Math.max(this.#postponed.settlesAt(start, this.#zone), end + latenessMs);
    turn.rearms = true;
    const closeAt = Math.max(to + latenessMs, settledAt) + this.#program.tickMs;
    this.#gate.offer(turn.slot, this.#host.keyOf(turn), { alert, group: from, closeAt }, candidate);
  }
}
