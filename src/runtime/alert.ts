/** From a decision to an alert: candidates, groups, deterministic ids. */

import { createHash } from 'node:crypto';
import type { Severity } from '../language/ast.ts';
import type { AlertProgram } from '../language/program.ts';
import { floorTo, next } from '../time/calendar.ts';
import type { Zone } from '../time/zone.ts';
import type { AlertEvidence, JudgedFeature } from './output.ts';

/** One judged observation that meets an alert's condition. */
export interface AlertCandidate {
  readonly severity: Severity;
  readonly score: number;
  readonly message: string;
  readonly features: readonly JudgedFeature[];
  readonly evidence?: AlertEvidence;
  readonly time: number;
  /** [from, to) of the window judged, epoch ms; absent for single events. */
  readonly window?: readonly [number, number];
  readonly position: number;
  readonly generation: number;
  /** False when the same observation will be judged again. */
  readonly isFinal: boolean;
  /** True for a further window of an episode that has been counted. */
  readonly goesOn?: boolean;
}

const severities: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

/** 0 (low) … 3 (critical). */
export function severityRank(severity: Severity): number {
  return severities.indexOf(severity);
}

/** 16 hexadecimal digits: the same rule, alert, key and period give the same id in every run. */
export function alertId(rule: string, alert: number, key: string, group: number): string {
  return createHash('sha256')
    .update(JSON.stringify([rule, alert, key, group]))
    .digest('hex')
    .slice(0, 16);
}

/** The `once per` period that an observation falls into, as [start, end). Without one, the observation alone. */
export function alertPeriod(alert: AlertProgram, start: number, end: number, zone: Zone): [number, number] {
  const { oncePer } = alert;
  if (oncePer === undefined) return [start, end];
  if (oncePer.kind === 'calendar') {
    const from = floorTo(oncePer.unit, start, zone);
    return [from, Math.max(end, next(oncePer.unit, start, zone))];
  }
  const from = Math.floor(start / oncePer.lengthMs) * oncePer.lengthMs;
  return [from, Math.max(end, from + oncePer.lengthMs)];
}
