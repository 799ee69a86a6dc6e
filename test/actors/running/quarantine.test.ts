import { describe, expect, it } from 'vitest';
import { heldSamplesMax } from '../../../src/limits.ts';
import { dayMs, hourMs } from '../../../src/time/duration.ts';
import { logSource, type Row, run, settled } from '../../runtime/run-rules.ts';
import { inOrder } from './every-kind.ts';

/** A Monday. */
const firstDay = Date.UTC(2025, 0, 6);
const days = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
const at = (day: number, hour: number, place = 'office'): Row => [
  firstDay + day * dayMs + hour * hourMs,
  { who: 'ada', place },
];
const dayOf = (time: number) => Math.floor((time - firstDay) / dayMs);

function placesRules(clauses: string): string {
  return `${logSource({ lateness: '10 minutes' })}
baseline habits on log for each who
  learn hour  = usual hours of at
        where = usual values of place
  during 20 days with at least 10 events, keep learning
  no calibration
  ${clauses}
  unusual above 0.9
  alert "{who} at {hour} from {where}" when unusual where or unusual hour
`;
}

const office = (count: number, from = 0) => days(count, from).flatMap((day) => [at(day, 9), at(day, 14)]);
const documentsOf = (rules: string, rows: readonly Row[]) => run({ rules }, inOrder(rows)).baselines;

describe('samples in quarantine', () => {
  const holding = 'quarantine surprises above 0.9 for 30 days, admit after 8 days';

  it('are shown for each feature they belong to', () => {
    const strange = days(4, 33).map((day) => at(day, 14, `bar ${day}`));
    const nights = days(2, 33).map((day) => at(day, 2 + (day % 2)));
    const [ready, later] = documentsOf(placesRules(holding), [...office(45), ...strange, ...nights]);
    expect(ready.ignored).toEqual({ hour: 0, where: 0 });
    expect(later.ignored).toEqual({ hour: 2, where: 4 });
  });

  it('weigh, and weigh nothing any more once their wait is over', () => {
    const strange = days(20, 22).map((day) => at(day, 14, `bar ${day}`));
    const noiseAfter = (clauses: string, count: number) => {
      const { metrics } = run({ rules: placesRules(clauses) }, inOrder([...office(count), ...strange]));
      const [{ noiseBytes, weightBytes }] = metrics.rules;
      expect(noiseBytes).toBeLessThan(weightBytes);
      return noiseBytes;
    };
    expect(noiseAfter('no quarantine', 43)).toBe(0);
    expect(noiseAfter(holding, 43)).toBeGreaterThanOrEqual(20 * 32);
    expect(noiseAfter(holding, 80)).toBe(0);
  });

  it('are learnt at once when the analyst accepts their like, and what is accepted never waits', () => {
    const visits = [at(33, 14, 'hotel'), at(35, 14, 'hotel'), at(36, 15, 'hotel')];
    const rows = [...office(45), ...visits];
    const knows = (clauses: string) => {
      const last = documentsOf(placesRules(clauses), rows).at(-1)!;
      const items = 'items' in last.features.where ? (last.features.where.items ?? []) : [];
      return items.some((item) => 'value' in item && item.value === 'hotel');
    };
    expect(knows(holding)).toBe(false);
    expect(knows(`accept where place = "hotel" and hour(at) = 15\n  ${holding}`)).toBe(true);
    expect(knows(`accept where place = "hotel"\n  ignore where place = "hotel"\n  ${holding}`)).toBe(true);
    expect(knows(`ignore where place = "hotel"\n  accept where place = "hotel"\n  ${holding}`)).toBe(false);
  });

  it('are no more than a bound, of which the oldest go first', () => {
    const strange = days(30, 22).flatMap((day) => days(5).map((which) => at(day, 14, `bar ${day} ${which}`)));
    const documents = documentsOf(placesRules(holding), [...office(70), ...strange]);
    const most = Math.max(...documents.map(({ ignored }) => ignored.where + ignored.hour));
    expect(most).toBe(heldSamplesMax);
  });

  it('are let go when their like does not come again, and learnt when it does', () => {
    const learntOf = (nights: number) => {
      const rows = [...office(150), ...days(nights, 90).map((day) => at(day, 2))];
      const { hour } = documentsOf(placesRules(holding), rows).at(-1)!.features;
      // Days on which the first half of the hour was met.
      return 'details' in hour && Array.isArray(hour.details.counts) ? hour.details.counts[4] : Number.NaN;
    };
    expect(learntOf(7)).toBe(0);
    expect(learntOf(8)).toBeGreaterThan(4);
  });
});

