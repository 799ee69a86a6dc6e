/**
 * Distinct samples of several features, in one block of the state heap: what a pane has gathered, or what waits in quarantine.
 * Full bags keep the samples with the lowest hashes, so what is kept depends on the samples and not on their order.
 */

import type { Address, ByteReader, ByteWriter, Dictionary, Heap, SampleList } from '../../src/index.ts';
import { classWords, hashNumber, samplesPerPaneMax } from '../../src/index.ts';

/** Words of a bag in its owner's state: block address, number of entries. */
export const bagWords = 2;

// Words of an entry: feature, observations, first time in local days (a double), marks, hash; then the sample's doubles.
const dayAt = 1;
const marksAt = 4;
const hashAt = 5;
const sampleAt = 6;

export interface BagFeature {
  readonly dimensions: number;
  readonly ofTexts: boolean;
}

interface OrderedEntry {
  readonly feature: number;
  readonly content: string | readonly number[];
  readonly day: number;
  readonly entry: number;
}

export class SampleBag {
  readonly #heap: Heap;
  readonly #dictionary: Dictionary;
  readonly #features: readonly BagFeature[];
  readonly #entryWords: number;

  constructor(setup: {
    readonly heap: Heap;
    readonly dictionary: Dictionary;
    readonly features: readonly BagFeature[];
  }) {
    this.#heap = setup.heap;
    this.#dictionary = setup.dictionary;
    this.#features = setup.features;
    this.#entryWords = sampleAt + 2 * Math.max(1, ...setup.features.map(({ dimensions }) => dimensions));
  }

  /** `bag` is the address of the bag's two words. */
  count(bag: Address): number {
    return this.#heap.pageOf(bag).u32[this.#heap.offsetOf(bag) + 1];
  }

  featureOf(bag: Address, entry: number): number {
    return this.#word(bag, entry, 0);
  }

  observationsOf(bag: Address, entry: number): number {
    return this.#word(bag, entry, 1);
  }

  /** Local time of the first observation, in days. */
  dayOf(bag: Address, entry: number): number {
    const at = this.#at(bag, entry);
    return this.#heap.pageOf(at).f64[(this.#heap.offsetOf(at) >>> 1) + dayAt];
  }

  /** What was found out about its observations, as bits. */
  marksOf(bag: Address, entry: number): number {
    return this.#word(bag, entry, marksAt);
  }

