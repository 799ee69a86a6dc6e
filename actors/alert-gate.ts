/**
 * The alert gate: what stands between "this is unusual" and a person.
 *
 * Candidates of one alert and key that belong together — the same observation judged again, or anything within one
 * `once per` period — are folded into one alert with one id. The first candidate is reported at once. When everything
 * of the period has arrived, the alert is closed: if what holds then differs from what was reported, a revision says so;
 * if nothing holds any more (late events made it usual), the alert is withdrawn. What holds in the end depends on the
 * events only, not on their order of arrival.
 */

import type { Alert, AlertCandidate, ByteReader, ByteWriter, Ledger, Severity } from '../src/index.ts';
import { alertId, openAlertBytes, openAlertsPerActorMax, severityRank, showKey } from '../src/index.ts';

interface OpenAlert {
  readonly alert: number;
  readonly group: number;
  closeAt: number;
  revision: number;
  /** Best of the candidates that will not be judged again, and how many there were. */
  settled: AlertCandidate | undefined;
  settledCount: number;
  /** Best of the candidates that will be judged again. */
  provisional: AlertCandidate | undefined;
  reported: Alert | undefined;
  /** True when what was reported will not be judged again. */
  isReportFinal: boolean;
}

export interface AlertGateSetup {
  readonly ledger: Ledger;
  readonly rule: string;
  readonly title: string;
  readonly report: (alert: Alert) => void;
  /** Event time as text in the source's zone. */
  readonly showTime: (time: number) => string;
}

/** Where a candidate belongs. */
export interface AlertGroup {
  readonly alert: number;
  /** Start of the period, or the observation's own time. */
  readonly group: number;
  /** When everything that belongs to the group has arrived and been judged. */
  readonly closeAt: number;
}

export class AlertGate {
  readonly #setup: AlertGateSetup;
  readonly #open = new Map<number, OpenAlert[]>();

  constructor(setup: AlertGateSetup) {
    this.#setup = setup;
  }

  /** A candidate for an alert of the actor in a slot. */
  offer(slot: number, key: string, at: AlertGroup, candidate: AlertCandidate): void {
    const entry = this.#entry(slot, key, at);
    entry.closeAt = Math.max(entry.closeAt, at.closeAt);
    if (candidate.isFinal) {
      if (candidate.goesOn !== true) entry.settledCount++;
      entry.settled = better(entry.settled, candidate);
    } else {
      entry.provisional = better(entry.provisional, candidate);
    }
    const best = better(entry.settled, better(entry.provisional, undefined))!;
    const { reported } = entry;
    if (reported === undefined) this.#report(entry, key, best, 'raised');
    else if (severityRank(best.severity) > severityRank(reported.severity))
      this.#report(entry, key, best, 'updated');
    // What was reported early is now known for good.
    else if (candidate.isFinal && !entry.isReportFinal) this.#update(entry, key, best);
  }

  /** The severity that an open group was last reported with; undefined when it is not open. */
  severityOf(slot: number, alert: number, group: number): Severity | undefined {
    const entries = this.#open.get(slot);
    return entries?.find((entry) => entry.alert === alert && entry.group === group)?.reported?.severity;
  }

  /** True when an alert of the actor may still be revised. */
  isOpen(slot: number): boolean {
    return this.#open.has(slot);
  }

  /** The input has ended, and all was judged for good: every group is closed. */
  closeAll(slot: number, key: string): void {
    this.close(slot, key, Number.POSITIVE_INFINITY);
  }

  /** Closes the groups that are due. */
  close(slot: number, key: string, instant: number): void {
    const entries = this.#open.get(slot);
    if (entries === undefined) return;
    const left = entries.filter((entry) => entry.closeAt > instant);
    for (const entry of entries) if (entry.closeAt <= instant) this.#conclude(entry, key);
    this.#setup.ledger.charge((left.length - entries.length) * openAlertBytes);
    if (left.length === 0) this.#open.delete(slot);
    else this.#open.set(slot, left);
  }

