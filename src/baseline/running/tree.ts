/**
 * A number by what others of the same pane lead one to expect: as many rows as usual for so many queries, on a day like this.
 * A number that is usual in itself may be unusual given the others, and the other way round. A regression tree per key
 * over the panes it keeps, and per group over those of its members.
 *
 * Which panes are kept, with what weights: fading-vectors.ts. How a tree grows: tree-growth.ts. What the trees of all levels
 * expect together: tree-levels.ts. The tail of a number under it: tree-tail.ts. Weekday and day off are always given. Nothing
 * depends on the order of what is learnt, within a day or beyond.
 *
 * State: 288 bytes and 8 + 4 · dimensions for each of at most 64 panes, a group's of at most 256: 1.3 kB for a number and one given.
 * Judging O(levels · leaves), 0.3 µs. Before the first judgement after the key or its groups have learnt its tree is grown:
 * 20 to 50 µs for 64 panes, so it is meant for windows, and for events that are judged many to a pane.
 */

import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address, Heap, Page } from '../../memory/heap.ts';
import type { AmountScale } from '../amount-scale.ts';
import { amountSummary, amountText } from '../amount-summary.ts';
import type { Side } from '../model.ts';
import { readVersion } from '../snapshot-version.ts';
import { positionOn } from './amount-position.ts';
import { type AmountShape, amountShapes } from './amount-shape.ts';
import { FadingVectors, fadingVectorWords } from './fading-vectors.ts';
import { boundedNumber, GatheredVectors, weekdayOf } from './gathered-vectors.ts';
import type { RunningDocument } from './running-document.ts';
import type { Levels, Moment, RunningModel } from './running-model.ts';
import { TreeGrowth } from './tree-growth.ts';
import { TreeLevels } from './tree-levels.ts';
import { againstAt, treeWords } from './tree-nodes.ts';
import { treeTail } from './tree-tail.ts';
import { leavesInWords, lineInWords, sharesOf, type ToldTree } from './tree-words.ts';
import { itemsText } from './vector-text.ts';

export interface ExpectedByTreeOptions {
  readonly heap: Heap;
  readonly halfLifeDays: number;
  /** The number and those it is expected by, 2 to `dimensionsMax`. */
  readonly dimensions: number;
  readonly scale: AmountScale;
  /** What is given, in the words of the rule. */
  readonly names?: readonly string[];
}

const version = 1;
/** Amounts are alike within a factor of 1.6, counts within one and a half Poisson deviations. */
const alikeDistance = { count: 1.5, amount: 0.5, value: 0.5 } as const;
/** A pane is one of those known within so many deviations. */
const knownDeviations = 2;
/** A Wednesday that is no day off: where nobody says which day it is. */
const ordinaryDay = [2, 0] as const;

export class ExpectedByTree implements RunningModel {
  readonly words = fadingVectorWords + treeWords;
  readonly ofTexts = false;
  readonly usesEarlier = false;
  readonly dimensions: number;
  readonly #heap: Heap;
  readonly #scale: AmountScale;
  readonly #shape: AmountShape;
  readonly #names: readonly string[];
  readonly #vectors: FadingVectors;
  readonly #panes: GatheredVectors;
  readonly #growth: TreeGrowth;
  readonly #levels: TreeLevels;
  /** Numbers of a sample as they are learnt, then weekday and day off. Scratch. */
  readonly #givens: Float64Array;
  /** A tree by itself, to be told. Scratch. */
  readonly #told: Page = scratchPage(treeWords);

