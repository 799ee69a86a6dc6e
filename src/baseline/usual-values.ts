/**
 * Which values a key uses (hosts, cities, programs), and how rare each is. An observation is as unusual as its value is
 * rare, counted in days and not in events: a thousand queries of one night are one day.
 *
 *     share(v)     = days(v) / Σ days(w)                       over the values w that are not noise
 *     tail(v)      = novelty + (1 - novelty) · Σ share(w)      over the values w with share(w) ≤ share(v)
 *     tail(unseen) = novelty                                   see novelty.ts (Good–Turing)
 *
 * So the most frequent value has the tail 1, and somebody who often meets new values is little surprised by one more.
 * Learning O(log n), judging O(n) up to 32 values and O(64) beyond.
 *
 * A set that had to leave values out (`valuesPerSetMax`) cannot tell new from left out: such a value is called neither,
 * its tail is 1. What it keeps is a uniform sample, so novelty and shares stay unbiased.
 *
 * What is inherited from the generation before (inherited-days.ts) counts like days of its own. Where a full set has no
 * place for all of it, values of the fewest days are forgotten first.
 */

import { documentValuesMax, presenceBitsMax, tailProbabilityMin, usualPartsMax } from '../limits.ts';
import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import type { Dictionary } from '../memory/dictionary.ts';
import type { Address, Heap, Page } from '../memory/heap.ts';
import type { ValuesDocument } from './document.ts';
import { inheritedDays } from './inherited-days.ts';
import type { Model, Side } from './model.ts';
import { novelty } from './novelty.ts';
import {
  daysTouched,
  type PresencePlan,
  planPresence,
  popcount,
  presenceBit,
  presenceMin,
} from './presence.ts';
import { readVersion } from './snapshot-version.ts';
import { tableWords, ValueTable } from './value-table.ts';

/** Values or hours on fewer than `daysMin` days are noise; against `history`, only when the generation before did not know them either. */
export interface PresenceNoise {
  readonly daysMin: number;
  readonly against: 'period' | 'history';
}

export interface UsualValuesOptions {
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  readonly learnDays: number;
  readonly noise?: PresenceNoise;
  /** `inherit` may be called. */
  readonly warmStart?: true;
}

const version = 1;
const eventsAt = tableWords;
const droppedAt = tableWords + 1;
const activeAt = tableWords + 2;
const u32Max = 0xffffffff;

interface Listed {
  readonly text: string;
  readonly events: number;
  readonly days: number;
  readonly presence: number;
}

/** What one generation leaves to the next. */
interface Legacy {
  readonly value: number;
  readonly days: number;
  readonly events: number;
}

export class UsualValues implements Model {
  readonly kind = 'values';
  readonly words: number;
  readonly #heap: Heap;
  readonly #dictionary: Dictionary;
  readonly #table: ValueTable;
  readonly #plan: PresencePlan;
  readonly #bitmapWords: number;
  /** Word of the inherited days; 0 when nothing is inherited. */
  readonly #inheritedAt: number;
  readonly #noise: PresenceNoise | undefined;
  /** Presence that makes a value known, before and after noise was dropped for good. */
  readonly #limits: { readonly rareMax: number; readonly knownMin: number };
  readonly #limitsSettled: { readonly rareMax: number; readonly knownMin: number };

