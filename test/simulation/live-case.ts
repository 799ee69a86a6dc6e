/** Random cases of live operation: rules, what is in the topic, and what happens to the processes that work on it. */

import fc from 'fast-check';
import type { TopicRecord } from '../../src/runtime/topic.ts';
import { chance } from '../../src/testing/chance.ts';
import { type TimedEvent, timed } from '../../src/testing/events.ts';
import { arrivals, brokenRecordBefore, type Faults, faults } from '../../src/testing/faults.ts';
import { events, type RuleText, rules } from '../../src/testing/index.ts';
import { type SourceTimes, sourceText } from '../../src/testing/outline.ts';
import { recordOf } from '../../src/testing/run.ts';
import { hourMs, minuteMs, secondMs } from '../../src/time/duration.ts';
import { randomRules } from '../properties/subjects.ts';
import type { Delivery, RunSettings } from './simulated-run.ts';

/** One process, from its start to its end. */
export interface Life {
  /** Things it waits for before it is killed; Infinity for a life to the end. */
  readonly steps: number;
  readonly settings: Omit<RunSettings, 'rules' | 'delivery'>;
}

export interface LiveCase {
  readonly seed: number;
  readonly rules: readonly RuleText[];
  readonly times: SourceTimes;
  readonly delivery: Delivery;
  /** What stands in the topic. */
  readonly partitions: readonly (readonly TopicRecord[])[];
  /** Records that come when all is over, to see what was learnt. */
  readonly probes: readonly string[];
  /** Processes one after another; the last one lives to its end. */
  readonly lives: readonly Life[];
}

const source = randomRules.source;
export const sourceTopic = 'in';
export const sinkTopic = 'out';

const calm = {
  reading: { failures: 0, delayMsMax: 5, recordsMax: 1_000 },
  appending: { failures: 0, hangs: 0 },
  storing: { failures: 0 },
  graceMs: 24 * hourMs,
};

export const undisturbed: Life = {
  steps: Number.POSITIVE_INFINITY,
  settings: {
    ...calm,
    shards: 1,
    batchRows: 2_048,
    memoryBytesMax: Number.POSITIVE_INFINITY,
    checkpointMs: 5_000,
  },
};

const settings: fc.Arbitrary<Life['settings']> = fc.record({
  shards: fc.constantFrom(1, 1, 3),
  batchRows: fc.constantFrom(2_048, 64, 7, 1),
  memoryBytesMax: fc.constantFrom(Number.POSITIVE_INFINITY, 20_000, 1),
  checkpointMs: fc.constantFrom(1, 20, 100, 1_000, 60_000),
  reading: fc.record({
    failures: fc.constantFrom(0, 0, 0.02),
    delayMsMax: fc.constantFrom(0, 5, 50, 5_000),
    recordsMax: fc.constantFrom(1, 5, 40, 1_000),
  }),
  appending: fc.record({
    failures: fc.constantFrom(0, 0, 0.1, 0.6),
    hangs: fc.constantFrom(0, 0, 0.02),
  }),
  storing: fc.record({ failures: fc.constantFrom(0, 0, 0, 0.02) }),
  graceMs: fc.constant(24 * hourMs),
});

const lives: fc.Arbitrary<readonly Life[]> = fc
  .tuple(
    fc.array(fc.record({ steps: fc.nat(400), settings }), { maxLength: 20, size: 'max' }),
    settings.map(({ reading, storing, ...rest }) => ({
      ...rest,
      reading: { ...reading, failures: 0 },
      storing: { ...storing, failures: 0 },
    })),
  )
  .map(([killed, last]) => [...killed, { steps: Number.POSITIVE_INFINITY, settings: last }]);

const times: fc.Arbitrary<SourceTimes> = fc.record({
  latenessMs: fc.constantFrom(30 * minuteMs, 0, 10 * minuteMs, hourMs, 2 * hourMs),
  precisionMs: fc.constantFrom(secondMs, secondMs, minuteMs),
});

export const deliveries = fc.constantFrom<Delivery>('at least once', 'in transactions', 'read back');

/** @param delivery how alerts go out */
export function liveCases(delivery: fc.Arbitrary<Delivery>): fc.Arbitrary<LiveCase> {
  return fc
    .record({
      seed: fc.integer(),
      all: events(source).map(timed),
      rules: rules(source),
      times,
      faults,
      partitionCount: fc.integer({ min: 1, max: 4 }),
      delivery,
      lives,
    })
    .map(({ all, partitionCount, faults: broken, ...rest }) => {
      const probed = Math.floor(all.length * 0.9);
      const arrived = arrivals(all.slice(0, probed), { latenessMs: rest.times.latenessMs, faults: broken });
      return {
        ...rest,
        partitions: partitionsOf(arrived, { partitionCount, faults: broken }),
        probes: all.slice(probed).map(recordOf),
      };
    });
}

/** The rules as a file: the source from a topic, a view beside them, all alerts to one sink. */
export function rulesText(times: SourceTimes, ruleTexts: readonly RuleText[]): string {
  const declared = sourceText(source, times).replace('from ndjson', `from kafka topic "${sourceTopic}"`);
  const view = `view totals on ${source.name} for each who keep count() as n, sum(amount) as total, distinct(place) as places`;
  return [
    `${declared}\n  idle after 20 minutes`,
    ...ruleTexts.map(({ text }) => text),
    view,
    `sink all to kafka topic "${sinkTopic}"`,
    '',
  ].join('\n\n');
}

/** Where an event goes and what stands around it is its fate. Offsets have gaps, and some records are tombstones. */
function partitionsOf(
  arrived: readonly TimedEvent[],
  { partitionCount, faults: broken }: { readonly partitionCount: number; readonly faults: Faults },
): readonly (readonly TopicRecord[])[] {
  const partitions = Array.from({ length: partitionCount }, (): TopicRecord[] => []);
  const ends = partitions.map(() => 0);
  const append = (partition: number, fate: number, value: string | Uint8Array | null) => {
    const offset = ends[partition] + (chance(fate, 202) < 0.1 ? 2 : 0);
    ends[partition] = offset + 1;
    const bytes = typeof value === 'string' ? encoder.encode(value) : value;
    partitions[partition].push({ offset, value: bytes, arrivedAt: Number.NaN });
  };
  for (const event of arrived) {
    const partition = Math.floor(chance(event.fate, 201) * partitionCount);
    const before = brokenRecordBefore(event, broken);
    if (before !== undefined) append(partition, event.fate + 1, before);
    if (chance(event.fate, 203) < 0.03) append(partition, event.fate + 2, null);
    append(partition, event.fate, recordOf(event));
  }
  return partitions;
}

const encoder = new TextEncoder();
