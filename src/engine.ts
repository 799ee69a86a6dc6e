/**
 * The engine on one page: rules in, events in, baselines learnt per key, what is unusual out.
 *
 *     source → decode → clock → route → actors → alert gate → sink
 *
 * Rules are compiled to one program. Each source has a clock and hands batches to its rules; each rule has a host per
 * shard, where its actors live; actors report through ordered outputs; the supervisor keeps weights under the quotas
 * between batches. Everything up to the streams is synchronous and takes time only from the events: the same input
 * gives the same output.
 */

import { from, lastValueFrom, type Observable, type ObservableInput, Subject, tap } from 'rxjs';
import type { BaselineDocument } from './baseline/document.ts';
import { Batch } from './event/batch.ts';
import { ObjectReader } from './event/decode-object.ts';
import { createDecoder } from './event/decoder.ts';
import { RecordReader } from './event/record-reader.ts';
import type { SourceSchema } from './event/schema.ts';
import type { RuleFile } from './language/ast.ts';
import type { CheckEnvironment } from './language/check.ts';
import { compileRules } from './language/compile.ts';
import type { Diagnostic } from './language/diagnostic.ts';
import type { FunctionDefinition } from './language/functions/definition.ts';
import { functionLibrary } from './language/functions/index.ts';
import type { SinkProgram, ViewProgram } from './language/program.ts';
import { RulesError } from './language/rules-error.ts';
import { batchRowsDefault, shardsMax } from './limits.ts';
import { Dictionary } from './memory/dictionary.ts';
import { Heap } from './memory/heap.ts';
import { Ledger } from './memory/ledger.ts';
import type { ActorDefinition } from './runtime/actor-definition.ts';
import type { ActorKinds } from './runtime/actor-kinds.ts';
import { EngineState, openEpoch } from './runtime/engine-state.ts';
import { Mailbox } from './runtime/mailbox.ts';
import { OrderedOutputs } from './runtime/ordered-outputs.ts';
import type { Alert, DeadLetter, Decision, JudgedObservation, LateEvent, Metrics } from './runtime/output.ts';
import { planState } from './runtime/plan-state.ts';
import { PrivateActors } from './runtime/private-actors.ts';
import { RuleRuntime } from './runtime/rule-runtime.ts';
import { decodeState } from './runtime/saved-state.ts';
import { SourceRuntime } from './runtime/source-runtime.ts';
import type { DurableStore, StateStore } from './runtime/state-store.ts';
import { type PlacedRecords, TimePeek, TopicInput } from './runtime/topic-input.ts';
import { ViewReader } from './runtime/view-reader.ts';
import { localTimeOf } from './time/local-time.ts';

export interface EngineOptions {
  /** Text of the rules, or several files of them. */
  readonly rules: string | readonly RuleFile[];
  /** Reads the tables that rules name. Without it a rule that names a table is an error. */
  readonly readTable?: CheckEnvironment['readTable'];
  /** Functions of the embedder's own. */
  readonly functions?: readonly FunctionDefinition[];
  /** Actor kinds of the embedder's own. */
  readonly actors?: readonly ActorDefinition[];
  /** Parts the keys are spread over, 1 … `shardsMax`; 1 unless given. Never changes what is reported. */
  readonly shards?: number;
  /** Quota over all rules in bytes. Never changes what is reported, only how much is kept in memory. */
  readonly memoryBytesMax?: number;
  /** Where evicted actors wait, in memory unless given. With a durable one the engine has a `state`, to be restored first. */
  readonly store?: StateStore;
  /** Seed of the supervisor's sampling. */
  readonly seed?: number;
  readonly batchRows?: number;
}