describe('a new value that comes every day', () => {
  const rows = [...office(70), ...days(30, 30).map((day) => at(day, 14, 'branch'))];
  const rules = placesRules('quarantine surprises above 0.9 for 10 days, admit after 3 days');
  const told = (condition: string) => {
    const { alerts } = run({ rules: rules.replace(/when .*/, `when ${condition}`) }, inOrder(rows));
    return settled(alerts).map(({ time }) => dayOf(time));
  };

  it('is news on its first day, and neither while it waits nor when it is learnt', () => {
    expect(told('new where')).toEqual([30]);
  });

  it('waits for as long as the rule says, and is learnt with all its days', () => {
    const branchDays = (lastDay: number) => {
      const shown = run(
        { rules },
        inOrder(rows.filter(([time]) => dayOf(Number(time)) <= lastDay)),
      ).baselines;
      const { where } = shown.at(-1)!.features;
      return ('items' in where && where.items?.find(({ value }) => value === 'branch')?.days) || 0;
    };
    // What is usual is shown every twenty days.
    const documents = run({ rules }, inOrder(rows)).baselines;
    expect(documents.map(({ learnTo }) => dayOf(Date.parse(learnTo)))).toEqual([20, 40, 60]);
    expect(branchDays(41)).toBe(0);
    expect(branchDays(61)).toBeGreaterThan(25);
  });

  it('is let go when it does not come on enough days, and is no news for some time', () => {
    const twice = [...office(70), at(30, 14, 'branch'), at(33, 14, 'branch')];
    const { where } = documentsOf(rules, twice).at(-1)!.features;
    expect('items' in where && where.items?.map(({ value }) => value)).toEqual(['office']);
    const asking = rules.replace(/when .*/, 'when new where');
    const { alerts } = run({ rules: asking }, inOrder([...twice, at(50, 14, 'branch')]));
    expect(settled(alerts).map(({ time }) => dayOf(time))).toEqual([30]);
  });

  it('leaves room for other habits in a full quarantine', () => {
    const branches = days(5).map((which) => `branch ${which}`);
    const daily = days(40, 30).flatMap((day) => branches.map((branch) => at(day, 14, branch)));
    const { where } = documentsOf(
      placesRules('quarantine surprises above 0.9 for 20 days, admit after 3 days'),
      [...office(85), ...daily],
    ).at(-1)!.features;
    const values = ('items' in where && where.items?.map(({ value }) => value)) || [];
    expect(values).toEqual(expect.arrayContaining(branches));
  });
});

describe('a new level of daily counts', () => {
  const rules = `${logSource({ lateness: '10 minutes' })}
baseline counts on log for each who
  learn logins = frequency per day
  during 20 days with at least 10 windows, keep learning, half-life 30 days
  no calibration
  quarantine surprises above 0.95 for 14 days, admit after 5 days
  unusual above 0.95
  alert "{logins}" when logins is unusually high
`;
  const loginsOn = (day: number) => (day < 60 ? 4 + (day % 3) : 24 + (day % 3));
  const rows = days(130).flatMap((day) => days(loginsOn(day)).map((index) => at(day, 8 + index / 10)));
  const { alerts } = run({ rules }, rows);
  const told = settled(alerts).map(({ time }) => dayOf(time) - 1);

  it('is reported as long as it waits', () => {
    expect(told.filter((day) => day >= 60 && day < 74)).toEqual(days(14, 60));
    expect(told.filter((day) => day < 60)).toEqual([]);
  });

  it('is learnt after the wait', () => {
    expect(told.filter((day) => day >= 90)).toEqual([]);
  });
});

describe('what is reported and what is learnt', () => {
  const strange = days(3, 33).map((day) => at(day, 14, `bar ${day}`));
  const rows = inOrder([...office(45), ...strange]);
  const view = (clauses: string, threshold: string) => {
    const rules = placesRules(clauses).replace('unusual above 0.9', `unusual above ${threshold}`);
    const { alerts, baselines } = run({ rules }, rows);
    return { alerts: settled(alerts).length, held: baselines.at(-1)!.ignored.where };
  };

  it('are decided apart', () => {
    const holding = 'quarantine surprises above 0.9 for 30 days, admit after 8 days';
    expect(view(holding, '0.9')).toEqual({ alerts: 3, held: 3 });
    expect(view(holding, '0.99999')).toEqual({ alerts: 0, held: 3 });
    expect(view('no quarantine', '0.9')).toEqual({ alerts: expect.any(Number), held: 0 });
    expect(view('no quarantine', '0.9').alerts).toBeGreaterThan(0);
  });
});
