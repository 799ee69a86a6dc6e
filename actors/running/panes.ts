/**
 * The open panes of a running baseline: a local day of samples when it learns per event, a window of aggregates otherwise.
 * A pane knows its end and its local day, since keys may live in zones of their own.
 */

import {
  type Address,
  type Aggregate,
  type BaselineProgram,
  type ByteReader,
  type ByteWriter,
  type Dictionary,
  type Heap,
  hourMs,
  type RunningProgram,
  Windowing,
  type WindowSpec,
  type Zone,
} from '../../src/index.ts';
import { PaneGroups } from '../pane-groups.ts';
import { Panes } from '../panes.ts';
import { localDay } from './moment.ts';
import { bagWords, type SampleBag } from './sample-bag.ts';

// Words of a pane beyond its start and aggregates: end and local day of its start as doubles, then its bag, then its groups.
const endAt = 0;
const dayAt = 1;
const bagAt = 4;
const groupsAt = bagAt + bagWords;

const wholeDay: WindowSpec = { kind: 'calendar', unit: 'day' };

/** Longest a pane of a calendar can be, in hours, changes of the clock included. */
const longestHours = { hour: 2, day: 26, week: 170, month: 746, quarter: 2_210, year: 8_786 } as const;

function longestPaneMs(window: WindowSpec | undefined): number {
  const spec = window ?? wholeDay;
  return spec.kind === 'calendar' ? longestHours[spec.unit] * hourMs : spec.lengthMs;
}

export interface RunningPanesSetup {
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  readonly program: BaselineProgram;
  readonly running: RunningProgram;
  readonly aggregates: readonly Aggregate[];
  readonly bags: SampleBag;
  /** Zone of the source. */
  readonly zone: Zone;
}

export class RunningPanes {
  readonly groups: PaneGroups;
  readonly panes: Panes;
  readonly #setup: RunningPanesSetup;
  readonly #windowings = new Map<Zone, Windowing>();

  constructor(setup: RunningPanesSetup) {
    const { heap, dictionary, running } = setup;
    this.#setup = setup;
    this.groups = new PaneGroups({ heap, dictionary, features: [{ levels: running.levels }] });
    this.panes = new Panes({
      heap,
      aggregates: setup.aggregates,
      extraWords: groupsAt + this.groups.words,
    });
  }

  /** Start of the pane that an instant falls into, for a key in a zone. */
  startAt(time: number, zone: Zone): number {
    return this.#windowing(zone).paneStart(time);
  }

  endAt(start: number, zone: Zone): number {
    return this.#windowing(zone).paneEnd(start);
  }

  /** When everything of a pane that ends at an instant has arrived. */
  closesAt(end: number): number {
    const { latenessMs, tickMs } = this.#setup.program;
    return Math.ceil((end + latenessMs) / tickMs) * tickMs;
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
    return Math.floor(localDay(this.borderAfter(instant) - 2 * tickMs - latenessMs, this.#setup.zone));
  }

  /**
   * When the judgement of an event is final: the panes before its own have closed, and its groups have learnt from them. What
   * depends on earlier events of the pane is final when nothing earlier can come any more.
   */
  settlesAt(time: number, zone: Zone, usesEarlier: boolean): number {
    const { program } = this.#setup;
    let at = this.closesAt(this.startAt(time, zone));
    if (zone !== this.#setup.zone) at = Math.max(at, this.closesAt(this.startAt(time, this.#setup.zone)));
    if (usesEarlier) at = Math.max(at, this.closesAt(time));
    return at + 2 * program.tickMs;
  }

  open(list: Address, time: number, zone: Zone): Address {
    const start = this.startAt(time, zone);
    const found = this.panes.find(list, start);
    if (found !== 0) return found;
    const pane = this.panes.open(list, start);
    this.#set(pane, endAt, this.endAt(start, zone));
    this.#set(pane, dayAt, localDay(start, zone));
    return pane;
  }

  find(list: Address, time: number, zone: Zone): Address {
    return this.panes.find(list, this.startAt(time, zone));
  }

  endOf(pane: Address): number {
    return this.#get(pane, endAt);
  }

  /** Local time of the pane's start in days, its fraction included. */
  dayOf(pane: Address): number {
    return this.#get(pane, dayAt);
  }

  bagOf(pane: Address): Address {
    return this.panes.extraOf(pane) + bagAt;
  }

  groupsOf(pane: Address): Address {
    return this.panes.extraOf(pane) + groupsAt;
  }

  /** When the first of the open panes closes, Infinity without one. */
  nextClose(list: Address): number {
    let close = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.panes.count(list); index++)
      close = Math.min(close, this.closesAt(this.endOf(this.panes.at(list, index))));
    return close;
  }

  removeFirst(list: Address): void {
    const first = this.panes.at(list, 0);
    this.#setup.bags.release(this.bagOf(first));
    this.groups.release(this.groupsOf(first));
    this.panes.removeFirst(list);
  }

  release(list: Address): void {
    while (this.panes.count(list) > 0) this.removeFirst(list);
  }

  bytes(list: Address): number {
    let bytes = this.panes.bytes(list);
    for (let index = 0; index < this.panes.count(list); index++)
      bytes += this.#setup.bags.bytes(this.bagOf(this.panes.at(list, index)));
    return bytes;
  }

  save(list: Address, writer: ByteWriter): void {
    this.panes.save(list, writer, (extra) => {
      writer.f64(this.#double(extra, endAt));
      writer.f64(this.#double(extra, dayAt));
      this.#setup.bags.save(extra + bagAt, writer);
      this.groups.save(extra + groupsAt, writer);
    });
  }

  load(list: Address, reader: ByteReader): void {
    this.panes.load(list, reader, (extra) => {
      this.#setDouble(extra, endAt, reader.f64());
      this.#setDouble(extra, dayAt, reader.f64());
      this.#setup.bags.load(extra + bagAt, reader);
      this.groups.load(extra + groupsAt, reader);
    });
  }

  #windowing(zone: Zone): Windowing {
    const known = this.#windowings.get(zone);
    if (known !== undefined) return known;
    const windowing = new Windowing(this.#setup.program.window ?? wholeDay, zone);
    this.#windowings.set(zone, windowing);
    return windowing;
  }

  #get(pane: Address, double: number): number {
    return this.#double(this.panes.extraOf(pane), double);
  }

  #set(pane: Address, double: number, value: number): void {
    this.#setDouble(this.panes.extraOf(pane), double, value);
  }

  #double(extra: Address, double: number): number {
    const { heap } = this.#setup;
    return heap.pageOf(extra).f64[(heap.offsetOf(extra) >>> 1) + double];
  }

  #setDouble(extra: Address, double: number, value: number): void {
    const { heap } = this.#setup;
    heap.pageOf(extra).f64[(heap.offsetOf(extra) >>> 1) + double] = value;
  }
}
