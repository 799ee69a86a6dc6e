/** The end of a pane: it is judged as a whole, learnt, and what is usual by then is shown when it is time to. */

import { type Address, dayMs, type Host, type Turn, type Zone } from '../../src/index.ts';
import type { RunningAlerts } from './alerts.ts';
import { paneListAt, type RunningCells } from './cell.ts';
import { runningDocumentOf } from './document.ts';
import type { RunningParts } from './parts.ts';
import { head } from './state.ts';
import type { WindowSamples } from './window-samples.ts';

export interface ClosingSetup {
  readonly host: Host;
  readonly parts: RunningParts;
  readonly cells: RunningCells;
  /** Undefined when the rule learns per event. */
  readonly windows: WindowSamples | undefined;
  readonly alerts: RunningAlerts;
}

export class Closing {
  readonly #setup: ClosingSetup;

  constructor(setup: ClosingSetup) {
    this.#setup = setup;
  }

  /** Closes the oldest pane: judges it as a whole, learns it, and reports what is usual when it is time to. */
  close(turn: Turn, key: string, zone: Zone): void {
    const { cells, windows } = this.#setup;
    const { panes, contents, learner } = this.#setup.parts;
    const { cell } = turn;
    const list = cell + paneListAt;
    const pane = panes.panes.at(list, 0);
    const [start, end, day] = [panes.panes.startOf(pane), panes.endOf(pane), panes.dayOf(pane)];
    cells.endLife(cell, start);
    const state = cells.stateOf(cell);
    const time = { key, instant: turn.time, end, day };
    this.#read(pane, turn.time);
    let failure: unknown;
    try {
      if (windows !== undefined) this.#judgeWindow(turn, key, { pane, zone, asked: 'all' });
    } catch (thrown) {
      failure = thrown;
    }
    const learnt = cells.ensureState(cell);
    try {
      learner.judge(state, contents, time);
      learner.learn(learnt, contents, time);
    } finally {
      // A pane that cannot be learnt must not come again and again.
      panes.removeFirst(list);
    }
    this.#show(learnt, day, key);
    if (failure !== undefined) throw failure;
  }

  /** What was reported early of a window that is not over holds, as far as more events could not undo it. */
  judgeOpenWindows(turn: Turn, key: string, zone: Zone): void {
    const { panes } = this.#setup.parts.panes;
    const list = turn.cell + paneListAt;
    for (let index = 0; index < panes.count(list); index++) {
      const pane = panes.at(list, index);
      this.#read(pane, turn.time);
      this.#judgeWindow(turn, key, { pane, zone, asked: 'early' });
    }
  }

  /** Makes a pane the contents that are judged and learnt. */
  #read(pane: Address, time: number): void {
    const { panes, contents } = this.#setup.parts;
    const { windows } = this.#setup;
    contents.clear(time);
    panes.groups.recall(panes.groupsOf(pane), [contents.groups]);
    if (windows === undefined) contents.takeBag(panes.bagOf(pane));
    else windows.read(pane, panes.dayOf(pane), contents);
  }

  /** Judges the window that was read for good: all alerts, or those that more events could not undo, for one that is not over. */
  #judgeWindow(
    turn: Turn,
    key: string,
    { pane, zone, asked }: { readonly pane: Address; readonly zone: Zone; readonly asked: 'all' | 'early' },
  ): void {
    const { host, cells, windows, alerts } = this.#setup;
    const { panes, contents, context } = this.#setup.parts;
    const [start, end] = [panes.panes.startOf(pane), panes.endOf(pane)];
    const state = cells.stateAt(turn.cell, start);
    if (windows?.judge(turn.observation, state, contents, end) !== true) return;
    turn.observation.concern(() => key);
    if (asked === 'all') {
      host.judged++;
      alerts.reportScores(turn, key);
    }
    alerts.decide(turn, { isFinal: true, position: 0, window: [start, end] }, (alert, candidate) => {
      if (asked === 'all' || context.program.alerts[alert].raisesEarly)
        alerts.offer(turn, alert, candidate, { start, end, zone });
    });
  }

  /** Reports what is usual when a key is ready for the first time, and then once a learning period. */
  #show(state: Address, day: number, key: string): void {
    const { states, judge, context } = this.#setup.parts;
    if (!judge.isReady(state, day + 1)) return;
    const shown = states.get(state, head.shownDay);
    if (shown !== 0 && (day - shown) * dayMs < context.program.learnMs) return;
    states.set(state, head.shownDay, day);
    context.outputs.baseline?.(runningDocumentOf(this.#setup.parts, state, key));
  }
}
