/**
 * At which hours of the day or of the week a key is active. An hour counts once per day: presence, not volume.
 *
 *     v(s) = 6 c(s) + 3 (c(s-1) + c(s+1)) + c(s-2) + c(s+2)      c: days (weeks) with activity in the slot, circular
 *     p(s) = (1 - novelty) · v(s) / 14 Σ c  +  novelty / slots
 *     tail(s) = Σ p(t)                                           over the slots t with p(t) ≤ p(s)
 *
 * The kernel 6 : 3 : 1 (weights 1, 0.5, 0.17 at 0, 1, 2 hours) says that who works at nine may come at eight; in
 * integers, so that equal slots compare equal. The novelty (see novelty.ts) is spread evenly over all slots: an hour far
 * from all others is improbable, not impossible, and the less regular the key the more probable.
 * What is inherited from the generation before (inherited-days.ts) counts like days of its own.
 * Learning O(1). Judging O(slots), O(1) for the slot judged last: the events of one hour ask the same question.
 */

import { tailProbabilityMin } from '../limits.ts';
import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import type { Address, Heap, Page } from '../memory/heap.ts';
import type { HoursDocument } from './document.ts';
import { hourRanges } from './hour-ranges.ts';
import { inheritedDays } from './inherited-days.ts';
import type { Model, Side } from './model.ts';
import { novelty } from './novelty.ts';
import {
  daysTouched,
  type PresencePlan,
  planPresence,
  presenceBit,
  presenceMin,
  weekOfDay,
  weeksTouched,
} from './presence.ts';
import { PresenceTable } from './presence-table.ts';
import { readVersion } from './snapshot-version.ts';
import type { PresenceNoise } from './usual-values.ts';

export interface UsualHoursOptions {
  readonly heap: Heap;
  /** `day`: slots 0–23; `week`: slots 0–167 from Monday 00 h. */
  readonly cycle: 'day' | 'week';
  readonly learnDays: number;
  readonly noise?: PresenceNoise;
  /** `inherit` may be called. */
  readonly warmStart?: true;
}

const version = 1;

const flagsAt = 0;
const droppedAt = 1;
/** The tail of the slot judged last, as a double: word 2 of an even address. */
const tailAt = 2;
const slotsAt = 4;
/** Flags: the low byte is 1 + the slot whose tail is kept, 0 for none. */
const slotMask = 0xff;
const settledFlag = 0x100;

const kernelSum = 14;
/** Slots of padding on each side of the counts, for the circular kernel. */
const reach = 2;

export class UsualHours implements Model {
  readonly kind = 'hours';
  readonly words: number;
  readonly #heap: Heap;
  readonly #cycle: 'day' | 'week';
  readonly #slots: number;
  readonly #plan: PresencePlan;
  readonly #table: PresenceTable;
  /** First word of the inherited days, four slots a word, then those of all slots together; 0 when nothing is inherited. */
  readonly #inheritedAt: number;
  readonly #noise: PresenceNoise | undefined;
  readonly #knownMin: number;
  /** Counts of the state at hand, with `reach` slots repeated on both sides. Scratch, not state. */
  readonly #counts: Uint8Array;

