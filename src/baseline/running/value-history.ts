/**
 * The texts a key has met, as models of categories need them: a set that fades (seen-values.ts), how many of its values were
 * new when they came, and how much was learnt in all. New values are judged here (new-value.ts), also by the groups.
 *
 * State: 32 bytes, and the entries of the set.
 */

import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Dictionary } from '../../memory/dictionary.ts';
import type { Address, Heap, Page } from '../../memory/heap.ts';
import { readVersion } from '../snapshot-version.ts';
import { firstDayOf, isNoted, lastDayOf, learntMark, notedMark } from './day-mark.ts';
import { newValueRate, PeerOpinion, repetitionTail } from './new-value.ts';
import type { Levels } from './running-model.ts';
import { SeenValues, type SeenValuesOptions, seenValuesWords } from './seen-values.ts';
import type { ListedValue } from './values-in-words.ts';

const version = 1;

// After the set: local day the state was brought to; first times, and all values met, both faded.
const dayAt = seenValuesWords;
const newsAt = seenValuesWords + 1;
const totalAt = seenValuesWords + 2;

/** Days are kept in 32 bits. */
const dayMax = 0x7fffffff;

/** The weight of an entry, among its sums. */
const weightSum = 0;

export class ValueHistory {
  readonly words = seenValuesWords + 4;
  readonly values: SeenValues;
  readonly #heap: Heap;
  readonly #dictionary: Dictionary;
  readonly #halfLifeDays: number;
  readonly #hasWeights: boolean;
  readonly #peers = new PeerOpinion();

  constructor(options: SeenValuesOptions) {
    this.values = new SeenValues(options);
    this.#heap = options.heap;
    this.#dictionary = options.dictionary;
    this.#halfLifeDays = options.halfLifeDays;
    this.#hasWeights = options.singles > 0;
  }

