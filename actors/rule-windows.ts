/** The windows of a threshold rule: panes, the judging of windows that are over, and the first look at open ones. */

import {
  type Address,
  type Aggregate,
  type AlertCandidate,
  alertPeriod,
  type ByteReader,
  type ByteWriter,
  CurrentObservation,
  createAggregate,
  type Dictionary,
  type Heap,
  type Ledger,
  type Outputs,
  type Severity,
  severityRank,
  showNumber,
  type ThresholdProgram,
  type Turn,
  type Zone,
} from '../src/index.ts';
import { aggregateArgument } from './aggregate-argument.ts';
import type { AlertGate } from './alert-gate.ts';
import { limitText } from './limit-text.ts';
import { layOut, type PaneClass, progressDouble, type WindowedAlert } from './rule-layout.ts';

export interface RuleServices {
  readonly program: ThresholdProgram;
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  readonly ledger: Ledger;
  readonly outputs: Outputs;
  readonly zone: Zone;
  readonly showTime: (time: number) => string;
}

/** What an event was found to mean for an open window. */
interface Finding {
  readonly alert: WindowedAlert;
  readonly episode: number;
  readonly end: number;
  /** Undefined when all of it has been reported. */
  readonly candidate: AlertCandidate | undefined;
}

const never = Number.POSITIVE_INFINITY;

export class RuleWindows {
  readonly words: number;
  readonly #services: RuleServices;
  readonly #gate: AlertGate;
  readonly #aggregates: readonly Aggregate[];
  readonly #offsets: number[] = [];
  readonly #alerts: readonly WindowedAlert[];
  readonly #classes: readonly PaneClass[];
  readonly #scratch: Address;
  readonly #observation: CurrentObservation;
  readonly #found: Finding[] = [];
  /** The present event's pane in each class. */
  readonly #openPanes: Address[] = [];

  /** Windows judged for good. */
  readonly #judged: () => void;

  constructor(services: RuleServices, gate: AlertGate, judged: () => void) {
    this.#judged = judged;
    const { program, heap, zone } = services;
    this.#services = services;
    this.#gate = gate;
    this.#aggregates = program.aggregates.map(({ kind }) => createAggregate(kind, { heap }));
    let words = 0;
    for (const aggregate of this.#aggregates) {
      this.#offsets.push(words);
      words += aggregate.words;
    }
    this.#scratch = heap.allocate(words + 2);
    const layout = layOut({ program, aggregates: this.#aggregates, heap, zone });
    this.#alerts = layout.alerts;
    this.#classes = layout.classes;
    this.words = layout.words;
    this.#observation = new CurrentObservation({
      slots: program.aggregates.length,
      aggregates: program.aggregates.length,
      captures: 0,
      keyParts: program.keyParts,
    });
  }

