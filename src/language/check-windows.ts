/** Windows: a sliding one must be made of whole steps, and not of too many. */

import { panesPerWindowMax } from '../limits.ts';
import { dayMs, formatDuration, hourMs } from '../time/duration.ts';
import type { WindowSpec } from '../time/window.ts';
import type { WindowClause } from './ast.ts';
import type { Problems } from './problems.ts';

export function checkWindow(problems: Problems, { value: window, span }: WindowClause): void {
  if (window.kind !== 'sliding') return;
  const { lengthMs, everyMs } = window;
  if (everyMs > lengthMs || lengthMs % everyMs !== 0) {
    const whole = Math.max(1, Math.round(lengthMs / everyMs)) * everyMs;
    problems.error('C027', span, 'the length of a sliding window must be a multiple of its step', {
      found: `${formatDuration(lengthMs)} every ${formatDuration(everyMs)}`,
      hint: `write for example: over ${formatDuration(whole)} every ${formatDuration(everyMs)}`,
    });
  } else if (lengthMs / everyMs > panesPerWindowMax) {
    problems.error('C028', span, `a window may have ${panesPerWindowMax} steps at most`, {
      found: `${lengthMs / everyMs}`,
      hint: `make the step at least ${formatDuration(Math.ceil(lengthMs / panesPerWindowMax))}, or the window shorter`,
    });
  }
}

const shortestUnitMs = {
  hour: hourMs,
  day: dayMs,
  week: 7 * dayMs,
  month: 28 * dayMs,
  quarter: 90 * dayMs,
  year: 365 * dayMs,
} as const;

/** Length of a window in ms; of a calendar unit the shortest one, changes of the clock aside. */
export function windowLengthMs(window: WindowSpec): number {
  return window.kind === 'calendar' ? shortestUnitMs[window.unit] : window.lengthMs;
}

/** True when two windows are the same. */
export function sameWindow(left: WindowSpec, right: WindowSpec): boolean {
  if (left.kind === 'calendar') return right.kind === 'calendar' && left.unit === right.unit;
  if (right.kind === 'calendar' || left.kind !== right.kind || left.lengthMs !== right.lengthMs) return false;
  return left.kind !== 'sliding' || right.kind !== 'sliding' || left.everyMs === right.everyMs;
}
