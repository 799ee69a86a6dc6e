/** What of an outcome is compared: named sections of lines, and where they differ. */

import type { BaselineDocument } from '../baseline/document.ts';
import type { Alert, RuleMetrics } from '../runtime/output.ts';
import type { Outcome } from './run.ts';

export interface View {
  /** The alerts that hold in the end, for the scenario that a failure becomes. */
  readonly alerts: readonly Alert[];
  readonly sections: Readonly<Record<string, readonly string[]>>;
}

export interface Difference {
  readonly section: string;
  readonly line: number;
  readonly expected: string;
  readonly found: string;
}

/** The last revision of every alert that was not withdrawn. */
export function lastRevisions(alerts: readonly Alert[]): readonly Alert[] {
  const last = new Map(alerts.map((alert) => [alert.id, alert]));
  return [...last.values()].filter(({ status }) => status !== 'withdrawn');
}

export interface ExactOptions {
  /** Only what these rules report; everything unless given. */
  readonly rules?: ReadonlySet<string>;
}

/** Every stream byte for byte and every count; memory and evictions are no part of what is reported. */
export function exactView(outcome: Outcome, { rules }: ExactOptions = {}): View {
  const isShown = ({ rule }: { readonly rule?: string }) => rule === undefined || (rules?.has(rule) ?? true);
  const lines = (entries: readonly { readonly rule?: string }[]) =>
    entries.filter(isShown).map((entry) => JSON.stringify(entry));
  return {
    alerts: lastRevisions(outcome.alerts.filter(isShown)),
    sections: {
      alerts: lines(outcome.alerts),
      baselines: lines(outcome.baselines),
      'late events': lines(outcome.lateEvents),
      'dead letters': lines(outcome.deadLetters),
      scores: lines(outcome.scores),
      sources: outcome.metrics.sources.map((source) => JSON.stringify(source)),
      counts: outcome.metrics.rules
        .filter(isShown)
        .map(
          ({ evicted: _evicted, returned: _returned, weightBytes: _bytes, noiseBytes: _noise, ...counts }) =>
            JSON.stringify(counts),
        ),
    },
  };
}

export interface SettledOptions {
  /** Applied to every entry before it is written as a line. */
  readonly rewrite?: <Entry>(entry: Entry) => Entry;
  /** Ids are made of rule, key and time: left out where those are altered. */
  readonly ids?: 'kept' | 'left out';
}

/**
 * What holds in the end, wherever in the input it came from: alerts in their last revision, baselines as last shown, late
 * events and dead letters, in the order of their lines. How often an alert was revised, in which phase a baseline was
 * shown last, and positions of records depend on the order of arrival by their meaning.
 */
export function settledView(
  outcomes: readonly Outcome[],
  { rewrite = (entry) => entry, ids = 'kept' }: SettledOptions = {},
): View {
  const lines = (entries: readonly object[]) =>
    entries.map((entry) => JSON.stringify({ ...rewrite(entry), position: undefined })).sort();
  const alerts = rewrite(outcomes.flatMap((outcome) => lastRevisions(outcome.alerts)));
  const settled = alerts.map(({ revision: _revision, status: _status, id, ...alert }) =>
    ids === 'kept' ? { id, ...alert } : alert,
  );
  return {
    alerts,
    sections: {
      alerts: settled.map((alert) => JSON.stringify({ ...alert, position: undefined })).sort(),
      baselines: lines(outcomes.flatMap(({ baselines }) => lastShown(baselines))),
      'late events': lines(outcomes.flatMap(({ lateEvents }) => lateEvents)),
      'dead letters': lines(outcomes.flatMap(({ deadLetters }) => deadLetters)),
      scores: lines(outcomes.flatMap(({ scores }) => scores)),
      counts: countsOf(outcomes),
    },
  };
}

/** The first line in which two views differ. */
export function differenceOf(expected: View, found: View): Difference | undefined {
  for (const section of Object.keys(expected.sections)) {
    const wanted = expected.sections[section]!;
    const given = found.sections[section] ?? [];
    const length = Math.max(wanted.length, given.length);
    for (let line = 0; line < length; line++) {
      if (wanted[line] === given[line]) continue;
      return { section, line, expected: wanted[line] ?? 'nothing', found: given[line] ?? 'nothing' };
    }
  }
  return undefined;
}

function lastShown(baselines: readonly BaselineDocument[]) {
  const last = new Map(
    baselines.map((document) => [
      JSON.stringify([document.rule, document.key, document.generation, document.learnFrom]),
      document,
    ]),
  );
  return [...last.values()].map(({ phase: _phase, ...document }) => document);
}

/**
 * What each rule has counted over all runs. How many alerts were raised is left out: some are withdrawn again. So are the
 * lives of actors that keep nothing but open windows: events that overtake each other may fall into one life or two.
 * How many have gone is left out, too: a key that comes back just then is met by its old actor or by a new one.
 */
function countsOf(outcomes: readonly Outcome[]): string[] {
  const names = new Set(outcomes.flatMap(({ metrics }) => metrics.rules.map(({ rule }) => rule)));
  return [...names].map((name) => {
    const counted = outcomes.flatMap(({ metrics }) => metrics.rules.filter(({ rule }) => rule === name));
    const sum = (of: (rule: RuleMetrics) => number) => counted.reduce((total, rule) => total + of(rule), 0);
    const learning = counted.some(({ kind }) => kind === 'baseline');
    return JSON.stringify({
      rule: name,
      events: sum(({ events }) => events),
      judged: sum(({ judged }) => judged),
      late: sum(({ late }) => late),
      failed: sum(({ failed }) => failed),
      ...(learning && {
        learn: sum(({ keys }) => keys.learn),
        ready: sum(({ keys }) => keys.ready),
        close: sum(({ keys }) => keys.close),
      }),
    });
  });
}
