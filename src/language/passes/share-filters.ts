/** Makes one filter of equal filters of a source, so that an event is tested once for all rules that have it. */

import { identityOf } from '../expression-identity.ts';
import type { Plan } from '../plan.ts';
import { placeDistinct } from './place-distinct.ts';

export function shareFilters(plan: Plan): Plan {
  const placed = placeDistinct(plan.rules, ({ rule: { where, source } }) =>
    where === undefined ? undefined : { source, identity: identityOf(where), item: where },
  );
  return {
    ...plan,
    sources: plan.sources.map((source, index) => ({ ...source, filters: placed.itemsOf(index) })),
    rules: plan.rules.map((rule, index) => ({ ...rule, filter: placed.places[index] })),
    notes: [...plan.notes, ...placed.notes('filter')],
  };
}
