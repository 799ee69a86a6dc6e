/** Which labelled anomalies were reported, and which alerts nobody labelled. */

import type { Alert } from '../runtime/output.ts';
import { dayMs } from '../time/duration.ts';
import type { GeneratedLabel } from './replay-port.ts';

/** The alert of a window comes at its end: for a window of a day, up to a day after what it is about. */
const windowMs = dayMs;

export class LabelCoverage {
  readonly #alertsByKey: ReadonlyMap<string, readonly Alert[]>;
  readonly #labelsByKey: ReadonlyMap<string, readonly GeneratedLabel[]>;

  /** Only alerts of one rule when it is named. O(alerts + labels). */
  constructor(options: {
    readonly alerts: readonly Alert[];
    readonly labels: readonly GeneratedLabel[];
    readonly rule: string | undefined;
  }) {
    const considered =
      options.rule === undefined
        ? options.alerts
        : options.alerts.filter(({ rule }) => rule === options.rule);
    this.#alertsByKey = byKey(considered);
    this.#labelsByKey = byKey(options.labels);
  }

  /** An alert for the label's key lies in [from, to], for windows up to a day later. O(alerts of the key). */
  isReported(label: GeneratedLabel): boolean {
    return (this.#alertsByKey.get(label.key) ?? []).some((alert) => isAbout(alert, label));
  }

  /** Alerts that no label explains, in their order. */
  unlabelled(): readonly Alert[] {
    const found: Alert[] = [];
    for (const [key, alerts] of this.#alertsByKey) {
      const labels = this.#labelsByKey.get(key) ?? [];
      for (const alert of alerts) if (!labels.some((label) => isAbout(alert, label))) found.push(alert);
    }
    return found.sort((left, right) => left.time - right.time);
  }
}

function isAbout(alert: Alert, label: GeneratedLabel): boolean {
  const isWindowed = alert.position === 0;
  return alert.time >= label.from && alert.time <= label.to + (isWindowed ? windowMs : 0);
}

function byKey<Keyed extends { readonly key: string }>(
  items: readonly Keyed[],
): ReadonlyMap<string, readonly Keyed[]> {
  const groups = new Map<string, Keyed[]>();
  for (const item of items) {
    const group = groups.get(item.key);
    if (group === undefined) groups.set(item.key, [item]);
    else group.push(item);
  }
  return groups;
}
