/**
 * What a replay needs from outside: an engine, generators of events, and files. Handed in as one object, so that the
 * same replay runs over the real engine and over a scripted one.
 */

import type { BaselineDocument } from '../baseline/document.ts';
import type { SourceSchema } from '../event/schema.ts';
import type {
  Alert,
  DeadLetter,
  Decision,
  JudgedObservation,
  LateEvent,
  Metrics,
} from '../runtime/output.ts';

/** The part of an observable that a replay uses. */
export interface ReplayStream<Value> {
  subscribe(next: (value: Value) => void): { unsubscribe(): void };
}

export interface ReplayEngine {
  readonly alerts$: ReplayStream<Alert>;
  readonly baselines$: ReplayStream<BaselineDocument>;
  readonly lateEvents$: ReplayStream<LateEvent>;
  readonly deadLetters$: ReplayStream<DeadLetter>;
  readonly decisions$: ReplayStream<Decision>;
  readonly scores$: ReplayStream<JudgedObservation>;
  readonly sources: readonly SourceSchema[];
  /** Bytes of one source in its own format; each input stands for one file of its own. */
  input(source: string): { push(chunk: Uint8Array): void; end(): void };
  finish(): Metrics;
  metrics(): Metrics;
}

export interface TableContent {
  readonly columns: readonly string[];
  readonly rows: ReadonlyMap<string, readonly string[]>;
}

/** Reads the table `file` of the rule file `ruleFile`, by its column `key`. Throws when it cannot. */
export type TableReader = (file: string, ruleFile: string, key: string) => TableContent;

export interface ReplayRuleFile {
  /** Path of the file as it is shown. */
  readonly name: string;
  readonly text: string;
}

export interface ReplayEngineOptions {
  readonly rules: readonly ReplayRuleFile[];
  readonly readTable: TableReader;
  readonly shards?: number;
  readonly memoryBytesMax?: number;
}

export interface GeneratedLabel {
  readonly key: string;
  /** First instant of the unusual activity, epoch ms. */
  readonly from: number;
  /** First instant after it, epoch ms. */
  readonly to: number;
  readonly kind: string;
  readonly strength: 'blatant' | 'clear' | 'faint';
  readonly note: string;
}

export interface GeneratedScenario {
  /** Each record becomes one line of JSON. Can be walked once. */
  readonly events: Iterable<{ readonly record: object }>;
  /** Complete when the events have been walked. */
  readonly labels: readonly GeneratedLabel[];
  /** Read by rules as `tables/<name>.csv`. */
  readonly tables: readonly { readonly name: string; readonly csv: string }[];
}

export interface GeneratorSizes {
  readonly keys: number;
  readonly days: number;
  readonly seed: number;
  readonly eventsMax?: number;
}

export interface ReplayGenerator {
  readonly summary: string;
  readonly defaults: GeneratorSizes;
  /** Throws RangeError when a size is out of range. */
  generate(sizes: GeneratorSizes): GeneratedScenario;
}

/** Files. Every member throws an error with a readable message when it cannot do what is asked. */
export interface ReplayFiles {
  /** Names in a directory, sorted. */
  list(directory: string): Promise<readonly { readonly name: string; readonly kind: 'file' | 'directory' }[]>;
  readText(path: string): Promise<string>;
  /** Throws when there is no such file, or it is a directory. `-` is standard input, which always is there. */
  expectFile(path: string): Promise<void>;
  /** `-` is standard input. */
  readChunks(path: string): AsyncIterable<Uint8Array>;
  readTable(path: string, key: string): TableContent;
  parseTable(table: { readonly name: string; readonly csv: string; readonly key: string }): TableContent;
  /** `file` as seen from `directory`. */
  resolve(directory: string, file: string): string;
  directoryOf(path: string): string;
}

export interface ReplayPort {
  readonly createEngine: (options: ReplayEngineOptions) => ReplayEngine;
  readonly generators: ReadonlyMap<string, ReplayGenerator>;
  readonly files: ReplayFiles;
}
