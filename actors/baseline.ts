/**
 * The baseline actor: learns what is usual for one key, and reports what is not.
 *
 * Key → what the rule says `for each`. State: generations of models, open windows when the rule learns per window,
 * observations waiting for a second judgement, alerts still open. Messages: events; the timer of its earliest deadline.
 * Behaviour, one chain for all keys of a rule and shard: lifecycle → admit → judge → detect → learn → report.
 */

import { type OperatorFunction, pipe } from 'rxjs';
import type {
  Address,
  AlertCandidate,
  Behaviour,
  ByteReader,
  ByteWriter,
  Host,
  Measures,
} from '../src/index.ts';
import { alertPeriod, showKey, stage, Turn, turnKind } from '../src/index.ts';
import { AlertGate } from './alert-gate.ts';
import type { BaselineServices } from './baseline-parts.ts';
import { type BaselineParts, createBaselineParts, documentOf } from './baseline-parts.ts';
import { BaselineWindows } from './baseline-windows.ts';
import { Pending, type PendingObservation } from './pending.ts';

const phaseNames = ['learn', 'ready', 'close'] as const;

export class BaselineBehaviour implements Behaviour {
  readonly cellWords: number;
  readonly operators: OperatorFunction<Turn, Turn>;
  readonly #host: Host;
  readonly #services: BaselineServices;
  readonly #parts: BaselineParts;
  readonly #gate: AlertGate;
  readonly #pending: Pending;
  readonly #windows: BaselineWindows | undefined;
  /** What a turn found to report once its learning is done. */
  readonly #found: { alert: number; candidate: AlertCandidate }[] = [];
  /** True when the observation of the present turn was judged, by a generation or by peers alone. */
  #isJudged = false;
  /** True when the observation of the present turn will be judged again. */
  #isPostponed = false;
  /** True when the event of the present turn is not learnt. */
  #isIgnored = false;

