/**
 * The words and signs of the rule language. Every word is read as a name first; a few are reserved, the others are
 * words of the language only where the grammar expects them, so that a field may be called `time` or `priority`.
 */

import { createToken, Lexer, type TokenType } from 'chevrotain';

/** Words that cannot be names: without them the end of an expression would be a guess. */
export const reservedWords = ['and', 'or', 'not', 'in', 'is', 'between', 'true', 'false'] as const;

const contextualWords = [
  ...['source', 'table', 'baseline', 'rule'],
  ...[
    'from',
    'ndjson',
    'csv',
    'lines',
    'file',
    'separated',
    'by',
    'columns',
    'ignore',
    'other',
    'fields',
    'as',
  ],
  ...['time', 'up', 'to', 'late', 'zone', 'precision', 'year', 'identified', 'key'],
  ...['on', 'where', 'for', 'each', 'learn', 'usual', 'values', 'of', 'hours', 'day', 'week', 'frequency'],
  ...[
    'per',
    'against',
    'everyone',
    'range',
    'over',
    'every',
    'during',
    'with',
    'at',
    'least',
    'relearn',
    'keep',
  ],
  ...[
    'events',
    'windows',
    'seen',
    'days',
    'fewer',
    'than',
    'outliers',
    'beyond',
    'sigma',
    'this',
    'period',
    'history',
    'unusual',
    'above',
  ],
  ...['alert', 'when', 'severity', 'else', 'medium', 'critical', 'once', 'allow', 'priority', 'memory'],
  ...['new', 'rare', 'unusually', 'high', 'low', 'score', 'missing', 'known'],
  ...['kafka', 'topic', 'folder', 'idle', 'after', 'sink', 'alerts', 'higher', 'view', 'forget'],
  ...['contains', 'contain', 'starts', 'start', 'ends', 'end', 'matches', 'match', 'does'],
  ...['presence', 'first', 'counts', 'places', 'travel', 'speed', 'share', 'ratio', 'smoothed', 'season'],
  ...['none', 'periodic', 'series', 'clusters', 'isolation', 'within', 'type', 'weight', 'drifting'],
  ...[
    'learning',
    'half',
    'life',
    'never',
    'off',
    'quarantine',
    'surprises',
    'admit',
    'accept',
    'clip',
    'down',
    'no',
  ],
  ...['calibrate', 'calibration', 'own', 'add', 'slow', 'surprise', 'most', 'previous', 'evidence', 'limit'],
  ...['expected', 'given', 'similar', 'keys', 'warm'],
];

/** Any name: a word that is not reserved. */
export const Name = createToken({
  name: 'Name',
  label: 'a name',
  pattern: sticky(/[\p{L}_][\p{L}\p{N}_]*/uy),
  line_breaks: false,
});

const words = new Map<string, TokenType>();
for (const text of reservedWords)
  words.set(text, createToken({ name: text.toUpperCase(), label: `"${text}"`, pattern: Lexer.NA }));
for (const text of contextualWords) {
  words.set(
    text,
    createToken({ name: text.toUpperCase(), label: `"${text}"`, pattern: Lexer.NA, categories: Name }),
  );
}

/** The token of a word of the language. @throws RangeError when the language has no such word. */
export function word(text: string): TokenType {
  const token = words.get(text);
  if (token === undefined) throw new RangeError(`expected a word of the language, found "${text}"`);
  return token;
}

/** The token of a word a person wrote, in any case, if it is one of the language. */
export function wordNamed(image: string): TokenType | undefined {
  return words.get(image.toLowerCase());
}

const sign = (name: string, pattern: string): TokenType =>
  createToken({ name, label: `"${pattern}"`, pattern });
const whole = (name: string, label: string): TokenType => createToken({ name, label, pattern: Lexer.NA });