  constructor(options: UsualHoursOptions) {
    this.#heap = options.heap;
    this.#cycle = options.cycle;
    this.#slots = options.cycle === 'day' ? 24 : 168;
    const days = daysTouched(options.learnDays);
    this.#plan = planPresence({ cycles: options.cycle === 'day' ? days : weeksTouched(days), bitsMin: 8 });
    this.#table = new PresenceTable({ slots: this.#slots, plan: this.#plan });
    const plainWords = slotsAt + this.#table.words;
    this.#inheritedAt = options.warmStart ? plainWords : 0;
    this.words = options.warmStart ? (plainWords + this.#slots / 4 + 2) & ~1 : plainWords;
    this.#noise = options.noise;
    this.#knownMin = Math.max(1, presenceMin(this.#plan, options.noise?.daysMin ?? 1));
    this.#counts = new Uint8Array(this.#slots + 2 * reach);
  }

  /** A slot outside the cycle is no hour and is not learnt. */
  learn(state: Address, value: number, day: number): void {
    if (!(value >= 0 && value < this.#slots)) return;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const bit = presenceBit(this.#plan, this.#cycle === 'day' ? day : weekOfDay(day));
    if (this.#table.set(page, at + slotsAt, value | 0, bit)) page.u32[at + flagsAt] &= ~slotMask;
  }

  tail(state: Address, value: number, _side: Side): number {
    if (!(value >= 0 && value < this.#slots)) return 1;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const slot = value | 0;
    if ((page.u32[at + flagsAt] & slotMask) === slot + 1) return page.f64[(at + tailAt) >>> 1];
    const tail = this.#judge(page, at, slot);
    page.f64[(at + tailAt) >>> 1] = tail;
    page.u32[at + flagsAt] = (page.u32[at + flagsAt] & ~slotMask) | (slot + 1);
    return tail;
  }

  isKnown(state: Address, value: number): boolean {
    if (!(value >= 0 && value < this.#slots)) return false;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    return this.#presence(page, at, value | 0) >= this.#knownMinOf(page, at);
  }

  /** Never: an hour not seen before is new, and only days tell a new habit from noise. */
  isOutlier(_state: Address, _value: number): boolean {
    return false;
  }

  /** Distinct days; when one bit stands for several days or weeks, at most that many. */
  evidence(state: Address): number {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    return (this.#ownPresence(page, at) + this.#inheritedOf(page, at)) * this.#plan.cyclesPerBit;
  }

  settle(state: Address, history: Address): number {
    if (this.#noise === undefined) return 0;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    if ((page.u32[at + flagsAt] & settledFlag) !== 0) return 0;
    const judge = this.#noise.against === 'history' ? history : 0;
    let dropped = 0;
    for (let slot = 0; slot < this.#slots; slot++) {
      const presence = this.#table.count(page, at + slotsAt, slot);
      if (presence === 0 || presence >= this.#knownMin) continue;
      if (judge !== 0 && this.isKnown(judge, slot)) continue;
      this.#table.clear(page, at + slotsAt, slot);
      page.u32[at + droppedAt] += presence;
      dropped++;
    }
    page.u32[at + flagsAt] = settledFlag;
    return dropped;
  }

  inherit(state: Address, previous: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const before = this.#heap.pageOf(previous);
    const beforeAt = this.#heap.offsetOf(previous);
    for (let slot = 0; slot < this.#slots; slot++) {
      const own = this.#table.count(before, beforeAt + slotsAt, slot);
      const days = inheritedDays({ own, inherited: this.#inheritedInSlot(before, beforeAt, slot) });
      page.u32[at + this.#inheritedAt + (slot >>> 2)] |= days << (8 * (slot & 3));
    }
    const own = this.#ownPresence(before, beforeAt);
    const all = inheritedDays({ own, inherited: this.#inheritedOf(before, beforeAt) });
    page.u32[at + this.#inheritedAt + this.#slots / 4] = all;
    page.u32[at + droppedAt] += before.u32[beforeAt + droppedAt] >>> 1;
    page.u32[at + flagsAt] &= ~slotMask;
  }

  usual(state: Address): string {
    const known: boolean[] = [];
    for (let slot = 0; slot < this.#slots; slot++) known.push(this.isKnown(state, slot));
    return hourRanges(known);
  }

  document(state: Address): HoursDocument {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const knownMin = this.#knownMinOf(page, at);
    const slots: number[] = [];
    for (let slot = 0; slot < this.#slots; slot++) {
      const presence = this.#presence(page, at, slot);
      slots.push(presence < knownMin ? 0 : presence * this.#plan.cyclesPerBit);
    }
    return { kind: 'hours', cycle: this.#cycle, days: this.evidence(state), slots };
  }

  extraBytes(_state: Address): number {
    return 0;
  }

  release(state: Address): void {
    const at = this.#heap.offsetOf(state);
    this.#heap.pageOf(state).u32.fill(0, at, at + this.words);
  }

  save(state: Address, writer: ByteWriter): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    writer.u8(version);
    writer.u8((page.u32[at + flagsAt] & settledFlag) === 0 ? 0 : 1);
    writer.u32(page.u32[at + droppedAt]);
    for (let word = slotsAt; word < this.words; word++) writer.u32(page.u32[at + word]);
  }

  load(state: Address, reader: ByteReader): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    readVersion(reader, 'usual hours', version);
    page.u32[at + flagsAt] = reader.u8() === 0 ? 0 : settledFlag;
    page.u32[at + droppedAt] = reader.u32();
    for (let word = slotsAt; word < this.words; word++) page.u32[at + word] = reader.u32();
  }

  #knownMinOf(page: Page, at: number): number {
    return (page.u32[at + flagsAt] & settledFlag) === 0 ? this.#knownMin : 1;
  }

  /** Days with activity in a slot, inherited ones included: at most twice 64. */
  #presence(page: Page, at: number, slot: number): number {
    return this.#table.count(page, at + slotsAt, slot) + this.#inheritedInSlot(page, at, slot);
  }

  #inheritedInSlot(page: Page, at: number, slot: number): number {
    if (this.#inheritedAt === 0) return 0;
    return (page.u32[at + this.#inheritedAt + (slot >>> 2)] >>> (8 * (slot & 3))) & 0xff;
  }

  /** Bits of the days on which any slot was used. */
  #ownPresence(page: Page, at: number): number {
    let days = 0;
    for (let slot = 0; slot < this.#slots; slot += 24)
      days += this.#table.union(page, at + slotsAt, slot, slot + 24);
    return days;
  }

  #inheritedOf(page: Page, at: number): number {
    return this.#inheritedAt === 0 ? 0 : page.u32[at + this.#inheritedAt + this.#slots / 4];
  }

  #judge(page: Page, at: number, slot: number): number {
    const counts = this.#counts;
    const slots = this.#slots;
    const end = slots + reach;
    this.#table.counts(page, at + slotsAt, counts, reach);
    if (this.#inheritedAt !== 0) {
      for (let slot = 0; slot < slots; slot++) counts[slot + reach] += this.#inheritedInSlot(page, at, slot);
    }
    const knownMin = this.#knownMinOf(page, at);
    let incidences = page.u32[at + droppedAt];
    let rare = incidences;
    let known = 0;
    let most = 0;
    for (let index = reach; index < end; index++) {
      const count = counts[index];
      if (count === 0) continue;
      incidences += count;
      if (count <= this.#knownMin) rare += count;
      if (count >= knownMin) known += count;
      else counts[index] = 0;
      if (count > most) most = count;
    }
    if (known === 0) return 1;
    counts[0] = counts[slots];
    counts[1] = counts[slots + 1];
    counts[end] = counts[reach];
    counts[end + 1] = counts[reach + 1];
    const level = smoothed(
      counts[slot],
      counts[slot + 1],
      counts[slot + 2],
      counts[slot + 3],
      counts[slot + 4],
    );
    // No slot can stand higher: its tail is that of all slots together.
    if (level === kernelSum * most) return 1;
    let mass = 0;
    let below = 0;
    // The kernel slides: each count is read once.
    let before = counts[0];
    let left = counts[1];
    let here = counts[2];
    let right = counts[3];
    for (let index = 4; index < end + reach; index++) {
      const after = counts[index];
      const smooth = smoothed(before, left, here, right, after);
      if (smooth <= level) {
        mass += smooth;
        below++;
      }
      before = left;
      left = here;
      here = right;
      right = after;
    }
    const fresh = novelty(rare, incidences);
    const tail = ((1 - fresh) * mass) / (kernelSum * known) + (fresh * below) / slots;
    return Math.min(1, Math.max(tailProbabilityMin, tail));
  }
}

function smoothed(before: number, left: number, here: number, right: number, after: number): number {
  return 6 * here + 3 * (left + right) + before + after;
}
