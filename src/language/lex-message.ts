/**
 * Takes the message of an alert apart, so that the parser reads its expressions like any others, in their place:
 * `"{account} from {place}"` becomes start, `{` account `}`, text, `{` place `}`, end. `{{` and `}}` are braces.
 */

import { type IToken, type TokenType, tokenMatcher } from 'chevrotain';
import { type LexedFile, lexText, retype } from './lex-text.ts';
import { nearestName } from './nearest-name.ts';
import { cookText } from './text-literal.ts';
import {
  InsertClose,
  InsertOpen,
  MessageEnd,
  MessageStart,
  MessageText,
  Name,
  OpenText,
  Text,
  word,
} from './tokens.ts';

/** Tokens of `at most 5 a day`, which may stand between the word `alert` and the message. */
const budgetTokens = 5;

/** Replaces each text after the word `alert` by its pieces. O(tokens + characters). */
export function expandMessages(lexed: LexedFile, tokens: readonly IToken[]): IToken[] {
  const expanded: IToken[] = [];
  let messageAt = -1;
  for (const [index, token] of tokens.entries()) {
    if (index === messageAt && tokenMatcher(token, Text)) expanded.push(...piecesOf(lexed, token));
    else expanded.push(token);
    if (isAlert(token) && !isNameOfSink(tokens, index)) {
      messageAt = index + 1 + (tokens[index + 1]?.tokenType === word('at') ? budgetTokens : 0);
    }
  }
  return expanded;
}

/** A misspelt `alert` is reported by the parser; its text is a message all the same. */
function isAlert({ tokenType, image }: IToken): boolean {
  if (tokenType === word('alert') || tokenType === word('alerts')) return true;
  return tokenType === Name && nearestName(image, ['alert']) !== undefined;
}

/** `sink alerts "What the analysts see"`: that text is a title. */
function isNameOfSink(tokens: readonly IToken[], index: number): boolean {
  return tokens[index - 1]?.tokenType === word('sink') && tokens[index - 2]?.tokenType !== word('on');
}

function piecesOf(lexed: LexedFile, token: IToken): IToken[] {
  const rawStart = token.startOffset + 1;
  const rawEnd = token.endOffset! + (token.tokenType === OpenText ? 1 : 0);
  const { value, offsets } = cookText(lexed.text.slice(rawStart, rawEnd));
  const place = (offset: number): number => rawStart + offsets[offset]!;
  const piece = (type: TokenType, from: number, to: number, payload?: string): IToken => {
    const made = { ...token, startOffset: place(from), endOffset: place(to) - 1, payload };
    retype(made, type);
    return made;
  };
  const pieces = [quote(token, MessageStart, token.startOffset)];
  let text = '';
  let textFrom = 0;
  let index = 0;
  const endText = (): void => {
    if (text !== '') pieces.push(piece(MessageText, textFrom, index, text));
    text = '';
  };
  while (index < value.length) {
    const character = value[index]!;
    const doubled = value[index + 1] === character;
    if (character === '{' && !doubled) {
      const close = closingBrace(value, index + 1);
      if (close < 0) {
        reportOpenBrace(lexed, place(index), token);
        break;
      }
      endText();
      const from = index + 1;
      pieces.push(piece(InsertOpen, index, from));
      const inner = lexText(lexed, value.slice(from, close), (offset) => place(from + offset));
      for (const innerToken of inner) {
        pieces.push({ ...innerToken, startLine: token.startLine!, endLine: token.endLine! });
      }
      pieces.push(piece(InsertClose, close, close + 1));
      index = close + 1;
      textFrom = index;
      continue;
    }
    text += character;
    index += (character === '{' || character === '}') && doubled ? 2 : 1;
  }
  endText();
  pieces.push(quote(token, MessageEnd, token.endOffset!));
  return pieces;
}

function quote(token: IToken, type: TokenType, offset: number): IToken {
  const made = { ...token, startOffset: offset, endOffset: offset };
  retype(made, type);
  return made;
}

/** Index of the next `}` outside of quotes, -1 without one. */
function closingBrace(text: string, from: number): number {
  let quoted = false;
  for (let index = from; index < text.length; index++) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '"') quoted = !quoted;
    else if (text[index] === '}' && !quoted) return index;
  }
  return -1;
}

/** Text that goes on right behind its last quote was most likely ended by a quote that belongs to the expression. */
function reportOpenBrace(lexed: LexedFile, offset: number, message: IToken): void {
  const endedEarly = /^\S/.test(lexed.text.slice(message.endOffset! + 1));
  lexed.diagnostics.push({
    code: 'P013',
    severity: 'error',
    message: 'this "{" is not closed',
    hint: endedEarly
      ? 'inside of a message a quote is written \\", like: {if(sum(rows) > 9, \\"many\\", \\"few\\")}'
      : 'add the "}" after the expression, or write {{ for a brace',
    span: { file: lexed.file, start: offset, end: offset + 1 },
  });
}
