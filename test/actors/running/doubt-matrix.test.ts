import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../src/time/duration.ts';
import { logSource, type Row, run } from '../../runtime/run-rules.ts';
import { inOrder } from './every-kind.ts';

/** A Monday. */
const firstDay = Date.UTC(2025, 0, 6);
const days = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
const at = (day: number, hour: number, fields: Record<string, unknown>): Row => [
  firstDay + day * dayMs + hour * hourMs,
  { who: 'ada', ...fields },
];

const yardsticks = ['this period', 'previous period', 'history'] as const;
/** Periods of ten days: 0–9, 10–19, 20–29. What was learnt is shown after the last of them. */
const lengthDays = 30;

/** What is known of one feature at the end, when some doubts decide what is learnt. */
function learnt(feature: string, doubt: string, rows: readonly Row[]) {
  const rules = `${logSource({ lateness: '10 minutes' })}
baseline habits on log for each who
  learn shown = ${feature}
  during 10 days with at least 5 events, keep learning, half-life never
  no calibration
  ${doubt}
  ${doubt.startsWith('quarantine') ? '' : 'no quarantine'}
  unusual above 0.9
  alert "{who}" when unusual shown
`;
  const { baselines, deadLetters } = run({ rules }, inOrder(rows));
  expect(deadLetters).toEqual([]);
  return baselines.at(-1)!;
}

describe('values seen on few days', () => {
  const visits = { office: days(lengthDays + 1), bar: [12, 13], cafe: [5, 12, 25] };
  const rows = Object.entries(visits).flatMap(([place, on], index) =>
    on.map((day) => at(day, 9 + index, { place })),
  );
  /** Days learnt of bar and cafe. */
  const daysLearnt = (doubt: string, kind = 'usual values of place') => {
    const { shown } = learnt(kind, doubt, rows).features;
    const items = ('items' in shown && shown.items) || [];
    return ['bar', 'cafe'].map((place) => {
      const found = items.find(({ value }) => value === place);
      return found === undefined ? 0 : Math.round(found.days * 100) / 100;
    });
  };

  it.each([
    ['ignore', 'this period', [1, 0]],
    ['ignore', 'previous period', [0, 3]],
    ['ignore', 'history', [1, 2]],
    ['down-weight', 'this period', [1.1, 0.3]],
    ['down-weight', 'previous period', [0.2, 3]],
    ['down-weight', 'history', [1.1, 2.1]],
  ] as const)('%s against %s', (action, against, expected) => {
    expect(daysLearnt(`${action} values seen on fewer than 2 days against ${against}`)).toEqual(expected);
  });

  it.each([
    ['this period', [2, 0]],
    ['previous period', [2, 3]],
    ['history', [2, 2]],
  ] as const)('wait, and are learnt when they come on enough days, against %s', (against, expected) => {
    const doubt = `quarantine values seen on fewer than 2 days against ${against} for 3 days, admit after 2 days`;
    expect(daysLearnt(doubt)).toEqual(expected);
  });

  it('are told by how often they come in a day, too', () => {
    expect(daysLearnt('ignore values seen on fewer than 2 days', 'usual counts of place')).toEqual([1, 2]);
  });

  it('are known or not, where nothing else is kept', () => {
    const { shown } = learnt('first seen place', 'ignore values seen on fewer than 3 days', rows).features;
    expect('details' in shown && shown.details.known).toBe('office, cafe');
  });
});

