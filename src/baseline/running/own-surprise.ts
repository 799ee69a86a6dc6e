/**
 * Second stage: what a surprise is worth for this key, measured by its own. With p the tail after the first stage, O the key's
 * panes that surprised at least as much and N all its panes, both faded by half-life:
 *
 *     tail = max(p, (O - t + (K + T) p) / (N + K))        t = min(O, 1), T = min(N, 1), K = 30 panes
 *
 * Who is surprising on three days of ten finds little news in it, who never was keeps what the first stage says: a long quiet
 * history makes nothing more unusual, or old keys would stand before young ones whatever they do. Of the
 * panes that count one is left out, and its weight given back to the first stage: a single odd night of the past does not
 * hide the next one, a habit counts from its second pane on. It is the absolute discounting of the Pitman–Yor process,
 * by a whole pane. Sources: Pitman & Yor, Annals of Probability 25 (1997); Teh, "A hierarchical Bayesian language model based on
 * Pitman–Yor processes", ACL 2006; N / (N + K) is the credibility of Bühlmann, ASTIN Bulletin 4 (1967).
 *
 * O is kept at fourteen edges, in 16-bit integers. From 3 bits on, a pane between two edges counts for both by its nearness,
 * and O is read off in the same way: a habit repeats itself with nearly, not exactly, the same surprise. Below, where O is
 * large and habits are no news, it is kept exactly. Instead of fading the old, the new weighs more (forward decay: Cormode et
 * al., ICDE 2009): 32 · 2^phase units, phase being the part of a half-life since all was halved.
 *
 * Where a day has several panes, days are counted instead, each by its most surprising pane, and once it is over: the second
 * hour of an attack is no habit because of the first.
 * 32 bytes, 40 where days are counted. Noting and judging O(1).
 */

import { tailProbabilityMin } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address, Heap, Page } from '../../memory/heap.ts';
import { SnapshotVersionError } from '../snapshot-version.ts';
import type { OwnCalibration } from './calibration.ts';
import { gapTilt } from './surprise-bins.ts';

export interface OwnSurpriseOptions {
  readonly heap: Heap;
  /** After it, a pane counts half; Infinity forgets nothing. */
  readonly halfLifeDays: number;
  /** True when a day has several panes: then the most surprising of each day counts, once the day is over. */
  readonly countsDays?: boolean;
}

const version = 1;
/** With the day that is not over. */
const versionOfDays = 2;

/** K: own panes at which the key's history and the first stage count alike. */
const priorPanes = 30;
/** Panes left out where the key's own surprises are counted. */
const forgivenPanes = 1;

/** In bits. Those of the first stage beyond 18 are a millionth: few populations can tell them apart. */
const edges = Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 18);
const edgeTails = edges.map((bits) => 2 ** -bits);
/** The first edge from which on panes count by nearness. */
const nearFrom = 3;
const last = edges.length - 1;
const countWords = edges.length / 2;
const countMax = 0xffff;
/** What a pane adds at phase 0: rounding changes no pane by more than 1.6 %, and 1,023 fit a count. */
const units = 32;

const phaseAt = 0;
const countsAt = 1;
/** Where days count: 1 more than the bits of the day that is not over, 0 before the first. */
const pendingAt = countsAt + countWords;

export class OwnSurprise implements OwnCalibration {
  readonly words: number;
  readonly #heap: Heap;
  readonly #halfLifeDays: number;
  readonly #countsDays: boolean;

  constructor(options: OwnSurpriseOptions) {
    this.#heap = options.heap;
    this.#halfLifeDays = options.halfLifeDays;
    this.#countsDays = options.countsDays === true;
    this.words = this.#countsDays ? pendingAt + 2 : pendingAt;
  }

