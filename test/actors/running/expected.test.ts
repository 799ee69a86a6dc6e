import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../src/time/duration.ts';
import { SeededRandom } from '../../baseline/seeded-random.ts';
import { logSource, type Row, run, settled } from '../../runtime/run-rules.ts';

/** A Monday. */
const firstDay = Date.UTC(2025, 0, 6);
const count = (length: number) => Array.from({ length }, (_, index) => index);
const at = (day: number, hour: number, fields: Record<string, unknown>): Row => [
  firstDay + day * dayMs + hour * hourMs,
  { who: 'ada', ...fields },
];

/** Three queries of ten rows each; on every fourth day twenty of them. */
function ordinary(day: number): readonly Row[] {
  const random = new SeededRandom(day);
  return count(day % 4 === 0 ? 20 : 3).map((index) => {
    return at(day, 9 + index / 4, { amount: Math.round(10 * Math.exp(0.3 * random.normal())) });
  });
}

const before = count(60).flatMap(ordinary);
const end = at(63, 0, { amount: 0 });
const rulesOf = (learnt: string) => `${logSource({ lateness: '10 minutes' })}
baseline rows on log for each who
  learn taken = ${learnt} per day
  during 20 days with at least 10 windows, keep learning
  unusual above 0.95
  alert "{who} took {taken}" when taken is unusually high
`;
const alertsOf = (learnt: string, rows: readonly Row[]) =>
  settled(run({ rules: rulesOf(learnt) }, [...before, ...rows, end]).alerts).filter(
    ({ time }) => time > firstDay + 60 * dayMs,
  );

describe('a number expected by others', () => {
  const expected = 'expected sum(amount) given count()';
  const range = 'range of sum(amount)';
  /** As many rows as on a day of twenty queries, in three. */
  const few = count(3).map((index) => at(61, 9 + index, { amount: 67 }));
  const many = count(20).map((index) => at(61, 9 + index / 4, { amount: 10 }));

  it('is reported when it is unusual for what is given, though not in itself', () => {
    expect(alertsOf(range, few)).toEqual([]);
    expect(alertsOf(expected, few).map(({ message }) => message)).toEqual(['ada took 201']);
  });

  it('is not reported when what is given explains it', () => {
    expect(alertsOf(expected, many)).toEqual([]);
  });

  it('is told with what was expected, in the words of the rule', () => {
    const [{ features }] = alertsOf(expected, few);
    expect(features[0].levels?.[0].expected).toMatch(/count\(\)/);
    const { baselines } = run({ rules: rulesOf(expected) }, before);
    expect(baselines.at(-1)?.features.taken).toMatchObject({
      kind: 'expected',
      usual: expect.stringContaining('count()'),
    });
  });
});
