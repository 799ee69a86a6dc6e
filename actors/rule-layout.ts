/** Where the words of a threshold rule stand in its actors' cells: pane lists shared by windows, and each alert's progress. */

import {
  type Aggregate,
  type AlertProgram,
  type Heap,
  type ThresholdProgram,
  Windowing,
  type Zone,
} from '../src/index.ts';
import { Panes, paneListWords } from './panes.ts';

/** Panes of one length, shared by the windows of several alerts. */
export interface PaneClass {
  readonly windowing: Windowing;
  readonly panes: Panes;
  /** Offset of the pane list in the cell. */
  readonly list: number;
}

/** One alert with its window and the place of its words in the cell. */
export interface WindowedAlert {
  readonly program: AlertProgram;
  readonly index: number;
  readonly windowing: Windowing;
  readonly paneClass: PaneClass;
  /** Offset of its doubles. */
  readonly progress: number;
}

/** Doubles of an alert in the cell: how far windows were judged for good, and how far the condition was seen to hold before. */
export const progressDouble = {
  /** End of the last window judged. */
  judged: 0,
  /** End of the first window of the episode that the last window judged belongs to; 0 for none. */
  episode: 1,
  /** The same for open windows: the episode last found, and the end of its last window. */
  foundEpisode: 2,
  foundEnd: 3,
} as const;
const progressWords = 8;

export interface RuleLayout {
  readonly alerts: readonly WindowedAlert[];
  readonly classes: readonly PaneClass[];
  /** Of the whole cell. */
  readonly words: number;
}

/** Places the alerts' words and the pane lists in the cell; windows of the same pane length share a list. */
export function layOut(of: {
  readonly program: ThresholdProgram;
  readonly aggregates: readonly Aggregate[];
  readonly heap: Heap;
  readonly zone: Zone;
}): RuleLayout {
  const { program, aggregates, heap, zone } = of;
  let words = 0;
  const classes = new Map<string, PaneClass>();
  const alerts = program.alerts.map((alert, index): WindowedAlert => {
    const windowing = new Windowing(alert.window!, zone);
    const pane = windowing.spec.kind === 'calendar' ? windowing.spec.unit : String(windowing.paneMs);
    let paneClass = classes.get(pane);
    if (paneClass === undefined) {
      paneClass = { windowing, panes: new Panes({ heap, aggregates, extraWords: 0 }), list: words };
      words += paneListWords;
      classes.set(pane, paneClass);
    }
    words += progressWords;
    return { program: alert, index, windowing, paneClass, progress: words - progressWords };
  });
  return { alerts, classes: [...classes.values()], words };
}
