import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../src/time/duration.ts';
import { SeededRandom } from '../../baseline/seeded-random.ts';
import { logSource, type Row, run, settled } from '../../runtime/run-rules.ts';
import { inOrder } from './every-kind.ts';

/** A Monday. */
const firstDay = Date.UTC(2025, 0, 6);
const days = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
const people = days(60).map((index) => `user-${index}`);

/** Every third person is of the small company. */
const teamOf = (index: number) => (index % 3 === 0 ? 'small' : 'large');

const rule = (name: string, limit: string, clause = '') => `
baseline ${name} on log for each who
  learn hour = usual hours of at, against everyone
  during 20 days with at least 10 events, keep learning
  ${clause}
  alert at most ${limit} "{who} at {hour}"
    once per day
`;

/** Sixty people with three events a day, now and then at any time; on some days all of them come at night. */
function habits(count: number, isFlood: (day: number) => boolean = () => false): readonly Row[] {
  const seeded = new SeededRandom(7);
  const random = () => seeded.uniform();
  const hourOf = (index: number) => 8 + (index % 4) + 9 * random() ** 2 + (random() < 0.03 ? 10 : 0);
  return inOrder(
    days(count).flatMap((day) =>
      people.flatMap((who, index) =>
        days(3).map((): Row => {
          const hour = isFlood(day) ? 1 + 4 * random() : hourOf(index) % 24;
          return [firstDay + day * dayMs + hour * hourMs, { who, team: teamOf(index) }];
        }),
      ),
    ),
  );
}

function alertsADay(
  alerts: ReturnType<typeof run>['alerts'],
  rule: string,
  from: number,
  to: number,
): number {
  const within = settled(alerts).filter(
    (alert) =>
      alert.rule === rule && alert.time >= firstDay + from * dayMs && alert.time < firstDay + to * dayMs,
  );
  return within.length / (to - from);
}

describe('a limit of alerts', () => {
  const rules = [
    logSource({ lateness: '10 minutes' }),
    rule('few', '3 a week'),
    rule('some', '2 a day'),
    rule('many', '5 a day'),
  ];

  it('is kept by each rule for itself', () => {
    const { alerts } = run({ rules: rules.join('') }, habits(80));
    const [few, some, many] = ['few', 'some', 'many'].map((name) => alertsADay(alerts, name, 40, 80));
    expect(few).toBeGreaterThan(0.2);
    expect(few).toBeLessThan(0.8);
    expect(some).toBeGreaterThan(1);
    expect(some).toBeLessThan(3.2);
    expect(many).toBeGreaterThan(2.5);
    expect(many).toBeLessThan(7.5);
  });

  it('holds again after a flood, which is itself reported', () => {
    const { alerts } = run(
      { rules: rules.slice(0, 3).join('') },
      habits(100, (day) => day === 50),
    );
    expect(alertsADay(alerts, 'some', 50, 51)).toBeGreaterThan(30);
    expect(alertsADay(alerts, 'some', 70, 100)).toBeLessThan(3.2);
    expect(alertsADay(alerts, 'some', 70, 100)).toBeGreaterThan(0.2);
  });

  it('is kept for each tenant by itself', () => {
    const each = rule('each', '1 a day', 'limit alerts for each team');
    const { alerts } = run({ rules: `${rules[0]}${each}` }, habits(80));
    for (const team of ['small', 'large']) {
      const own = alerts.filter(({ key }) => teamOf(people.indexOf(key)) === team);
      expect(alertsADay(own, 'each', 40, 80)).toBeGreaterThan(0.4);
      expect(alertsADay(own, 'each', 40, 80)).toBeLessThan(1.7);
    }
  });

  it('of one tenant is not used up by another', () => {
    const noisy = habits(70).map(([time, fields]): Row => {
      const day = Math.floor(((time as number) - firstDay) / dayMs);
      const isOfFlood = fields.team === 'large' && day > 40 && day % 2 === 0;
      return [isOfFlood ? firstDay + (day + 0.1) * dayMs : time, fields];
    });
    const ofSmall = (clause: string) => {
      const { alerts } = run({ rules: `${rules[0]}${rule('one', '1 a day', clause)}` }, inOrder(noisy));
      const small = alerts.filter(({ key }) => teamOf(people.indexOf(key)) === 'small');
      return alertsADay(small, 'one', 50, 70);
    };
    expect(ofSmall('limit alerts for each team')).toBeGreaterThan(2 * ofSmall(''));
  });

  it('says nothing as long as nobody knows how many there would be', () => {
    const { alerts } = run({ rules: rules.join('') }, habits(15));
    expect(alerts).toEqual([]);
  });
});
