/**
 * The trees of an isolation forest: how space is cut, which a seed alone decides, and never the data.
 *
 * Each tree looks at some of the numbers (each with the probability 0.7, at least one), on the root scale of vector-scale.ts
 * or on the logarithmic one, by turns. Level 0 is a grid with a random width and a random shift; every further level halves
 * the cells in one random dimension. Cells are hashed into the slots of the tree, all its levels into the same ones: space
 * has no border, and two cells in one slot only make both a little less lonely.
 *
 * Sources: Tan, Ting & Liu, "Fast anomaly detection for streaming data", IJCAI 2011 (half-space trees: a structure without
 * data, masses by counting); Manzoor, Lamba & Akoglu, "xStream", KDD 2018 (half-space chains by hashed, shifted grids).
 */

import { forestDepth, forestSlotsPerTree, forestTrees } from '../../limits.ts';
import { avalanche } from '../../memory/dictionary.ts';
import { placeOf } from './vector-scale.ts';

/** Cells of one pane: a slot for each tree and level, tree by tree. */
export const forestCells = forestTrees * forestDepth;

const lookChance = 0.7;
/** Widths of level 0 are e to the power of a number between these, by scale: roots, then logarithms. */
const widths = [
  [3, 6],
  [0, 2.4],
] as const;
const golden = 0x9e3779b1;

interface Tree {
  readonly isLogarithmic: boolean;
  readonly dimensions: readonly number[];
  /** 1 / width of level 0. */
  readonly scale: number;
  readonly shifts: readonly number[];
  /** By level: which of its dimensions is halved; level 0 has none. */
  readonly halved: readonly number[];
}

export class HalfSpaceTrees {
  readonly #trees: readonly Tree[];
  readonly #dimensions: number;
  // The pane that is looked at: its cell in each dimension of a tree at level 0, and in the halved one at each level.
  readonly #firstCells: Float64Array;
  readonly #halvedCells = new Float64Array(forestCells);
  /** Scratch: a pane as roots, then as logarithms; its places in units of the cell at hand, by dimension of the tree. */
  readonly #places: Float64Array;
  readonly #units: Float64Array;

  constructor(options: { readonly dimensions: number; readonly seed: number }) {
    const { dimensions, seed } = options;
    const chance = chances(seed);
    this.#trees = Array.from({ length: forestTrees }, (_, tree) => plant(tree, dimensions, chance));
    this.#dimensions = dimensions;
    this.#firstCells = new Float64Array(forestTrees * dimensions);
    this.#places = new Float64Array(2 * dimensions);
    this.#units = new Float64Array(dimensions);
  }

  /** Takes a pane to be looked at, and writes its slots, each within the table of all trees: tree · slots + slot. */
  look(sample: Float64Array, into: Int32Array): void {
    const units = this.#units;
    this.#place(sample);
    for (let tree = 0; tree < forestTrees; tree++) {
      const { dimensions, halved } = this.#trees[tree];
      this.#measure(this.#trees[tree]);
      for (let index = 0; index < dimensions.length; index++)
        this.#firstCells[tree * this.#dimensions + index] = Math.floor(units[index]);
      for (let level = 0; level < forestDepth; level++) {
        if (level > 0) units[halved[level]] *= 2;
        let hash = level + 1;
        for (let index = 0; index < dimensions.length; index++) {
          hash = Math.imul(hash ^ Math.floor(units[index]), golden);
          hash ^= hash >>> 15;
        }
        this.#halvedCells[tree * forestDepth + level] = Math.floor(units[halved[level]]);
        into[tree * forestDepth + level] = tree * forestSlotsPerTree + (hash & (forestSlotsPerTree - 1));
      }
    }
  }

  /** Adds a weight to every cell in which another pane lies together with the one that is looked at. In the order of the slots. */
  addShared(other: Float64Array, weight: number, into: Float64Array): void {
    const units = this.#units;
    this.#place(other);
    for (let tree = 0; tree < forestTrees; tree++) {
      const { halved } = this.#trees[tree];
      this.#measure(this.#trees[tree]);
      if (!this.#sharesFirst(tree)) continue;
      const first = tree * forestDepth;
      into[first] += weight;
      // Only what has just been halved can tell them apart.
      for (let level = 1; level < forestDepth; level++) {
        units[halved[level]] *= 2;
        if (Math.floor(units[halved[level]]) !== this.#halvedCells[first + level]) break;
        into[first + level] += weight;
      }
    }
  }

  #sharesFirst(tree: number): boolean {
    const { length } = this.#trees[tree].dimensions;
    for (let index = 0; index < length; index++)
      if (Math.floor(this.#units[index]) !== this.#firstCells[tree * this.#dimensions + index]) return false;
    return true;
  }

  #place(sample: Float64Array): void {
    for (let index = 0; index < this.#dimensions; index++) {
      const value = sample[index];
      this.#places[index] = placeOf(value);
      this.#places[this.#dimensions + index] = value < 0 ? -Math.log1p(-value) : Math.log1p(value);
    }
  }

  #measure({ dimensions, isLogarithmic, scale, shifts }: Tree): void {
    const from = isLogarithmic ? this.#dimensions : 0;
    for (let index = 0; index < dimensions.length; index++)
      this.#units[index] = this.#places[from + dimensions[index]] * scale + shifts[index];
  }
}

function plant(tree: number, dimensionsAll: number, chance: () => number): Tree {
  const isLogarithmic = tree % 2 === 1;
  const [least, most] = widths[isLogarithmic ? 1 : 0];
  const scale = Math.exp(-(least + (most - least) * chance()));
  const dimensions: number[] = [];
  for (let dimension = 0; dimension < dimensionsAll; dimension++)
    if (chance() < lookChance) dimensions.push(dimension);
  if (dimensions.length === 0) dimensions.push(Math.floor(chance() * dimensionsAll));
  const shifts = dimensions.map(() => chance());
  const halved = Array.from({ length: forestDepth }, () => Math.floor(chance() * dimensions.length));
  return { isLogarithmic, dimensions, scale, shifts, halved };
}

/** Numbers in [0, 1) that follow from a seed, by hashing a count (Murmur3's finaliser). */
function chances(seed: number): () => number {
  let count = 0;
  return () => avalanche(avalanche(seed | 0) ^ Math.imul(++count, golden)) / 2 ** 32;
}
