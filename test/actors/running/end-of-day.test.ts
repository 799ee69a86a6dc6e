import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, secondMs } from '../../../src/time/duration.ts';
import { type Row, run, settled } from '../../runtime/run-rules.ts';

const firstDay = Date.UTC(2025, 0, 6);
const places = { berlin: [52.52, 13.4], lagos: [6.52, 3.38] } as const;
const at = (day: number, hour: number, place: keyof typeof places): Row => {
  const [latitude, longitude] = places[place];
  return [firstDay + day * dayMs + hour * hourMs - secondMs, { who: 'ada', latitude, longitude }];
};
const rules = `
source log
  from ndjson
  fields at: time, who: text, latitude: number, longitude: number
  time at, up to 10 minutes late, zone "UTC", precision 1 second
baseline journeys on log for each who
  learn speed = travel speed of latitude, longitude, at
  during 10 days with at least 10 events, keep learning
  no calibration
  alert "{who} travelled at {speed}" when unusual speed
`;

describe('an event in the last second of a day', () => {
  const month = Array.from({ length: 30 }, (_, day) => [at(day, 9, 'berlin'), at(day, 17, 'berlin')]).flat();

  it.each([23, 24])('is judged for good by the days before its own, at %i:00', (hour) => {
    const rows = [...month, at(30, 22, 'berlin'), at(30, hour, 'lagos'), at(32, 9, 'lagos')];
    const { alerts } = run({ rules }, rows);
    expect(settled(alerts).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^ada travelled at [\d,]+ km\/h$/),
    ]);
  });
});
