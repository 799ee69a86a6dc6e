/** Features and aggregates in the words of the rule language: what `explain`, documents and alerts call them. */

import type { CheckedAggregate, CheckedBaseline, CheckedFeature } from './checked.ts';
import { printExpression } from './print.ts';
import { windowText } from './window-text.ts';

/** "count()", "sum(attachments)" */
export function aggregateText({ kind, argument }: CheckedAggregate): string {
  return `${kind}(${argument === undefined ? '' : printExpression(argument)})`;
}

/** "usual values of city(client_ip)", "usual hours of week of event_time", "range of sum(rows) per 1 day against everyone" */
export function featureText(feature: CheckedFeature, rule: CheckedBaseline): string {
  switch (feature.kind) {
    case 'values':
      return `usual values of ${printExpression(feature.of)}`;
    case 'hours':
      return `usual hours ${feature.cycle === 'week' ? 'of week ' : ''}of ${printExpression(feature.of)}`;
    case 'amount':
      return `range of ${amountText(feature, rule)}${levelsText(feature)}`;
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
