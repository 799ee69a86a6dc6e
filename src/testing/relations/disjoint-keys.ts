/** Keys side by side. */

import { arrivedWithFaults, cases, caseTimes, runOf } from '../case.ts';
import { chance } from '../chance.ts';
import type { TimedEvent } from '../events.ts';
import { keyFields } from '../outline.ts';
import type { Relation } from '../relation.ts';
import type { Subject } from '../subject.ts';
import { settledView } from '../view.ts';

export const disjointKeys: Relation = {
  name: 'disjoint-keys',
  claim:
    'without peer groups, what is reported of some keys and of all others adds up to what is reported of all together',
  trials: (subject) =>
    cases(subject).map((of) => {
      const { withPeers } = caseTimes(of);
      const rules = of.rules.filter(({ name }) => !withPeers.has(name));
      const arrived = arrivedWithFaults(of);
      const isFirst = partByKeys(subject, arrived, of.faults.salt);
      // The others' events stay without their keys: nobody takes them, but the clock is the same.
      const only = (part: boolean) =>
        arrived.map((event) => (isFirst(event) === part ? event : withoutKeys(subject, event)));
      return {
        altered: runOf(of, arrived, { rules }),
        references: [runOf(of, only(true), { rules }), runOf(of, only(false), { rules })],
        expected: (outcomes) => settledView(outcomes),
        observed: (outcome) => settledView([outcome]),
      };
    }),
};

function withoutKeys(subject: Subject, event: TimedEvent): TimedEvent {
  const missing = Object.fromEntries(keyFields(subject.source).map((name) => [name, undefined]));
  return { ...event, fields: { ...event.fields, ...missing } };
}

/** Parts events in two, so that no value of a key field stands in both: values that meet in an event stay together. */
function partByKeys(
  subject: Subject,
  events: readonly TimedEvent[],
  salt: number,
): (event: TimedEvent) => boolean {
  const parents = new Map<string, string>();
  const rootOf = (value: string): string => {
    const parent = parents.get(value) ?? value;
    return parent === value ? value : rootOf(parent);
  };
  const valuesOf = ({ fields }: TimedEvent) =>
    keyFields(subject.source).flatMap((name) =>
      fields[name] === undefined ? [] : [`${name} ${fields[name]}`],
    );
  const roots = new Map<string, number>();
  for (const event of events) {
    const [first, ...others] = valuesOf(event);
    for (const other of others) parents.set(rootOf(other), rootOf(first!));
  }
  for (const event of events) {
    const [value] = valuesOf(event);
    if (value !== undefined && !roots.has(rootOf(value))) roots.set(rootOf(value), roots.size);
  }
  return (event) => {
    const [value] = valuesOf(event);
    return value !== undefined && chance(roots.get(rootOf(value))!, salt + 30) < 0.5;
  };
}