  /** Where a count is full, all are halved: a key with many panes a day remembers its last thousand or more. */
  note(state: Address, bits: number, days: number): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    if (!this.#countsDays) {
      this.#age(page, at, days);
      this.#count(page, at, bits);
      return;
    }
    const pending = page.f32[at + pendingAt];
    if (days > 0) {
      if (pending > 0) this.#count(page, at, pending - 1);
      this.#age(page, at, days);
      page.f32[at + pendingAt] = 1 + bits;
    } else page.f32[at + pendingAt] = Math.max(pending, 1 + bits);
  }

  #age(page: Page, at: number, days: number): void {
    const phase = page.f32[at + phaseAt] + Math.max(0, days) / this.#halfLifeDays;
    const halvings = Math.floor(phase);
    if (halvings > 0) halve(page.u32, at + countsAt, halvings);
    page.f32[at + phaseAt] = phase - halvings;
  }

  #count(page: Page, at: number, bits: number): void {
    const weight = Math.round(weightAt(page.f32[at + phaseAt]));
    const edge = edgeBelow(bits);
    const upper = edge < nearFrom || edge === last ? 0 : Math.round(weight * nearness(edge, bits));
    add(page.u32, at + countsAt, edge, weight - upper);
    if (upper > 0) add(page.u32, at + countsAt, edge + 1, upper);
  }

  tail(state: Address, populationTail: number): number {
    if (!(populationTail < 1)) return 1;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const bits = -Math.log2(Math.max(tailProbabilityMin, populationTail));
    const edge = edgeBelow(bits);
    let all = 0;
    let beyond = 0;
    for (let word = 0; word < countWords; word++) {
      const pair = page.u32[at + countsAt + word];
      const low = pair & countMax;
      const high = pair >>> 16;
      all += low + high;
      if (2 * word > edge) beyond += low;
      if (2 * word >= edge) beyond += high;
    }
    const here = countOf(page.u32, at + countsAt, edge);
    const reached = beyond + here * (1 - partBelow(edge, bits, populationTail));
    const weight = weightAt(page.f32[at + phaseAt]);
    const panes = all / weight;
    const own = Math.max(0, reached / weight - forgivenPanes) * gapTilt(bits);
    const shrunk = (priorPanes + Math.min(panes, forgivenPanes)) * populationTail;
    const shrunkTail = (own + shrunk) / (panes + priorPanes);
    return Math.min(1, Math.max(tailProbabilityMin, populationTail, shrunkTail));
  }

  evidence(state: Address): number {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    let all = 0;
    for (let index = 0; index <= last; index++) all += countOf(page.u32, at + countsAt, index);
    return all / weightAt(page.f32[at + phaseAt]);
  }

  save(state: Address, writer: ByteWriter): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    writer.u8(this.#countsDays ? versionOfDays : version);
    for (let word = 0; word < this.words; word++) writer.u32(page.u32[at + word]);
  }

  load(state: Address, reader: ByteReader): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const found = reader.u8();
    const newest = this.#countsDays ? versionOfDays : version;
    if (found !== version && found !== newest) throw new SnapshotVersionError('own surprise', newest, found);
    // Days were not always counted: what was written before has none that is not over.
    const words = found === version ? pendingAt : this.words;
    for (let word = 0; word < words; word++) page.u32[at + word] = reader.u32();
  }
}

/** What a pane adds in a phase. */
function weightAt(phase: number): number {
  return units * Math.exp(phase * Math.LN2);
}

/** The last edge not above: most surprises are small. */
function edgeBelow(bits: number): number {
  let edge = 0;
  while (edge < last && bits >= edges[edge + 1]) edge++;
  return edge;
}

/** How far between its edge and the next one a surprise lies, in [0, 1). */
function nearness(edge: number, bits: number): number {
  return (bits - edges[edge]) / (edges[edge + 1] - edges[edge]);
}

/** Which part of what reaches an edge, but not the next, is not as surprising. Beyond the last edge a hyperbola: a habit out there stays one. */
function partBelow(edge: number, bits: number, populationTail: number): number {
  if (edge === last) return 1 - edges[last] / bits;
  if (edge >= nearFrom) return nearness(edge, bits);
  return (edgeTails[edge] - populationTail) / (edgeTails[edge] - edgeTails[edge + 1]);
}

function countOf(words: Uint32Array, first: number, edge: number): number {
  return (words[first + (edge >>> 1)] >>> ((edge & 1) << 4)) & countMax;
}

function add(words: Uint32Array, first: number, edge: number, weight: number): void {
  if (countOf(words, first, edge) + weight > countMax) halve(words, first, 1);
  words[first + (edge >>> 1)] += weight << ((edge & 1) << 4);
}

/** Halves both counts of every word, rounding down, so that what is old vanishes in the end. */
function halve(words: Uint32Array, first: number, times: number): void {
  for (let word = first; word < first + countWords; word++) {
    const low = times > 16 ? 0 : (words[word] & countMax) >>> times;
    const high = times > 16 ? 0 : (words[word] >>> 16) >>> times;
    words[word] = (high << 16) | low;
  }
}
