import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../src/time/duration.ts';
import { type Row, run } from '../../runtime/run-rules.ts';
import { everyKind, hasGroups, inOrder, rulesOf } from './every-kind.ts';

/** A Monday. */
const firstDay = Date.UTC(2025, 0, 6);
const count = (length: number) => Array.from({ length }, (_, index) => index);

/** Eight people in two teams, with nights, journeys and large amounts of which some come back. */
const rows = inOrder(
  count(45).flatMap((day) =>
    count(8).flatMap((person) =>
      [9, 13.5].map((hour, which): Row => {
        const isOdd = (day * 5 + person * 3) % 17 === 0;
        const fields = {
          who: `user-${person}`,
          team: person % 2 === 0 ? 'red' : 'blue',
          place: isOdd ? `hotel ${day % 9}` : which === 0 ? 'home' : 'office',
          amount: isOdd ? 300 + day : 10 + ((day * 7 + person + which) % 6),
          total: 400,
          latitude: isOdd ? 1.35 : 52.5 + which / 10,
          longitude: isOdd ? 103.8 : 13.4,
        };
        return [firstDay + day * dayMs + (isOdd ? (hour + 12) % 24 : hour + person / 20) * hourMs, fields];
      }),
    ),
  ),
);

function view(options: {
  readonly rules: string;
  readonly memoryBytesMax?: number;
  readonly batchRows?: number;
}) {
  const { alerts, baselines, scores, deadLetters, metrics } = run(options, rows);
  const sorted = (lines: readonly object[]) => lines.map((line) => JSON.stringify(line)).sort();
  const said = { alerts: sorted(alerts), baselines: sorted(baselines), scores: sorted(scores), deadLetters };
  return { said, evicted: metrics.rules.reduce((sum, rule) => sum + rule.evicted, 0) };
}

describe('actors that wait in the store', () => {
  const holding = 'quarantine surprises above 0.6 for 6 days, admit after 3 days';
  const compared = everyKind
    .filter(hasGroups)
    .map((kind) => ({ ...kind, feature: `${kind.feature}, against team, everyone` }));

  it.each([
    ['of every kind, each by itself', everyKind, holding],
    ['of every kind, against groups', compared, 'add slow surprise over 6 days'],
  ])('say the same as those in memory: %s', (_, kinds, clauses) => {
    const rules = rulesOf(kinds, clauses);
    const inMemory = view({ rules });
    expect(inMemory.said.alerts.length).toBeGreaterThan(50);
    const tight = view({ rules, memoryBytesMax: 1, batchRows: 16 });
    expect(tight.evicted).toBeGreaterThan(500);
    expect(tight.said).toEqual(inMemory.said);
  });
});
