/** Names of keys. */

import { arrivedWithFaults, cases, caseTimes, runOf } from '../case.ts';
import type { TimedEvent } from '../events.ts';
import { keyFields } from '../outline.ts';
import type { Relation } from '../relation.ts';
import { rewriteTexts } from '../rewrite.ts';
import type { Subject } from '../subject.ts';
import { settledView } from '../view.ts';

type Naming = (number: number) => string;

/** All namings are made up, so that a name is recognised wherever it stands in a message. */
const plain: Naming = (number) => `⟦${`${number}`.padStart(4, '0')}⟧`;
const plainNames = /⟦(\d+)⟧/g;
/** Of another length, and in another order. */
const scattered: Naming = (number) => `«${(number * 7_919) % 10_007}·renamed»`;
/** In the same order: of the groups that events of one instant name, the last by name counts. */
const ordered: Naming = (number) => `«${`${number}`.padStart(9, '0')}·renamed»`;

export const keyRenaming: Relation = {
  name: 'key-renaming',
  claim:
    'renaming keys one to one renames them in the output and changes nothing else; names of peer groups keep their order',
  trials: (subject) =>
    cases(subject).map((of) => {
      const arrived = arrivedWithFaults(of);
      const fancy = caseTimes(of).withPeers.size === 0 ? scattered : ordered;
      const numbers = new Map<string, number>();
      const named = (name: Naming) => renamed(subject, { arrived, numbers, name });
      const rewrite = <Entry>(entry: Entry) =>
        rewriteTexts(entry, (text) => text.replace(plainNames, (_, number: string) => fancy(Number(number))));
      return {
        references: [runOf(of, named(plain))],
        altered: runOf(of, named(fancy)),
        expected: (outcomes) => settledView(outcomes, { rewrite, ids: 'left out' }),
        observed: (outcome) => settledView([outcome], { ids: 'left out' }),
      };
    }),
};

function renamed(
  subject: Subject,
  of: { arrived: readonly TimedEvent[]; numbers: Map<string, number>; name: Naming },
): readonly TimedEvent[] {
  const keys = keyFields(subject.source);
  return of.arrived.map((event) => {
    const fields = { ...event.fields };
    for (const key of keys) {
      const value = fields[key];
      if (value === undefined) continue;
      const known = `${key} ${value}`;
      if (!of.numbers.has(known)) of.numbers.set(known, of.numbers.size);
      fields[key] = of.name(of.numbers.get(known)!);
    }
    return { ...event, fields };
  });
}
