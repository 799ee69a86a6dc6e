/** Listens to an engine while it runs and keeps what expectations and summaries ask for. */

import type { BaselineDocument } from '../baseline/document.ts';
import { alertsKeptMax, deadLettersKeptMax } from '../limits.ts';
import type { Alert, DeadLetter, Decision, JudgedObservation, LateEvent } from '../runtime/output.ts';
import { compareAlerts, type Outcome } from './outcome.ts';
import type { ReplayEngine } from './replay-port.ts';

/** Where outputs go as they happen, every revision of every alert. What is absent is not asked of the engine. */
export interface ReplaySinks {
  readonly alert?: (alert: Alert) => void;
  readonly baseline?: (document: BaselineDocument) => void;
  readonly late?: (event: LateEvent) => void;
  readonly deadLetter?: (letter: DeadLetter) => void;
  readonly score?: (observation: JudgedObservation) => void;
  readonly decision?: (decision: Decision) => void;
}

export class OutcomeCollector {
  readonly #engine: ReplayEngine;
  readonly #subscriptions: readonly { unsubscribe(): void }[];
  /** Last revision by id. */
  readonly #alerts = new Map<string, Alert>();
  readonly #baselinesByRule = new Map<string, number>();
  readonly #lateByRule = new Map<string, number>();
  readonly #deadLettersKept: DeadLetter[] = [];
  #alertsNotKept = 0;
  #deadLetters = 0;

  constructor(engine: ReplayEngine, sinks: ReplaySinks) {
    this.#engine = engine;
    const subscriptions = [
      engine.alerts$.subscribe((alert) => {
        this.#keepAlert(alert);
        sinks.alert?.(alert);
      }),
      engine.baselines$.subscribe((document) => {
        countIn(this.#baselinesByRule, document.rule);
        sinks.baseline?.(document);
      }),
      engine.lateEvents$.subscribe((event) => {
        countIn(this.#lateByRule, event.rule);
        sinks.late?.(event);
      }),
      engine.deadLetters$.subscribe((letter) => {
        this.#deadLetters++;
        if (this.#deadLettersKept.length < deadLettersKeptMax) this.#deadLettersKept.push(letter);
        sinks.deadLetter?.(letter);
      }),
    ];
    // Judged observations cost nothing as long as nobody listens.
    if (sinks.score !== undefined) subscriptions.push(engine.scores$.subscribe(sinks.score));
    if (sinks.decision !== undefined) subscriptions.push(engine.decisions$.subscribe(sinks.decision));
    this.#subscriptions = subscriptions;
  }

  /** Alerts that hold so far. */
  get alertCount(): number {
    return this.#alerts.size + this.#alertsNotKept;
  }

  /** Stops listening, for good. */
  close(): void {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
  }

  outcome(rest: Pick<Outcome, 'labels' | 'metrics' | 'isInterrupted' | 'failure'>): Outcome {
    return {
      ...rest,
      alerts: [...this.#alerts.values()].sort(compareAlerts),
      alertsNotKept: this.#alertsNotKept,
      baselinesByRule: this.#baselinesByRule,
      lateByRule: this.#lateByRule,
      deadLetters: this.#deadLetters,
      deadLettersKept: this.#deadLettersKept,
      sources: this.#engine.sources,
    };
  }

  #keepAlert(alert: Alert): void {
    if (alert.status === 'withdrawn') this.#alerts.delete(alert.id);
    else if (this.#alerts.has(alert.id) || this.#alerts.size < alertsKeptMax)
      this.#alerts.set(alert.id, alert);
    else if (alert.status === 'raised') this.#alertsNotKept++;
  }
}

function countIn(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
