/**
 * How surprising it is to meet a text for the first time.
 *
 *     rate = (news + 1/2) / (n + 1/2)          of a key: n values met, a value once a pane; news of them were the first of their kind,
 *                                              the very first one not counted; both fade
 *     new  = rate · peers                      so who often meets new values is little surprised by one more
 *     peers = 0.8^k · share^0.1                known to a group, k narrower ones not knowing it; share: its values at least as rare
 *     peers = 0.8^k · √rate                    never met by anyone: rate of new values of the widest of the k groups
 *     again = 2^(−(days − 1) / 10)             noted some days ago, but not learnt: hardly news the next day, half as much ten days later
 *
 * The rate is the Krichevsky–Trofimov estimate (IEEE Trans. Inf. Theory 27, 1981) of an event that came `news` times in n − 1, the
 * predictive rule of Pitman and Yor (Ann. Probab. 25, 1997) with θ = 1/2 and the discount that the key itself shows. Discounts
 * of 0.3 and Good–Turing on values met once were measured: neither ranks better, and a key that has been steady for a
 * year keeps a high rate under both. A group counts the panes of its members, not their first times, so its rate is too
 * low for what is new to a member anyway; the root makes up for most of that. Exponents were chosen on generated logins.
 */

const half = 0.5;
const unknownFactor = 0.8;
const shareExponent = 0.1;
const rateExponent = 0.5;
const repetitionDays = 10;

/** @param news not negative @param total n, not negative @returns in (0, 1]; 1 without evidence */
export function newValueRate(news: number, total: number): number {
  return total <= 0 ? 1 : Math.min(1, (Math.max(0, news) + half) / (total + half));
}

/** Tail of what was met some whole days ago, at least 1, and is not yet usual. In (0, 1]. */
export function repetitionTail(days: number): number {
  return days <= 1 ? 1 : 2 ** ((1 - days) / repetitionDays);
}

/** What the groups make of a value that is new for a key: asked from the narrowest to the widest. Groups without evidence are left out. */
export class PeerOpinion {
  #best = 0;
  #skipped = 1;
  #rate = 1;

  begin(): void {
    this.#best = 0;
    this.#skipped = 1;
    this.#rate = 1;
  }

  /** @param share of the group's values that are at least as rare, in (0, 1]; 1 when it cannot tell */
  known(share: number): void {
    this.#best = Math.max(this.#best, this.#skipped * share ** shareExponent);
  }

  /** @param rate of new values of the group */
  unknown(rate: number): void {
    this.#skipped *= unknownFactor;
    this.#rate = rate;
  }

  /** In (0, 1]; 1 when nobody was asked. */
  factor(): number {
    return this.#best > 0 ? this.#best : this.#skipped * this.#rate ** rateExponent;
  }
}
