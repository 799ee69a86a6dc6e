/**
 * A stage of a behaviour: an RxJS operator over turns that hands a turn on while its step says so.
 *
 * RxJS ends a stream at the first throw, which would end every actor that shares the chain. So a stage catches, marks
 * the turn as failed and stops it; the host then reports the failure. It never swallows: a failed turn is always seen.
 */

import { filter, type OperatorFunction } from 'rxjs';
import type { Turn } from './turn.ts';

/** @param step returns true to hand the turn on to the next stage */
export function stage(name: string, step: (turn: Turn) => boolean): OperatorFunction<Turn, Turn> {
  return filter((turn: Turn) => {
    try {
      return step(turn);
    } catch (failure) {
      turn.failure = failure ?? new Error('undefined was thrown');
      turn.failedStage = name;
      return false;
    }
  });
}
