/**
 * How probable a pane's activity is in each bin of a day, under a key's own profile and those of its groups.
 *
 *     f(s) = Σ e(t) · K(s − t)                     circular; e: shares of the bins (time-shares.ts), K: time-kernels.ts
 *     q    = (N f_group + 50 · above) / (N + 50)   N: quarter hours of the group; above everyone: even
 *     p    = (m f_own + 1½ q) / (m + 1½)           m: quarter hours of the key; (m + 1½) / (n + ½) of them a day, n: days
 *
 * Half past seven is nearly usual for who comes at eight, two at night is not, and the rank goes on with the distance.
 * Judging takes one convolution, O(bins · active bins). What came out for the keys judged last is kept until they change, at
 * the end of a day: the events of one key and day ask once. 250 bytes a key kept.
 */

import { ownTimesKept } from '../../limits.ts';
import type { Address, Heap } from '../../memory/heap.ts';
import { GroupTimes, quartersPrior } from './group-times.ts';
import type { Levels } from './running-model.ts';
import { fadedLeaning, leaningStep, TimeKernels } from './time-kernels.ts';
import type { TimeProfile } from './time-profile.ts';
import { TimeShares } from './time-shares.ts';

/** Quarter hours of evidence that the level above counts for in a group. */
const groupPrior = 50;
/** Days of evidence that the groups count for in a key: the half a novelty of Krichevsky and Trofimov, see novelty.ts. */
const ownPrior = 0.5;
const ownQuartersPrior = ownPrior * quartersPrior;
/** Days that the share of a kind among the days of everyone counts for. */
const kindSharePrior = 5;
/** Of the rarity of a kind of day: by itself it would put first days off, few of them news, before odd hours of working days. */
const kindPower = 0.75;
/** Groups of which what came out is kept by their stamps. */
const groupsMax = 3;
/** Numbers kept with a row: kind of day + 1 (0 for a row not in use), stamps of own and groups, quarter hours a day, factor of the kind. */
const ownStampAt = 1;
const quartersAt = ownStampAt + groupsMax + 1;
const factorAt = quartersAt + 1;
const keptNumbers = factorAt + 1;

export interface TimeDensityOptions {
  readonly heap: Heap;
  readonly profile: TimeProfile;
  /** Share of each kind among the days of the calendar. */
  readonly kindShares: readonly number[];
  /** Fixed width of the kernel; without it two are mixed. */
  readonly bandwidthHours?: number;
}

/** What is read of a key's profile; the counts are in the scratch. */
interface OwnReading {
  readonly kind: number;
  /** Share of the kind among the days of its groups. */
  readonly kindShare: number;
  readonly quarters: number;
  readonly panes: number;
  readonly leaning: number;
}

export class TimeDensity {
  /** Probabilities of the bins of a day, in rows; those judged last begin at `first` and sum to 1. */
  readonly probability: Float32Array;
  first = 0;
  /** Quarter hours expected on a day. */
  quartersPerPane = quartersPrior;
  /** At most 1: how much rarer days of this kind are than on the calendar, to a power below 1. */
  kindFactor = 1;
  readonly #heap: Heap;
  readonly #profile: TimeProfile;
  readonly #kindShares: readonly number[];
  readonly #kernels: TimeKernels;
  readonly #groups: GroupTimes;
  readonly #kept: Float64Array;
  readonly #shares: TimeShares;
  /** Scratch. */
  readonly #density: Float64Array;

  constructor({ heap, profile, kindShares, bandwidthHours }: TimeDensityOptions) {
    const { bins } = profile;
    this.probability = new Float32Array((ownTimesKept + 1) * bins);
    this.#heap = heap;
    this.#profile = profile;
    this.#kindShares = kindShares;
    this.#kernels = new TimeKernels(bandwidthHours === undefined ? { bins } : { bins, bandwidthHours });
    this.#groups = new GroupTimes(heap, profile, this.#kernels);
    this.#kept = new Float64Array((ownTimesKept + 1) * keptNumbers);
    this.#shares = new TimeShares(profile);
    this.#density = new Float64Array(bins);
  }

