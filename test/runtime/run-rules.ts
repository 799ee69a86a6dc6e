import { createEngine, type Engine, type EngineOptions } from '../../src/compose.ts';
import type {
  Alert,
  BaselineDocument,
  DeadLetter,
  Decision,
  JudgedObservation,
  LateEvent,
  Metrics,
} from '../../src/index.ts';

/** A record without its time, which stands first. */
export type Row = readonly [time: string | number, fields: Readonly<Record<string, unknown>>];

export interface Reported {
  readonly alerts: readonly Alert[];
  readonly baselines: readonly BaselineDocument[];
  readonly lateEvents: readonly LateEvent[];
  readonly deadLetters: readonly DeadLetter[];
  readonly decisions: readonly Decision[];
  readonly scores: readonly JudgedObservation[];
}

export interface Session extends Reported {
  push(...rows: readonly Row[]): void;
  /** No more input. Answers everything that was reported, and the last metrics. */
  finish(): Reported & { readonly metrics: Metrics };
  metrics(): Metrics;
}

/** The head of a source `log` of objects with the fields that tests use. */
export function logSource(options: { lateness?: string; zone?: string; precision?: string } = {}): string {
  const { lateness = '0 seconds', zone = 'UTC', precision = '1 second' } = options;
  return `source log from ndjson
  fields id: text, at: time, who: text, team: text, place: text, amount: number
  time at, up to ${lateness} late, zone "${zone}", precision ${precision}
`;
}

/** An engine whose every stream is kept. Records may be given in several pieces; each push is a chunk of input. */
export function open(options: EngineOptions): Session {
  return sessionOf(createEngine(options));
}

export function sessionOf(engine: Engine): Session {
  const reported = {
    alerts: [] as Alert[],
    baselines: [] as BaselineDocument[],
    lateEvents: [] as LateEvent[],
    deadLetters: [] as DeadLetter[],
    decisions: [] as Decision[],
    scores: [] as JudgedObservation[],
  };
  engine.alerts$.subscribe((alert) => reported.alerts.push(alert));
  engine.baselines$.subscribe((document) => reported.baselines.push(document));
  engine.lateEvents$.subscribe((event) => reported.lateEvents.push(event));
  engine.deadLetters$.subscribe((letter) => reported.deadLetters.push(letter));
  engine.decisions$.subscribe((decision) => reported.decisions.push(decision));
  engine.scores$.subscribe((observation) => reported.scores.push(observation));
  const input = engine.input();
  return {
    ...reported,
    push: (...rows) => input.push(ndjson(rows)),
    finish() {
      input.end();
      return { ...reported, metrics: engine.finish() };
    },
    metrics: () => engine.metrics(),
  };
}

/** Everything an engine reports about some records. */
export function run(options: EngineOptions, rows: readonly Row[]): ReturnType<Session['finish']> {
  const session = open(options);
  session.push(...rows);
  return session.finish();
}

/** Every alert in its last revision, without those that were withdrawn. */
export function settled(alerts: readonly Alert[]): readonly Alert[] {
  const last = new Map(alerts.map((alert) => [alert.id, alert]));
  return [...last.values()].filter(({ status }) => status !== 'withdrawn');
}

export function ndjson(rows: readonly Row[]): Uint8Array {
  const lines = rows.map(
    ([time, fields]) => `${JSON.stringify({ at: new Date(time).toISOString(), ...fields })}\n`,
  );
  return new TextEncoder().encode(lines.join(''));
}
