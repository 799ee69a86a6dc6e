/**
 * What an amount contributes to a key's profile (profile.ts): how much there is when there is something, as a logarithm; by what
 * factor that varies, as the deviation of logarithms; and how often there is nothing, as the root of its share.
 */

import type { AmountScale } from '../amount-scale.ts';
import type { AmountShare } from '../amount-summary.ts';
import { positionOn } from './amount-position.ts';
import { stepped } from './profile.ts';

export const amountProfileDimensions = 3;

export function amountProfile(
  shares: readonly AmountShare[],
  of: { readonly scale: AmountScale; readonly into: Float64Array; readonly at: number },
): void {
  const { into, at } = of;
  const scale = of.scale === 'value' ? 'value' : 'amount';
  let [all, some, sum, squares] = [0, 0, 0, 0];
  for (const { amount, observations } of shares) {
    all += observations;
    if (amount === 0) continue;
    const place = positionOn(scale, amount);
    some += observations;
    sum += observations * place;
    squares += observations * place * place;
  }
  const mean = some > 0 ? sum / some : 0;
  into[at] = stepped(mean);
  into[at + 1] = some > 0 ? stepped(Math.sqrt(Math.max(0, squares / some - mean * mean))) : 0;
  into[at + 2] = all > 0 ? stepped(Math.sqrt((all - some) / all)) : 0;
}