describe('hours and places seen on few days', () => {
  it('counts hours, not the quarters of them', () => {
    const rows = [
      ...days(lengthDays + 1).map((day) => at(day, 9, {})),
      ...[14.1, 14.3, 14.9].map((hour) => at(12, hour, {})),
      at(13, 14.6, {}),
    ];
    const doubt = 'ignore values seen on fewer than 2 days';
    const { shown } = learnt('usual hours of at', doubt, rows).features;
    const counts = ('details' in shown && shown.details.counts) as number[];
    expect([counts[28], counts[29]]).toEqual([0, 1]);
  });

  it('counts a place once a day, however its points scatter', () => {
    const source = logSource({ lateness: '10 minutes' }).replace('amount', 'latitude: number, longitude');
    const visit = (day: number, hour: number, latitude: number, longitude: number) =>
      at(day, hour, { latitude, longitude });
    const rows = [
      ...days(lengthDays + 1).map((day) => visit(day, 9, 52.5, 13.4)),
      ...days(4).map((index) => visit(12, 12 + index, 1.35 + index / 100, 103.8)),
      visit(13, 12, 1.35, 103.8),
    ];
    const rules = `${source}
baseline habits on log for each who
  learn shown = usual places of latitude, longitude
  during 10 days with at least 5 events, keep learning, half-life never
  no calibration
  ignore values seen on fewer than 2 days
  no quarantine
  unusual above 0.9
  alert "{who}" when unusual shown
`;
    const { shown } = run({ rules }, inOrder(rows)).baselines.at(-1)!.features;
    expect('items' in shown && shown.items?.map((place) => place.days)).toEqual([lengthDays - 1, 1]);
  });
});

describe('outliers', () => {
  const usual = (day: number) => 10 + (day % 3);
  const rowsWith = (far: readonly number[]) =>
    days(lengthDays + 1).map((day) => at(day, 9, { amount: far.includes(day) ? 500 : usual(day) }));
  const amount = (doubt: string, far: readonly number[]) => {
    const { shown } = learnt('range of amount', doubt, rowsWith(far)).features;
    const { maximum } = ('details' in shown && shown.details) as { maximum: number };
    return { days: Math.round(('evidence' in shown ? shown.evidence : 0) * 100) / 100, isFar: maximum > 100 };
  };

  it.each([
    // Day 3 comes before a yardstick has enough, day 21 only before this period has.
    ['this period', 29],
    ['previous period', 28],
    ['history', 28],
  ] as const)('ignored against %s', (against, expected) => {
    expect(amount(`ignore outliers beyond 5 sigma against ${against}`, [3, 18, 21]).days).toBe(expected);
  });

  it.each(yardsticks)('clipped against %s are learnt as the limit', (against) => {
    expect(amount(`clip outliers beyond 5 sigma against ${against}`, [18])).toEqual({
      days: lengthDays,
      isFar: false,
    });
  });

  it.each(yardsticks)('down-weighted against %s hardly count', (against) => {
    expect(amount(`down-weight outliers beyond 5 sigma against ${against}`, [18])).toEqual({
      days: lengthDays - 0.9,
      isFar: true,
    });
  });

  it.each(yardsticks)('in quarantine against %s are learnt when the like comes back', (against) => {
    const doubt = `quarantine outliers beyond 5 sigma against ${against} for 3 days, admit after 2 days`;
    expect(amount(doubt, [18])).toEqual({ days: lengthDays - 1, isFar: false });
    expect(amount(doubt, [17, 18])).toEqual({ days: lengthDays, isFar: true });
  });
});

describe('surprises and conditions', () => {
  const rows = [
    ...days(lengthDays + 1).map((day) => at(day, 9, { place: 'office' })),
    ...[12, 13].map((day) => at(day, 10, { place: 'bar' })),
  ];
  const barDays = (doubt: string) => {
    const { shown } = learnt('usual values of place', doubt, rows).features;
    const days = ('items' in shown && shown.items?.find(({ value }) => value === 'bar')?.days) || 0;
    return Math.round(days * 100) / 100;
  };

  it.each([
    ['ignore surprises above 0.9', 1],
    ['quarantine surprises above 0.9 for 3 days, admit after 2 days', 2],
    ['quarantine surprises above 0.9 for 3 days, admit after 3 days', 0],
    ['ignore where place = "bar"', 0],
    ['down-weight where place = "bar"', 0.2],
    ['quarantine where place = "bar" for 3 days, admit after 2 days', 2],
    ['quarantine where place = "bar" for 3 days, admit after 3 days', 0],
  ])('%s', (doubt, expected) => {
    expect(barDays(doubt)).toBe(expected);
  });

  it('down-weighted surprises count for less, not for nothing', () => {
    expect(barDays('down-weight surprises above 0.9')).toBeGreaterThan(1);
    expect(barDays('down-weight surprises above 0.9')).toBeLessThan(2);
  });
});
