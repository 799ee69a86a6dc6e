/** How finely a rule keeps its deadlines: coarser ones coincide, so that many cells are woken by one timer. */

import type { SourceSchema } from '../event/schema.ts';
import { minuteMs } from '../time/duration.ts';
import { Windowing } from '../time/window.ts';
import type { CheckedRule } from './checked.ts';

/** Steps of whole powers of ten up to a second, so that deadlines stand on instants people know. */
const ticksMs = [minuteMs, 10_000, 1_000, 100, 10, 1];

/** A deadline may come late by this part of the shortest pane: a delay that nobody sees in a window. */
const paneParts = 60;

/** Milliseconds: the coarsest tick that delays no window noticeably, and not finer than the source's clock. */
export function tickOf(rule: CheckedRule, { zone, precisionMs }: SourceSchema): number {
  const windows = rule.kind === 'baseline' ? [rule.window] : rule.alerts.map(({ window }) => window);
  const delays = windows.map((window) => {
    if (window === undefined || window.kind === 'calendar') return minuteMs;
    return new Windowing(window, zone).paneMs / paneParts;
  });
  const delayMax = Math.min(minuteMs, ...delays);
  return Math.max(precisionMs, ticksMs.find((tick) => tick <= delayMax) ?? 1);
}
