/** Subjects of the property tests: rules as people may write them, and an actor of an embedder's own. */

import { buffer, debounceTime, filter, map } from 'rxjs';
import { defineActor } from '../../src/compose.ts';
import { rules, type SourceOutline, type Subject } from '../../src/testing/index.ts';
import { hourMs, minuteMs } from '../../src/time/duration.ts';

const staff: SourceOutline = {
  name: 's',
  fields: [
    { name: 'who', type: 'text', isKey: true },
    { name: 'team', type: 'text', isKey: true, follows: 'who' },
    { name: 'place', type: 'text' },
    { name: 'amount', type: 'number' },
  ],
};

export const randomRules: Subject = { name: 'random rules', source: staff, rules: rules(staff) };

/** Failures that keep coming, then silence: what is counted in one quiet-separated run of failures. */
const repeatedFailures = defineActor({
  name: 'repeated_failures',
  on: 'logins',
  fields: ['who', 'outcome'],
  key: ({ fields }) => fields.who as string | undefined,
  behaviour: (events, { scheduler, key }) => {
    const failures = events.pipe(filter(({ fields }) => fields.outcome === 'failure'));
    return failures.pipe(
      buffer(failures.pipe(debounceTime(10 * minuteMs, scheduler))),
      filter((run) => run.length >= 3),
      map((run) => ({ message: `${run.length} failures of ${key}`, severity: 'high' as const })),
    );
  },
  idleMs: 24 * hourMs,
});

const logins: SourceOutline = {
  name: 'logins',
  fields: [
    { name: 'who', type: 'text', isKey: true },
    { name: 'outcome', type: 'text', values: ['failure', 'failure', 'success'] },
  ],
};

export const ownActor: Subject = { name: 'repeated failures', source: logins, actors: [repeatedFailures] };
