/** The words that begin clauses, by declaration, and what to say when a clause begins with another word. */

import { type IToken, tokenMatcher } from 'chevrotain';
import { durationUnits } from '../time/duration.ts';
import { describe } from './describe-token.ts';
import { nearestName } from './nearest-name.ts';
import { sizeUnits } from './size-units.ts';
import { Equal, MessageStart, Name, NumberLiteral } from './tokens.ts';

export type DeclarationKind = 'source' | 'table' | 'baseline' | 'rule' | 'view' | 'sink';

/** Clauses of an alert stand behind it, and belong to the last one. */
const alertWords = ['when', 'severity', 'once', 'over', 'per'];
const headWords = ['on', 'where', 'for', 'allow', 'priority', 'memory'];
const ruleWords = [...headWords, 'alert', ...alertWords];

const clauseWords: Readonly<Record<DeclarationKind, readonly string[]>> = {
  source: ['from', 'fields', 'time', 'identified', 'idle'],
  table: ['from', 'key'],
  baseline: [
    ...[
      ...ruleWords,
      'learn',
      'during',
      'with',
      'relearn',
      'keep',
      'ignore',
      'unusual',
      'half',
      'forget',
      'days',
    ],
    ...['quarantine', 'clip', 'down', 'accept', 'no', 'calibrate', 'add', 'limit', 'warm'],
  ],
  rule: ruleWords,
  view: [...headWords, 'keep', 'forget'],
  sink: ['alerts', 'severity', 'to'],
};

export const declarationWords: readonly DeclarationKind[] = [
  'source',
  'table',
  'baseline',
  'rule',
  'view',
  'sink',
];

export function isDeclarationWord(text: string): boolean {
  return (declarationWords as readonly string[]).includes(text.toLowerCase());
}

export function isClauseWord(kind: DeclarationKind, text: string): boolean {
  return clauseWords[kind].includes(text.toLowerCase());
}

/** Looks at the tokens ahead, from 1. */
export type Ahead = (distance: number) => IToken;

/** True for words at a distance that begin a clause of anything that watches keys: a baseline, a rule or a view. */
export function isRuleClause(ahead: Ahead, distance: number): boolean {
  const { image } = ahead(distance);
  if (!isRuleClauseWord(image)) return false;
  return !likelyNames.has(image.toLowerCase()) || isFollowed(ahead, distance);
}

function isRuleClauseWord(text: string): boolean {
  return isClauseWord('baseline', text) || isClauseWord('view', text);
}

/** Words that are names rather than clauses unless what follows says otherwise. */
const likelyNames = new Set([
  'half',
  'days',
  'quarantine',
  'clip',
  'down',
  'accept',
  'no',
  'calibrate',
  'add',
  'limit',
  'warm',
]);

/** What a baseline may doubt. */
const doubtful = ['surprises', 'outliers', 'values', 'where'];

/** What follows the first word of a clause, where that tells it from a name; `#` is a number. */
const followers: Readonly<Record<string, readonly string[]>> = {
  for: ['each'],
  relearn: ['every'],
  once: ['per'],
  with: ['at'],
  unusual: ['above'],
  ignore: doubtful,
  severity: ['low', 'medium', 'high', 'critical'],
  identified: ['by'],
  forget: ['after'],
  idle: ['after'],
  half: ['- life #', '- life never'],
  days: ['off in'],
  quarantine: doubtful,
  clip: doubtful,
  accept: ['where'],
  down: doubtful.map((what) => `- weight ${what}`),
  no: ['quarantine', 'calibration'],
  calibrate: ['against'],
  add: ['slow surprise', 'evidence of'],
  limit: ['alerts for'],
  warm: ['start'],
};

function isFollowed(ahead: Ahead, distance: number): boolean {
  const phrases = followers[ahead(distance).image.toLowerCase()] ?? [];
  return phrases.some((phrase) =>
    phrase.split(' ').every((expected, index) => {
      const token = ahead(distance + 1 + index);
      return expected === '#' ? token.tokenType === NumberLiteral : token.image.toLowerCase() === expected;
    }),
  );
}

