/** Whether an alert is one that an expectation speaks of and, if not, in what it differs. */

import type { Alert } from '../runtime/output.ts';
import type { Zone } from '../time/zone.ts';
import { harmless } from './display-text.ts';
import { distanceMs, isWithin } from './parse-time.ts';
import { renderAlert } from './render-alert.ts';
import type { AlertSelection, Reason } from './scenario.ts';

/** A feature with this score or more gives the reason "unusual": what is seen less often than once in ten times. */
const unusualScoreMin = 0.9;

export interface AlertMatch {
  readonly alert: Alert;
  /** In what the alert differs from what was expected, in words; empty when it is what was expected. */
  readonly differences: readonly string[];
  /** Orders alerts that differ: rule and key weigh more than the time, the time more than the rest. */
  readonly weight: number;
  /** How far away in time, in ms. */
  readonly distanceMs: number;
}

/** O(length of the alert). */
export function matchAlert(alert: Alert, selection: AlertSelection, zone: Zone): AlertMatch {
  const differences: string[] = [];
  let weight = 0;
  let distance = 0;
  const differs = (text: string, weightOfIt: number) => {
    differences.push(text);
    weight += weightOfIt;
  };
  if (selection.rule !== undefined && selection.rule.name !== alert.rule)
    differs(`from rule ${alert.rule}`, 8);
  if (selection.key !== undefined && selection.key !== alert.key) {
    differs(`for "${harmless(alert.key)}"`, 8);
  }
  const time = alert.window?.from ?? alert.time;
  if (selection.time !== undefined && !isWithin(time, selection.time, zone)) {
    distance = distanceMs(time, selection.time, zone);
    differs('at another time', 4);
  }
  for (const reason of selection.reasons) {
    if (!givesReason(alert, reason)) differs(`not because ${reason.text}`, 1);
  }
  if (selection.severity !== undefined && selection.severity !== alert.severity) {
    differs(`severity ${alert.severity}`, 1);
  }
  if (selection.count !== undefined && selection.count !== alert.count) differs(`count ${alert.count}`, 1);
  return { alert, differences, weight, distanceMs: distance };
}

/** Nearest first; of two equally near ones the earlier. */
export function compareMatches(left: AlertMatch, right: AlertMatch): number {
  return (
    left.weight - right.weight || left.distanceMs - right.distanceMs || left.alert.time - right.alert.time
  );
}

/** True when an alert is so far off that showing it explains nothing: neither its rule nor its key is the one expected. */
export function isUnrelated(match: AlertMatch, selection: AlertSelection): boolean {
  const isOtherRule = selection.rule !== undefined && selection.rule.name !== match.alert.rule;
  const isOtherKey = selection.key !== undefined && selection.key !== match.alert.key;
  return isOtherRule && (isOtherKey || selection.key === undefined);
}

function givesReason(alert: Alert, reason: Reason): boolean {
  if (reason.kind === 'quality') {
    const feature = alert.features.find(({ name }) => name === reason.feature);
    if (feature !== undefined)
      return reason.quality === 'new' ? feature.isNew : feature.isNew || feature.score >= unusualScoreMin;
  }
  const words = reason.kind === 'quality' ? reason.text.split(' ') : reason.words;
  const line = renderAlert(alert).toLowerCase();
  return words.every((word) => line.includes(word.toLowerCase()));
}
