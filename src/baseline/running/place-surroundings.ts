/**
 * What a point of the map has around it in a table of places: panes near it, and the nearest place.
 *
 *     near(x) = Σ w(c) exp(−d² / 2σ²)      d: how far x lies outside of the cell c; σ = 40 km
 *
 * Where one is located by address varies by some ten kilometres, and towns are as large. Cells of a coarser level have twice
 * the width, and what is near them, too.
 */

import type { Page } from '../../memory/heap.ts';
import { earthRadiusKm } from './globe.ts';
import { cellPoint } from './place-cells.ts';
import type { PlaceGrid } from './place-grid.ts';

const sigmaKm = 40;
/** From the middle of a cell to its corners at the equator: what lies within is at its place. */
const cellKm = 20;
/** Deviations beyond which nothing is near. */
const reachSigmas = 4;

export class PlaceSurroundings {
  /** Panes near the point looked at. */
  near = 0;
  /** Squared chord to the nearest cell, on the unit sphere. */
  nearestSquared = 4;
  readonly #grid: PlaceGrid;
  readonly #there = new Float64Array(3);
  readonly #cell = new Float64Array(3);

  constructor(grid: PlaceGrid) {
    this.#grid = grid;
  }

  /** Looks around a point on the unit sphere. O(cells). @param at place of the table */
  look(page: Page, at: number, point: Float64Array): void {
    const count = this.#grid.count(page, at);
    const level = this.#grid.level(page, at);
    const widening = 2 ** level;
    const reach = (widening * (cellKm + reachSigmas * sigmaKm)) / earthRadiusKm;
    const there = this.#there;
    this.near = 0;
    this.nearestSquared = 4;
    for (let entry = 0; entry < count; entry++) {
      cellPoint(this.#grid.cellAt(page, at, entry), level, there);
      const squared = (point[0] - there[0]) ** 2 + (point[1] - there[1]) ** 2 + (point[2] - there[2]) ** 2;
      if (squared < this.nearestSquared) this.nearestSquared = squared;
      if (squared > reach * reach) continue;
      const beyond = Math.max(0, (Math.sqrt(squared) * earthRadiusKm) / widening - cellKm) / sigmaKm;
      this.near += this.#grid.weightAt(page, at, entry) * Math.exp((-beyond * beyond) / 2);
    }
  }

  /** Share of the places at least as rare as the point looked at last. */
  usual(page: Page, at: number): number {
    if (this.near === 0) return 0;
    let usual = 0;
    const count = this.#grid.count(page, at);
    for (let entry = 0; entry < count; entry++)
      usual += Math.min(this.#grid.weightAt(page, at, entry), this.near);
    return Math.min(1, usual / this.#grid.total(page, at));
  }

  /** How probable a new place is: cells with about one pane near them, Good–Turing (novelty.ts). O(cells²). Looks elsewhere. */
  novelty(page: Page, at: number): number {
    const level = this.#grid.level(page, at);
    let rare = 0;
    for (let entry = 0; entry < this.#grid.count(page, at); entry++) {
      cellPoint(this.#grid.cellAt(page, at, entry), level, this.#cell);
      this.look(page, at, this.#cell);
      // Between one pane and two, a place turns from new to known.
      rare += this.#grid.weightAt(page, at, entry) * Math.max(0, Math.min(1, 2 - this.near));
    }
    return Math.min(1, (rare + 0.5) / (this.#grid.total(page, at) + 1));
  }
}