  read(bag: Address, entry: number, into: Float64Array): void {
    const at = this.#at(bag, entry);
    const { f64 } = this.#heap.pageOf(at);
    const first = (this.#heap.offsetOf(at) + sampleAt) >>> 1;
    const { dimensions } = this.#features[this.featureOf(bag, entry)];
    for (let dimension = 0; dimension < dimensions; dimension++) into[dimension] = f64[first + dimension];
  }

  /** The entry of a sample, -1 when there is none. O(entries). @param date local day on which it was first observed, if that matters */
  find(bag: Address, feature: number, sample: Float64Array, date?: number): number {
    const count = this.count(bag);
    if (count === 0) return -1;
    const block = this.#at(bag, 0);
    const { u32, f64 } = this.#heap.pageOf(block);
    const { dimensions } = this.#features[feature];
    let at = this.#heap.offsetOf(block);
    for (let entry = 0; entry < count; entry++, at += this.#entryWords) {
      if (u32[at] !== feature) continue;
      const first = (at + sampleAt) >>> 1;
      let dimension = 0;
      while (dimension < dimensions && f64[first + dimension] === sample[dimension]) dimension++;
      if (dimension < dimensions) continue;
      if (date === undefined || Math.floor(this.dayOf(bag, entry)) === date) return entry;
    }
    return -1;
  }

  /** Counts an observation of a sample; its text must have been entered in the dictionary. @param marks added to those it has */
  add(bag: Address, feature: number, sample: Float64Array, day: number, marks: number): void {
    const found = this.find(bag, feature, sample);
    if (found >= 0) {
      const at = this.#at(bag, found);
      const page = this.#heap.pageOf(at);
      const word = this.#heap.offsetOf(at);
      page.u32[word + 1]++;
      page.u32[word + marksAt] |= marks;
      const double = (word >>> 1) + dayAt;
      if (day < page.f64[double]) page.f64[double] = day;
      return;
    }
    if (this.count(bag) >= samplesPerPaneMax && !this.#makeRoom(bag, feature, sample)) return;
    this.push(bag, feature, sample, { day, marks, observations: 1 });
  }

  /** Appends an entry, whether or not there is another of the same sample. */
  push(
    bag: Address,
    feature: number,
    sample: Float64Array,
    of: { readonly day: number; readonly marks: number; readonly observations: number },
  ): void {
    const count = this.count(bag);
    const words = this.#heap.pageOf(bag).u32;
    const list = this.#heap.offsetOf(bag);
    words[list] =
      count === 0
        ? this.#heap.allocate(this.#entryWords)
        : this.#heap.resize(words[list], count * this.#entryWords, (count + 1) * this.#entryWords);
    words[list + 1] = count + 1;
    const at = this.#at(bag, count);
    const page = this.#heap.pageOf(at);
    const word = this.#heap.offsetOf(at);
    page.u32[word] = feature;
    page.u32[word + 1] = of.observations;
    page.f64[(word >>> 1) + dayAt] = of.day;
    page.u32[word + marksAt] = of.marks;
    page.u32[word + hashAt] = this.#hash(feature, sample);
    const { dimensions, ofTexts } = this.#features[feature];
    const first = (word + sampleAt) >>> 1;
    for (let dimension = 0; dimension < dimensions; dimension++)
      page.f64[first + dimension] = sample[dimension];
    if (ofTexts) this.#dictionary.retain(sample[0]);
  }

  remove(bag: Address, entry: number): void {
    const at = this.#at(bag, entry);
    const page = this.#heap.pageOf(at);
    const word = this.#heap.offsetOf(at);
    if (this.#features[page.u32[word]].ofTexts) this.#dictionary.release(page.f64[(word + sampleAt) >>> 1]);
    const count = this.count(bag);
    const list = this.#heap.pageOf(bag).u32;
    const place = this.#heap.offsetOf(bag);
    page.u32.copyWithin(word, word + this.#entryWords, word + (count - entry) * this.#entryWords);
    if (count === 1) {
      this.#heap.release(list[place], this.#entryWords);
      list[place] = 0;
    } else {
      list[place] = this.#heap.resize(list[place], count * this.#entryWords, (count - 1) * this.#entryWords);
    }
    list[place + 1] = count - 1;
  }

  release(bag: Address): void {
    for (let entry = this.count(bag) - 1; entry >= 0; entry--) this.remove(bag, entry);
  }

  bytes(bag: Address): number {
    const count = this.count(bag);
    return count === 0 ? 0 : classWords(count * this.#entryWords) * 4;
  }

  /** Entries in an order of their content, so that what is made of them does not depend on the order they came in. */
  inOrder(bag: Address): OrderedEntry[] {
    const sample = new Float64Array(this.#entryWords);
    const entries = Array.from({ length: this.count(bag) }, (_, entry) => {
      this.read(bag, entry, sample);
      const feature = this.featureOf(bag, entry);
      const { dimensions, ofTexts } = this.#features[feature];
      const numbers = [...sample.subarray(0, dimensions)];
      const content = ofTexts ? this.#dictionary.textOf(sample[0]) : numbers;
      return { feature, content, day: this.dayOf(bag, entry), entry };
    });
    return entries.sort(
      (one, other) =>
        one.feature - other.feature || one.day - other.day || compare(one.content, other.content),
    );
  }

  /** Equal bags give equal bytes. */
  save(bag: Address, writer: ByteWriter): void {
    const entries = this.inOrder(bag);
    writer.u32(entries.length);
    for (const { feature, content, day, entry } of entries) {
      writer.u32(feature);
      writer.u32(this.observationsOf(bag, entry));
      writer.u32(this.marksOf(bag, entry));
      writer.f64(day);
      if (typeof content === 'string') writer.text(content);
      else for (const number of content) writer.f64(number);
    }
  }

  load(bag: Address, reader: ByteReader): void {
    const count = reader.u32();
    const sample = new Float64Array(this.#entryWords);
    for (let entry = 0; entry < count; entry++) {
      const feature = reader.u32();
      const observations = reader.u32();
      const marks = reader.u32();
      const day = reader.f64();
      const { dimensions, ofTexts } = this.#features[feature];
      if (ofTexts) sample[0] = this.#dictionary.enter(reader.text());
      else for (let dimension = 0; dimension < dimensions; dimension++) sample[dimension] = reader.f64();
      this.push(bag, feature, sample, { day, marks, observations });
    }
  }

  /** Gives up the entry with the highest hash, if the new sample has a lower one. */
  #makeRoom(bag: Address, feature: number, sample: Float64Array): boolean {
    let highest = this.#hash(feature, sample);
    let which = -1;
    for (let entry = 0; entry < this.count(bag); entry++) {
      const hash = this.#word(bag, entry, hashAt);
      if (hash <= highest) continue;
      highest = hash;
      which = entry;
    }
    if (which < 0) return false;
    this.remove(bag, which);
    return true;
  }

  #hash(feature: number, sample: Float64Array): number {
    const { dimensions, ofTexts } = this.#features[feature];
    if (ofTexts) return (this.#dictionary.hashOf(sample[0]) ^ Math.imul(feature + 1, 0x9e3779b1)) >>> 0;
    let hash = feature + 1;
    for (let dimension = 0; dimension < dimensions; dimension++)
      hash = (Math.imul(hash, 0x85ebca6b) ^ hashNumber(sample[dimension])) >>> 0;
    return hash;
  }

  #at(bag: Address, entry: number): Address {
    return this.#heap.pageOf(bag).u32[this.#heap.offsetOf(bag)] + entry * this.#entryWords;
  }

  #word(bag: Address, entry: number, word: number): number {
    const at = this.#at(bag, entry);
    return this.#heap.pageOf(at).u32[this.#heap.offsetOf(at) + word];
  }
}

/** Samples of a feature that were first observed before a moment, in one bag. Reused from judgement to judgement. */
export class EarlierSamples implements SampleList {
  readonly #bags: SampleBag;
  readonly #entries: number[] = [];
  #bag: Address = 0;

  constructor(bags: SampleBag) {
    this.#bags = bags;
  }

  get count(): number {
    return this.#entries.length;
  }

  dayOf(index: number): number {
    return this.#bags.dayOf(this.#bag, this.#entries[index]);
  }

  observationsOf(index: number): number {
    return this.#bags.observationsOf(this.#bag, this.#entries[index]);
  }

  read(index: number, into: Float64Array): void {
    this.#bags.read(this.#bag, this.#entries[index], into);
  }

  /** @param bag 0 for none @param day local time in days; only what is earlier is listed */
  look(bag: Address, feature: number, day: number): void {
    this.#bag = bag;
    this.#entries.length = 0;
    if (bag === 0) return;
    for (let entry = 0; entry < this.#bags.count(bag); entry++) {
      if (this.#bags.featureOf(bag, entry) === feature && this.#bags.dayOf(bag, entry) < day)
        this.#entries.push(entry);
    }
  }
}

function compare(one: string | readonly number[], other: string | readonly number[]): number {
  if (typeof one === 'string' || typeof other === 'string') return one < other ? -1 : 1;
  const differing = one.findIndex((number, index) => number !== other[index]);
  return differing < 0 ? 0 : one[differing] - other[differing];
}