  constructor(options: UsualValuesOptions) {
    this.#heap = options.heap;
    this.#dictionary = options.dictionary;
    this.#plan = planPresence({ cycles: daysTouched(options.learnDays), bitsMin: 32 });
    this.#bitmapWords = this.#plan.bits / 32;
    const inherits = options.warmStart === true;
    this.#table = new ValueTable({ ...options, bitmapWords: this.#bitmapWords, inherits });
    const plainWords = activeAt + (this.#plan.bits === presenceBitsMax ? 3 : 1);
    this.#inheritedAt = inherits ? plainWords : 0;
    this.words = inherits ? plainWords + 2 : plainWords;
    this.#noise = options.noise;
    const knownMin = Math.max(1, presenceMin(this.#plan, options.noise?.daysMin ?? 1));
    this.#limits = { rareMax: knownMin, knownMin };
    this.#limitsSettled = { rareMax: knownMin, knownMin: 1 };
  }

  /** `value` must have been entered in the dictionary; number 0 stands for no value and is not learnt. */
  learn(state: Address, value: number, day: number): void {
    if (value === 0) return;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const bit = presenceBit(this.#plan, day);
    const mask = 1 << (bit & 31);
    if (page.u32[at + eventsAt] !== u32Max) page.u32[at + eventsAt]++;
    page.u32[at + activeAt + (bit >>> 5)] |= mask;
    this.#table.note(page, at, value, bit >>> 5, mask);
  }

  tail(state: Address, value: number, _side: Side): number {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const entry = this.#table.find(page, at, value);
    if (entry < 0 && this.#table.overflowed(page, at)) return 1;
    const limits = this.#limitsOf(page, at);
    let level = entry < 0 ? 0 : this.#table.presenceAt(page, at, entry);
    if (level < limits.knownMin) level = 0;
    this.#table.weigh(page, at, level, limits);
    const { known, upTo } = this.#table.weights;
    const fresh = this.#novelty(page, at);
    const tail = level === 0 ? fresh : fresh + ((1 - fresh) * upTo) / known;
    return Math.min(1, Math.max(tailProbabilityMin, tail));
  }

  /** A full set says "known" of what it does not keep: it cannot call it new. */
  isKnown(state: Address, value: number): boolean {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const entry = this.#table.find(page, at, value);
    if (entry < 0) return this.#table.overflowed(page, at);
    return this.#table.presenceAt(page, at, entry) >= this.#limitsOf(page, at).knownMin;
  }

  /** Never: a value not seen before is new, and only days tell a new habit from noise. */
  isOutlier(_state: Address, _value: number): boolean {
    return false;
  }

  evidence(state: Address): number {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const presence = this.#ownPresence(page, at) + this.#inheritedOf(page, at);
    return this.#daysOf(presence, page.u32[at + eventsAt]);
  }

  settle(state: Address, history: Address): number {
    if (this.#noise === undefined) return 0;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    if (this.#table.settled(page, at)) return 0;
    const judge = this.#noise.against === 'history' ? history : 0;
    let dropped = 0;
    for (let entry = this.#table.count(page, at) - 1; entry >= 0; entry--) {
      const presence = this.#table.presenceAt(page, at, entry);
      if (presence >= this.#limits.knownMin) continue;
      if (judge !== 0 && this.isKnown(judge, this.#table.valueAt(page, at, entry))) continue;
      this.#table.remove(page, at, entry);
      page.u32[at + droppedAt] += presence;
      dropped++;
    }
    if (dropped > 0) this.#table.rebuildRanks(page, at);
    this.#table.markSettled(page, at);
    return dropped;
  }

  inherit(state: Address, previous: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    for (const { value, days, events } of this.#legacyOf(previous))
      this.#table.inherit(page, at, value, days, events);
    this.#table.rebuildRanks(page, at);
    const before = this.#heap.pageOf(previous);
    const beforeAt = this.#heap.offsetOf(previous);
    const own = this.#ownPresence(before, beforeAt);
    page.u32[at + this.#inheritedAt] = inheritedDays({ own, inherited: this.#inheritedOf(before, beforeAt) });
    page.u32[at + droppedAt] += before.u32[beforeAt + droppedAt] >>> 1;
    page.u32[at + eventsAt] = Math.min(
      u32Max,
      page.u32[at + eventsAt] + half(before.u32[beforeAt + eventsAt]),
    );
  }

  usual(state: Address): string {
    const listed = this.#list(state);
    if (listed.length === 0) return 'nothing yet';
    const all = listed.reduce((sum, { presence }) => sum + presence, 0);
    const parts = listed
      .slice(0, usualPartsMax)
      .map(({ text, presence }) => `${text} ${Math.max(1, Math.round((100 * presence) / all))} %`);
    const more = listed.length - parts.length;
    return more > 0 ? `${parts.join(', ')} and ${more} more` : parts.join(', ');
  }

  document(state: Address): ValuesDocument {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const listed = this.#list(state);
    this.#table.weigh(page, at, 0, this.#limitsOf(page, at));
    const { known } = this.#table.weights;
    const shown = listed.slice(0, documentValuesMax);
    return {
      kind: 'values',
      days: this.evidence(state),
      values: shown.map(({ text, days, events, presence }) => ({
        value: text,
        days,
        events,
        share: presence / known,
      })),
      more: listed.length - shown.length,
      novelty: this.#novelty(page, at),
    };
  }

  extraBytes(state: Address): number {
    return this.#table.extraBytes(this.#heap.pageOf(state), this.#heap.offsetOf(state));
  }

  release(state: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.#table.release(page, at);
    page.u32.fill(0, at, at + this.words);
  }

  /** Entries are written as texts, by hash and then by text: equal content gives equal bytes in every run. */
  save(state: Address, writer: ByteWriter): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const table = this.#table;
    const entries = Array.from({ length: table.count(page, at) }, (_, entry) => ({
      entry,
      hash: this.#dictionary.hashOf(table.valueAt(page, at, entry)),
      text: this.#dictionary.textOf(table.valueAt(page, at, entry)),
    }));
    entries.sort((one, other) => one.hash - other.hash || (one.text < other.text ? -1 : 1));
    writer.u8(version);
    writer.u8((table.settled(page, at) ? 1 : 0) | (table.overflowed(page, at) ? 2 : 0));
    writer.u32(page.u32[at + eventsAt]);
    writer.u32(page.u32[at + droppedAt]);
    for (let word = 0; word < this.#bitmapWords; word++) writer.u32(page.u32[at + activeAt + word]);
    if (this.#inheritedAt !== 0) writer.u32(page.u32[at + this.#inheritedAt]);
    writer.u32(entries.length);
    for (const { entry, text } of entries) {
      writer.text(text);
      writer.u32(table.eventsAt(page, at, entry));
      for (let word = 0; word < this.#bitmapWords; word++) writer.u32(table.bitmapAt(page, at, entry, word));
      if (this.#inheritedAt !== 0) writer.u32(table.inheritedAt(page, at, entry));
    }
  }

  load(state: Address, reader: ByteReader): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    readVersion(reader, 'usual values', version);
    const flags = reader.u8();
    page.u32[at + eventsAt] = reader.u32();
    page.u32[at + droppedAt] = reader.u32();
    const read = (length: number) => Array.from({ length }, () => reader.u32());
    page.u32.set(read(this.#bitmapWords), at + activeAt);
    if (this.#inheritedAt !== 0) page.u32[at + this.#inheritedAt] = reader.u32();
    const presenceWords = this.#bitmapWords + (this.#inheritedAt === 0 ? 0 : 1);
    const count = reader.u32();
    for (let entry = 0; entry < count; entry++) {
      const value = this.#dictionary.enter(reader.text());
      this.#table.restore(page, at, value, reader.u32(), read(presenceWords));
    }
    this.#table.rebuildRanks(page, at);
    if ((flags & 1) !== 0) this.#table.markSettled(page, at);
    if ((flags & 2) !== 0) this.#table.markOverflowed(page, at);
  }

  #limitsOf(page: Page, at: number): { readonly rareMax: number; readonly knownMin: number } {
    return this.#table.settled(page, at) ? this.#limitsSettled : this.#limits;
  }

  /** Half of what a closed generation knows, the most days first; equal content is left in equal order. */
  #legacyOf(state: Address): Legacy[] {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const table = this.#table;
    const legacy: Legacy[] = [];
    for (let entry = 0; entry < table.count(page, at); entry++) {
      const own = table.ownPresenceAt(page, at, entry);
      const days = inheritedDays({ own, inherited: table.inheritedAt(page, at, entry) });
      if (days === 0) continue;
      legacy.push({
        value: table.valueAt(page, at, entry),
        days,
        events: half(table.eventsAt(page, at, entry)),
      });
    }
    return legacy.sort(
      (one, other) =>
        other.days - one.days ||
        this.#dictionary.hashOf(one.value) - this.#dictionary.hashOf(other.value) ||
        (this.#dictionary.textOf(one.value) < this.#dictionary.textOf(other.value) ? -1 : 1),
    );
  }

  /** Bits of the days on which anything was seen. */
  #ownPresence(page: Page, at: number): number {
    let presence = 0;
    for (let word = 0; word < this.#bitmapWords; word++) presence += popcount(page.u32[at + activeAt + word]);
    return presence;
  }

  #inheritedOf(page: Page, at: number): number {
    return this.#inheritedAt === 0 ? 0 : page.u32[at + this.#inheritedAt];
  }

  /** Of the table just weighed. Noise that was dropped still tells how often something new comes. */
  #novelty(page: Page, at: number): number {
    const dropped = page.u32[at + droppedAt];
    return novelty(this.#table.weights.rare + dropped, this.#table.weights.incidences + dropped);
  }

  /** Days, from set bits: exact up to 64 days of learning, beyond that at most this many. */
  #daysOf(presence: number, events: number): number {
    return this.#plan.cyclesPerBit === 1 ? presence : Math.min(presence * this.#plan.cyclesPerBit, events);
  }

  /** Values that are not noise, most days first. */
  #list(state: Address): Listed[] {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const { knownMin } = this.#limitsOf(page, at);
    const listed: Listed[] = [];
    for (let entry = 0; entry < this.#table.count(page, at); entry++) {
      const presence = this.#table.presenceAt(page, at, entry);
      if (presence < knownMin) continue;
      const events = this.#table.eventsAt(page, at, entry);
      const text = this.#dictionary.textOf(this.#table.valueAt(page, at, entry));
      listed.push({ text, events, presence, days: this.#daysOf(presence, events) });
    }
    return listed.sort(
      (one, other) =>
        other.presence - one.presence || other.events - one.events || (one.text < other.text ? -1 : 1),
    );
  }
}

/** Rounded up: what is left has been seen. */
function half(events: number): number {
  return Math.ceil(events / 2);
}