export interface Engine {
  readonly alerts$: Observable<Alert>;
  readonly baselines$: Observable<BaselineDocument>;
  readonly lateEvents$: Observable<LateEvent>;
  readonly deadLetters$: Observable<DeadLetter>;
  readonly decisions$: Observable<Decision>;
  /** Every judged feature of every observation. Made only while somebody listens. */
  readonly scores$: Observable<JudgedObservation>;
  /** After every chunk of input. */
  readonly metrics$: Observable<Metrics>;
  readonly sources: readonly SourceSchema[];
  /** Names of the rules, in their order. */
  readonly rules: readonly string[];
  readonly sinks: readonly SinkProgram[];
  /** The plan, as `explain` shows it. */
  readonly explanation: string;
  readonly warnings: readonly Diagnostic[];
  /** What a durable store holds of the engine, and checkpoints; undefined with any other store. */
  readonly state: EngineState | undefined;
  /** Takes plain objects until the input ends. @throws RangeError when several sources are declared and none is named */
  consume(events: ObservableInput<unknown>, options?: { source?: string }): Promise<void>;
  /** Takes the bytes of a source in its own format. */
  input(source?: string): SourceInput;
  /** The rows of a view, as they are at the moment. @throws RangeError when there is no view of that name */
  view(name: string): ViewReader;
  /** Takes the records of a topic. */
  topic(source: string): TopicFeed;
  /** Says that no input is left: what ended before the last event is judged, the streams complete. */
  finish(): Metrics;
  metrics(): Metrics;
}

export interface SourceInput {
  push(chunk: Uint8Array): void;
  end(): void;
}

/** The way of a topic's records into a source. */
export interface TopicFeed {
  readonly schema: SourceSchema;
  /** Handles records, in the order in which they stand. */
  push(records: PlacedRecords): void;
  /** Says that records were left out on purpose, tombstones for one. */
  ignore(count: number): void;
  /** Event time of a payload in epoch ms, NaN when it is no event. */
  timeOf(payload: Uint8Array, arrivedAt: number): number;
  /** Lets time pass while the source is silent, up to an instant. */
  advanceTo(instant: number): void;
  /** The source's clock, epoch ms; -Infinity before any event. */
  readonly clock: number;
  /** The greatest event time that the clock has taken in, epoch ms: behind the clock once time has passed without events. */
  readonly front: number;
}

/** What an engine is made of besides its options: the composition root provides it. */
export interface EngineParts {
  readonly kinds: ActorKinds;
  readonly createStore: () => StateStore;
}