  nextDue(cell: Address): number {
    let due = never;
    for (let index = 0; index < this.#alerts.length; index++)
      due = Math.min(due, this.#nextEnd(cell, this.#alerts[index]));
    return due === never ? never : due + this.#services.program.latenessMs;
  }

  /** Judges the windows that are not over as far as they came, where more events could not undo what holds now. */
  judgeOpen(slot: number, cell: Address, key: string): void {
    for (const alert of this.#alerts) {
      if (!alert.program.raisesEarly) continue;
      for (let end = this.#nextEnd(cell, alert); end !== never; end = this.#nextEnd(cell, alert)) {
        this.#conclude(slot, cell, key, alert, end);
        this.#setProgress(cell, alert, progressDouble.judged, end);
      }
    }
  }

  /** Judges the windows that are over; forgets the panes no window needs any more. @throws the first failure, after all were handled */
  close(slot: number, cell: Address, key: string, instant: number): void {
    let failure: unknown;
    const { latenessMs } = this.#services.program;
    for (const alert of this.#alerts) {
      for (
        let end = this.#nextEnd(cell, alert);
        end + latenessMs <= instant;
        end = this.#nextEnd(cell, alert)
      ) {
        try {
          this.#conclude(slot, cell, key, alert, end);
        } catch (thrown) {
          failure ??= thrown;
        }
        this.#setProgress(cell, alert, progressDouble.judged, end);
      }
    }
    for (const { panes, list } of this.#classes) {
      while (
        panes.count(cell + list) > 0 &&
        this.#isSpent(cell, panes.startOf(panes.at(cell + list, 0)), list)
      ) {
        panes.removeFirst(cell + list);
      }
    }
    if (failure !== undefined) throw failure;
  }

  /** Looks at the open windows that an event falls into, with the event counted in. Keeps what is found for `reportFound`. */
  look(turn: Turn, keyOf: () => string): void {
    this.#found.length = 0;
    for (const alert of this.#alerts) {
      if (!alert.program.raisesEarly) continue;
      const { windowing } = alert;
      const start = windowing.paneStart(turn.time);
      const last = windowing.lastWindowEnd(start);
      for (let end = windowing.firstWindowEnd(start); end <= last; end = windowing.nextWindowEnd(end)) {
        if (this.#lookAt(turn, alert, end, keyOf)) break;
      }
    }
  }

  /** @throws RangeError when a key has too many open windows; nothing is added then */
  add(cell: Address, turn: Turn): void {
    const classes = this.#classes;
    for (let which = 0; which < classes.length; which++) {
      const { windowing, panes, list } = classes[which];
      const before = panes.count(cell + list);
      this.#openPanes[which] = panes.open(cell + list, windowing.paneStart(turn.time));
      if (panes.count(cell + list) !== before) turn.rearms = true;
    }
    for (let which = 0; which < classes.length; which++) {
      for (let index = 0; index < this.#aggregates.length; index++) {
        this.#aggregates[index].add(
          classes[which].panes.aggregateOf(this.#openPanes[which], index),
          aggregateArgument(this.#services.program.aggregates[index], turn.measures, index),
        );
      }
    }
  }

  reportFound(turn: Turn, keyOf: () => string): void {
    for (const { alert, episode, end, candidate } of this.#found) {
      this.#noteFound(turn.cell, alert, episode, end);
      if (candidate === undefined) continue;
      turn.rearms = true;
      this.#offer(turn.slot, keyOf(), alert, episode, end, candidate);
    }
  }

  bytes(cell: Address): number {
    return this.#classes.reduce((bytes, { panes, list }) => bytes + panes.bytes(cell + list), 0);
  }

  save(cell: Address, writer: ByteWriter): void {
    for (const alert of this.#alerts) {
      for (const double of Object.values(progressDouble)) writer.f64(this.#progress(cell, alert, double));
    }
    for (const { panes, list } of this.#classes) panes.save(cell + list, writer, () => {});
  }

  load(cell: Address, reader: ByteReader): void {
    for (const alert of this.#alerts) {
      for (const double of Object.values(progressDouble))
        this.#setProgress(cell, alert, double, reader.f64());
    }
    for (const { panes, list } of this.#classes) panes.load(cell + list, reader, () => {});
  }

  release(cell: Address): void {
    for (const { panes, list } of this.#classes) panes.removeAll(cell + list);
  }

  /** End of the first window of an alert that has events and has not been judged; Infinity without one. */
  #nextEnd(cell: Address, { windowing, paneClass, ...alert }: WindowedAlert): number {
    const list = cell + paneClass.list;
    const count = paneClass.panes.count(list);
    const judged = this.#progress(cell, alert, progressDouble.judged);
    for (let index = 0; index < count; index++) {
      const start = paneClass.panes.startOf(paneClass.panes.at(list, index));
      if (windowing.lastWindowEnd(start) <= judged) continue;
      const first = windowing.firstWindowEnd(start);
      return first > judged ? first : windowing.nextWindowEnd(judged);
    }
    return never;
  }

  #isSpent(cell: Address, start: number, list: number): boolean {
    return this.#alerts.every(
      (alert) =>
        alert.paneClass.list !== list ||
        alert.windowing.lastWindowEnd(start) <= this.#progress(cell, alert, progressDouble.judged),
    );
  }

  #conclude(slot: number, cell: Address, key: string, alert: WindowedAlert, end: number): void {
    const before = this.#progress(cell, alert, progressDouble.episode);
    const judged = this.#progress(cell, alert, progressDouble.judged);
    const goesOn = before !== 0 && alert.windowing.nextWindowEnd(judged) === end;
    this.#setProgress(cell, alert, progressDouble.episode, 0);
    this.#observe(cell, alert, end, undefined);
    this.#judged();
    const severity = this.#decide(alert, () => key);
    if (severity === undefined) return;
    const isSliding = alert.windowing.panesPerWindow > 1;
    const episode = isSliding && goesOn ? before : end;
    this.#setProgress(cell, alert, progressDouble.episode, episode);
    const candidate = { ...this.#candidate(alert, severity, 0, true), goesOn: isSliding && goesOn };
    this.#offer(slot, key, alert, episode, end, candidate);
  }

  /** True when the condition holds in this window. */
  #lookAt(turn: Turn, alert: WindowedAlert, end: number, keyOf: () => string): boolean {
    const episode = this.#openEpisode(turn.cell, alert, end);
    const reported = this.#reportedSeverity(turn.slot, alert, episode, end);
    const isKnown = reported !== undefined && this.#isFoundUntil(turn.cell, alert, end);
    if (isKnown && reported === alert.program.severest) return true;
    this.#observe(turn.cell, alert, end, turn);
    const severity = this.#decide(alert, keyOf);
    if (severity === undefined) return false;
    const isWorse = reported === undefined || severityRank(severity) > severityRank(reported);
    if (isKnown && !isWorse) return true;
    const candidate = isWorse ? this.#candidate(alert, severity, turn.position, false) : undefined;
    this.#found.push({ alert, episode, end, candidate });
    return true;
  }

  #noteFound(cell: Address, alert: WindowedAlert, episode: number, end: number): void {
    const goesOn = this.#progress(cell, alert, progressDouble.foundEpisode) === episode;
    const before = goesOn ? this.#progress(cell, alert, progressDouble.foundEnd) : 0;
    this.#setProgress(cell, alert, progressDouble.foundEpisode, episode);
    this.#setProgress(cell, alert, progressDouble.foundEnd, Math.max(before, end));
  }

  #reportedSeverity(slot: number, alert: WindowedAlert, episode: number, end: number): Severity | undefined {
    if (slot < 0) return undefined;
    return this.#gate.severityOf(slot, alert.index, this.#period(alert, episode, end)[0]);
  }

  /** Windows that do not overlap have no episodes: each is known by itself. */
  #isFoundUntil(cell: Address, alert: WindowedAlert, end: number): boolean {
    return (
      alert.windowing.panesPerWindow === 1 || this.#progress(cell, alert, progressDouble.foundEnd) >= end
    );
  }

  /** The episode an open window would belong to: the one before it goes on, or it begins its own. */
  #openEpisode(cell: Address, alert: WindowedAlert, end: number): number {
    const { windowing } = alert;
    if (cell === 0 || windowing.panesPerWindow === 1) return end;
    const judged = this.#progress(cell, alert, progressDouble.judged);
    const episode = this.#progress(cell, alert, progressDouble.episode);
    if (episode !== 0 && end <= windowing.nextWindowEnd(judged)) return episode;
    const found = this.#progress(cell, alert, progressDouble.foundEpisode);
    const foundEnd = this.#progress(cell, alert, progressDouble.foundEnd);
    const goesOn = foundEnd > judged && end >= found && end <= windowing.nextWindowEnd(foundEnd);
    return goesOn ? found : end;
  }

