/** Judges one expectation by what came out of a run: does it hold and, if not, what was found instead. */

import { alertsKeptMax, foundShownMax } from '../limits.ts';
import type { Alert } from '../runtime/output.ts';
import { formatLocal } from '../time/instant.ts';
import { harmless } from './display-text.ts';
import { LabelCoverage } from './label-coverage.ts';
import { compareMatches, isUnrelated, matchAlert } from './match-alert.ts';
import { type Outcome, sourceOfRule } from './outcome.ts';
import { boundText, isInBound } from './parse-bound.ts';
import type { Bound, Expectation, ExpectationBody } from './scenario.ts';

export interface FoundAlert {
  readonly alert: Alert;
  /** In what it differs from what was expected; empty when it is one of those expected. */
  readonly differences: readonly string[];
}

export interface Verdict {
  readonly expectation: Expectation;
  readonly holds: boolean;
  /** What was found, in a few words. */
  readonly found: string;
  /** Alerts that explain a failure, at most `foundShownMax`. */
  readonly alerts: readonly FoundAlert[];
  /** Other details of a failure, a line each, at most `foundShownMax`. */
  readonly details: readonly string[];
}

/** The counted noun, so that one of it reads as one. */
const plural = /(alert|event|duplicate|letter|key|baseline)s/;

type Judgement = Omit<Verdict, 'expectation'>;
type Body<Kind extends ExpectationBody['kind']> = Extract<ExpectationBody, { readonly kind: Kind }>;

/** Pure. O(alerts + labels). */
export function judgeExpectation(expectation: Expectation, outcome: Outcome): Verdict {
  return { expectation, ...judge(expectation.body, outcome) };
}

function judge(body: ExpectationBody, outcome: Outcome): Judgement {
  switch (body.kind) {
    case 'alerts':
      return judgeAlerts(body, outcome);
    case 'unlabelled alerts':
      return judgeUnlabelled(body, outcome);
    case 'anomalies':
      return judgeAnomalies(body, outcome);
    case 'late events':
      return judgeCounts(body, 'late events', outcome.lateByRule, body.rule?.name);
    case 'baselines':
      return judgeCounts(body, 'baselines', outcome.baselinesByRule, body.rule?.name);
    case 'refused events':
      return judgeCounts(body, 'refused events', refusedByCode(outcome), body.code);
    case 'duplicates': {
      const bySource = outcome.metrics.sources.map(({ source, duplicates }) => [source, duplicates] as const);
      return judgeCounts(body, 'duplicates', new Map(bySource), undefined);
    }
    case 'dead letters': {
      const details = outcome.deadLettersKept.map(({ code, reason }) => `${code}: ${harmless(reason)}`);
      return judged(outcome.deadLetters, body.bound, 'dead letters', details);
    }
    case 'keys in phase': {
      const rule = outcome.metrics.rules.find(({ rule: name }) => name === body.rule.name)!;
      const all = Object.entries(rule.keys).map(([phase, count]) => `${count} in ${phase}`);
      return judged(rule.keys[body.phase], body.bound, `keys in ${body.phase}`, [
        `all keys of ${rule.rule}: ${all.join(', ')}`,
      ]);
    }
  }
}

function judgeAlerts({ selection, bound }: Body<'alerts'>, outcome: Outcome): Judgement {
  const zones = new Map(outcome.metrics.rules.map(({ rule }) => [rule, sourceOfRule(outcome, rule).zone]));
  const zoneOf = ({ rule }: Alert) => zones.get(rule) ?? outcome.sources[0]!.zone;
  const matches = outcome.alerts.map((alert) => matchAlert(alert, selection, zoneOf(alert)));
  const expected = matches.filter(({ differences }) => differences.length === 0);
  const judgement = withoutLost(judged(expected.length, bound, 'alerts', []), bound, outcome);
  if (judgement.holds) return judgement;
  const shown =
    expected.length > bound.most
      ? expected
      : matches.filter((match) => match.weight > 0 && !isUnrelated(match, selection)).sort(compareMatches);
  return { ...judgement, alerts: shown.slice(0, foundShownMax) };
}

