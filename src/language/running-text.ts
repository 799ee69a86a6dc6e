/** What a baseline that keeps learning learns and doubts, in the words of the rule language. */

import { formatDuration } from '../time/duration.ts';
import { aggregateText } from './aggregate-text.ts';
import type { CheckedBaseline, CheckedDoubt, CheckedRunning, RunningFeature } from './checked.ts';
import { printExpression } from './print.ts';
import type { DoubtYardstick } from './running-program.ts';
import { windowText } from './window-text.ts';

/** "usual hours of week of event_time within 1 hour against department", "share of outcome = \"failure\" per day" */
export function runningFeatureText(feature: RunningFeature, rule: CheckedBaseline): string {
  const levels = feature.levels.map((level) => rule.running?.levels[level]?.name ?? '');
  const against = levels.length === 0 ? '' : ` against ${levels.join(', ')}`;
  return `${kindText(feature, rule)}${against}`;
}

function kindText({ model, parts, aggregates }: RunningFeature, rule: CheckedBaseline): string {
  const per = rule.window === undefined ? '' : ` per ${windowText(rule.window)}`;
  const learnt = aggregates.map((index) => rule.aggregates[index]);
  const texts = partTexts({ parts, aggregates }, rule);
  const of = texts.join(', ');
  switch (model.kind) {
    case 'times': {
      const cycle = { day: '', week: ' of week', 'day type': ' by day type' }[model.cycle];
      const within = model.bandwidthHours === undefined ? '' : ` within ${hoursText(model.bandwidthHours)}`;
      return `usual hours${cycle} of ${of}${within}`;
    }
    case 'presence':
      return `unusual presence of ${of}`;
    case 'values':
    case 'counts':
    case 'places':
      return `usual ${model.kind} of ${of}`;
    case 'first seen':
      return `first seen ${of}`;
    case 'travel':
      return `travel speed of ${of}`;
    case 'amount':
      return `range of ${of}${per}`;
    case 'share': {
      const condition = learnt[0].argument;
      if (condition?.type === 'boolean') return `share of ${printExpression(condition)}${per}`;
      return `ratio of ${texts.join(' to ')}${per}`;
    }
    case 'smoothed':
      return `smoothed ${of}${per}${model.season === 'none' ? '' : ` with season ${model.season}`}`;
    case 'periodic':
      return `periodic ${of}${per}`;
    case 'series':
    case 'clusters':
      return `${model.kind} of ${of}${per}`;
    case 'forest':
      return `isolation of ${of}${per}`;
    case 'tree': {
      const [expected, ...given] = texts;
      return `expected ${expected} given ${given.join(', ')}${per}`;
    }
  }
}

/** What a feature learns, number by number: "sum(rows)", "count()". */
export function partTexts(
  { parts, aggregates }: Pick<RunningFeature, 'parts' | 'aggregates'>,
  rule: CheckedBaseline,
): readonly string[] {
  if (parts.length > 0) return parts.map(printExpression);
  return aggregates.map((index) => aggregateText(rule.aggregates[index]));
}

function hoursText(hours: number): string {
  const minutes = Math.round(hours * 60);
  if (minutes % 60 !== 0) return `${minutes} minutes`;
  return minutes === 60 ? '1 hour' : `${minutes / 60} hours`;
}

/** "quarantine surprises above 0.99 for 21 days, admit after 3 days", "ignore where rows > 1000000" */
export function doubtText(doubt: CheckedDoubt): string {
  const text = `${doubt.action} ${doubtfulText(doubt)}`;
  if (doubt.action !== 'quarantine') return text;
  return `${text} for ${daysText(doubt.waitDays)}, admit after ${daysText(doubt.daysMinToAdmit)}`;
}

function doubtfulText(doubt: CheckedDoubt): string {
  switch (doubt.kind) {
    case 'condition':
      return `where ${printExpression(doubt.condition)}`;
    case 'outlier':
      return `outliers beyond ${doubt.sigmas} sigma${againstText(doubt.against)}`;
    case 'rare':
      return `values seen on fewer than ${daysText(doubt.daysMin)}${againstText(doubt.against)}`;
    case 'surprise':
      return `surprises above ${doubt.score}`;
  }
}

function againstText(yardstick: DoubtYardstick): string {
  return yardstick === 'history' ? '' : ` against ${yardstick}`;
}

/** "evidence of client_ip within 1 hour, weight 0.5" */
export function evidenceText({ of, withinMs, weight }: NonNullable<CheckedRunning['evidence']>): string {
  return `evidence of ${printExpression(of)} within ${formatDuration(withinMs)}, weight ${weight}`;
}

/** "half-life 120 days", "half-life never" */
export function halfLifeText(halfLifeDays: number): string {
  return `half-life ${Number.isFinite(halfLifeDays) ? daysText(halfLifeDays) : 'never'}`;
}

/** "1 day", "21 days" */
export function daysText(days: number): string {
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}
