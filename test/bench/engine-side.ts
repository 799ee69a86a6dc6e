/** This engine, with the rules that a user would write. */

import { createEngine } from '../../src/compose.ts';
import { daysLearnt } from './events.ts';
import type { Side } from './side.ts';

const rules = `
source logins
  from ndjson
  fields ts: time, user: text, place: text
  time ts

baseline login "Where and when a user logs in"
  on logins
  for each user
  learn slot  = usual hours of week of ts
        place = usual values of place
  during ${daysLearnt} days with at least 5 events
  alert "{user} logged in from {place} at {slot}"
    when new place or unusual slot
`;

export function createEngineSide(): Side {
  const engine = createEngine({ rules });
  const input = engine.input();
  let unusual = 0;
  engine.alerts$.subscribe(() => unusual++);
  return {
    push: (chunk) => input.push(chunk),
    end() {
      input.end();
      engine.finish();
    },
    counts() {
      const { rules: lines, weightBytes } = engine.metrics();
      const { keys, judged } = lines[0];
      return { keys: keys.learn + keys.ready + keys.close, judged, unusual, weightBytes };
    },
  };
}
