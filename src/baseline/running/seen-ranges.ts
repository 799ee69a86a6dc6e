/** The least and the largest number ever learnt in each dimension: single floats in a state, the least first. Nothing fades here. */

import type { Page } from '../../memory/heap.ts';
import { readableRange } from './vector-text.ts';

/** Power with which closeness falls outside of a range. */
const outsidePower = 0.25;

export class SeenRanges {
  readonly words: number;
  readonly #dimensions: number;

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
    this.words = 2 * dimensions;
  }

  /** @param isFirst nothing was seen before */
  take(page: Page, at: number, numbers: Float64Array, isFirst: boolean): void {
    for (let index = 0; index < this.#dimensions; index++) {
      const high = at + this.#dimensions + index;
      page.f32[at + index] = isFirst ? numbers[index] : Math.min(page.f32[at + index], numbers[index]);
      page.f32[high] = isFirst ? numbers[index] : Math.max(page.f32[high], numbers[index]);
    }
  }

  /** Widens ranges by those of another state, which has seen something. */
  merge(page: Page, at: number, other: { readonly page: Page; readonly at: number }, isFirst: boolean): void {
    for (let word = 0; word < this.words; word++) {
      const added = other.page.f32[other.at + word];
      const wider = word < this.#dimensions ? Math.min : Math.max;
      page.f32[at + word] = isFirst ? added : wider(page.f32[at + word], added);
    }
  }

  /** 1 within the ranges, less the further outside, relative to the bound: Π (1 + outside)^(−1/4). */
  nearness(page: Page, at: number, numbers: Float64Array): number {
    let nearness = 1;
    for (let index = 0; index < this.#dimensions; index++) {
      const bound = Math.max(
        page.f32[at + index],
        Math.min(page.f32[at + this.#dimensions + index], numbers[index]),
      );
      nearness *= (1 + Math.abs(numbers[index] - bound) / (1 + Math.abs(bound))) ** -outsidePower;
    }
    return nearness;
  }

  /** "1–9; 47–3,160; 0". */
  text(page: Page, at: number): string {
    return Array.from({ length: this.#dimensions }, (_, index) =>
      readableRange(page.f32[at + index], page.f32[at + this.#dimensions + index]),
    ).join('; ');
  }
}
