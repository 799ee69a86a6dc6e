/** What a person sees at the place of a token: `"where"`, `the text "login"`, `the end of the file`. */

import { EOF, type IToken, tokenMatcher } from 'chevrotain';
import { InsertClose, MessageEnd, MessageStart, MessageText, NumberLiteral, Text } from './tokens.ts';

export const endOfFile = 'the end of the file';

/** Longest piece of a text that is repeated in a message. */
const shownCharsMax = 30;

export function describe(token: IToken): string {
  const type = token.tokenType;
  if (type === EOF) return endOfFile;
  if (type === MessageStart || type === MessageText) return 'a text';
  if (type === MessageEnd) return 'the end of the message';
  if (type === InsertClose) return '"}"';
  if (tokenMatcher(token, Text)) return `the text ${shortened(token.image)}`;
  if (type === NumberLiteral) return `the number ${token.image}`;
  return `"${token.image}"`;
}

function shortened(text: string): string {
  return text.length > shownCharsMax ? `${text.slice(0, shownCharsMax)}…"` : text;
}
