/**
 * Who is like whom: profiles of a sample of keys, and the clusters they form. A key belongs to the cluster whose centre is
 * nearest to its profile.
 *
 * Clusters are found anew once a day (key-clusters.ts). One keeps its number as long as it and the one of before share more than
 * two thirds of their keys (Jaccard's measure, as in Greene, Doyle & Cunningham, "Tracking the evolution of communities in
 * dynamic social networks", ASONAM 2010): so a cluster may move as slowly as people change. One that falls apart ends, and its
 * parts begin with new numbers: what was learnt of both together holds for neither. Numbers are not used twice.
 *
 * Features count alike: each is scaled to a variance of 1, lest the one with the largest numbers decide alone. One in which keys
 * hardly differ is only doubled, since what is left there may be chance.
 *
 * 1 kB for each dimension of a profile, for the whole rule. Adding a key O(log keys) and moving up to all of them; finding
 * clusters 2 to 10 ms a day; assigning a key O(clusters · dimensions).
 */

import { similarKeyClustersMax, similarKeysMax } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address, Heap, Page } from '../../memory/heap.ts';
import { readVersion } from '../snapshot-version.ts';
import type { Centres } from './key-centres.ts';
import { KeyClusters } from './key-clusters.ts';
import { ProfileSample, profileSampleWords } from './profile-sample.ts';

const version = 1;

/** Fewer keys do not show how many ways there are to behave. */
const keysMin = 40;
/** A day, less the hour of a changing clock. */
const daysBetween = 0.9;
/** A key that was not heard of for so long does not stand for others any more. */
const daysHeard = 30;
/** Share of their keys that a cluster and the one of before have in common, to have one number. */
const sameShare = 2 / 3;
/** Variance of a feature's profiles that is little: below it they differ by less than a half. */
const varianceMin = 1 / 4;

// Words: the sample, how often clusters were found, the number last given, doubles of days passed and days passed when clusters
// were found last, count of clusters; then the scale of each feature; then of each cluster its number and its centre.
const sampleAt = 0;
const foundAt = profileSampleWords;
const numberAt = foundAt + 1;
const dayAt = 2;
const foundDayAt = 3;
const countAt = 8;
const scalesAt = 10;

export class SimilarKeys {
  /** Fixed words of a state; starts as zeros. Even. */
  readonly words: number;
  /** Of a profile: of all features together. */
  readonly dimensions: number;
  readonly #heap: Heap;
  readonly #blocks: readonly number[];
  readonly #sample: ProfileSample;
  readonly #clusters: KeyClusters;
  readonly #clustersAt: number;
  readonly #stride: number;
  /** Coordinates of all keys of a sample, and the clusters they were in. Scratch. */
  readonly #points: Float64Array;
  readonly #before = new Uint32Array(similarKeysMax);

