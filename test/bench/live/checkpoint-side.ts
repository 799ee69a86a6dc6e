/**
 * The child process of the checkpoint figures: fills a store with actors, then makes checkpoints of all of them, changed
 * once more, and of a hundredth, with events in between as a live run has them. Prints one line of JSON.
 */

import { createEngine } from '../../../src/compose.ts';
import { Checkpointer, type CheckpointReport } from '../../../src/live/checkpointer.ts';
import { LevelStore } from '../../../src/store/level-store.ts';
import { loginRecord, loginRules } from './bench-rules.ts';

export interface CheckpointMeasurement {
  readonly whole: CheckpointReport;
  /** After a hundredth of the keys, and those met on the way, had changed. */
  readonly part: CheckpointReport;
  /** Before the checkpoint of all, and at its worst. */
  readonly residentBytes: number;
  readonly residentBytesPeak: number;
}

const [directory, keysText] = process.argv.slice(2) as [string, string];
const keys = Number(keysText);
const recordsAtOnce = 512;

const store = await LevelStore.open(directory);
const engine = createEngine({ rules: loginRules(''), store });
const state = engine.state!;
await state.restore({ now: Date.now(), graceMs: 0 });
const feed = engine.topic('logins');
let number = 0;
let residentBytesPeak = 0;
const reports: CheckpointReport[] = [];
const checkpointer = new Checkpointer({
  state,
  store,
  outboxes: [],
  services: {
    now: () => performance.now(),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    yield: () => new Promise((resolve) => setImmediate(resolve)),
  },
  checkpointMs: Number.POSITIVE_INFINITY,
  progress: () => ({}),
  onCheckpoint: (report) => reports.push(report),
  onDone() {},
  onRoom() {},
  onFailure(failure) {
    throw failure;
  },
  onNotice() {},
  signal: new AbortController().signal,
});

// The first checkpoint gives the database the memory that it keeps.
while (number < keys) handle(recordsAtOnce);
await checkpoint();
while (number < 2 * keys) handle(recordsAtOnce);
const residentBytes = process.memoryUsage.rss();
residentBytesPeak = residentBytes;
await checkpoint();
const reached = number + keys / 100;
while (number < reached) handle(recordsAtOnce);
await checkpoint();
await store.close();
const measurement: CheckpointMeasurement = {
  whole: reports[1]!,
  part: reports[2]!,
  residentBytes,
  residentBytesPeak,
};
console.log(JSON.stringify(measurement));

async function checkpoint(): Promise<void> {
  do {
    await checkpointer.advance({ isUrgent: true });
    // An event now and then, to actors that may not have been written yet.
    handle(1);
    residentBytesPeak = Math.max(residentBytesPeak, process.memoryUsage.rss());
    await new Promise((resolve) => setImmediate(resolve));
    checkpointer.hasChanged = false;
  } while (!checkpointer.isIdle);
}

function handle(count: number): void {
  const numbers = Array.from({ length: count }, (_, index) => number + index);
  feed.push({
    count,
    values: numbers.map((each) => loginRecord(each, keys)),
    places: numbers,
    arrivedAt: numbers.map(() => Number.NaN),
  });
  number += count;
  checkpointer.hasChanged = true;
}
