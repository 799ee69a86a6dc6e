import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/index.ts';
import { logSource, open, type Row } from '../runtime/run-rules.ts';

function lastWords(alerts: readonly Alert[]): [status: string, message: string, count: number][] {
  const last = new Map(alerts.map((alert) => [alert.id, alert]));
  return [...last.values()].map(({ status, message, count }) => [status, message, count]);
}

describe('at the end of the input', () => {
  it('an unfinished window is judged as far as it came, whatever the order', () => {
    const rules = `${logSource({ lateness: '10 minutes' })}
      rule much on log for each who alert "{sum(amount)} in {count()}" when sum(amount) > 10 per hour`;
    const rows: Row[] = [
      ['2025-03-03 10:00:00', { who: 'ann', amount: 5 }],
      ['2025-03-03 10:01:00', { who: 'ann', amount: 6 }],
      ['2025-03-03 10:02:00', { who: 'ann', amount: 60 }],
    ];
    for (const arrival of [rows, [...rows].reverse()]) {
      const session = open({ rules });
      session.push(...arrival);
      expect(lastWords(session.finish().alerts)).toEqual([['updated', '71 in 3', 1]]);
    }
  });

  it('an alert says how often it was met in the period that was not over', () => {
    const rules = `${logSource()}
      rule many on log for each who alert "{count()}" when count() >= 2 over 10 minutes once per day`;
    const session = open({ rules });
    for (const clock of ['10:00', '10:01', '11:00', '11:01', '11:02']) {
      session.push([`2025-03-03 ${clock}:00`, { who: 'ann' }]);
    }
    expect(lastWords(session.finish().alerts)).toEqual([['updated', '2', 2]]);
  });

  it('what waited for late events is judged by what was learnt', () => {
    const rules = `${logSource({ lateness: '1 hour' })}
      baseline habit on log for each who learn where_from = usual values of place
        during 3 hours with at least 2 events
        alert "{where_from}" when new where_from`;
    const session = open({ rules });
    session.push(
      ['2025-03-03 00:00:00', { who: 'ann', place: 'home' }],
      ['2025-03-03 02:00:00', { who: 'ann', place: 'home' }],
      ['2025-03-03 03:10:00', { who: 'ann', place: 'office' }],
      ['2025-03-03 02:50:00', { who: 'ann', place: 'office' }],
    );
    expect(lastWords(session.finish().alerts)).toEqual([['withdrawn', 'office', 1]]);
  });
});
