/** Reads what stands behind `expect`: the grammar is in `scenario.ts`. */

import type { Phase } from '../runtime/output.ts';
import { parseBound } from './parse-bound.ts';
import { parseClauses } from './parse-clauses.ts';
import type { Bound, ExpectationBody, LabelStrength, Named } from './scenario.ts';
import { quotedList, type StatementReader } from './statement-reader.ts';

const phases = ['learn', 'ready', 'close', 'expire'] as const satisfies readonly Phase[];
const strengths = ['blatant', 'clear', 'faint', 'any'] as const satisfies readonly (LabelStrength | 'any')[];
const atLeastOne: Bound = { least: 1, most: Number.POSITIVE_INFINITY };

/** What can be counted besides the alerts of one rule, as it is written. */
export const countedThings = [
  'alerts',
  'late events',
  'refused events',
  'duplicates',
  'dead letters',
  'keys',
  'baselines',
  'anomalies',
] as const;

/** @throws StatementRejected at the first word that does not fit. */
export function parseExpectation(reader: StatementReader): ExpectationBody {
  if (reader.accepts('every')) return everyAnomaly(reader);
  const bound = parseBound(reader);
  if (bound === undefined) return alertsOfRule(reader, atLeastOne);
  if (reader.acceptKind('sign')?.value === '%') return shareOfAnomalies(reader, bound);
  if (reader.accepts('alerts') || reader.accepts('alert')) return alerts(reader, bound);
  if (reader.accepts('late')) {
    reader.word('events', 'event');
    return ended(reader, { kind: 'late events', bound, ...optionalRule(reader) });
  }
  if (reader.accepts('refused')) {
    reader.word('events', 'event');
    const code = reader.acceptKind('text')?.value;
    return ended(reader, { kind: 'refused events', bound, ...(code === undefined ? {} : { code }) });
  }
  if (reader.accepts('duplicates') || reader.accepts('duplicate'))
    return ended(reader, { kind: 'duplicates', bound });
  if (reader.accepts('dead')) {
    reader.word('letters', 'letter');
    return ended(reader, { kind: 'dead letters', bound });
  }
  if (reader.accepts('keys', 'of') || reader.accepts('key', 'of')) return keysInPhase(reader, bound);
  if (reader.accepts('baselines') || reader.accepts('baseline')) {
    return ended(reader, { kind: 'baselines', bound, ...optionalRule(reader) });
  }
  return alertsOfRule(reader, bound);
}

function everyAnomaly(reader: StatementReader): ExpectationBody {
  const strength = parseStrength(reader);
  reader.word('anomaly');
  return reported(reader, strength, { least: 100, most: 100 });
}

function shareOfAnomalies(reader: StatementReader, percent: Bound): ExpectationBody {
  reader.word('of');
  const strength = parseStrength(reader);
  reader.word('anomalies');
  return reported(reader, strength, percent);
}

function reported(reader: StatementReader, strength: LabelStrength | 'any', percent: Bound): ExpectationBody {
  for (const word of ['to', 'be', 'reported']) reader.word(word);
  const rule = reader.accepts('by') ? { rule: reader.name('the name of a rule') } : {};
  return ended(reader, { kind: 'anomalies', percent, strength, ...rule });
}

function parseStrength(reader: StatementReader): LabelStrength | 'any' {
  return reader.word(...strengths) as LabelStrength | 'any';
}

function alerts(reader: StatementReader, bound: Bound): ExpectationBody {
  if (reader.accepts('without')) {
    if (!reader.accepts('a')) reader.accepts('any');
    reader.word('label', 'labels');
    return ended(reader, { kind: 'unlabelled alerts', bound, ...optionalRule(reader) });
  }
  return parseClauses(reader, { bound, ...optionalRule(reader) });
}

function alertsOfRule(reader: StatementReader, bound: Bound): ExpectationBody {
  const expected =
    bound === atLeastOne ? 'a rule, "every" or how many' : `a rule or ${quotedList(countedThings)}`;
  if (strengths.some((strength) => reader.following?.value === strength))
    throw reader.unexpected('"every"', ['every']);
  return parseClauses(reader, { bound, rule: reader.name(expected) });
}

function keysInPhase(reader: StatementReader, bound: Bound): ExpectationBody {
  const rule = reader.name('the name of a rule');
  reader.word('in');
  const phase = reader.word(...phases) as Phase;
  return ended(reader, { kind: 'keys in phase', bound, rule, phase });
}

function optionalRule(reader: StatementReader): { readonly rule?: Named } {
  return reader.accepts('from') || reader.accepts('of') ? { rule: reader.name('the name of a rule') } : {};
}

function ended(reader: StatementReader, body: ExpectationBody): ExpectationBody {
  reader.end({ meaning: 'the end of the line', words: ['from', 'by'] });
  return body;
}
