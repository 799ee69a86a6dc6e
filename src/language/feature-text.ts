/** Features in the words of the rule language: what `explain`, documents and alerts call them. */

import { aggregateText } from './aggregate-text.ts';
import type { CheckedBaseline, CheckedFeature } from './checked.ts';
import { printExpression } from './print.ts';
import { runningFeatureText } from './running-text.ts';
import { windowText } from './window-text.ts';

/** "usual values of city(client_ip)", "usual hours of week of event_time", "range of sum(rows) per 1 day against everyone" */
export function featureText(feature: CheckedFeature, rule: CheckedBaseline): string {
  switch (feature.kind) {
    case 'values':
      return `usual values of ${printExpression(feature.of)}`;
    case 'hours':
      return `usual hours ${feature.cycle === 'week' ? 'of week ' : ''}of ${printExpression(feature.of)}`;
    case 'amount':
      return `range of ${amountText(feature, rule)}${levelsText(feature)}`;
    case 'running':
      return runningFeatureText(feature, rule);
  }
}

function amountText(feature: CheckedFeature & { readonly kind: 'amount' }, rule: CheckedBaseline): string {
  if (feature.aggregate === undefined) return feature.of === undefined ? '' : printExpression(feature.of);
  const per = rule.window === undefined ? '' : ` per ${windowText(rule.window)}`;
  return `${aggregateText(rule.aggregates[feature.aggregate])}${per}`;
}

function levelsText({ levels }: CheckedFeature & { readonly kind: 'amount' }): string {
  return levels.length === 0 ? '' : ` against ${levels.map(({ name }) => name).join(', ')}`;
}