  constructor(options: ExpectedByTreeOptions) {
    const { heap, dimensions, scale, names } = options;
    const shape = amountShapes[scale];
    this.dimensions = dimensions;
    this.#heap = heap;
    this.#scale = scale;
    this.#shape = shape;
    this.#names = names ?? Array.from({ length: dimensions - 1 }, (_, index) => `given ${index + 1}`);
    this.#vectors = new FadingVectors(options);
    this.#panes = new GatheredVectors(dimensions);
    this.#growth = new TreeGrowth({ dimensions, scale, deviationMin: shape.deviationMin }, this.#panes);
    const parts = { vectors: this.#vectors, panes: this.#panes, growth: this.#growth };
    this.#levels = new TreeLevels({ heap, scale, shape, ...parts });
    this.#givens = new Float64Array(dimensions + 2);
  }

  tail(levels: Levels, sample: Float64Array, moment: Moment, side: Side): number {
    this.#take(sample);
    this.#givens[this.dimensions] = weekdayOf(moment.day);
    this.#givens[this.dimensions + 1] = moment.isDayOff ? 1 : 0;
    if (!this.#levels.expect(levels, this.#givens)) return 1;
    return treeTail(this.#levels.expectation, {
      value: sample[0],
      side,
      scale: this.#scale,
      shape: this.#shape,
    });
  }

  /** What is only noted is not remembered. */
  learn(state: Address, sample: Float64Array, moment: Moment, weight: number): void {
    if (!(weight > 0)) return;
    this.#vectors.add(state, sample, moment, weight);
    this.#outdate(state);
  }

  merge(state: Address, other: Address): void {
    this.#vectors.merge(state, other);
    this.#outdate(state);
  }

  /** On a working day, near what is expected of such a pane. */
  isKnown(state: Address, sample: Float64Array): boolean {
    if (!this.#expectOf(state, sample)) return false;
    const { position, variance } = this.#levels.expectation;
    return Math.abs(positionOn(this.#scale, sample[0]) - position) <= knownDeviations * Math.sqrt(variance);
  }

  /** By the numbers alone: what they are expected by differs from day to day. */
  isAlike(one: Float64Array, other: Float64Array): boolean {
    const distance = Math.abs(positionOn(this.#scale, one[0]) - positionOn(this.#scale, other[0]));
    return distance <= alikeDistance[this.#scale];
  }

  evidence(state: Address): number {
    return this.#vectors.weight(state);
  }

  /** Panes with a number like this one, whatever was given. */
  share(state: Address, sample: Float64Array): number {
    const { columns, weights } = this.#panes;
    this.#vectors.gather(state, this.#panes);
    const found = positionOn(this.#scale, sample[0]);
    let [near, all] = [0, 0];
    for (let pane = 0; pane < this.#panes.count; pane++) {
      const apart = Math.abs(positionOn(this.#scale, columns[0][pane]) - found);
      if (apart <= alikeDistance[this.#scale]) near += weights[pane];
      all += weights[pane];
    }
    return all === 0 ? 0 : Math.min(1, near / all);
  }

  /** "2–9, median 4, more with count()", or what is usual in each leaf. */
  usual(state: Address): string {
    const told = this.#tell(state);
    const leaves = leavesInWords(told);
    const line = lineInWords(told);
    if (leaves.length > 1) return itemsText(leaves) + line;
    return amountText(amountSummary(sharesOf(told), 0)) + line;
  }

  document(state: Address): RunningDocument {
    const told = this.#tell(state);
    const items = leavesInWords(told);
    const { median, low, high, minimum, maximum, mean, deviation } = amountSummary(sharesOf(told), 0);
    return {
      kind: 'expected',
      evidence: this.evidence(state),
      usual: this.usual(state),
      details: { median, low, high, minimum, maximum, mean, deviation, leaves: items.length },
      items,
    };
  }

  drift(_state: Address): number {
    return 1;
  }

  extraBytes(state: Address): number {
    return this.#vectors.extraBytes(state);
  }

  release(state: Address): void {
    this.#vectors.release(state);
    const at = this.#heap.offsetOf(state);
    this.#heap.pageOf(state).u32.fill(0, at, at + this.words);
  }

  /** Trees follow from the panes, and are not written. */
  save(state: Address, writer: ByteWriter): void {
    writer.u8(version);
    this.#vectors.save(state, writer);
  }

  /** @throws SnapshotVersionError for a version it does not know */
  load(state: Address, reader: ByteReader): void {
    readVersion(reader, 'tree of what is expected', version);
    this.#vectors.load(state, reader);
  }

  /** Its tree has to be grown anew before it is asked again. */
  #outdate(state: Address): void {
    const at = this.#heap.offsetOf(state) + fadingVectorWords + againstAt;
    this.#heap.pageOf(state).u32.fill(0, at, at + 2);
  }

  #take(sample: Float64Array): void {
    for (let index = 0; index < this.dimensions; index++) this.#givens[index] = boundedNumber(sample[index]);
  }

  /** Fills the expectation of one state by itself, on a working day. */
  #expectOf(state: Address, sample: Float64Array): boolean {
    this.#take(sample);
    this.#givens.set(ordinaryDay, this.dimensions);
    return this.#levels.expect({ count: 1, states: Float64Array.of(state) }, this.#givens);
  }

  #tell(state: Address): ToldTree {
    this.#levels.growAlone(state, this.#told, 0);
    return { page: this.#told, at: 0, panes: this.#panes, nodeOf: this.#growth.nodeOf, names: this.#names };
  }
}

function scratchPage(words: number): Page {
  const memory = new ArrayBuffer(4 * words);
  return {
    i32: new Int32Array(memory),
    u32: new Uint32Array(memory),
    f32: new Float32Array(memory),
    f64: new Float64Array(memory),
  };
}
