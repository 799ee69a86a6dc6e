/**
 * When panes begin and end on a key's clock, when they are learnt, and when what is judged in them is final. A pane is learnt once
 * everything of it has arrived and been judged for good; groups merge what their members sent one tick later.
 */

import {
  type BaselineProgram,
  hourMs,
  type RunningProgram,
  Windowing,
  type WindowSpec,
  type Zone,
} from '../../src/index.ts';
import { localDay } from './moment.ts';

/** Ticks that it takes at most, once all has arrived, to settle evidence and to judge by it: so much later panes close. */
const evidenceTicks = 4;

/** The same for judgements that depend on what came earlier in the pane: they are final two ticks after all has arrived. */
const earlierTicks = 3;

const wholeDay: WindowSpec = { kind: 'calendar', unit: 'day' };

/** Longest a pane of a calendar can be, in hours, changes of the clock included. */
const longestHours = { hour: 2, day: 26, week: 170, month: 746, quarter: 2_210, year: 8_786 } as const;

function longestPaneMs(window: WindowSpec | undefined): number {
  const spec = window ?? wholeDay;
  return spec.kind === 'calendar' ? longestHours[spec.unit] * hourMs : spec.lengthMs;
}

export interface PaneTimesSetup {
  readonly program: BaselineProgram;
  readonly running: RunningProgram;
  /** Zone of the source. */
  readonly zone: Zone;
  /** True when a judgement depends on what came earlier in its pane. */
  readonly usesEarlier: boolean;
}

export class PaneTimes {
  readonly #setup: PaneTimesSetup;
  readonly #windowings = new Map<Zone, Windowing>();
  readonly #closingDelayMs: number;

  constructor(setup: PaneTimesSetup) {
    const { program, running, usesEarlier } = setup;
    this.#setup = setup;
    const delayTicks = running.evidence !== undefined ? evidenceTicks : usesEarlier ? earlierTicks : 0;
    this.#closingDelayMs = delayTicks * program.tickMs;
  }

  /** Start of the pane that an instant falls into, for a key in a zone. */
  startAt(time: number, zone: Zone): number {
    return this.#windowing(zone).paneStart(time);
  }

  endAt(start: number, zone: Zone): number {
    return this.#windowing(zone).paneEnd(start);
  }

  /** When everything before an instant has arrived. */
  arrivedAt(instant: number): number {
    const { latenessMs, tickMs } = this.#setup.program;
    return Math.ceil((instant + latenessMs) / tickMs) * tickMs;
  }

  /** When a pane that ends at an instant is learnt: everything of it has arrived, and been judged for good. */
  closesAt(end: number): number {
    return this.arrivedAt(end) + this.#closingDelayMs;
  }

  /** When a key that was last heard of in a pane with an end may be forgotten: no event of its life can come any more. */
  forgottenAt(end: number): number {
    return this.closesAt(end + this.#setup.program.keepMs + longestPaneMs(this.#setup.program.window));
  }

  /** The border after an instant, at which groups merge what their members have sent them: one tick after panes close. */
  borderAfter(instant: number): number {
    const { zone, program } = this.#setup;
    const { tickMs, latenessMs } = program;
    const start = this.startAt(instant - latenessMs, zone);
    const border = this.closesAt(start) + tickMs;
    return border > instant ? border : this.closesAt(this.endAt(start, zone)) + tickMs;
  }

  /** Local day of the source in which the panes lie that end at the border after an instant. */
  groupDay(instant: number): number {
    const { tickMs, latenessMs } = this.#setup.program;
    const awaitedMs = latenessMs + this.#closingDelayMs;
    return Math.floor(localDay(this.borderAfter(instant) - 2 * tickMs - awaitedMs, this.#setup.zone));
  }

  /**
   * When the judgement of an event is final: the panes before its own have closed, and its groups have learnt from them. What
   * depends on earlier events of the pane is final when nothing earlier can come any more.
   */
  settlesAt(time: number, zone: Zone): number {
    const { program, usesEarlier } = this.#setup;
    let at = this.closesAt(this.startAt(time, zone));
    if (zone !== this.#setup.zone) at = Math.max(at, this.closesAt(this.startAt(time, this.#setup.zone)));
    if (usesEarlier) at = Math.max(at, this.arrivedAt(time));
    return at + 2 * program.tickMs;
  }

  /** When evidence of an event is settled: nothing earlier can come. Every second tick: what is judged a tick later knows all of it. */
  evidenceSettlesAt(time: number): number {
    return this.#everySecondTick(this.arrivedAt(time) + this.#setup.program.tickMs);
  }

  /** When the judgement of an event is final that evidence is added to. Earlier than its own pane closes. */
  judgedWithEvidenceAt(time: number, settlesAt: number): number {
    const { tickMs } = this.#setup.program;
    return Math.max(this.evidenceSettlesAt(time), this.#everySecondTick(settlesAt - tickMs)) + tickMs;
  }

  /** When everything up to an instant was judged with evidence, in every zone. */
  allJudgedAt(instant: number): number {
    return this.closesAt(instant) + evidenceTicks * this.#setup.program.tickMs;
  }

  #windowing(zone: Zone): Windowing {
    const known = this.#windowings.get(zone);
    if (known !== undefined) return known;
    const windowing = new Windowing(this.#setup.program.window ?? wholeDay, zone);
    this.#windowings.set(zone, windowing);
    return windowing;
  }

  #everySecondTick(instant: number): number {
    const twoTicksMs = 2 * this.#setup.program.tickMs;
    return Math.ceil(instant / twoTicksMs) * twoTicksMs;
  }
}