export const LeftParenthesis = sign('LeftParenthesis', '(');
export const RightParenthesis = sign('RightParenthesis', ')');
export const LeftBracket = sign('LeftBracket', '[');
export const RightBracket = sign('RightBracket', ']');
export const Comma = sign('Comma', ',');
export const Colon = sign('Colon', ':');
export const Dot = sign('Dot', '.');
export const Plus = sign('Plus', '+');
export const Minus = sign('Minus', '-');
export const Star = sign('Star', '*');
export const Slash = sign('Slash', '/');
export const Percent = sign('Percent', '%');
export const Equal = sign('Equal', '=');
export const NotEqual = sign('NotEqual', '!=');
export const LessOrEqual = sign('LessOrEqual', '<=');
export const GreaterOrEqual = sign('GreaterOrEqual', '>=');
export const Less = sign('Less', '<');
export const Greater = sign('Greater', '>');
export const NumberLiteral = createToken({
  name: 'NumberLiteral',
  label: 'a number',
  pattern: /\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/,
});
/** Payload: the text that is meant, a string. */
export const Text = createToken({
  name: 'Text',
  label: 'text in double quotes',
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*"/,
});

// The message of an alert arrives in pieces: start, then texts and `{` expression `}` in turn, then end.
export const MessageStart = whole('MessageStart', 'the message in double quotes');
/** Payload: the text that is meant, a string. */
export const MessageText = whole('MessageText', 'the text of the message');
export const InsertOpen = whole('InsertOpen', '"{"');
export const InsertClose = whole('InsertClose', '"}" after the expression');
export const MessageEnd = whole('MessageEnd', 'the end of the message');

// Spellings of other languages: reported once, then read as what was meant.
const meant = (name: string, pattern: RegExp, categories: TokenType): TokenType =>
  createToken({ name, pattern, categories });
export const DoubleEqual = meant('DoubleEqual', /===?/, Equal);
export const Diamond = meant('Diamond', /<>|!==/, NotEqual);
export const DoubleAmpersand = meant('DoubleAmpersand', /&&?/, word('and'));
export const DoubleBar = meant('DoubleBar', /\|\|?/, word('or'));
export const Exclamation = meant('Exclamation', /!/, word('not'));
export const OpenText = meant('OpenText', /"(?:[^"\\\r\n]|\\[^\r\n])*\\?/, Text);
export const OtherQuotes = meant('OtherQuotes', /'[^'\r\n]*'|[“”„«][^“”»\r\n]*[“”»]/, Text);
export const BareAddress = meant('BareAddress', /\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?/, Text);
export const OtherComment = createToken({ name: 'OtherComment', pattern: /\/\/[^\r\n]*/ });
export const Semicolon = createToken({ name: 'Semicolon', pattern: /;/ });

const Space = createToken({ name: 'Space', pattern: /[\s\uFEFF]+/, group: Lexer.SKIPPED, line_breaks: true });
const Comment = createToken({ name: 'Comment', pattern: /#[^\r\n]*/, group: Lexer.SKIPPED });

/** Every token in the order of trial: a longer sign before its beginning. */
export const vocabulary: TokenType[] = [
  ...[Space, Comment, Text, OpenText, OtherQuotes, BareAddress, NumberLiteral, Name],
  ...[DoubleEqual, Diamond, NotEqual, LessOrEqual, GreaterOrEqual, Equal, Less, Greater],
  ...[DoubleAmpersand, DoubleBar, Exclamation, OtherComment, Semicolon],
  ...[LeftParenthesis, RightParenthesis, LeftBracket, RightBracket, Comma, Colon, Dot],
  ...[Plus, Minus, Star, Slash, Percent],
  ...[MessageStart, MessageText, InsertOpen, InsertClose, MessageEnd],
  ...words.values(),
];

/** Chevrotain drops the `u` flag of patterns; a function keeps it. */
function sticky(pattern: RegExp): (text: string, offset: number) => RegExpExecArray | null {
  return (text, offset) => {
    pattern.lastIndex = offset;
    return pattern.exec(text);
  };
}
