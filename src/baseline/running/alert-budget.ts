/**
 * How much surprise an alert needs so that, on average, only so many come a day. Panes alert at most once, and as many of
 * those to come as of those that were will reach a surprise:
 *
 *     panes a day · tail(bits) = alerts a day
 */

import type { Address } from '../../memory/heap.ts';
import type { PopulationCalibration } from './calibration.ts';

/** However large the budget: a pane that surprises less than nine in ten others is nothing to report. */
const alertShareMax = 0.1;

export interface AlertBudget {
  /** Calibration of the whole surprises of panes. */
  readonly calibration: PopulationCalibration;
  readonly state: Address;
  /** Alerts a day on average, more than 0. */
  readonly perDay: number;
}

/**
 * The least whole surprise, in bits, that the budget has room for. Infinity as long as nobody knows how many panes a day
 * there are. O(bins) once after each merge, then some microseconds: to be asked once per pane boundary.
 */
export function bitsWithinBudget(budget: AlertBudget): number {
  const panes = budget.calibration.panesPerDay(budget.state);
  if (panes === 0) return Infinity;
  return budget.calibration.bitsFor(budget.state, Math.min(alertShareMax, budget.perDay / panes));
}
