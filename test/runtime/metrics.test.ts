import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, type Metrics } from '../../src/compose.ts';
import { minuteMs } from '../../src/time/duration.ts';
import { logSource, run } from './run-rules.ts';

const noon = Date.UTC(2025, 0, 6, 12);

const rules = `${logSource({ lateness: '10 minutes' })}  identified by id
baseline places on log where place is known for each who
  learn spot = usual values of place
  during 1 hour with at least 2 events, keep 3 hours
  alert "{spot}" when new spot
rule many on log for each who, place
  alert "{count()}" when count() > 2 over 5 minutes every 1 minute
`;

const line = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({
        minutes: fc.integer({ min: 0, max: 240 }),
        id: fc.integer({ min: 0, max: 60 }),
        who: fc.constantFrom('ann', 'bob', undefined),
        place: fc.constantFrom('home', 'moon', undefined),
        amount: fc.constantFrom(1, 3, undefined),
      })
      .map(({ minutes, id, ...fields }) =>
        JSON.stringify({ at: new Date(noon + minutes * minuteMs).toISOString(), id: `${id}`, ...fields }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '  ',
      '{}',
      '[]',
      'nonsense',
      '{"at":"never"}',
      '{"at":"2090-01-01T00:00:00Z"}',
    ),
  },
);

/** With a first record for the clock to begin with. */
const first = JSON.stringify({ at: new Date(noon).toISOString(), id: 'first' });
const inputs = fc.array(line, { maxLength: 80 }).map((lines) => [first, ...lines]);

function metricsOf(lines: readonly string[], batchRows: number) {
  const engine = createEngine({ rules, batchRows });
  const counts = { raised: 0, withdrawn: 0, late: 0, deadLetters: 0 };
  engine.alerts$.subscribe(({ status }) => {
    if (status !== 'updated') counts[status]++;
  });
  engine.lateEvents$.subscribe(() => counts.late++);
  engine.deadLetters$.subscribe(() => counts.deadLetters++);
  const input = engine.input();
  const reports: Metrics[] = [];
  engine.metrics$.subscribe((metrics) => reports.push(metrics));
  input.push(new TextEncoder().encode(lines.map((text) => `${text}\n`).join('')));
  input.end();
  return { counts, reports, metrics: engine.finish() };
}

describe('metrics', () => {
  it('account for every record and every key, in any batches', () => {
    fc.assert(
      fc.property(inputs, fc.constantFrom(1, 7, 2_048), (lines, batchRows) => {
        const { counts, metrics, reports } = metricsOf(lines, batchRows);
        const [source] = metrics.sources;
        expect(source.records).toBe(lines.filter((text) => text.trim() !== '').length);
        expect(source.records).toBe(source.events + source.refused + source.duplicates + source.ignored);
        const byCode = Object.values(source.refusedByCode).reduce((sum, count) => sum + count, 0);
        expect(byCode).toBe(source.refused);
        expect(counts.deadLetters).toBe(source.refused);
        expect(metrics.rules.reduce((sum, rule) => sum + rule.late, 0)).toBe(counts.late);
        expect(metrics.rules.reduce((sum, rule) => sum + rule.alerts, 0)).toBe(
          counts.raised - counts.withdrawn,
        );
        for (const rule of metrics.rules) {
          expect(rule.events + rule.late + rule.failed).toBeLessThanOrEqual(source.events);
          expect(Object.values(rule.keys).every((count) => count >= 0)).toBe(true);
        }
        expect(metrics.weightBytes).toBe(metrics.rules.reduce((sum, rule) => sum + rule.weightBytes, 0));
        expect(reports.at(-1)).toEqual(metrics);
      }),
      { numRuns: 60 },
    );
  });

  it('count a duplicate once, whatever else it says', () => {
    const rows = [
      [noon, { id: '1', who: 'ann', place: 'home' }],
      [noon + minuteMs, { id: '1', who: 'bob', place: 'moon' }],
      [noon + minuteMs, { who: 'bob', place: 'moon' }],
      [noon + minuteMs, { who: 'bob', place: 'moon' }],
    ] as const;
    const { metrics } = run({ rules }, rows);
    expect(metrics.sources[0]).toMatchObject({ records: 4, events: 3, duplicates: 1 });
    expect(metrics.rules[0]).toMatchObject({ events: 3, judged: 0, late: 0, failed: 0 });
  });

  it('refuse a key that is too long for one rule only', () => {
    const { metrics, deadLetters } = run({ rules }, [[noon, { who: 'x'.repeat(1_024), place: 'home' }]]);
    expect(deadLetters).toMatchObject([{ code: 'key-too-long', rule: 'many', position: 1 }]);
    expect(metrics.rules.map(({ events, failed }) => [events, failed])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });
});
