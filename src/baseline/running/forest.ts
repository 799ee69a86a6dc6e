/**
 * How easily a pane of several numbers is told from all others: an isolation forest that never has to be grown anew.
 * A pane that is alone in a large cell is odd; one that shares small cells with many is not.
 *
 *     mass(cell)  = (n(cell) + ½) / (N + ½)                       everyone: panes in the cell, of all
 *     mass(cell)  = (n(cell) + 10 · mass above) / (N + 10)        for each narrower level, own history last
 *     bits        = mean over the trees of max over the levels of (−log2 mass − level)
 *     tail        = 2^−bits · Π (1 + outside)^(−1/4)              outside: how far beyond the numbers ever learnt, relative
 *
 * A level is one halving, so evenly spread panes gain nothing by depth (Liu, Ting & Zhou, "Isolation forest", ICDM 2008,
 * score by depth; Tan, Ting & Liu, IJCAI 2011, by mass · 2^depth). The last factor keeps the rank going where nobody is left
 * to share a cell with. How space is cut: half-space-trees.ts.
 *
 * A key keeps its panes, at most 64 as a sample by hash, with weights that fade: 8 + 4 · dimensions bytes a pane. A state that
 * is merged into, which is a group's, has a table of decayed counts instead, 32 kB. Counts of whole weights add up exactly,
 * in any order. Judging by groups costs 3 to 5 µs, 160 hashed cells and as many counts a level; by own history another 0.7 µs
 * a pane, 45 µs for 64: it is meant for windows, not for events.
 */

import { forestDepth, forestTrees, tailProbabilityMin } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address, Heap } from '../../memory/heap.ts';
import type { Side } from '../model.ts';
import { ForestStore } from './forest-store.ts';
import { forestCells } from './half-space-trees.ts';
import type { RunningDocument } from './running-document.ts';
import type { Levels, Moment, RunningModel } from './running-model.ts';
import { areAlike } from './vector-scale.ts';

export interface IsolationForestOptions {
  readonly heap: Heap;
  readonly halfLifeDays: number;
  /** Numbers in a sample, 2 to `dimensionsMax`. */
  readonly dimensions: number;
  /** Decides how space is cut, the same for all states. */
  readonly seed: number;
}

/** Weight of everything unseen beside what a level has counted. */
const unseen = 0.5;
/** Panes that what a wider level says counts for. */
const priorPanes = 10;

export class IsolationForest implements RunningModel {
  readonly ofTexts = false;
  readonly usesEarlier = false;
  readonly words: number;
  readonly dimensions: number;
  readonly #store: ForestStore;
  // Scratch, by cell of the pane at hand: masses, and panes of one level.
  readonly #masses = new Float64Array(forestCells);
  readonly #panes = new Float64Array(forestCells);

  constructor(options: IsolationForestOptions) {
    this.dimensions = options.dimensions;
    this.#store = new ForestStore(options);
    this.words = this.#store.words;
  }

  tail(levels: Levels, sample: Float64Array, _moment: Moment, _side: Side): number {
    let widest = 0;
    let hasAny = false;
    for (let level = levels.count - 1; level >= 0; level--) {
      const state = levels.states[level];
      if (this.evidence(state) === 0) continue;
      if (!hasAny) {
        this.#store.look(sample);
        widest = state;
      }
      this.#weigh(state, hasAny);
      hasAny = true;
    }
    if (!hasAny) return 1;
    const tail = 2 ** -this.#bits() * this.#store.nearness(widest, sample);
    return Math.min(1, Math.max(tailProbabilityMin, tail));
  }

  /** What is only noted is not remembered. */
  learn(state: Address, sample: Float64Array, moment: Moment, weight: number): void {
    if (weight > 0) this.#store.add(state, Math.floor(moment.day), sample, weight);
  }

  /** The state has a table from then on. Tables add up exactly; sampled panes count for those that were left out. */
  merge(state: Address, other: Address): void {
    this.#store.merge(state, other);
  }

  isKnown(state: Address, sample: Float64Array): boolean {
    return this.share(state, sample) * this.evidence(state) >= unseen;
  }

  isAlike(one: Float64Array, other: Float64Array): boolean {
    return areAlike(one, other, this.dimensions);
  }

  evidence(state: Address): number {
    return this.#store.evidence(state);
  }

  share(state: Address, sample: Float64Array): number {
    if (this.evidence(state) === 0) return 0;
    this.#store.look(sample);
    this.#weigh(state, false);
    return 2 ** -this.#bits();
  }

  /** Ranges of the numbers ever learnt, one after the other. */
  usual(state: Address): string {
    if (this.evidence(state) === 0) return 'nothing yet';
    return this.#store.rangesText(state);
  }

  document(state: Address): RunningDocument {
    return {
      kind: 'isolation',
      evidence: this.evidence(state),
      usual: this.usual(state),
      details: { trees: forestTrees, depth: forestDepth, dimensions: this.dimensions },
    };
  }

  drift(_state: Address): number {
    return 1;
  }

  extraBytes(state: Address): number {
    return this.#store.extraBytes(state);
  }

  release(state: Address): void {
    this.#store.release(state);
  }

  save(state: Address, writer: ByteWriter): void {
    this.#store.save(state, writer);
  }

  load(state: Address, reader: ByteReader): void {
    this.#store.load(state, reader);
  }

  /** Masses of the cells at hand: those of wider levels, corrected by what a state has counted. */
  #weigh(state: Address, hasPrior: boolean): void {
    const evidence = this.evidence(state);
    this.#store.panesAround(state, this.#panes);
    for (let cell = 0; cell < forestCells; cell++) {
      this.#masses[cell] = hasPrior
        ? (this.#panes[cell] + priorPanes * this.#masses[cell]) / (evidence + priorPanes)
        : (this.#panes[cell] + unseen) / (evidence + unseen);
    }
  }

  /** Mean over the trees of the largest surprise of a level, in bits. */
  #bits(): number {
    let bits = 0;
    for (let tree = 0; tree < forestTrees; tree++) {
      let least = 1;
      let volume = 1;
      for (let level = 0; level < forestDepth; level++) {
        least = Math.min(least, this.#masses[tree * forestDepth + level] * volume);
        volume *= 2;
      }
      bits -= Math.log2(least);
    }
    return bits / forestTrees;
  }
}
