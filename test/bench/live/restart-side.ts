/** The child process of the restart figure: from the start of the process to the first event handled. Prints one line of JSON. */

import { createEngine } from '../../../src/compose.ts';
import { LevelStore } from '../../../src/store/level-store.ts';
import { loginRecord, loginRules } from './bench-rules.ts';

export interface RestartMeasurement {
  /** Since the process began. */
  readonly firstEventMs: number;
  readonly residentBytes: number;
}

const [directory, keys] = process.argv.slice(2) as [string, string];
const store = await LevelStore.open(directory);
const engine = createEngine({ rules: loginRules(''), store });
await engine.state!.restore({ now: Date.now(), graceMs: 0 });
engine.topic('logins').push({
  count: 1,
  values: [loginRecord(Number(keys) * 2, Number(keys))],
  places: [0],
  arrivedAt: [Number.NaN],
});
const measurement: RestartMeasurement = {
  firstEventMs: performance.now(),
  residentBytes: process.memoryUsage.rss(),
};
await store.close();
console.log(JSON.stringify(measurement));