  /** Finds the probabilities of a day of a kind. @returns false when no level has learnt anything */
  judge(levels: Levels, kind: number): boolean {
    const own = this.#stampOf(levels.states[0]);
    // The last row is for what is not kept.
    const row = levels.count > groupsMax + 1 ? ownTimesKept : own % ownTimesKept;
    const kept = row * keptNumbers;
    this.first = row * this.#profile.bins;
    let isKept =
      row !== ownTimesKept && this.#kept[kept] === kind + 1 && this.#kept[kept + ownStampAt] === own;
    let isKnown = own !== 0;
    for (let level = 1; level < levels.count; level++) {
      if (this.#stampOf(levels.states[level]) !== 0) isKnown = true;
    }
    for (let level = 1; level <= groupsMax; level++) {
      const stamp = level < levels.count ? this.#stampOf(levels.states[level]) : 0;
      if (this.#kept[kept + ownStampAt + level] === stamp) continue;
      this.#kept[kept + ownStampAt + level] = stamp;
      isKept = false;
    }
    if (isKept) {
      this.quartersPerPane = this.#kept[kept + quartersAt];
      this.kindFactor = this.#kept[kept + factorAt];
      return isKnown;
    }
    this.#judgeLevels(levels, kind);
    this.#kept[kept] = kind + 1;
    this.#kept[kept + ownStampAt] = own;
    this.#kept[kept + quartersAt] = this.quartersPerPane;
    this.#kept[kept + factorAt] = this.kindFactor;
    return isKnown;
  }

  /** As `judge`, of a key by itself and by the days before its newest. */
  judgeBefore(own: Address, kind: number): boolean {
    const page = this.#heap.pageOf(own);
    const at = this.#heap.offsetOf(own);
    const quarters = this.#profile.countsBefore(page, at, kind, this.#shares.counts);
    const leaning = this.#profile.leaningBefore(page, at);
    this.first = ownTimesKept * this.#profile.bins;
    this.#density.fill(1 / this.#profile.bins);
    const panes = this.#profile.panes(page, at) - 1;
    this.#judgeOwn({ kind, kindShare: this.#kindShares[kind], quarters, panes, leaning });
    return quarters > 0;
  }

  /** Learns which bandwidth foretells the quarter hour of a pane, before it is added. */
  lean(
    own: Address,
    pane: { readonly kind: number; readonly day: number },
    quarter: number,
    weight: number,
  ): void {
    const profile = this.#profile;
    const page = this.#heap.pageOf(own);
    const at = this.#heap.offsetOf(own);
    if (this.#kernels.isFixed || !profile.isNews(page, at, pane.day, quarter)) return;
    const quarters = profile.countsBefore(page, at, pane.kind, this.#shares.counts);
    if (!(quarters > 0)) return;
    this.#shares.fill(pane.kind, quarters, profile.panes(page, at) - 1);
    const bin = profile.binOf(quarter);
    const { narrow, wide } = this.#kernels;
    const step = leaningStep(this.#shares.at(narrow, bin), this.#shares.at(wide, bin));
    profile.lean(page, at, Math.round(step * weight));
  }

  /** Lets the leaning fade when days have passed. */
  relax(own: Address, days: number): void {
    const page = this.#heap.pageOf(own);
    const at = this.#heap.offsetOf(own);
    this.#profile.settleLeaning(page, at, fadedLeaning(this.#profile.leaning(page, at), days));
  }

  #judgeLevels(levels: Levels, kind: number): void {
    const { bins } = this.#profile;
    const density = this.#density;
    density.fill(1 / bins);
    let kindShare = this.#kindShares[kind];
    for (let level = levels.count - 1; level >= 1; level--) {
      const group = this.#groups.of(levels.states[level]);
      if (group === undefined) continue;
      const share = group.quarters / (group.quarters + groupPrior);
      const first = kind * bins;
      for (let bin = 0; bin < bins; bin++)
        density[bin] += share * (group.density[first + bin] - density[bin]);
      kindShare += share * (group.kindShares[kind] - kindShare);
    }
    const page = this.#heap.pageOf(levels.states[0]);
    const at = this.#heap.offsetOf(levels.states[0]);
    const quarters = this.#profile.counts(page, at, this.#shares.counts);
    const panes = this.#profile.panes(page, at);
    this.#judgeOwn({ kind, kindShare, quarters, panes, leaning: this.#profile.leaning(page, at) });
  }

  #judgeOwn({ kind, kindShare, quarters, panes, leaning }: OwnReading): void {
    this.quartersPerPane = quartersPrior;
    this.kindFactor = 1;
    if (quarters > 0) {
      this.quartersPerPane = (quarters + ownQuartersPrior) / (panes + ownPrior);
      const kindPanes = (this.#shares.fill(kind, quarters, panes) * panes) / quarters;
      const share = (kindPanes + kindSharePrior * kindShare) / (panes + kindSharePrior);
      this.kindFactor = Math.min(1, share / this.#kindShares[kind]) ** kindPower;
      this.#shares.mixInto(
        this.#density,
        this.#kernels.of(leaning),
        quarters / (quarters + ownQuartersPrior),
      );
    }
    this.probability.set(this.#density, this.first);
  }

  #stampOf(state: Address): number {
    return this.#profile.stamp(this.#heap.pageOf(state), this.#heap.offsetOf(state));
  }
}