/** @throws RulesError with all diagnostics when the rules have an error; nothing is started then */
export function openEngine(options: EngineOptions, parts: EngineParts): Engine {
  const files = typeof options.rules === 'string' ? [{ name: 'rules', text: options.rules }] : options.rules;
  const actors = options.actors ?? [];
  const { program, diagnostics } = compileRules(files, {
    readTable: options.readTable ?? refuseTables,
    ...(options.functions === undefined ? {} : { functions: options.functions }),
    fieldsKept: actors.map(({ on, fields }) => ({ source: on, fields })),
  });
  if (program === undefined) throw new RulesError(diagnostics, files);

  const streams = {
    alerts: new Subject<Alert>(),
    baselines: new Subject<BaselineDocument>(),
    late: new Subject<LateEvent>(),
    deadLetters: new Subject<DeadLetter>(),
    decisions: new Subject<Decision>(),
    scores: new Subject<JudgedObservation>(),
    metrics: new Subject<Metrics>(),
  };
  const alertCounts = new Map<string, number>();
  const outputs = new OrderedOutputs({
    alert(alert) {
      const change = { raised: 1, updated: 0, withdrawn: -1 }[alert.status];
      alertCounts.set(alert.rule, (alertCounts.get(alert.rule) ?? 0) + change);
      streams.alerts.next(alert);
    },
    get baseline() {
      return streams.baselines.observed
        ? (document: BaselineDocument) => streams.baselines.next(document)
        : undefined;
    },
    late: (event) => streams.late.next(event),
    deadLetter: (letter) => streams.deadLetters.next(letter),
    get score() {
      return streams.scores.observed ? (line: JudgedObservation) => streams.scores.next(line) : undefined;
    },
  });

  const store = options.store ?? parts.createStore();
  const durable = store.isDurable ? (store as DurableStore) : undefined;
  if (durable !== undefined && actors.length > 0) throw new RangeError(noSnapshots(actors[0]));
  const record = durable?.committed?.record;
  const saved = record === undefined ? undefined : decodeState(record);
  const plan = planState(saved, program.rules);
  const ledger = new Ledger();
  const decide = (decision: Decision) => streams.decisions.next(decision);
  const shared = {
    kinds: parts.kinds,
    shards: checkedShards(options.shards ?? 1),
    heap: new Heap(ledger),
    dictionary: new Dictionary(ledger),
    ledger,
    mailbox: new Mailbox(),
    store,
    epoch: durable === undefined ? 0 : openEpoch(durable),
    decide,
  };
  const rules = program.rules.map(
    (rule, index) =>
      new RuleRuntime(rule, program.sources[rule.source], shared, outputs, plan.rules[index].space),
  );
  const supervisor = parts.kinds.supervisor({
    rules: rules.map((rule) => rule.supervised()),
    memoryBytesMax: options.memoryBytesMax ?? Number.POSITIVE_INFINITY,
    seed: options.seed ?? 1,
    decide,
  });
  const batchRows = options.batchRows ?? batchRowsDefault;
  const sources = program.sources.map((source, index) => {
    const privateActors = actors
      .filter(({ on }) => on === source.schema.name)
      .map((definition) => new PrivateActors({ definition, schema: source.schema, outputs, decide }));
    const runtime = new SourceRuntime({
      program: source,
      rules: rules.filter((rule) => rule.program.source === index),
      privateActors,
      mailbox: shared.mailbox,
      outputs,
      batchRows,
      afterBatch: () => supervisor.review(),
    });
    return { runtime, privateActors, batch: new Batch(source.schema, batchRows) };
  });

  const runtimes = sources.map(({ runtime }) => runtime);
  const state =
    durable === undefined
      ? undefined
      : new EngineState({ store: durable, plan, saved, rules, sources: runtimes, alerts: alertCounts });

  const sourceCalled = (name: string | undefined) => {
    if (name === undefined && sources.length === 1) return sources[0];
    const found = sources.find(({ runtime }) => runtime.name === name);
    if (found !== undefined) return found;
    const names = sources.map(({ runtime }) => runtime.name).join(', ');
    throw new RangeError(
      `expected the name of a source (${names}), found ${name === undefined ? 'none' : `"${name}"`}`,
    );
  };

  const metrics = (): Metrics => {
    const lines = [
      ...rules.map((rule) => rule.metrics()),
      ...sources.flatMap(({ privateActors }) => privateActors.map((actor) => actor.metrics())),
    ];
    const counted = lines.map((line) => ({ ...line, alerts: alertCounts.get(line.rule) ?? 0 }));
    const weightBytes = counted.reduce((bytes, line) => bytes + line.weightBytes, 0);
    return { sources: sources.map(({ runtime }) => runtime.intake.metrics()), rules: counted, weightBytes };
  };
  const publishMetrics = () => {
    if (streams.metrics.observed) streams.metrics.next(metrics());
  };

  return {
    alerts$: streams.alerts.asObservable(),
    baselines$: streams.baselines.asObservable(),
    lateEvents$: streams.late.asObservable(),
    deadLetters$: streams.deadLetters.asObservable(),
    decisions$: streams.decisions.asObservable(),
    scores$: streams.scores.asObservable(),
    metrics$: streams.metrics.asObservable(),
    sources: program.sources.map(({ schema }) => schema),
    rules: program.rules.map(({ name }) => name),
    sinks: program.sinks,
    explanation: program.explanation,
    warnings: diagnostics,
    state,
    async consume(events, { source } = {}) {
      const { runtime, batch } = sourceCalled(source);
      const reader = new ObjectReader(runtime.program.schema, {
        refuse: (refusal, number) => runtime.intake.refuse(refusal, number),
      });
      const hand = () => {
        runtime.handle(batch);
        batch.rows = 0;
        publishMetrics();
      };
      const take = tap((event: unknown) => {
        reader.read(event, batch, () => sampleOf(event));
        if (batch.rows === batch.capacity) hand();
      });
      // An input that breaks off has been heard up to there.
      await lastValueFrom(from(events).pipe(take), { defaultValue: undefined }).finally(hand);
    },
    input(source) {
      const { runtime, batch } = sourceCalled(source);
      const decoder = createDecoder(runtime.program.schema, {
        refuse: (refusal, number) => runtime.intake.refuse(refusal, number),
      });
      const reader = new RecordReader(decoder, batch);
      const handle = (full: Batch) => runtime.handle(full);
      let ignored = 0;
      const after = () => {
        runtime.intake.ignored += decoder.ignored - ignored;
        ignored = decoder.ignored;
        runtime.flush();
        publishMetrics();
      };
      return {
        push(chunk) {
          reader.push(chunk, handle);
          after();
        },
        end() {
          reader.end(handle);
          after();
        },
      };
    },
    view(name) {
      const rule = rules.find(({ program: { kind, name: known } }) => kind === 'view' && known === name);
      if (rule === undefined) throw new RangeError(noSuchView(name, rules));
      return viewReader(rule, program.sources[rule.program.source].schema, options.functions ?? []);
    },
    topic(source) {
      const { runtime, batch } = sourceCalled(source);
      const { intake } = runtime;
      const schema = withYearOf(intake.now, runtime.program.schema);
      const input = new TopicInput({ schema, batch, intake, handle: (full) => runtime.handle(full) });
      const peek = new TimePeek(schema);
      return {
        schema,
        push(records) {
          input.push(records);
          runtime.flush();
          publishMetrics();
        },
        ignore(count) {
          intake.ignored += count;
        },
        timeOf: (payload, arrivedAt) => peek.timeOf(payload, arrivedAt),
        advanceTo(instant) {
          runtime.advanceTo(instant);
          publishMetrics();
        },
        get clock() {
          return intake.now;
        },
        get front() {
          return intake.front;
        },
      };
    },
    finish() {
      for (const { runtime } of sources) runtime.finish();
      const last = metrics();
      streams.metrics.next(last);
      for (const stream of Object.values(streams)) stream.complete();
      return last;
    },
    metrics,
  };
}