/**
 * True when a word that stands where a value should is rather the beginning of the next clause: in an expression no
 * name is followed by a number, a text or another name.
 */
export function beginsClause(ahead: Ahead, state: { readonly startsLine: boolean }): boolean {
  const image = ahead(1).image.toLowerCase();
  const next = ahead(2);
  if (!isRuleClauseWord(image) && !isDeclarationWord(image)) return false;
  if (next.tokenType === NumberLiteral || next.tokenType === MessageStart) return true;
  if (followers[image] !== undefined) return isFollowed(ahead, 1);
  return state.startsLine && tokenMatcher(next, Name) && !operatorWords.has(next.image.toLowerCase());
}

/** Names that go on with an expression behind a value. */
const operatorWords = new Set(['contains', 'starts', 'ends', 'matches', 'does', 'to', 'as']);

export interface ClauseVerdict {
  readonly code: 'P007' | 'P008' | 'P009' | 'P011';
  readonly message: string;
  readonly hint?: string;
  /** The word that was probably meant. */
  readonly meant?: string;
}

/** What is wrong with the token that stands where a clause should begin. */
export function describeUnknownClause(place: {
  readonly kind: DeclarationKind;
  readonly token: IToken;
  readonly previous: IToken;
  readonly next: IToken;
}): ClauseVerdict {
  const { kind, token, previous, next } = place;
  const image = token.image.toLowerCase();
  if (
    tokenMatcher(token, Name) &&
    previous.tokenType === NumberLiteral &&
    token.startLine === previous.endLine
  ) {
    return unknownUnit(token.image);
  }
  const owner = ownerOf(image, kind);
  if (owner !== undefined) return { code: 'P009', ...owner };
  if (token.tokenType === Equal && tokenMatcher(previous, Name)) {
    return {
      code: 'P007',
      message: 'a feature stands under "learn"',
      hint: `write: learn ${previous.image} = …`,
    };
  }
  const known = clauseWords[kind];
  if (!tokenMatcher(token, Name)) {
    const message = `nothing can be made of ${describe(token)} here`;
    return { code: 'P007', message, hint: `a clause begins with one of: ${known.join(', ')}` };
  }
  const meant = nearestName(image, [...known, ...declarationWords]);
  const verdict = { code: 'P008', message: `a ${kind} has no clause "${token.image}"` } as const;
  if (meant === undefined) return { ...verdict, hint: `its clauses are: ${known.join(', ')}` };
  const hint = `did you mean "${meant}"?`;
  if (isDeclarationWord(meant)) {
    const unknown = {
      code: 'P008',
      message: `"${token.image}" is neither a clause nor a declaration`,
      hint,
    } as const;
    return tokenMatcher(next, Name) ? { ...unknown, meant } : unknown;
  }
  return { ...verdict, hint, meant };
}

/** `30 dayz`: which units there are. */
export function unknownUnit(image: string): ClauseVerdict {
  const plurals = Object.keys(durationUnits).filter((unit) => unit.length > 2 && unit.endsWith('s'));
  const units = [
    ...plurals,
    ...Object.keys(durationUnits).filter((unit) => unit.length > 2),
    ...sizeUnits.keys(),
  ];
  const nearest = nearestName(image, units);
  return {
    code: 'P011',
    message: `there is no unit "${image}"`,
    hint:
      nearest === undefined
        ? 'units are: seconds, minutes, hours, days, weeks, and for sizes kB, MB, GB'
        : `did you mean "${nearest}"?`,
  };
}

function ownerOf(image: string, kind: DeclarationKind): { message: string; hint: string } | undefined {
  if (image === 'else')
    return { message: '"else" belongs to a severity', hint: 'write: severity high when …, else low' };
  // `alerts` in a rule and `alert` in a sink are rather misspelt.
  if (image === 'alerts' || (image === 'alert' && kind === 'sink')) return undefined;
  for (const other of ['baseline', 'rule', 'source', 'table', 'sink'] as const) {
    if (other === kind || !clauseWords[other].includes(image)) continue;
    return {
      message: `a ${kind} has no clause "${image}"`,
      hint: `"${image}" belongs to a ${other}`,
    };
  }
  return undefined;
}
