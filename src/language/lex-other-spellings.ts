/** Spellings of other languages that people bring along: each is reported with ours, and read as what was meant. */

import type { IToken, TokenType } from 'chevrotain';
import * as tokens from './tokens.ts';

/** What there is to say about such a spelling, undefined for every other token. */
export interface OtherSpelling {
  readonly code: 'P002' | 'P003' | 'P004' | 'P005' | 'P006';
  readonly message: string;
  readonly hint: string;
}

export function otherSpelling(token: IToken): OtherSpelling | undefined {
  return spellings.get(token.tokenType)?.(token.image);
}

const operator =
  (ours: string) =>
  (image: string): OtherSpelling => ({
    code: 'P003',
    message: `"${image}" is not an operator of this language`,
    hint: `write ${ours}`,
  });

const spellings = new Map<TokenType, (image: string) => OtherSpelling>([
  [tokens.DoubleEqual, operator('a single "="')],
  [tokens.Diamond, operator('"!="')],
  [tokens.DoubleAmpersand, operator('"and"')],
  [tokens.DoubleBar, operator('"or"')],
  [tokens.Exclamation, operator('"not"')],
  [
    tokens.OpenText,
    () => ({
      code: 'P002',
      message: 'the closing quote of this text is missing',
      hint: 'text ends on the line it began on: add a " where it ends, and write \\" for a quote inside',
    }),
  ],
  [
    tokens.OtherQuotes,
    (image) => ({
      code: 'P004',
      message: 'text stands between plain double quotes',
      hint: `write "${image.slice(1, -1)}"`,
    }),
  ],
  [
    tokens.BareAddress,
    (image) => ({
      code: 'P005',
      message: 'an address or network stands between double quotes',
      hint: `write "${image}"`,
    }),
  ],
  [
    tokens.OtherComment,
    () => ({ code: 'P006', message: 'a comment begins with "#" here', hint: 'write # in place of //' }),
  ],
  [
    tokens.Semicolon,
    () => ({ code: 'P006', message: 'a clause needs nothing at its end', hint: 'remove the ";"' }),
  ],
]);
