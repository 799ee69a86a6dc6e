/** The child process of one measurement: feeds a side, times it alone, and prints what it took as one line of JSON. */

import { createEngineSide } from './engine-side.ts';
import { type EventPlan, eventChunks } from './events.ts';
import { createGroupBySide } from './group-by-side.ts';
import { createPlainSide } from './plain-side.ts';
import type { Side, SideCounts, SideName } from './side.ts';

export interface Measurement extends SideCounts {
  /** Time spent in the side; making the events is not part of it. */
  readonly seconds: number;
  /** Resident bytes after a full collection, beyond those before the first event. */
  readonly residentBytes: number;
  readonly residentBytesPeak: number;
}

const sides: Record<SideName, () => Side> = {
  engine: createEngineSide,
  plain: createPlainSide,
  groupBy: createGroupBySide,
};

function measure(side: Side, plan: EventPlan): Measurement {
  const before = residentBytes();
  let milliseconds = 0;
  for (const chunk of eventChunks(plan)) {
    const started = performance.now();
    side.push(chunk);
    milliseconds += performance.now() - started;
  }
  const started = performance.now();
  side.end();
  milliseconds += performance.now() - started;
  const residentBytesPeak = process.resourceUsage().maxRSS * 1024;
  const after = residentBytes();
  // Counted last: the side has to be alive while it is weighed.
  return { ...side.counts(), seconds: milliseconds / 1000, residentBytes: after - before, residentBytesPeak };
}

function residentBytes(): number {
  if (globalThis.gc === undefined) throw new Error('expected node --expose-gc, found no gc()');
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage.rss();
}

const [name, plan] = process.argv.slice(2);
console.log(JSON.stringify(measure(sides[name as SideName](), JSON.parse(plan) as EventPlan)));
