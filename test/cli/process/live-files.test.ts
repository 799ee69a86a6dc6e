/** Files that behave like topics: what is appended to one is read, and alerts are appended to another. */

import { appendFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LiveProgram } from './live-program.ts';
import { Workplace } from './program.ts';

const rules = `source visits
  from ndjson "visits.ndjson"
  fields at: time, who: text
  time at

rule busy on visits for each who
  alert "{who} came {count()} times" when count() > 2 over 1 hour

sink alerts
  to file "alerts.ndjson"
`;

function visit(minute: number, who: string): string {
  return `${JSON.stringify({ at: new Date(Date.UTC(2026, 0, 5, 10, minute)).toISOString(), who })}\n`;
}

it('a file is a topic of one partition, for sources and for sinks, before and after a start', async (test) => {
  const workplace = new Workplace(test, { 'live.rules': rules });
  workplace.write('visits.ndjson', [1, 2, 3].map((minute) => visit(minute, 'ann')).join(''));
  const first = new LiveProgram(workplace, { rules: 'live.rules' });
  await first.untilRead(3);
  expect(await first.stop()).toBe(0);
  expect(workplace.records('alerts.ndjson')).toMatchObject([{ key: 'ann', message: 'ann came 3 times' }]);

  appendFileSync(workplace.pathOf('visits.ndjson'), [4, 5, 6].map((minute) => visit(minute, 'bob')).join(''));
  const second = new LiveProgram(workplace, { rules: 'live.rules' });
  await second.untilRead(6);
  expect(await second.stop()).toBe(0);
  expect(workplace.records('alerts.ndjson').map(({ key }) => key)).toEqual(['ann', 'bob']);
});
