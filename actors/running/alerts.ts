/** From a judged observation of a running baseline to what is reported of it: alerts by way of the gate, and lines of scores. */

import {
  type AlertCandidate,
  type AlertEvidence,
  alertPeriod,
  formatInstant,
  type Host,
  type Turn,
  type Zone,
} from '../../src/index.ts';
import { AlertGate } from '../alert-gate.ts';
import type { RunningParts } from './parts.ts';
import type { Postponed } from './postponed.ts';
import { RunningWording, type SampleAt } from './wording.ts';

/** What is known of a judgement besides the observation. */
export interface Judged {
  readonly isFinal: boolean;
  readonly position: number;
  /** Of rules that learn per window. */
  readonly window?: readonly [number, number];
  /** What was added of another key. */
  readonly evidence?: AlertEvidence | undefined;
}

/** When what an alert is about happened, [start, end), for a key in a zone. */
export interface When {
  readonly start: number;
  readonly end: number;
  readonly zone: Zone;
}

export interface RunningAlertsSetup {
  readonly host: Host;
  readonly parts: RunningParts;
  readonly postponed: Postponed;
  /** The sample of a feature of the observation judged last. */
  readonly sampleAt: SampleAt;
}

export class RunningAlerts {
  readonly gate: AlertGate;
  readonly #setup: RunningAlertsSetup;
  readonly #wording: RunningWording;
  readonly #isWindowed: boolean;

  constructor(setup: RunningAlertsSetup) {
    const { program, ledger, outputs, zone } = setup.parts.context;
    this.#setup = setup;
    this.#wording = new RunningWording(setup.parts);
    this.#isWindowed = program.window !== undefined;
    this.gate = new AlertGate({
      ledger,
      rule: program.name,
      title: program.title,
      report: (alert) => outputs.alert(alert),
      showTime: (time) => formatInstant(time, zone),
    });
  }

  /** Hands over a candidate for each alert whose condition holds for the observation judged last. */
  decide(turn: Turn, of: Judged, found: (alert: number, candidate: AlertCandidate) => void): void {
    const { parts, sampleAt } = this.#setup;
    const { observation } = turn;
    parts.context.program.alerts.forEach((alert, index) => {
      if (this.#isWindowed && !of.isFinal && !alert.raisesEarly) return;
      if (alert.budget !== undefined && !this.#isWithinLimit(alert.budget)) return;
      const severity = alert.decide(observation);
      if (severity === undefined) return;
      found(index, this.#wording.candidate(observation, sampleAt, { ...of, alert: index, severity }));
    });
  }

  #isWithinLimit({ perDay }: { readonly perDay: number }): boolean {
    const { judge, limits } = this.#setup.parts;
    return limits.allows(perDay, judge.wholeBits, judge.groups);
  }

  /** Hands a candidate to the gate. */
  offer(turn: Turn, alert: number, candidate: AlertCandidate, { start, end, zone }: When): void {
    const { host, parts, postponed } = this.#setup;
    const { latenessMs, alerts, tickMs } = parts.context.program;
    const [from, to] = alertPeriod(alerts[alert], start, end, parts.context.zone);
    // With evidence, whatever else falls into the period will be judged again.
    const isAwaited = !candidate.isFinal || parts.evidence !== undefined;
    const last = parts.evidence === undefined ? start : to - 1;
    const settledAt = isAwaited ? Math.max(postponed.lastJudgedAt(last, zone), end + latenessMs) : 0;
    turn.rearms = true;
    const closeAt = Math.max(to + latenessMs, settledAt) + tickMs;
    this.gate.offer(turn.slot, host.keyOf(turn), { alert, group: from, closeAt }, candidate);
  }

  /** Lines for choosing thresholds, when somebody listens. */
  reportScores(turn: Turn, key: string): void {
    const emit = this.#setup.parts.context.outputs.score;
    if (emit === undefined) return;
    // What was gathered since does not belong to the judgement; the words are for the observation as it was judged.
    this.#wording.report(turn.observation, this.#setup.sampleAt, key, emit);
  }
}