  /**
   * Learns a value, or notes it when the weight is 0. `settle` must follow, once further sums are filled in. The caller holds a
   * reference to the value meanwhile: what was forgotten and is learnt again is let go of in between.
   * @returns entry of the value learnt, −1 when there is none
   */
  learn(state: Address, value: number, day: number, weight: number): number {
    if (value === 0) return -1;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    if (!(weight > 0)) {
      this.#note(page, at, value, day);
      return -1;
    }
    this.#fadeTo(page, at, Math.floor(day));
    page.f32[at + totalAt] += weight;
    const mark = learntMark(day);
    let entry = this.values.find(page, at, value);
    const isNew = entry < 0 || isNoted(this.values.entries.markAt(page, at, entry));
    const isNews = isNew && this.values.hasLearnt(page, at);
    if (entry < 0) entry = this.values.enter(page, at, -1 - entry, value, mark);
    if (entry < 0) return -1;
    this.values.entries.joinMark(page, at, entry, mark);
    if (isNews) page.f32[at + newsAt] += weight;
    if (this.#hasWeights) this.values.entries.addSingle(page, at, entry, weightSum, weight);
    return entry;
  }

  /** Keeps the bound of the set. */
  settle(state: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.#addNews(page, at, -this.values.trim(page, at));
  }

  merge(state: Address, other: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const otherPage = this.#heap.pageOf(other);
    const otherAt = this.#heap.offsetOf(other);
    this.#fadeTo(page, at, otherPage.i32[otherAt + dayAt]);
    page.f32[at + totalAt] += otherPage.f32[otherAt + totalAt];
    const hadAny = this.values.hasLearnt(page, at);
    const fresh = this.values.merge(page, at, otherPage, otherAt);
    this.#addNews(page, at, hadAny || fresh <= 0 ? fresh : fresh - 1);
  }

  /** Entry of a value that was learnt, −1 for any other. */
  find(state: Address, value: number): number {
    const entry = this.#find(state, value);
    if (entry < 0) return -1;
    const mark = this.values.entries.markAt(this.#heap.pageOf(state), this.#heap.offsetOf(state), entry);
    return isNoted(mark) ? -1 : entry;
  }

  /** A full set says "known" of what it may have left out: it cannot call it new. */
  isKnown(state: Address, value: number): boolean {
    return this.find(state, value) >= 0 || this.#isUncertain(state, value);
  }

  /** True when a value came on a day before that, learnt or noted. */
  wasMet(state: Address, value: number, day: number): boolean {
    const entry = this.#find(state, value);
    if (entry < 0) return false;
    const mark = this.values.entries.markAt(this.#heap.pageOf(state), this.#heap.offsetOf(state), entry);
    return firstDayOf(mark) < day;
  }

  /** Tail of a value that was not learnt, in (0, 1]: from the key's rate of new values, and what its groups make of it. */
  tailOfNew(levels: Levels, value: number): number {
    const own = levels.states[0];
    if (this.#isUncertain(own, value)) return 1;
    this.#peers.begin();
    for (let level = 1; level < levels.count; level++) {
      const state = levels.states[level];
      if (this.evidence(state) === 0) continue;
      if (this.isKnown(state, value)) this.#peers.known(this.shareUpTo(state, value));
      else this.#peers.unknown(this.rate(state));
    }
    return this.rate(own) * this.#peers.factor();
  }

  /** Tail by which a value met lately is no great news, in (0, 1]; 0 when it was not met before that day. */
  tailOfRepetition(state: Address, value: number, day: number): number {
    const entry = this.#find(state, value);
    if (entry < 0) return 0;
    const mark = this.values.entries.markAt(this.#heap.pageOf(state), this.#heap.offsetOf(state), entry);
    const today = Math.floor(day);
    return isNoted(mark) && firstDayOf(mark) >= today ? 0 : repetitionTail(today - lastDayOf(mark));
  }

  /** Share of the values met that are new, in (0, 1]. O(n). */
  rate(state: Address): number {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    if (!this.#hasWeights)
      return newValueRate(page.f32[at + newsAt], page.f32[at + totalAt] * this.values.sampled(page, at));
    this.values.entries.weigh(page, at, 0);
    return newValueRate(page.f32[at + newsAt], this.values.entries.weights.total);
  }

  /** Share of what was learnt that is at least as rare as a value, new ones included; 1 for what may have been left out. O(n). */
  shareUpTo(state: Address, value: number): number {
    const entry = this.find(state, value);
    if (entry < 0 || !this.#hasWeights) return 1;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.values.entries.weigh(page, at, this.values.entries.single(page, at, entry, weightSum));
    const { total, upTo } = this.values.entries.weights;
    if (upTo === total) return 1;
    const rate = newValueRate(page.f32[at + newsAt], total);
    return rate + (1 - rate) * (upTo / total);
  }

  /** Panes of a value, faded. */
  weight(state: Address, value: number): number {
    const entry = this.find(state, value);
    if (entry < 0) return 0;
    return this.values.entries.single(this.#heap.pageOf(state), this.#heap.offsetOf(state), entry, weightSum);
  }

  hasEvidence(levels: Levels): boolean {
    for (let level = 0; level < levels.count; level++)
      if (this.evidence(levels.states[level]) > 0) return true;
    return false;
  }

  /** Values learnt, one a pane, faded. */
  evidence(state: Address): number {
    return this.#heap.pageOf(state).f32[this.#heap.offsetOf(state) + totalAt];
  }

  /** What was learnt, the greatest weight first, then the latest. */
  list(state: Address): ListedValue[] {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const listed: ListedValue[] = [];
    for (let entry = 0; entry < this.values.count(page, at); entry++) {
      const mark = this.values.entries.markAt(page, at, entry);
      if (isNoted(mark)) continue;
      const weight = this.#hasWeights ? this.values.entries.single(page, at, entry, weightSum) : 0;
      const text = this.#dictionary.textOf(this.values.entries.valueAt(page, at, entry));
      listed.push({ text, weight, lastDay: lastDayOf(mark) });
    }
    return listed.sort(
      (one, other) =>
        other.weight - one.weight || other.lastDay - one.lastDay || (one.text < other.text ? -1 : 1),
    );
  }

  extraBytes(state: Address): number {
    return this.values.extraBytes(this.#heap.pageOf(state), this.#heap.offsetOf(state));
  }

  release(state: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.values.release(page, at);
    page.u32.fill(0, at, at + this.words);
  }

  save(state: Address, writer: ByteWriter): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    writer.u8(version);
    for (let word = dayAt; word <= totalAt; word++) writer.u32(page.u32[at + word]);
    this.values.save(page, at, writer);
  }

  load(state: Address, reader: ByteReader): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    readVersion(reader, 'running values', version);
    for (let word = dayAt; word <= totalAt; word++) page.u32[at + word] = reader.u32();
    this.values.load(page, at, reader);
  }

  #find(state: Address, value: number): number {
    return value === 0 ? -1 : this.values.find(this.#heap.pageOf(state), this.#heap.offsetOf(state), value);
  }

  #isUncertain(state: Address, value: number): boolean {
    return this.values.isUncertain(this.#heap.pageOf(state), this.#heap.offsetOf(state), value);
  }

  #note(page: Page, at: number, value: number, day: number): void {
    const mark = notedMark(day);
    let entry = this.values.find(page, at, value);
    if (entry < 0) {
      this.values.forgetOldestNoted(page, at);
      entry = this.values.find(page, at, value);
      entry = this.values.enter(page, at, -1 - entry, value, mark);
    }
    if (entry < 0) return;
    this.values.entries.joinMark(page, at, entry, mark);
    this.#addNews(page, at, -this.values.trim(page, at));
  }

  #addNews(page: Page, at: number, news: number): void {
    page.f32[at + newsAt] = Math.max(0, page.f32[at + newsAt] + news);
  }

  #fadeTo(page: Page, at: number, day: number): void {
    const days = day - page.i32[at + dayAt];
    if (!(days > 0)) return;
    page.i32[at + dayAt] = Math.min(day, dayMax);
    const factor = 2 ** (-days / this.#halfLifeDays);
    page.f32[at + newsAt] *= factor;
    page.f32[at + totalAt] *= factor;
    this.values.fade(page, at, factor, day);
  }
}
