/**
 * Clusters of keys that behave alike, found in a sample of their profiles. How many there are, the profiles say: as many as
 * stand clearly apart, up to `similarKeyClustersMax`.
 *
 * Bisecting k-means (Steinbach, Karypis & Kumar, KDD Workshop on Text Mining 2000) makes more clusters than there may be: the one
 * that spreads most is cut across its principal axis (Boley, Data Min. Knowl. Discov. 2 (1998)), then keys go to their nearest
 * centre. The two that are least apart become one until every two are apart:
 *
 *     D = √2 |μ₁ − μ₂| / √(σ₁² + σ₂² + 2 · 0.2²) ≥ 4.5      on the line through both centres
 *
 * D is the separation of two modes of Ashman, Bird & Zepf (Astron. J. 108 (1994)); halves of one normal cloud have 2.7, of an
 * even one 3.5. A key is measured against a centre that it has no part in: with many dimensions and few keys, any halves would
 * look apart. Clusters of before stay down to 3.5, so that they do not come and go. Nothing here depends on chance.
 */

import { similarKeyClustersMax } from '../../limits.ts';
import { Centres } from './key-centres.ts';

/** Keys that make a cluster. Fewer are somebody's neighbours, and no peers. */
const membersMin = 8;
/** Keys down to which a cluster of before is kept. */
const membersKeptMin = 4;
const apartMin = 4.5;
const apartKeptMin = 3.5;

export class KeyClusters {
  readonly #centres: Centres;
  readonly #found: Uint8Array<ArrayBuffer>;

  /** @param options.keysMax most keys of a sample */
  constructor(options: { readonly dimensions: number; readonly keysMax: number }) {
    this.#centres = new Centres(options);
    this.#found = new Uint8Array(options.keysMax);
  }

  /**
   * Finds the clusters of some keys. O(keys · clusters · dimensions), some hundred times.
   * @param points coordinates, key by key
   * @param before of each key: number of its cluster of before, of at most `similarKeyClustersMax` different ones; 0 for none
   * @returns clusters, with their members and means
   */
  find(points: Float64Array, keys: number, before: ArrayLike<number>): Centres {
    const centres = this.#centres;
    centres.begin(points, keys);
    while (centres.count < similarKeyClustersMax && centres.cutWidest(2 * membersMin)) centres.gather();
    this.#unite({ apart: apartMin, members: membersMin });
    const fresh = centres.count;
    this.#found.set(centres.members.subarray(0, keys));
    if (centres.beginWith(before) && centres.count > 1) {
      this.#unite({ apart: apartKeptMin, members: membersKeptMin });
      if (centres.count >= fresh) return centres;
    }
    centres.place(this.#found, fresh);
    return centres;
  }

  #unite(least: { readonly apart: number; readonly members: number }): void {
    const centres = this.#centres;
    do {
      centres.gather();
      while (centres.count > 1 && centres.dissolveSmallest(least.members)) centres.gather();
    } while (centres.count > 1 && centres.uniteNearest(least.apart));
  }
}
