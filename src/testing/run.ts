/** One run of an engine over a fixed input, and everything that came out of it. */

import type { BaselineDocument } from '../baseline/document.ts';
import { createEngine } from '../compose.ts';
import type { FunctionDefinition } from '../language/functions/definition.ts';
import type { ActorDefinition } from '../runtime/actor-definition.ts';
import type {
  Alert,
  DeadLetter,
  Decision,
  JudgedObservation,
  LateEvent,
  Metrics,
} from '../runtime/output.ts';
import type { TimedEvent } from './events.ts';

/** How the engine is set up; none of it may change what is reported. */
export interface Setting {
  readonly shards: number;
  readonly batchRows: number;
  /** Bytes; Infinity for no quota. */
  readonly memoryBytesMax: number;
}

export interface Run {
  readonly rules: string;
  readonly actors: readonly ActorDefinition[];
  readonly functions: readonly FunctionDefinition[];
  readonly setting: Setting;
  /** One record each. */
  readonly records: readonly (string | Uint8Array)[];
  /** Where the input is cut into chunks, as parts of its length in [0, 1). */
  readonly cuts: readonly number[];
}

/** Streams in the order they were emitted. */
export interface Outcome {
  readonly alerts: readonly Alert[];
  readonly baselines: readonly BaselineDocument[];
  readonly lateEvents: readonly LateEvent[];
  readonly deadLetters: readonly DeadLetter[];
  readonly scores: readonly JudgedObservation[];
  readonly decisions: readonly Decision[];
  readonly metrics: Metrics;
}

/** @throws RulesError when the rules have an error */
export function execute({ rules, actors, functions, setting, records, cuts }: Run): Outcome {
  const { shards, batchRows, memoryBytesMax } = setting;
  const engine = createEngine({ rules, actors, functions, shards, batchRows, memoryBytesMax });
  const streams = {
    alerts: [] as Alert[],
    baselines: [] as BaselineDocument[],
    lateEvents: [] as LateEvent[],
    deadLetters: [] as DeadLetter[],
    scores: [] as JudgedObservation[],
    decisions: [] as Decision[],
  };
  engine.alerts$.subscribe((alert) => streams.alerts.push(alert));
  engine.baselines$.subscribe((document) => streams.baselines.push(document));
  engine.lateEvents$.subscribe((event) => streams.lateEvents.push(event));
  engine.deadLetters$.subscribe((letter) => streams.deadLetters.push(letter));
  engine.scores$.subscribe((observation) => streams.scores.push(observation));
  engine.decisions$.subscribe((decision) => streams.decisions.push(decision));
  const input = engine.input();
  for (const chunk of chunksOf(bytesOf(records), cuts)) input.push(chunk);
  input.end();
  return { ...streams, metrics: engine.finish() };
}

/** An event as a record of its source. */
export function recordOf({ id, time, fields }: TimedEvent): string {
  return JSON.stringify({ id, at: new Date(time).toISOString(), ...fields });
}

/** The records as one input, a line each. */
export function bytesOf(records: readonly (string | Uint8Array)[]): Uint8Array {
  const lines = records.map((record) => (typeof record === 'string' ? encoder.encode(record) : record));
  const bytes = new Uint8Array(lines.reduce((length, line) => length + line.length + 1, 0));
  let end = 0;
  for (const line of lines) {
    bytes.set(line, end);
    end += line.length;
    bytes[end++] = lineFeed;
  }
  return bytes;
}

const encoder = new TextEncoder();
const lineFeed = 0x0a;

function chunksOf(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...cuts.map((cut) => Math.floor(cut * bytes.length)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
}