function checkedShards(shards: number): number {
  if (Number.isInteger(shards) && shards >= 1 && shards <= shardsMax) return shards;
  throw new RangeError(`expected 1 to ${shardsMax} shards, found ${shards}`);
}

/** Times without a year go on in the year that the source's clock has reached; the rules only know that of the first record. */
function withYearOf(clock: number, schema: SourceSchema): SourceSchema {
  if (schema.year === undefined || !Number.isFinite(clock)) return schema;
  return { ...schema, year: localTimeOf(clock, schema.zone).year };
}

function viewReader(
  { program, hosts }: RuleRuntime,
  schema: SourceSchema,
  functions: readonly FunctionDefinition[],
): ViewReader {
  return new ViewReader({
    program: program as ViewProgram,
    schema,
    functions: functionLibrary(functions),
    hosts,
  });
}

function noSuchView(name: string, rules: readonly RuleRuntime[]): string {
  const views = rules.filter(({ program }) => program.kind === 'view').map(({ program }) => program.name);
  return `expected the name of a view (${views.join(', ') || 'the rules have none'}), found "${name}"`;
}

function noSnapshots({ name }: ActorDefinition): string {
  return `the actor "${name}" keeps its state in operators of RxJS, which no store can take: use it without a durable store`;
}

function refuseTables(file: string): never {
  throw new Error(`table file "${file}" cannot be read: the engine was created without readTable`);
}

function sampleOf(event: unknown): string {
  try {
    return JSON.stringify(event) ?? String(event);
  } catch {
    return String(event);
  }
}
