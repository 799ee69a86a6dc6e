/** A window in the words of the rule language. */

import { formatDuration } from '../time/duration.ts';
import type { WindowSpec } from '../time/window.ts';

/** "5 minutes", "5 minutes every 1 minute", "month" for a calendar month */
export function windowText(window: WindowSpec): string {
  switch (window.kind) {
    case 'tumbling':
      return formatDuration(window.lengthMs);
    case 'sliding':
      return `${formatDuration(window.lengthMs)} every ${formatDuration(window.everyMs)}`;
    case 'calendar':
      return window.unit;
  }
}
