/** Which labelled anomalies were reported, and which alerts nobody labelled. */

import type { Alert } from '../runtime/output.ts';
import { type Outcome, sourceOfRule } from './outcome.ts';
import type { GeneratedLabel } from './replay-port.ts';

export class LabelCoverage {
  readonly #alertsByKey: ReadonlyMap<string, readonly Alert[]>;
  /** Times of alerts are rounded down by this much, those of labels are not. */
  readonly #precisionMsByRule: ReadonlyMap<string, number>;
  readonly #labelsByKey: ReadonlyMap<string, readonly GeneratedLabel[]>;

  /** Only alerts of one rule when it is named. O(alerts + labels + rules). */
  constructor(outcome: Outcome, ruleName: string | undefined) {
    const considered =
      ruleName === undefined ? outcome.alerts : outcome.alerts.filter(({ rule }) => rule === ruleName);
    this.#alertsByKey = byKey(considered);
    this.#labelsByKey = byKey(outcome.labels);
    const rules = new Set(considered.map(({ rule }) => rule));
    this.#precisionMsByRule = new Map(
      [...rules].map((rule) => [rule, sourceOfRule(outcome, rule).precisionMs]),
    );
  }

  /** An alert for the label's key lies in [from, to], or its window overlaps it. O(alerts of the key). */
  isReported(label: GeneratedLabel): boolean {
    return (this.#alertsByKey.get(label.key) ?? []).some((alert) => this.#isAbout(alert, label));
  }

  /** Alerts that no label explains, in their order. */
  unlabelled(): readonly Alert[] {
    const found: Alert[] = [];
    for (const [key, alerts] of this.#alertsByKey) {
      const labels = this.#labelsByKey.get(key) ?? [];
      for (const alert of alerts) if (!labels.some((label) => this.#isAbout(alert, label))) found.push(alert);
    }
    return found.sort((left, right) => left.time - right.time);
  }

  #isAbout(alert: Alert, label: GeneratedLabel): boolean {
    if (alert.window !== undefined) return alert.window.from < label.to && alert.window.to > label.from;
    const from = label.from - this.#precisionMsByRule.get(alert.rule)!;
    return alert.time > from && alert.time <= label.to;
  }
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
