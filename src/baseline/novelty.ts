/**
 * How probable it is that the next observation is one never met before: for an account that always uses the same
 * three hosts almost nothing, for one that meets a new host every other day about one half.
 *
 * Good–Turing: leave each (item, day) incidence out in turn and ask whether its item would then still be known. An item
 * seen on r days becomes unknown when r - 1 < m, m being the days that make an item known (1 without noise rule), so
 *
 *     novelty = (Σ_{r ≤ m} r · f_r + 1/2) / (N + 1)        f_r: items seen on exactly r days, N = Σ r · f_r
 *
 * The half is the Krichevsky–Trofimov floor: after N incidences without surprise the next is one with about 1 / 2N, not
 * never. Nothing learnt gives 1. Sources: I. J. Good, "The population frequencies of species and the estimation of
 * population parameters", Biometrika 40 (1953); Krichevsky & Trofimov, IEEE Trans. Inf. Theory 27 (1981).
 *
 * @param rare Σ_{r ≤ m} r · f_r, noise included
 * @param incidences N, noise included
 * @returns probability in (0, 1]
 */
export function novelty(rare: number, incidences: number): number {
  return incidences === 0 ? 1 : (rare + 0.5) / (incidences + 1);
}
