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
  type BaselineProgram,
  type Behaviour,
  type ByteReader,
  type ByteWriter,
  type Host,
  stage,
  Turn,
  turnKind,
  type Zone,
} from '../../src/index.ts';
import { RunningAlerts } from './alerts.ts';
import { cellWords, paneListAt, RunningCells } from './cell.ts';
import { Closing } from './closing.ts';
import { EventEvidence } from './event-evidence.ts';
import { EventSamples } from './event-samples.ts';
import type { RunningParts } from './parts.ts';
import { Postponed } from './postponed.ts';
import { head } from './state.ts';
import { WindowSamples } from './window-samples.ts';

const never = Number.POSITIVE_INFINITY;

export class RunningBehaviour implements Behaviour {
  readonly cellWords = cellWords;
  readonly operators: OperatorFunction<Turn, Turn>;
  readonly settle?: NonNullable<Behaviour['settle']>;
  readonly #host: Host;
  readonly #parts: RunningParts;
  readonly #program: BaselineProgram;
  readonly #alerts: RunningAlerts;
  readonly #cells: RunningCells;
  readonly #closing: Closing;
  readonly #postponed: Postponed;
  readonly #events: EventSamples;
  readonly #windows: WindowSamples | undefined;
  /** Of rules that add evidence of other keys. */
  readonly #evidence: EventEvidence | undefined;
  /** What a turn found to report once its samples are gathered. */
  readonly #found: { alert: number; candidate: AlertCandidate }[] = [];
  readonly #groups: (string | undefined)[];
  #zone: Zone;
  /** What the event has in common with other keys, and how many of its kind it is in its pane. */
  #place: string | undefined;
  #counts: string | undefined;
  /** True when the observation of the present turn will be judged again. */
  #isPostponed = false;
  /** Instant of the latest timer: a key that has been silent for too long by then may go. */
  #wokenAt = Number.NEGATIVE_INFINITY;