function judgeUnlabelled({ bound, rule }: Body<'unlabelled alerts'>, outcome: Outcome): Judgement {
  const unlabelled = new LabelCoverage(outcome, rule?.name).unlabelled();
  const judgement = withoutLost(
    judged(unlabelled.length, bound, 'alerts without a label', []),
    bound,
    outcome,
  );
  const shown = judgement.holds ? [] : unlabelled.slice(0, foundShownMax);
  return { ...judgement, alerts: shown.map((alert) => ({ alert, differences: [] })) };
}

function judgeAnomalies({ strength, percent, rule }: Body<'anomalies'>, outcome: Outcome): Judgement {
  const { labels, metrics, sources } = outcome;
  // What happens after the last event cannot have been reported.
  const clock = Math.max(...metrics.sources.map((source) => source.clock));
  const asked = labels.filter(
    (label) => (strength === 'any' || label.strength === strength) && label.from <= clock,
  );
  const kind = strength === 'any' ? 'labelled' : strength;
  if (asked.length === 0) {
    return {
      holds: false,
      found: `no ${kind} anomalies in the events: only generated events carry labels`,
      alerts: [],
      details: [],
    };
  }
  const coverage = new LabelCoverage(outcome, rule?.name);
  const missed = asked.filter((label) => !coverage.isReported(label));
  const reported = asked.length - missed.length;
  const share = (100 * reported) / asked.length;
  const zone = rule === undefined ? sources[0]!.zone : sourceOfRule(outcome, rule.name).zone;
  const shown = missed.slice(0, foundShownMax).map((label) => {
    const note = harmless(`${label.kind}: ${label.note}`);
    return `missed ${harmless(label.key)} from ${formatLocal(label.from, zone)} to ${formatLocal(label.to, zone)}, ${note}`;
  });
  const holds = isInBound(share, percent);
  return {
    holds,
    found: `${reported} of ${asked.length} ${kind} anomalies reported (${Math.floor(share)} %)`,
    alerts: [],
    details: holds ? [] : shown,
  };
}

function judgeCounts(
  { bound }: { readonly bound: Bound },
  what: string,
  counts: ReadonlyMap<string, number>,
  name: string | undefined,
): Judgement {
  const named = [...counts]
    .filter(([, count]) => count > 0)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const total = named.reduce(
    (sum, [key, count]) => sum + (name === undefined || key === name ? count : 0),
    0,
  );
  const details = named.length === 0 ? [] : [named.map(([key, count]) => `${key} ${count}`).join(', ')];
  return judged(total, bound, name === undefined ? what : `${what} (${name})`, details);
}

function judged(count: number, bound: Bound, what: string, details: readonly string[]): Judgement {
  const holds = isInBound(count, bound);
  const found = count === 1 ? `1 ${what.replace(plural, '$1')}` : `${count === 0 ? 'no' : count} ${what}`;
  return {
    holds,
    found: holds ? found : `${found}, expected ${boundText(bound)}`,
    alerts: [],
    details: holds ? [] : details,
  };
}

/** Alerts that were not kept may be the ones asked for: nothing but "at least", already reached, is certain then. */
function withoutLost(judgement: Judgement, bound: Bound, outcome: Outcome): Judgement {
  const isCertain = judgement.holds && bound.most === Number.POSITIVE_INFINITY;
  if (outcome.alertsNotKept === 0 || isCertain) return judgement;
  const found = `more than ${alertsKeptMax} alerts, ${outcome.alertsNotKept} of them not kept: cannot be judged; expect less of a smaller run`;
  return { ...judgement, holds: false, found };
}

function refusedByCode(outcome: Outcome): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const source of outcome.metrics.sources) {
    for (const [code, count] of Object.entries(source.refusedByCode))
      counts.set(code, (counts.get(code) ?? 0) + count);
  }
  return counts;
}
