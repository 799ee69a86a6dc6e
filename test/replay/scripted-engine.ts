/** An engine that does not think: it counts the lines it is given and reports what the test has scripted. */

import { Subject } from 'rxjs';
import type { BaselineDocument } from '../../src/baseline/document.ts';
import type { SourceSchema } from '../../src/event/schema.ts';
import type { ReplayEngine } from '../../src/replay/replay-port.ts';
import type {
  Alert,
  DeadLetter,
  Decision,
  JudgedFeature,
  JudgedObservation,
  LateEvent,
  Metrics,
  RuleMetrics,
  SourceMetrics,
} from '../../src/runtime/output.ts';
import { Zone } from '../../src/time/zone.ts';

export interface Script {
  readonly sources?: readonly SourceSchema[];
  readonly rules?: readonly RuleMetrics[];
  /** Reported when the line of the alert's position is read; with position 0 at the end. */
  readonly alerts?: readonly Alert[];
  readonly baselines?: readonly BaselineDocument[];
  readonly late?: readonly LateEvent[];
  readonly deadLetters?: readonly DeadLetter[];
  readonly scores?: readonly JudgedObservation[];
  readonly metrics?: Partial<SourceMetrics>;
}

export class ScriptedEngine implements ReplayEngine {
  readonly alerts$ = new Subject<Alert>();
  readonly baselines$ = new Subject<BaselineDocument>();
  readonly lateEvents$ = new Subject<LateEvent>();
  readonly deadLetters$ = new Subject<DeadLetter>();
  readonly decisions$ = new Subject<Decision>();
  readonly scores$ = new Subject<JudgedObservation>();
  readonly sources: readonly SourceSchema[];
  /** Everything pushed, by source. */
  readonly received = new Map<string, string>();
  isFinished = false;
  readonly #script: Script;
  #records = 0;

  constructor(script: Script) {
    this.#script = script;
    this.sources = script.sources ?? [source('db_audit')];
  }

  input(name: string): { push(chunk: Uint8Array): void; end(): void } {
    const decoder = new TextDecoder();
    return {
      push: (chunk) => {
        const text = decoder.decode(chunk, { stream: true });
        this.received.set(name, (this.received.get(name) ?? '') + text);
        for (const _ of text.matchAll(/\n/g)) {
          this.#records++;
          for (const alert of this.#script.alerts ?? [])
            if (alert.position === this.#records) this.alerts$.next(alert);
        }
      },
      end: () => {},
    };
  }

  finish(): Metrics {
    if (this.isFinished) throw new Error('expected finish once, found it called again');
    this.isFinished = true;
    for (const alert of this.#script.alerts ?? []) if (alert.position === 0) this.alerts$.next(alert);
    for (const document of this.#script.baselines ?? []) this.baselines$.next(document);
    for (const event of this.#script.late ?? []) this.lateEvents$.next(event);
    for (const letter of this.#script.deadLetters ?? []) this.deadLetters$.next(letter);
    for (const observation of this.#script.scores ?? []) this.scores$.next(observation);
    return this.metrics();
  }

  metrics(): Metrics {
    const counts = {
      records: this.#records,
      events: this.#records,
      refused: 0,
      refusedByCode: {},
      duplicates: 0,
      ignored: 0,
      clock: Date.parse('2025-05-01T00:00:00Z'),
    };
    return {
      sources: this.sources.map(({ name }) => ({ source: name, ...counts, ...this.#script.metrics })),
      rules: this.#script.rules ?? [ruleMetrics('dba_login')],
      weightBytes: 1_234_567,
    };
  }
}

export function source(name: string, changes: Partial<SourceSchema> = {}): SourceSchema {
  return {
    name,
    format: { kind: 'ndjson' },
    fields: [],
    timeField: 'event_time',
    zone: Zone.of('Asia/Shanghai'),
    latenessMs: 0,
    precisionMs: 1,
    ...changes,
  };
}

export function ruleMetrics(rule: string, changes: Partial<RuleMetrics> = {}): RuleMetrics {
  return {
    rule,
    kind: 'baseline',
    source: 'db_audit',
    events: 12_345,
    judged: 9_000,
    alerts: 3,
    late: 2,
    failed: 0,
    keys: { learn: 1, ready: 2, close: 30, expire: 4 },
    evicted: 0,
    returned: 0,
    weightBytes: 65_000,
    noiseBytes: 0,
    ...changes,
  };
}

const place: JudgedFeature = {
  name: 'place',
  observed: 'Chengdu',
  expected: 'Beijing 94 %, Shanghai 6 %',
  score: 1,
  isNew: true,
};
const hour: JudgedFeature = {
  name: 'hour',
  observed: '03:00–04:00',
  expected: '09–19 h',
  score: 0.9975,
  isNew: false,
};

/** dba07 logs in from Chengdu at 03:12 in Shanghai. */
export function alert(changes: Partial<Alert> = {}): Alert {
  return {
    id: 'a1',
    revision: 1,
    status: 'raised',
    rule: 'dba_login',
    title: 'DBA logs in as usual',
    key: 'dba07',
    time: Date.parse('2025-04-20T03:12:30+08:00'),
    at: '2025-04-20T03:12:30+08:00',
    severity: 'high',
    score: 0.999,
    message: 'logged in from Chengdu at 03:00',
    features: [place, hour],
    count: 1,
    generation: 1,
    position: 1,
    ...changes,
  };
}