  /** @param options.blocks dimensions of each feature in a profile, in their order; together 1 to `profileDimensionsMax` */
  constructor({ heap, blocks }: { readonly heap: Heap; readonly blocks: readonly number[] }) {
    const dimensions = blocks.reduce((sum, block) => sum + block, 0);
    this.dimensions = dimensions;
    this.#heap = heap;
    this.#blocks = blocks;
    this.#sample = new ProfileSample({ heap, dimensions });
    this.#clusters = new KeyClusters({ dimensions, keysMax: similarKeysMax });
    this.#stride = 1 + dimensions;
    this.#clustersAt = scalesAt + blocks.length;
    this.words = (this.#clustersAt + similarKeyClustersMax * this.#stride + 1) & ~1;
    this.#points = new Float64Array(similarKeysMax * dimensions);
  }

  /** Hears of a key. In any order it comes to the same. @param hash of the key's name */
  add(state: Address, hash: number, profile: Float64Array): void {
    this.#sample.add(this.#heap.pageOf(state), this.#heap.offsetOf(state) + sampleAt, hash, profile);
  }

  /** Takes over the keys that another state has heard of, some days after the last time, and finds clusters if it is time to. */
  merge(state: Address, other: Address, days: number): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const doubles = at >>> 1;
    const day = page.f64[doubles + dayAt] + Math.max(0, days);
    page.f64[doubles + dayAt] = day;
    const [otherPage, otherAt] = [this.#heap.pageOf(other), this.#heap.offsetOf(other)];
    this.#sample.take(page, at + sampleAt, otherPage, otherAt + sampleAt, day);
    this.#sample.forget(page, at + sampleAt, day - daysHeard);
    const isTime = page.u32[at + countAt] === 0 || day - page.f64[doubles + foundDayAt] >= daysBetween;
    if (!isTime) return;
    page.f64[doubles + foundDayAt] = day;
    this.#find(page, at);
  }

  /** Another number after clusters were found anew. */
  stamp(state: Address): number {
    return this.#heap.pageOf(state).u32[this.#heap.offsetOf(state) + foundAt];
  }

  /** How many clusters there are. */
  count(state: Address): number {
    return this.#heap.pageOf(state).u32[this.#heap.offsetOf(state) + countAt];
  }

  /** Numbers of the clusters there are. */
  numbers(state: Address): number[] {
    const { u32 } = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    return Array.from({ length: this.count(state) }, (_, cluster) => u32[this.#placeOf(at, cluster)]);
  }

  /** Number of the cluster that a profile belongs to, 1 or more; 0 as long as there are none. */
  assign(state: Address, profile: Float64Array): number {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    let [number, least] = [0, Number.POSITIVE_INFINITY];
    for (let cluster = 0; cluster < this.count(state); cluster++) {
      const place = this.#placeOf(at, cluster);
      let index = 0;
      let distance = 0;
      for (let block = 0; block < this.#blocks.length; block++) {
        let squares = 0;
        for (const end = index + this.#blocks[block]; index < end; index++)
          squares += (profile[index] - page.f32[place + 1 + index]) ** 2;
        distance += squares * page.f32[at + scalesAt + block] ** 2;
      }
      if (distance < least) [number, least] = [page.u32[place], distance];
    }
    return number;
  }

  extraBytes(state: Address): number {
    return this.#sample.extraBytes(this.#heap.pageOf(state), this.#heap.offsetOf(state) + sampleAt);
  }

  release(state: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.#sample.release(page, at + sampleAt);
    page.u32.fill(0, at, at + this.words);
  }

  save(state: Address, writer: ByteWriter): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    writer.u8(version);
    for (let word = foundAt; word < this.#placeOf(0, page.u32[at + countAt]); word++)
      writer.u32(page.u32[at + word]);
    this.#sample.save(page, at + sampleAt, writer);
  }

  /** @throws SnapshotVersionError for a version it does not know */
  load(state: Address, reader: ByteReader): void {
    readVersion(reader, 'similar keys', version);
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    for (let word = foundAt; word < this.#clustersAt; word++) page.u32[at + word] = reader.u32();
    const end = this.#placeOf(0, page.u32[at + countAt]);
    for (let word = this.#clustersAt; word < end; word++) page.u32[at + word] = reader.u32();
    this.#sample.load(page, at + sampleAt, reader);
  }

  #placeOf(at: number, cluster: number): number {
    return at + this.#clustersAt + cluster * this.#stride;
  }

  #find(page: Page, at: number): void {
    const keys = this.#sample.count(page, at + sampleAt);
    const clusters = at + countAt;
    page.u32[clusters] = 0;
    page.u32.fill(0, this.#placeOf(at, 0), this.#placeOf(at, similarKeyClustersMax));
    page.u32[at + foundAt]++;
    if (keys < keysMin) return;
    for (let key = 0; key < keys; key++) {
      this.#sample.read(page, at + sampleAt, key, this.#points, key * this.dimensions);
      this.#before[key] = this.#sample.clusterOf(page, at + sampleAt, key);
    }
    this.#scale(page, at, keys);
    const found = this.#clusters.find(this.#points, keys, this.#before);
    page.u32[clusters] = found.count;
    const numbers = this.#numbersOf(page, at, found, keys);
    for (let cluster = 0; cluster < found.count; cluster++) {
      const place = this.#placeOf(at, cluster);
      page.u32[place] = numbers[cluster];
      this.#eachDimension((index, block) => {
        page.f32[place + 1 + index] = found.meanOf(cluster, index) / page.f32[at + scalesAt + block];
      });
    }
    for (let key = 0; key < keys; key++)
      this.#sample.setCluster(page, at + sampleAt, key, numbers[found.members[key]]);
  }

  /** Finds the scale of each feature, and brings the coordinates of all keys to it. */
  #scale(page: Page, at: number, keys: number): void {
    const variances = new Float64Array(this.#blocks.length);
    const { dimensions } = this;
    this.#eachDimension((index, block) => {
      let mean = 0;
      for (let key = 0; key < keys; key++) mean += this.#points[key * dimensions + index] / keys;
      for (let key = 0; key < keys; key++)
        variances[block] += (this.#points[key * dimensions + index] - mean) ** 2 / keys;
    });
    for (let block = 0; block < variances.length; block++)
      page.f32[at + scalesAt + block] = 1 / Math.sqrt(Math.max(varianceMin, variances[block]));
    this.#eachDimension((index, block) => {
      const scale = page.f32[at + scalesAt + block];
      for (let key = 0; key < keys; key++) this.#points[key * dimensions + index] *= scale;
    });
  }

  /** Of each cluster found: the number of the one of before that it is, or a new one. Keys that are new say nothing. */
  #numbersOf(page: Page, at: number, found: Centres, keys: number): number[] {
    const sizes = new Map<number, number>();
    const shared = Array.from({ length: found.count }, () => new Map<number, number>());
    const known = new Float64Array(found.count);
    for (let key = 0; key < keys; key++) {
      const before = this.#before[key];
      if (before === 0) continue;
      const cluster = found.members[key];
      known[cluster]++;
      sizes.set(before, (sizes.get(before) ?? 0) + 1);
      shared[cluster].set(before, (shared[cluster].get(before) ?? 0) + 1);
    }
    return shared.map((overlaps, cluster) => {
      for (const [number, overlap] of overlaps)
        if (overlap > sameShare * (known[cluster] + sizes.get(number)! - overlap)) return number;
      return ++page.u32[at + numberAt];
    });
  }

  #eachDimension(visit: (index: number, block: number) => void): void {
    let index = 0;
    this.#blocks.forEach((dimensions, block) => {
      for (const end = index + dimensions; index < end; index++) visit(index, block);
    });
  }
}
