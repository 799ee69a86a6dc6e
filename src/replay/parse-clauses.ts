/** Reads the clauses that narrow down which alerts an expectation speaks of: `for … at … because …, severity …`. */

import type { Severity } from '../language/ast.ts';
import { parseBound } from './parse-bound.ts';
import { parseBetween, parseDay, parseMoment } from './parse-time.ts';
import type { AlertSelection, Bound, ExpectationBody, LocalInterval, Named, Reason } from './scenario.ts';
import type { StatementReader } from './statement-reader.ts';

const severities = ['low', 'medium', 'high', 'critical'] as const satisfies readonly Severity[];
const clauseWords = ['for', 'at', 'on', 'between', 'because', 'severity', 'count', 'once'] as const;
type ClauseWord = (typeof clauseWords)[number] | 'times';

/** Keys of several parts are written one after the other with commas; this stands between the parts inside the engine. */
const keySeparator = '\u001f';

/** Reads clauses up to the end of the line, each at most once. @throws StatementRejected */
export function parseClauses(
  reader: StatementReader,
  start: { readonly bound: Bound; readonly rule?: Named },
): ExpectationBody {
  let bound = start.bound;
  const selection: Writable<AlertSelection> = {
    reasons: [],
    ...(start.rule === undefined ? {} : { rule: start.rule }),
  };
  const seen = new Set<string>();
  while (!reader.isAtEnd) {
    while (reader.token?.value === ',') reader.acceptKind('sign');
    const place = reader.place;
    const clause = readClauseWord(reader);
    const about = clause === 'on' || clause === 'between' ? 'at' : clause === 'once' ? 'times' : clause;
    if (seen.has(about)) {
      throw reader.rejected(
        'said-twice',
        `expected "${clause}" or its like only once, found it again`,
        'keep one of the two',
        place,
      );
    }
    seen.add(about);
    switch (clause) {
      case 'for':
        selection.key = parseKey(reader);
        break;
      case 'at':
      case 'on':
      case 'between':
        selection.time = parseTime(reader, clause);
        break;
      case 'because':
        selection.reasons = parseReasons(reader);
        break;
      case 'severity':
        selection.severity = reader.word(...severities) as Severity;
        break;
      case 'count':
        selection.count = reader.number('how many observations the alert stands for');
        break;
      case 'once':
        bound = { least: 1, most: 1 };
        break;
      case 'times':
        bound = parseTimes(reader);
        break;
    }
  }
  return { kind: 'alerts', bound, selection };
}

type Writable<Shape> = { -readonly [Name in keyof Shape]: Shape[Name] };

/** `at` begins a time or, as in `at least 2 times`, a bound. */
function readClauseWord(reader: StatementReader): ClauseWord {
  if (startsBound(reader)) return 'times';
  const word = clauseWords.find((candidate) => reader.accepts(candidate));
  if (word === undefined)
    throw reader.unexpected('"for", a time, "because", "severity", "count" or how many times', clauseWords);
  return word;
}

function startsBound(reader: StatementReader): boolean {
  const { token, following } = reader;
  if (token?.kind === 'number') return true;
  const word = token?.value.toLowerCase();
  return (
    word === 'exactly' || (word === 'at' && (following?.value === 'least' || following?.value === 'most'))
  );
}

function parseTimes(reader: StatementReader): Bound {
  const bound = parseBound(reader)!;
  reader.word('times', 'time');
  return bound;
}

function parseKey(reader: StatementReader): string {
  const parts = [reader.name('a key').name];
  // A text after a comma can only be another part of the key.
  while (reader.token?.value === ',' && reader.following?.kind === 'text') {
    reader.acceptKind('sign');
    parts.push(reader.quoted('a part of the key'));
  }
  return parts.join(keySeparator);
}

function parseTime(reader: StatementReader, clause: 'at' | 'on' | 'between'): LocalInterval {
  const interval =
    clause === 'between' ? parseBetween(reader) : clause === 'on' ? parseDay(reader) : parseMoment(reader);
  return { ...interval, text: `${clause} ${interval.text}` };
}

/** Reasons are parted by "and"; each goes on to the next comma or clause. */
function parseReasons(reader: StatementReader): readonly Reason[] {
  const reasons = [parseReason(reader)];
  while (reader.accepts('and')) reasons.push(parseReason(reader));
  return reasons;
}

function parseReason(reader: StatementReader): Reason {
  const quoted = reader.acceptKind('text');
  if (quoted !== undefined) return { kind: 'text', words: [quoted.value], text: `"${quoted.value}"` };
  const words: string[] = [];
  while (!reader.isAtEnd && !endsReason(reader)) {
    words.push(reader.token!.value);
    reader.acceptKind(reader.token!.kind);
  }
  if (words.length === 0) throw reader.unexpected('a reason such as: new place', []);
  const text = words.join(' ');
  const quality =
    words[0] === 'new' ? 'new' : words[0] === 'unusual' || words[0] === 'rare' ? 'unusual' : undefined;
  if (quality === undefined || words.length !== 2) return { kind: 'text', words, text };
  return { kind: 'quality', quality, feature: words[1]!, text };
}

function endsReason(reader: StatementReader): boolean {
  const { token } = reader;
  if (token === undefined || token.value === ',' || token.value === 'and') return true;
  return token.kind === 'word' && (clauseWords as readonly string[]).includes(token.value);
}
