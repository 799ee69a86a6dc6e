/**
 * The smoothed times of groups, kept by what the groups have learnt: a group changes at the end of its days only, and all
 * its members are judged by it. Filling a group in takes O(kinds · bins²), finding it O(1).
 */

import { groupTimesKept } from '../../limits.ts';
import type { Address, Heap } from '../../memory/heap.ts';
import type { TimeKernels } from './time-kernels.ts';
import type { TimeProfile } from './time-profile.ts';
import { TimeShares } from './time-shares.ts';

/** Quarter hours of a day, as long as nobody can tell: how many days a group's stand for. */
export const quartersPrior = 3;

export interface GroupTime {
  /** Of the profile that it was made of; 0 for none. */
  stamp: number;
  /** Quarter hours learnt. */
  quarters: number;
  /** By kind of day and bin; each kind sums to 1. */
  readonly density: Float64Array;
  /** Share of each kind among the quarter hours. */
  readonly kindShares: Float64Array;
}

export class GroupTimes {
  readonly #heap: Heap;
  readonly #profile: TimeProfile;
  readonly #kernels: TimeKernels;
  readonly #shares: TimeShares;
  readonly #kept: readonly GroupTime[];

  constructor(heap: Heap, profile: TimeProfile, kernels: TimeKernels) {
    const { kinds, bins } = profile;
    this.#heap = heap;
    this.#profile = profile;
    this.#kernels = kernels;
    this.#shares = new TimeShares(profile);
    this.#kept = Array.from({ length: groupTimesKept }, () => {
      const density = new Float64Array(kinds * bins);
      return { stamp: 0, quarters: 0, density, kindShares: new Float64Array(kinds) };
    });
  }

  /** Valid until the next call; undefined for a group that has learnt nothing. */
  of(group: Address): GroupTime | undefined {
    const page = this.#heap.pageOf(group);
    const at = this.#heap.offsetOf(group);
    const stamp = this.#profile.stamp(page, at);
    if (stamp === 0) return undefined;
    const kept = this.#kept[stamp % groupTimesKept];
    if (kept.stamp !== stamp) {
      kept.stamp = stamp;
      kept.quarters = this.#profile.counts(page, at, this.#shares.counts);
      this.#fill(kept);
    }
    return kept.quarters > 0 ? kept : undefined;
  }

  #fill({ quarters, density, kindShares }: GroupTime): void {
    if (!(quarters > 0)) return;
    const { kinds, bins } = this.#profile;
    for (let kind = 0; kind < kinds; kind++) {
      kindShares[kind] = this.#shares.fill(kind, quarters, quarters / quartersPrior) / quarters;
      for (let bin = 0; bin < bins; bin++) {
        density[kind * bins + bin] = this.#shares.at(this.#kernels.ofGroups, bin);
      }
    }
  }
}
