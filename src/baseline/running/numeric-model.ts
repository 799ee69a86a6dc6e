/** Models of one number, which can say how far out a number lies, and what is left of it when it is clipped. */

import type { Address } from '../../memory/heap.ts';
import type { RunningModel } from './running-model.ts';

export interface NumericModel extends RunningModel {
  /** Robust deviations from the median of what was learnt, signed; 0 without evidence. */
  robustDeviations(state: Address, value: number): number;
  /** The number, or the nearest one within so many robust deviations. */
  clipped(state: Address, value: number, sigmas: number): number;
}

export function isNumericModel(model: RunningModel): model is NumericModel {
  return 'robustDeviations' in model;
}
