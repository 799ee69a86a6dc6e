/** Subjects of the property tests: rules as people may write them, and an actor of an embedder's own. */

import { buffer, debounceTime, filter, map } from 'rxjs';
import { defineActor, defineFunction } from '../../src/compose.ts';
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

/** A text, unless the event's id ends with 7: it stands for a function that cannot cope with some of the data. */
const brittle = defineFunction({
  name: 'brittle',
  summary: 'The text itself.',
  parameters: [
    { name: 'text', types: ['text'] },
    { name: 'id', types: ['text'] },
  ],
  returns: 'text',
  examples: [{ call: 'brittle("a", "e1")', result: 'a' }],
  evaluate(text, id) {
    if (id.endsWith('7')) throw new Error(`cannot cope with ${id}`);
    return text;
  },
});

/** The same rules, learning and counting what a function makes of the place. */
export const failingRules: Subject = {
  name: 'failing rules',
  source: staff,
  functions: [brittle],
  rules: rules(staff).map((all) =>
    all.map(({ name, text }) => ({ name, text: text.replaceAll(/(of |\()place/g, '$1brittle(place, id)') })),
  ),
};

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
