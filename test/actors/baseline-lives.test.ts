import { describe, expect, it } from 'vitest';
import { logSource, open, type Row } from '../runtime/run-rules.ts';

const rules = `${logSource({ lateness: '2 hours' })}
baseline places on log for each who learn where_from = usual values of place
  during 6 hours with at least 3 events, relearn every 12 hours, keep 12 hours
  alert "{where_from}" when new where_from`;

function at(day: number, clock: string): Row {
  return [`2025-03-0${day} ${clock}:00`, { who: 'ann', place: 'home' }];
}

const learnt = ['00:00', '01:00', '02:00'].map((clock) => at(3, clock));
const nextLife = ['20:10', '20:20', '20:30'].map((clock) => at(3, clock));
const lastOfTheOldLife = at(3, '17:40');
const afterItsEnd = at(3, '18:25');
const end = at(5, '12:00');

function beginnings(...rows: readonly Row[]): string[] {
  const session = open({ rules });
  session.push(...rows, end);
  return session.finish().baselines.map(({ learnFrom }) => learnFrom);
}

describe('the end of a life, with relearning', () => {
  const goesOn = ['2025-03-03T00:00:00Z', '2025-03-03T20:10:00Z'];
  const beginsAnew = ['2025-03-03T00:00:00Z', '2025-03-03T18:25:00Z'];

  it('is put off by an event before it, whether that comes in order or late', () => {
    expect(beginnings(...learnt, lastOfTheOldLife, afterItsEnd, ...nextLife)).toEqual(goesOn);
    expect(beginnings(...learnt, afterItsEnd, lastOfTheOldLife, ...nextLife)).toEqual(goesOn);
  });

  it('comes when nothing late puts it off: what happened since then begins the next life', () => {
    expect(beginnings(...learnt, afterItsEnd, ...nextLife)).toEqual(beginsAnew);
    expect(beginnings(...learnt, nextLife[1], afterItsEnd, nextLife[0], nextLife[2])).toEqual(beginsAnew);
  });

  it('is decided as well for what waits in the store', () => {
    const session = open({ rules, memoryBytesMax: 1, batchRows: 1 });
    session.push(...learnt, afterItsEnd, ...nextLife, end);
    expect(session.finish().baselines.map(({ learnFrom }) => learnFrom)).toEqual(beginsAnew);
  });
});