  constructor(host: Host, parts: RunningParts) {
    const { program, ledger, zone } = parts.context;
    this.#host = host;
    this.#parts = parts;
    this.#program = program;
    this.#zone = zone;
    this.#events = new EventSamples(parts);
    this.#windows = program.window === undefined ? undefined : new WindowSamples(parts);
    this.#evidence = parts.evidence === undefined ? undefined : new EventEvidence(parts, parts.evidence);
    this.#cells = new RunningCells(parts);
    this.#postponed = new Postponed(parts, ledger);
    const sampleAt = (feature: number) => (this.#windows ?? this.#events).at(feature);
    this.#alerts = new RunningAlerts({ host, parts, postponed: this.#postponed, sampleAt });
    this.#closing = new Closing({
      host,
      parts,
      cells: this.#cells,
      windows: this.#windows,
      alerts: this.#alerts,
    });
    if (this.#evidence !== undefined) this.settle = (slot, cell, key) => this.#settle(slot, cell, key);
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
    const due = Math.min(panes, this.#alerts.gate.nextDue(slot), this.#postponed.nextDue(slot));
    const state = this.#cells.stateOf(cell);
    if (panes !== never || state === 0) return due;
    const forgottenAt = this.#parts.panes.times.forgottenAt(this.#parts.states.get(state, head.lastEnd));
    return forgottenAt <= this.#wokenAt ? due : Math.min(due, forgottenAt);
  }

  phaseOf(cell: Address): 'learn' | 'ready' | 'close' {
    const state = this.#cells.stateOf(cell);
    if (state === 0) return 'learn';
    const { states, judge } = this.#parts;
    return judge.isReady(state, states.get(state, head.lastDay) + 1) ? 'ready' : 'learn';
  }

  isOpen(slot: number): boolean {
    return this.#alerts.gate.isOpen(slot) || !this.#postponed.isEmpty(slot);
  }

  conclude(slot: number, cell: Address, key: string): void {
    const turn = this.createTurn();
    turn.slot = slot;
    turn.cell = cell;
    try {
      this.#judgeAgain(turn, key, never);
      if (this.#windows?.judgesEarly === true) this.#closing.judgeOpenWindows(turn, key, this.#zone);
    } finally {
      this.#alerts.gate.closeAll(slot, key);
    }
  }

  weigh(slot: number, cell: Address): number {
    const { states, panes } = this.#parts;
    const state = this.#cells.stateOf(cell);
    const beside = this.#alerts.gate.bytes(slot) + this.#postponed.bytes(slot);
    return (state === 0 ? 0 : states.bytes(state)) + panes.bytes(cell + paneListAt) + beside;
  }

  save(slot: number, cell: Address, writer: ByteWriter): void {
    const state = this.#cells.stateOf(cell);
    writer.u8(state === 0 ? 0 : 1);
    if (state !== 0) this.#parts.states.save(state, writer);
    this.#parts.panes.save(cell + paneListAt, writer);
    this.#alerts.gate.save(slot, writer);
    this.#postponed.save(slot, writer);
  }

  load(slot: number, cell: Address, reader: ByteReader): void {
    if (reader.u8() === 1) this.#parts.states.load(this.#cells.ensureState(cell), reader);
    this.#parts.panes.load(cell + paneListAt, reader);
    this.#alerts.gate.load(slot, reader);
    this.#postponed.load(slot, reader);
  }

  release(slot: number, cell: Address): void {
    const state = this.#cells.stateOf(cell);
    if (state !== 0) this.#parts.states.release(state);
    this.#parts.panes.release(cell + paneListAt);
    this.#alerts.gate.forget(slot);
    this.#postponed.forget(slot);
  }

  /** Timers: panes that close, then observations whose evidence is settled or whose judgement is final now, then alerts whose period is over. */
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
    while (this.#parts.panes.nextClose(cell + paneListAt) <= time)
      attempt(() => this.#closing.close(turn, key, this.#zone));
    attempt(() => this.#tellPlaces(turn, key, time));
    attempt(() => this.#judgeAgain(turn, key, time));
    this.#alerts.gate.close(slot, key, time);
    if (failure !== undefined) throw failure;
    return false;
  }

  #admit(turn: Turn): boolean {
    const { running, zones, panes } = this.#parts;
    const batch = turn.batch!;
    this.#found.length = 0;
    this.#program.measure(batch, turn.row, turn.measures);
    this.#zone = running.zone === undefined ? zones.of(undefined) : zones.of(running.zone(batch, turn.row));
    this.#place = this.#evidence?.placeOf(turn);
    panes.groups.read(batch, turn.row);
    panes.groups.present([this.#groups]);
    return true;
  }

  #judge(turn: Turn): boolean {
    turn.judge = 0;
    if (this.#windows !== undefined) {
      if (!this.#windows.judgesEarly || turn.cell === 0) return true;
      const pane = this.#parts.panes.find(turn.cell + paneListAt, turn.time, this.#zone);
      const state = this.#cells.stateAt(turn.cell, this.#parts.panes.times.startAt(turn.time, this.#zone));
      if (this.#windows.judgePart(turn, state, pane, this.#groups, this.#zone)) turn.judge = 1;
      return true;
    }
    if (this.#judgeEvent(turn, turn.time, this.#zone, this.#groups)) turn.judge = 1;
    if (this.#evidence === undefined) return true;
    const { observation, clock, readKey: key } = turn;
    this.#counts = this.#events.counts();
    this.#evidence.measure(turn.judge !== 0);
    if (turn.judge !== 0) this.#evidence.add(observation, { place: this.#place, key, clock });
    return true;
  }

  /** Judges the event whose measures the turn has. @returns whether anything could be said */
  #judgeEvent(
    turn: Turn,
    time: number,
    zone: Zone,
    groups: readonly (string | undefined)[],
    counts?: string,
  ): boolean {
    const { cell, measures, observation } = turn;
    const pane = cell === 0 ? 0 : this.#parts.panes.find(cell + paneListAt, time, zone);
    const bag = pane === 0 ? 0 : this.#parts.panes.bagOf(pane);
    this.#events.read(measures, time, zone, bag, counts);
    const state = cell === 0 ? 0 : this.#cells.stateAt(cell, this.#parts.panes.times.startAt(time, zone));
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
    this.#alerts.decide(
      turn,
      { isFinal, position: turn.position, evidence: this.#evidence?.found, ...this.#windowOf(turn) },
      (alert, candidate) => {
        this.#found.push({ alert, candidate });
      },
    );
    return true;
  }

  #windowOf(turn: Turn): { window?: readonly [number, number] } {
    if (this.#windows === undefined) return {};
    const start = this.#parts.panes.times.startAt(turn.time, this.#zone);
    return { window: [start, this.#parts.panes.times.endAt(start, this.#zone)] };
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
      this.#keep(turn);
    }
    if (turn.judge === 0) return true;
    if (this.#evidence?.isUnusual === true) {
      const event = { time: turn.time, key: this.#host.keyOf(turn) };
      this.#evidence.tell(this.#place, event, { isSettled: !this.#isPostponed, now: turn.clock });
    }
    if (this.#windows === undefined && !this.#isPostponed) {
      this.#host.judged++;
      this.#alerts.reportScores(turn, this.#host.keyOf(turn));
    }
    for (const { alert, candidate } of this.#found) {
      const [start, end] = candidate.window ?? [turn.time, turn.time + 1];
      this.#alerts.offer(turn, alert, candidate, { start, end, zone: this.#zone });
    }
    return true;
  }

  #keep(turn: Turn): void {
    const place = this.#place;
    const of = { zone: this.#zone, groups: this.#groups, place, counts: this.#counts };
    const isTold = this.#evidence?.isUnusual !== true && this.#isSettled(turn);
    this.#postponed.keep(turn, of, { isTold });
  }

  /**
   * What its panes and groups have not learnt yet may change its judgement, and so may evidence that has not come. When too many
   * wait, the first judgement stands.
   */
  #mustWait(turn: Turn): boolean {
    if (this.#windows !== undefined) return false;
    const awaitsEvidence = this.#place !== undefined && turn.judge !== 0;
    return (awaitsEvidence || !this.#isSettled(turn)) && this.#postponed.hasRoom(turn.slot);
  }

  /** True when what an event is by itself cannot change any more. */
  #isSettled({ time, clock }: Turn): boolean {
    return this.#postponed.settlesAt(time, this.#zone) <= clock;
  }

  /** The input has ended: all are to know what is told before any is judged by it. */
  #settle(slot: number, cell: Address, key: string): void {
    const turn = this.createTurn();
    turn.slot = slot;
    turn.cell = cell;
    this.#tellPlaces(turn, key, never);
  }

  /** Tells places of what was highly unusual at them, now that it is settled. @throws the first failure, after all */
  #tellPlaces(turn: Turn, key: string, instant: number): void {
    if (this.#evidence === undefined) return;
    const of = { isSettled: true, now: instant === never ? Number.NEGATIVE_INFINITY : instant };
    let failure: unknown;
    for (const kept of this.#postponed.takeUntold(turn.slot, instant)) {
      try {
        const { time, zone, groups, place, counts } = this.#postponed.restore(kept, turn);
        this.#evidence.measure(this.#judgeEvent(turn, time, zone, groups, counts));
        this.#evidence.tell(place, { time, key }, of);
      } catch (thrown) {
        failure ??= thrown;
      }
    }
    if (failure !== undefined) throw failure;
  }

  /** @throws the first failure, after all observations that are final at an instant were judged */
  #judgeAgain(turn: Turn, key: string, instant: number): void {
    let failure: unknown;
    for (const kept of this.#postponed.take(turn.slot, instant)) {
      try {
        const { time, position, zone, groups, place, counts } = this.#postponed.restore(kept, turn);
        const isJudged = this.#judgeEvent(turn, time, zone, groups, counts);
        this.#evidence?.measure(isJudged);
        if (!isJudged) continue;
        this.#evidence?.add(turn.observation, { place, key: () => key });
        this.#host.judged++;
        turn.observation.concern(() => key);
        this.#alerts.reportScores(turn, key);
        const evidence = this.#evidence?.found;
        this.#alerts.decide(turn, { isFinal: true, position, evidence }, (alert, candidate) =>
          this.#alerts.offer(turn, alert, candidate, { start: time, end: time + 1, zone }),
        );
      } catch (thrown) {
        failure ??= thrown;
      }
    }
    if (failure !== undefined) throw failure;
  }
}