  nextDue(slot: number): number {
    let due = Number.POSITIVE_INFINITY;
    for (const entry of this.#open.get(slot) ?? []) due = Math.min(due, entry.closeAt);
    return due;
  }

  bytes(slot: number): number {
    return (this.#open.get(slot)?.length ?? 0) * openAlertBytes;
  }

  forget(slot: number): void {
    this.#setup.ledger.charge(-this.bytes(slot));
    this.#open.delete(slot);
  }

  save(slot: number, writer: ByteWriter): void {
    const entries = this.#open.get(slot);
    writer.text(entries === undefined ? '' : JSON.stringify(entries));
  }

  load(slot: number, reader: ByteReader): void {
    const text = reader.text();
    if (text === '') return;
    this.#open.set(slot, JSON.parse(text) as OpenAlert[]);
    this.#setup.ledger.charge(this.bytes(slot));
  }

  #entry(slot: number, key: string, at: AlertGroup): OpenAlert {
    const entries = this.#open.get(slot) ?? [];
    const found = entries.find((entry) => entry.alert === at.alert && entry.group === at.group);
    if (found !== undefined) return found;
    if (entries.length >= openAlertsPerActorMax) this.#giveUpOne(entries, key);
    else this.#setup.ledger.charge(openAlertBytes);
    const entry: OpenAlert = {
      alert: at.alert,
      group: at.group,
      closeAt: at.closeAt,
      revision: 0,
      settled: undefined,
      settledCount: 0,
      provisional: undefined,
      reported: undefined,
      isReportFinal: false,
    };
    entries.push(entry);
    this.#open.set(slot, entries);
    return entry;
  }

  /** Closes the oldest group before its time, if possible one of which all is known. What was to be judged again stays as reported. */
  #giveUpOne(entries: OpenAlert[], key: string): void {
    const known = entries.findIndex(({ provisional }) => provisional === undefined);
    const [entry] = entries.splice(Math.max(0, known), 1);
    if (entry.provisional === undefined) this.#conclude(entry, key);
  }

  #conclude(entry: OpenAlert, key: string): void {
    if (entry.settled === undefined) {
      this.#report(entry, key, entry.provisional!, 'withdrawn');
      return;
    }
    this.#update(entry, key, entry.settled);
  }

  /** Reports a revision when it differs from what was reported. */
  #update(entry: OpenAlert, key: string, settled: AlertCandidate): void {
    const reported = entry.reported!;
    const same =
      reported.time === settled.time &&
      reported.severity === settled.severity &&
      reported.score === settled.score &&
      reported.message === settled.message &&
      reported.generation === settled.generation &&
      reported.count === Math.max(1, entry.settledCount) &&
      reasonsOf(reported) === reasonsOf(settled);
    if (same) entry.isReportFinal ||= settled.isFinal;
    else this.#report(entry, key, settled, 'updated');
  }

  #report(entry: OpenAlert, key: string, candidate: AlertCandidate, status: Alert['status']): void {
    entry.revision++;
    const alert: Alert = {
      // A rule that was renamed while the alert is open goes on with the id it was reported under.
      id: entry.reported?.id ?? alertId(this.#setup.rule, entry.alert, key, entry.group),
      revision: entry.revision,
      status,
      rule: this.#setup.rule,
      title: this.#setup.title,
      key: showKey(key),
      time: candidate.time,
      at: this.#setup.showTime(candidate.window?.[0] ?? candidate.time),
      ...windowOf(candidate),
      severity: candidate.severity,
      score: candidate.score,
      message: candidate.message,
      features: candidate.features,
      ...(candidate.evidence === undefined ? {} : { evidence: candidate.evidence }),
      count: Math.max(1, entry.settledCount),
      generation: candidate.generation,
      position: candidate.position || entry.provisional?.position || 0,
    };
    entry.reported = alert;
    entry.isReportFinal = candidate.isFinal;
    this.#setup.report(alert);
  }
}

/** The candidate that stands for both: severer, then more unusual, then earlier, then by its words and what they leave out. */
function better(
  left: AlertCandidate | undefined,
  right: AlertCandidate | undefined,
): AlertCandidate | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  const bySeverity = severityRank(right.severity) - severityRank(left.severity);
  const byScore = right.score - left.score;
  const byTime = left.time - right.time;
  return (bySeverity || byScore || byTime || byWords(left, right)) > 0 ? right : left;
}

function byWords(left: AlertCandidate, right: AlertCandidate): number {
  if (left.message !== right.message) return left.message < right.message ? -1 : 1;
  return reasonsOf(left) <= reasonsOf(right) ? -1 : 1;
}

function reasonsOf({ features, evidence }: Pick<AlertCandidate, 'features' | 'evidence'>): string {
  return JSON.stringify(evidence === undefined ? features : [features, evidence]);
}

function windowOf({ window }: AlertCandidate): Pick<Alert, 'window'> {
  return window === undefined ? {} : { window: { from: window[0], to: window[1] } };
}
