/**
 * Looks for the period of a state in the panes it keeps, and learns the profile of a new one from them. The shorter of two
 * periods that are about as clear is taken; one that was found stays until another is clearer, or it is no longer found.
 */

import type { Page } from '../../memory/heap.ts';
import { type PeriodFound, PeriodSearch } from './period-search.ts';
import {
  blockPanes,
  blockPanesAt,
  dayAt,
  meanAt,
  offsetAt,
  periodAt,
  profileSpreadAt,
  ringPanes,
  spreadAt,
  stepAt,
  strengthAt,
  waitingAt,
} from './periodic-layout.ts';
import { beginProfile, deviationOf, learnPhase, phaseMean, phaseOf } from './periodic-profile.ts';
import { filledOf, paneOf, type Ring, readRing } from './periodic-ring.ts';

const naturalPeriodsDays = [1 / 24, 1, 7] as const;
const naturalShare = 0.03;
/** The coarse ring averages noise away: it must be so much clearer to be believed instead. */
const coarseAdvantage = 0.1;
/** A period that was found is kept until another is so much clearer. */
const changeAdvantage = 0.1;
/** What is left of a period's strength when another, or none, is found. */
const strengthKept = 0.7;
const strengthLeast = 0.1;
/** Shortest periods: of two or three panes they are what alternates; a day of hours is three blocks. */
const lagsMin = [4, 2] as const;
/** Samples are recalled within so many deviations of the mean. */
const recalledDeviations = 3;

/** One serves every state. A search takes 0.4 ms. */
export class PeriodFinder {
  readonly #search = new PeriodSearch(ringPanes);
  readonly #numbers = new Float64Array(ringPanes);
  #strength = 0;

  /** Renews period, strength and profile of a state. */
  find(page: Page, at: number): void {
    page.u32[at + waitingAt] = 0;
    const fine = this.#periodOf(page, at, 0);
    const fineStrength = this.#strength;
    const coarse = this.#periodOf(page, at, 1);
    const isFine = fineStrength > 0 && fineStrength + coarseAdvantage >= this.#strength;
    const found = isFine ? fine : coarse;
    const strength = isFine ? fineStrength : this.#strength;
    const known = page.f64[(at + periodAt) >>> 1];
    const before = page.f64[(at + strengthAt) >>> 1];
    if (found > 0 && known > 0 && Math.abs(found / known - 1) <= naturalShare) {
      page.f64[(at + strengthAt) >>> 1] = strength;
    } else if (found > 0 && (known === 0 || strength > before + changeAdvantage)) {
      page.f64[(at + strengthAt) >>> 1] = strength;
      this.#adopt(page, at, found);
    } else if (known > 0) {
      page.f64[(at + strengthAt) >>> 1] = strengthKept * before;
      if (strengthKept * before < strengthLeast) page.f64[(at + periodAt) >>> 1] = 0;
    }
  }

  /** In days, 0 for none; leaves its strength in `#strength`. */
  #periodOf(page: Page, at: number, ring: Ring): number {
    const resolution = page.f64[(at + stepAt) >>> 1] * (ring === 0 ? 1 : blockPanes);
    const count = readRing(page, at, ring, this.#numbers);
    const found: PeriodFound = this.#search.search(this.#numbers, count, lagsMin[ring]);
    this.#strength = found.strength;
    const days = found.lag * resolution;
    for (const natural of naturalPeriodsDays) {
      if (Math.abs(days - natural) <= naturalShare * natural) return natural;
    }
    return days;
  }

  /** Learns the profile of a new period from the panes kept, the oldest first. */
  #adopt(page: Page, at: number, period: number): void {
    beginProfile(page, at, period);
    page.f64[(at + offsetAt) >>> 1] = 0;
    page.f64[(at + profileSpreadAt) >>> 1] = page.f64[(at + spreadAt) >>> 1];
    const fine = filledOf(page, at, 0);
    const open = page.u32[at + blockPanesAt];
    for (let block = filledOf(page, at, 1) - 1; block >= 0; block--) {
      const before = open + block * blockPanes;
      if (before >= fine) this.#recall(page, at, before + (blockPanes - 1) / 2, paneOf(page, at, 1, block));
    }
    for (let pane = fine - 1; pane >= 0; pane--) this.#recall(page, at, pane, paneOf(page, at, 0, pane));
    this.#measureProfile(page, at, fine);
  }

  #recall(page: Page, at: number, panesBefore: number, value: number): void {
    if (Number.isNaN(value)) return;
    const day = page.f64[(at + dayAt) >>> 1] - panesBefore * page.f64[(at + stepAt) >>> 1];
    const room = recalledDeviations * deviationOf(page, at, 0);
    const mean = page.f64[(at + meanAt) >>> 1];
    learnPhase(page, phaseOf(page, at, day), Math.max(mean - room, Math.min(mean + room, value)), 1, 1);
  }

  /** The spread around the profile, from the panes it was learnt from. */
  #measureProfile(page: Page, at: number, fine: number): void {
    let sum = 0;
    let samples = 0;
    for (let pane = 0; pane < fine; pane++) {
      const value = paneOf(page, at, 0, pane);
      const day = page.f64[(at + dayAt) >>> 1] - pane * page.f64[(at + stepAt) >>> 1];
      if (Number.isNaN(value)) continue;
      sum += Math.min(
        page.f64[(at + spreadAt) >>> 1] * recalledDeviations,
        Math.abs(value - phaseMean(page, phaseOf(page, at, day))),
      );
      samples++;
    }
    if (samples > 0) page.f64[(at + profileSpreadAt) >>> 1] = sum / samples;
  }
}
