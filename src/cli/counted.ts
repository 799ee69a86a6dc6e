/** A number of things in words. */

import { countText } from '../replay/number-text.ts';

/** `1 rule`, `3 rules`, `12,000 events`. */
export function counted(count: number, thing: string): string {
  return `${countText(count)} ${thing}${count === 1 ? '' : 's'}`;
}
