/**
 * The open panes of a running baseline: a local day of samples when it learns per event, a window of aggregates otherwise.
 * A pane knows its end and its local day, since keys may live in zones of their own.
 */

import type {
  Address,
  Aggregate,
  ByteReader,
  ByteWriter,
  Dictionary,
  Heap,
  RunningProgram,
  Zone,
} from '../../src/index.ts';
import { PaneGroups } from '../pane-groups.ts';
import { Panes } from '../panes.ts';
import { localDay } from './moment.ts';
import type { PaneTimes } from './pane-times.ts';
import { bagWords, type SampleBag } from './sample-bag.ts';

// Words of a pane beyond its start and aggregates: end and local day of its start as doubles, then its bag, then its groups.
const endAt = 0;
const dayAt = 1;
const bagAt = 4;
const groupsAt = bagAt + bagWords;

export interface RunningPanesSetup {
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  readonly running: RunningProgram;
  readonly aggregates: readonly Aggregate[];
  readonly bags: SampleBag;
  readonly times: PaneTimes;
}

export class RunningPanes {
  readonly groups: PaneGroups;
  readonly panes: Panes;
  readonly times: PaneTimes;
  readonly #setup: RunningPanesSetup;

  constructor(setup: RunningPanesSetup) {
    const { heap, dictionary, running } = setup;
    this.#setup = setup;
    this.times = setup.times;
    this.groups = new PaneGroups({ heap, dictionary, features: [{ levels: running.levels }] });
    this.panes = new Panes({
      heap,
      aggregates: setup.aggregates,
      extraWords: groupsAt + this.groups.words,
    });
  }

  open(list: Address, time: number, zone: Zone): Address {
    const start = this.times.startAt(time, zone);
    const found = this.panes.find(list, start);
    if (found !== 0) return found;
    const pane = this.panes.open(list, start);
    this.#set(pane, endAt, this.times.endAt(start, zone));
    this.#set(pane, dayAt, localDay(start, zone));
    return pane;
  }

  find(list: Address, time: number, zone: Zone): Address {
    return this.panes.find(list, this.times.startAt(time, zone));
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
      close = Math.min(close, this.times.closesAt(this.endOf(this.panes.at(list, index))));
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
