/**
 * What a generation that starts warm takes over from the one before it: half of the days on which something was seen.
 *
 *     inherited = ⌈days / 2⌉   when the one before met it itself
 *     inherited = ⌊days / 2⌋   when the one before only knew it from its own predecessor
 *
 * So what was met on a single day is known for one generation more, twenty days fade as 10, 5, 2, 1, and nothing that does
 * not come back is known for ever.
 */

/** @param days on which the generation before knew of it: `own` met by itself, `inherited` from its own predecessor */
export function inheritedDays(days: { readonly own: number; readonly inherited: number }): number {
  const all = days.own + days.inherited;
  return days.own > 0 ? Math.ceil(all / 2) : Math.floor(all / 2);
}