  constructor(host: Host, services: BaselineServices) {
    const { program } = services;
    this.#host = host;
    this.#services = services;
    this.#parts = createBaselineParts(services);
    this.#pending = new Pending(services.ledger, program.captures);
    this.#gate = new AlertGate({
      ledger: services.ledger,
      rule: program.name,
      title: program.title,
      report: (alert) => services.outputs.alert(alert),
      showTime: services.showTime,
    });
    if (program.window !== undefined) {
      this.#windows = new BaselineWindows({
        services,
        parts: this.#parts,
        gate: this.#gate,
        host,
        list: this.#parts.generations.words,
      });
    }
    this.cellWords = this.#parts.generations.words + (this.#windows?.words ?? 0);
    this.operators = pipe(
      stage('lifecycle', (turn) => this.#lifecycle(turn)),
      stage('admit', (turn) => this.#admit(turn)),
      stage('judge', (turn) => this.#judge(turn)),
      stage('detect', (turn) => this.#detect(turn)),
      stage('learn', (turn) => this.#learn(turn)),
      stage('report', (turn) => this.#report(turn)),
    );
  }

  createTurn(): Turn {
    const { program } = this.#services;
    const slots = Math.max(program.features.length, program.aggregates.length);
    const { aggregates, captures, keyParts } = program;
    return new Turn({ slots, aggregates: aggregates.length, captures: captures.length, keyParts });
  }

  dueAt(slot: number, cell: Address): number {
    const windows = this.#windows?.nextDue(cell) ?? Number.POSITIVE_INFINITY;
    let due = Math.min(this.#parts.generations.nextDue(cell), windows, this.#gate.nextDue(slot));
    for (const { time } of this.#pending.of(slot)) {
      // An undecided one waits for its life to be forgotten, which is among the deadlines of the generations.
      if (this.#parts.generations.isUndecided(cell, time)) continue;
      due = Math.min(due, this.#parts.generations.periodClosesAt(cell, time) || due);
    }
    return due;
  }

  phaseOf(cell: Address): 'learn' | 'ready' | 'close' {
    return phaseNames[this.#parts.generations.furthestPhase(cell)];
  }

  isOpen(slot: number): boolean {
    return this.#gate.isOpen(slot) || this.#pending.of(slot).length > 0;
  }

  conclude(slot: number, cell: Address, key: string): void {
    try {
      this.#windows?.judgeOpen(slot, cell, key);
      // Nothing can come late any more: what waits is judged by what was learnt.
      const turn = this.createTurn();
      turn.slot = slot;
      turn.cell = cell;
      this.#judgeAgain(turn, key, () => true);
    } finally {
      this.#gate.closeAll(slot, key);
    }
  }

  weigh(slot: number, cell: Address): number {
    const beside = this.#gate.bytes(slot) + this.#pending.bytes(slot);
    return this.#parts.generations.bytes(cell) + (this.#windows?.bytes(cell) ?? 0) + beside;
  }

  save(slot: number, cell: Address, writer: ByteWriter): void {
    this.#parts.generations.save(cell, writer);
    this.#windows?.save(cell, writer);
    this.#gate.save(slot, writer);
    this.#pending.save(slot, writer);
  }

  load(slot: number, cell: Address, reader: ByteReader): void {
    this.#parts.generations.load(cell, reader);
    this.#windows?.load(cell, reader);
    this.#gate.load(slot, reader);
    this.#pending.load(slot, reader);
  }

  release(slot: number, cell: Address): void {
    this.#parts.generations.releaseAll(cell);
    this.#windows?.release(cell);
    this.#gate.forget(slot);
    this.#pending.forget(slot);
  }

  /** Timers: windows that end, then generations that change phase, then alerts whose period is over. */
  #lifecycle(turn: Turn): boolean {
    if (turn.kind === turnKind.event) return true;
    const { cell, slot, time } = turn;
    const key = this.#host.keyOf(turn);
    let failure: unknown;
    try {
      this.#windows?.close(slot, cell, key, time);
    } catch (thrown) {
      failure = thrown;
    }
    const document = (generation: Address) => {
      this.#parts.generations.markShown(generation);
      const { baseline } = this.#services.outputs;
      if (baseline !== undefined) baseline(documentOf(this.#parts, this.#services, showKey(key), generation));
    };
    if (this.#parts.generations.forgetEnded(cell, time)) this.#learnPostponed(slot, cell);
    this.#parts.generations.advance(cell, time, {
      ready: document,
      closing: (generation) => this.#windows?.countSilence(generation),
      closed: (generation) => {
        if (this.#parts.generations.hasChanged(generation)) document(generation);
      },
    });
    try {
      this.#judgeAgain(turn, key, (moment) => this.#parts.generations.isSettled(cell, moment, turn.clock));
    } catch (thrown) {
      failure ??= thrown;
    }
    this.#gate.close(slot, key, time);
    if (failure !== undefined) throw failure;
    return false;
  }

  #admit(turn: Turn): boolean {
    const { program } = this.#services;
    this.#found.length = 0;
    program.measure(turn.batch!, turn.row, turn.measures);
    this.#isIgnored = program.ignores?.matches(turn.batch!, turn.row) ?? false;
    this.#windows?.readGroups(turn.batch!, turn.row);
    return true;
  }

  #judge(turn: Turn): boolean {
    this.#isJudged = false;
    const time = this.#windows === undefined ? turn.time : this.#windows.startOf(turn.time);
    turn.judge = turn.cell === 0 ? 0 : this.#parts.generations.judgeOf(turn.cell, time);
    if (turn.judge === 0 && this.#windows?.isJudged(0) !== true) return true;
    const { observation, measures } = turn;
    if (this.#windows !== undefined) {
      this.#windows.observePartial(turn, observation);
    } else {
      observation.time = turn.time;
      for (let index = 0; index < measures.texts.length; index++) {
        observation.numbers[index] = measures.numbers[index];
        observation.texts[index] = measures.texts[index];
      }
    }
    const judged = this.#parts.judge.judge(observation, turn.judge, time, this.#windows !== undefined);
    this.#isJudged = judged > 0;
    return true;
  }

  #detect(turn: Turn): boolean {
    const { program } = this.#services;
    const { observation } = turn;
    this.#isPostponed = this.#mustWait(turn);
    const isSeen = this.#isJudged || this.#isPostponed;
    if (program.captures.length > 0 && isSeen) program.capture(turn.batch!, turn.row, observation.captures);
    if (!this.#isJudged || program.alerts.length === 0) return true;
    observation.concern(turn.readKey);
    const isFinal = this.#windows === undefined && !this.#isPostponed;
    for (let alert = 0; alert < program.alerts.length; alert++) {
      if (this.#windows !== undefined && !program.alerts[alert].raisesEarly) continue;
      const severity = program.alerts[alert].decide(observation);
      if (severity === undefined) continue;
      const of = { generation: turn.judge, position: turn.position, isFinal, ...this.#windowOf(turn) };
      this.#found.push({ alert, candidate: this.#parts.wording.candidate(observation, alert, severity, of) });
    }
    return true;
  }

  #windowOf(turn: Turn): { window?: [number, number] } {
    if (this.#windows === undefined) return {};
    const start = this.#windows.startOf(turn.time);
    return { window: [start, this.#windows.endOf(start)] };
  }

  #learn(turn: Turn): boolean {
    if (this.#isIgnored) return true;
    const cell = this.#host.ensureCell(turn);
    if (this.#windows !== undefined) {
      this.#windows.add(cell, turn);
      return true;
    }
    if (this.#isPostponed && this.#parts.generations.isUndecided(cell, turn.time)) return true;
    const hasChanged = this.#learnAt(cell, turn.time, turn.measures);
    if (hasChanged) {
      turn.rearms = true;
      // It may have prolonged the life that seemed over.
      this.#learnPostponed(turn.slot, cell);
    }
    return true;
  }

  /** @returns true when a deadline may have changed by it */
  #learnAt(cell: Address, time: number, measures: Measures): boolean {
    const { generations } = this.#parts;
    const hasChanged = generations.findLearners(cell, time);
    if (generations.learners.length > 0) this.#parts.learn(cell, time, measures);
    return hasChanged;
  }

  /** Learns what waited until its life was known. */
  #learnPostponed(slot: number, cell: Address): void {
    for (const kept of this.#pending.unlearnt(slot)) {
      this.#learnAt(cell, kept.time, kept);
      kept.isLearnt = true;
    }
  }

  #report(turn: Turn): boolean {
    if (this.#isPostponed) this.#postpone(turn);
    if (!this.#isJudged) return true;
    if (this.#windows === undefined && !this.#isPostponed) {
      this.#host.judged++;
      this.#reportScores(turn);
    }
    for (const { alert, candidate } of this.#found) {
      const start = this.#windows === undefined ? turn.time : this.#windows.startOf(turn.time);
      const end = this.#windows === undefined ? turn.time + 1 : this.#windows.endOf(start);
      this.#offer(turn, alert, candidate, start, end);
    }
    return true;
  }

  /**
   * A generation that judges the moment still learns, or it is not known which one does. When too many wait already, the
   * first judgement stands, and what is undecided begins a new life.
   */
  #mustWait(turn: Turn): boolean {
    if (this.#windows !== undefined || turn.cell === 0) return false;
    const isSettled = this.#parts.generations.isSettled(turn.cell, turn.time, turn.clock);
    return !isSettled && this.#pending.hasRoom(turn.slot);
  }

  /** Keeps an observation, to judge it again when the generation that judges it has closed. */
  #postpone(turn: Turn): void {
    turn.rearms = true;
    this.#pending.keep(turn.slot, {
      time: turn.time,
      position: turn.position,
      numbers: turn.measures.numbers.slice(),
      texts: [...turn.measures.texts],
      captures: [...turn.observation.captures],
      // What is ignored never waits to be learnt.
      isLearnt: this.#isIgnored || !this.#parts.generations.isUndecided(turn.cell, turn.time),
    });
  }

  /** @throws the first failure, after all observations were judged */
  #judgeAgain(turn: Turn, key: string, isSettled: (time: number) => boolean): void {
    const settled = this.#pending.takeSettled(turn.slot, ({ time }) => isSettled(time));
    let failure: unknown;
    for (const kept of settled) {
      try {
        this.#judgeKept(turn, key, kept);
      } catch (thrown) {
        failure ??= thrown;
      }
    }
    if (failure !== undefined) throw failure;
  }

  #judgeKept(turn: Turn, key: string, kept: PendingObservation): void {
    const { program, outputs } = this.#services;
    const { observation } = turn;
    const generation = this.#parts.generations.judgeOf(turn.cell, kept.time);
    if (generation === 0) return;
    observation.time = kept.time;
    observation.numbers.set(kept.numbers);
    for (let index = 0; index < kept.texts.length; index++) observation.texts[index] = kept.texts[index];
    for (let index = 0; index < kept.captures.length; index++)
      observation.captures[index] = kept.captures[index];
    if (this.#parts.judge.judge(observation, generation, kept.time, false) === 0) return;
    this.#host.judged++;
    observation.concern(() => key);
    if (outputs.score !== undefined) this.#parts.wording.report(observation, generation, key, outputs.score);
    program.alerts.forEach((alert, index) => {
      const severity = alert.decide(observation);
      if (severity === undefined) return;
      const of = { generation, position: kept.position, isFinal: true };
      const candidate = this.#parts.wording.candidate(observation, index, severity, of);
      this.#offer(turn, index, candidate, kept.time, kept.time + 1);
    });
  }

  #offer(turn: Turn, alert: number, candidate: AlertCandidate, start: number, end: number): void {
    const { program, zone } = this.#services;
    const [from, to] = alertPeriod(program.alerts[alert], start, end, zone);
    const settledAt = candidate.isFinal ? 0 : this.#parts.generations.settledAt(turn.cell, start);
    const closeAt = Math.max(to + program.latenessMs, settledAt);
    turn.rearms = true;
    this.#gate.offer(turn.slot, this.#host.keyOf(turn), { alert, group: from, closeAt }, candidate);
  }

  #reportScores(turn: Turn): void {
    const emit = this.#services.outputs.score;
    if (emit !== undefined)
      this.#parts.wording.report(turn.observation, turn.judge, this.#host.keyOf(turn), emit);
  }
}
