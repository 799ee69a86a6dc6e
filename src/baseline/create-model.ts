/** From the description of a model, as rules and plans hold it, to the model itself. */

import type { Dictionary } from '../memory/dictionary.ts';
import type { Heap } from '../memory/heap.ts';
import type { AmountScale } from './amount-scale.ts';
import type { Model } from './model.ts';
import { type AmountNoise, UsualAmount } from './usual-amount.ts';
import { UsualHours } from './usual-hours.ts';
import { type PresenceNoise, UsualValues } from './usual-values.ts';

/** `learnDays`: length of the learning period, for which the presence bitmaps are laid out. `warmStart`: they may inherit. */
export type ModelSpec =
  | {
      readonly kind: 'values';
      readonly learnDays: number;
      readonly noise?: PresenceNoise;
      readonly warmStart?: true;
    }
  | {
      readonly kind: 'hours';
      readonly cycle: 'day' | 'week';
      readonly learnDays: number;
      readonly noise?: PresenceNoise;
      readonly warmStart?: true;
    }
  | { readonly kind: 'amount'; readonly scale: AmountScale; readonly noise?: AmountNoise };

export interface ModelMemory {
  readonly heap: Heap;
  readonly dictionary: Dictionary;
}

export function createModel(spec: ModelSpec, memory: ModelMemory): Model {
  switch (spec.kind) {
    case 'values':
      return new UsualValues({ ...spec, ...memory });
    case 'hours':
      return new UsualHours({ ...spec, ...memory });
    case 'amount':
      return new UsualAmount({ ...spec, ...memory });
  }
}
