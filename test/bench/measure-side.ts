/**
 * The child process of one measurement: feeds a side, times it alone, and prints what it took as one line of JSON.
 *
 * Another instance of the side takes some events before, and is thrown away: an engine runs for months, so what is
 * compared is compiled code and not its compilation.
 */

import { createEngineSide } from './engine-side.ts';
import { type EventPlan, eventChunks } from './events.ts';
import { createGroupBySide } from './group-by-side.ts';
import { createPlainSide } from './plain-side.ts';
import type { Side, SideCounts, SideName } from './side.ts';

export interface Measurement extends SideCounts {
  /** Time spent in the side; making the events is not part of it. */
  readonly seconds: number;
  /** Resident bytes after a full collection, with all that a process takes before it has a key. */
  readonly residentBytes: number;
  readonly residentBytesPeak: number;
}

const sides: Record<SideName, () => Side> = {
  engine: createEngineSide,
  plain: createPlainSide,
  groupBy: createGroupBySide,
};

const warmUp: EventPlan = { events: 200_000, keys: 20_000, seed: 2 };

function measure(createSide: () => Side, plan: EventPlan): Measurement {
  feed(createSide(), warmUp);
  const side = createSide();
  const seconds = feed(side, plan);
  const residentBytesPeak = process.resourceUsage().maxRSS * 1024;
  const residentBytes = residentBytesCollected();
  // Counted last: the side has to be alive while it is weighed.
  return { ...side.counts(), seconds, residentBytes, residentBytesPeak };
}

/** Seconds that the side took for the events of a plan. */
function feed(side: Side, plan: EventPlan): number {
  let milliseconds = 0;
  for (const chunk of eventChunks(plan)) {
    const started = performance.now();
    side.push(chunk);
    milliseconds += performance.now() - started;
  }
  const started = performance.now();
  side.end();
  return (milliseconds + performance.now() - started) / 1000;
}

function residentBytesCollected(): number {
  if (globalThis.gc === undefined) throw new Error('expected node --expose-gc, found no gc()');
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage.rss();
}

const [name, plan] = process.argv.slice(2);
console.log(JSON.stringify(measure(sides[name as SideName], JSON.parse(plan) as EventPlan)));
