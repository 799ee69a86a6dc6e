import { describe, expect, it } from 'vitest';
import { logSource, open } from './run-rules.ts';

const rules = `${logSource()}
rule many on log for each who alert "{who}: {count()}" when count() >= 3 over 10 minutes`;

const ordinary = ['10:00', '10:01', '10:02'].map(
  (clock) => [`2025-03-03 ${clock}:00`, { who: 'ann' }] as const,
);

describe('a record with a time far ahead', () => {
  it('in the middle changes nothing else', () => {
    const session = open({ rules });
    session.push(ordinary[0], ['2098-01-01 00:00:00', { who: 'ann' }], ordinary[1], ordinary[2]);
    const { alerts, deadLetters, lateEvents } = session.finish();
    expect(alerts.map(({ message }) => message)).toContain('ann: 3');
    expect(deadLetters.map(({ code, position }) => [code, position])).toEqual([['time-far-ahead', 2]]);
    expect(lateEvents).toEqual([]);
  });

  it('at the very beginning does not make all that follows late', () => {
    const session = open({ rules });
    session.push(['2098-01-01 00:00:00', { who: 'eve' }], ...ordinary);
    const { alerts, deadLetters, lateEvents } = session.finish();
    expect(alerts.map(({ message }) => message)).toContain('ann: 3');
    expect(deadLetters.map(({ code, position }) => [code, position])).toEqual([['time-far-ahead', 1]]);
    expect(lateEvents).toEqual([]);
  });
});
