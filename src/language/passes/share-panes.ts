/** Finds the windows of a rule that are made of the same panes: an event then enters one pane for all of them. */

import { formatDuration } from '../../time/duration.ts';
import { Windowing, type WindowSpec } from '../../time/window.ts';
import type { Zone } from '../../time/zone.ts';
import type { CheckedRule } from '../checked.ts';
import type { PaneGroup, Plan } from '../plan.ts';
import { windowText } from '../window-text.ts';

export function sharePanes(plan: Plan): Plan {
  const notes: string[] = [];
  const rules = plan.rules.map((planned) => {
    const panes = paneGroups(planned.rule, plan.sources[planned.rule.source].schema.zone);
    for (const { pane, windows } of panes) {
      if (windows.length > 1)
        notes.push(`${planned.rule.name}: panes of ${pane} shared by ${windows.length} windows`);
    }
    return { ...planned, panes };
  });
  return { ...plan, rules, notes: [...plan.notes, ...notes] };
}

function paneGroups(rule: CheckedRule, zone: Zone): readonly PaneGroup[] {
  const groups = new Map<string, Set<string>>();
  for (const window of windowsOf(rule)) {
    const pane =
      window.kind === 'calendar' ? `one ${window.unit}` : formatDuration(new Windowing(window, zone).paneMs);
    const windows = groups.get(pane) ?? new Set();
    groups.set(pane, windows.add(windowText(window)));
  }
  return [...groups].map(([pane, windows]) => ({ pane, windows: [...windows] }));
}

function windowsOf(rule: CheckedRule): readonly WindowSpec[] {
  if (rule.kind === 'baseline') return rule.window === undefined ? [] : [rule.window];
  return rule.alerts.flatMap(({ window }) => (window === undefined ? [] : [window]));
}
