/** Makes one key of equal keys of a source, so that it is read and hashed once for all rules that have it. */

import { identityOf } from '../expression-identity.ts';
import type { Plan } from '../plan.ts';
import { placeDistinct } from './place-distinct.ts';

/** Keys with other names for their parts are others: alerts show the names. */
export function shareKeys(plan: Plan): Plan {
  const placed = placeDistinct(plan.rules, ({ rule: { keys, source } }) => ({
    source,
    identity: keys
      .map(({ name, expression }) => `${JSON.stringify(name)} ${identityOf(expression)}`)
      .join(' '),
    item: keys,
  }));
  return {
    ...plan,
    sources: plan.sources.map((source, index) => ({ ...source, keys: placed.itemsOf(index) })),
    rules: plan.rules.map((rule, index) => ({ ...rule, key: placed.places[index] })),
    notes: [...plan.notes, ...placed.notes('key')],
  };
}
