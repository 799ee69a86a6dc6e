
import { test } from 'vitest';
import { run } from '../runtime/run-rules.ts';
import { logSource } from '../runtime/run-rules.ts';
test('gate', () => {
  const rules = logSource() + `rule many on log for each who alert "{who}: {count()}" when count() > 1 over 3 hours every 30 minutes once per day`;
  const at = (h: string) => [`2025-01-06T${h}:00Z`, { id: h, who: 'ann' }] as const;
  const next = (h: string) => [`2025-01-07T${h}:00Z`, { id: 'n' + h, who: 'ann' }] as const;
  const { alerts } = run({ rules }, [at('08:00'), at('08:10'), at('23:40'), next('00:20'), next('09:00')]);
  for (const a of alerts) console.log(a.id, a.revision, a.status, a.at, a.count);
});