  #offer(
    slot: number,
    key: string,
    alert: WindowedAlert,
    episode: number,
    end: number,
    candidate: AlertCandidate,
  ): void {
    const [from, to] = this.#period(alert, episode, end);
    const { windowing } = alert;
    // A window that begins within the period belongs to it, and ends later.
    const lastBegun = windowing.lastWindowEnd(windowing.paneStart(to - 1));
    // An episode may go on in the next window: its alert stays open until that one has been judged.
    const last = windowing.panesPerWindow > 1 ? windowing.nextWindowEnd(Math.max(lastBegun, end)) : lastBegun;
    const at = { alert: alert.index, group: from, closeAt: last + this.#services.program.latenessMs };
    this.#gate.offer(slot, key, at, candidate);
  }

  #period(alert: WindowedAlert, episode: number, end: number): [number, number] {
    const start = alert.windowing.windowStart(episode);
    return alertPeriod(alert.program, start, Math.max(episode, end), this.#services.zone);
  }

  #decide(alert: WindowedAlert, key: () => string): Severity | undefined {
    this.#observation.concern(key);
    return alert.program.decide(this.#observation);
  }

  #candidate(alert: WindowedAlert, severity: Severity, position: number, isFinal: boolean): AlertCandidate {
    const observation = this.#observation;
    const { aggregates } = this.#services.program;
    return {
      severity,
      score: 1,
      message: alert.program.message(observation),
      features: aggregates.map((aggregate, index) => ({
        name: aggregate.text,
        observed: showNumber(observation.aggregates[index]),
        // A threshold is a limit, not a habit: it stands with the value it limits.
        expected: limitText(alert.program.text, aggregate.text),
        score: 1,
        isNew: false,
      })),
      time: observation.time,
      window: [alert.windowing.windowStart(observation.time), observation.time],
      position,
      generation: 0,
      isFinal,
    };
  }

  /** Fills the observation with a window's aggregates, one event more when a turn is given. */
  #observe(
    cell: Address,
    { windowing, paneClass }: WindowedAlert,
    end: number,
    turn: Turn | undefined,
  ): void {
    const { panes, list } = paneClass;
    const from = windowing.windowStart(end);
    this.#observation.time = end;
    for (let which = 0; which < this.#aggregates.length; which++) {
      const aggregate = this.#aggregates[which];
      const total = this.#scratch + this.#offsets[which];
      const count = cell === 0 ? 0 : panes.count(cell + list);
      for (let index = 0; index < count; index++) {
        const pane = panes.at(cell + list, index);
        const start = panes.startOf(pane);
        if (start >= end) break;
        if (start >= from) aggregate.merge(total, panes.aggregateOf(pane, which));
      }
      this.#observation.aggregates[which] =
        turn === undefined
          ? aggregate.result(total)
          : aggregate.resultWith(
              total,
              aggregateArgument(this.#services.program.aggregates[which], turn.measures, which),
            );
      aggregate.release(total);
    }
  }

  #progress(cell: Address, alert: Pick<WindowedAlert, 'progress'>, which: number): number {
    const at = cell + alert.progress;
    return this.#services.heap.pageOf(at).f64[(this.#services.heap.offsetOf(at) >>> 1) + which];
  }

  #setProgress(cell: Address, alert: Pick<WindowedAlert, 'progress'>, which: number, value: number): void {
    const at = cell + alert.progress;
    this.#services.heap.pageOf(at).f64[(this.#services.heap.offsetOf(at) >>> 1) + which] = value;
  }
}
