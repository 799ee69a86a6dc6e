/**
 * From text to tokens: names become words of the language, and spellings of other languages are reported and read as
 * what was meant.
 */

import { type IToken, Lexer, type TokenType, tokenMatcher } from 'chevrotain';
import type { Span } from './ast.ts';
import type { Diagnostic } from './diagnostic.ts';
import { otherSpelling } from './lex-other-spellings.ts';
import { cookText } from './text-literal.ts';
import { Name, OpenText, OtherComment, Semicolon, Text, vocabulary, wordNamed } from './tokens.ts';

const lexer = new Lexer(vocabulary, { positionTracking: 'full' });

/** A file being read: its number, its text, and what was found to be wrong so far. */
export interface LexedFile {
  readonly file: number;
  readonly text: string;
  readonly diagnostics: Diagnostic[];
}

/**
 * Tokens of a piece of the file; `place` tells where in the file a character of the piece stands. Never throws: what
 * cannot be read is reported and left out. A text carries what it means as payload. O(length).
 */
export function lexText(
  lexed: LexedFile,
  text: string,
  place = (offset: number): number => offset,
): IToken[] {
  const { tokens, errors } = lexer.tokenize(text);
  for (const { offset, length } of errors) {
    lexed.diagnostics.push({
      code: 'P001',
      severity: 'error',
      message: `the language has no use for ${describeCharacters(text.slice(offset, offset + length))}`,
      hint: 'remove it, or put it between double quotes if it is part of a text',
      span: { file: lexed.file, start: place(offset), end: place(offset + length) },
    });
  }
  const kept: IToken[] = [];
  for (const token of tokens) {
    token.endOffset = place(token.endOffset! + 1) - 1;
    token.startOffset = place(token.startOffset);
    const spelling = otherSpelling(token);
    if (spelling !== undefined) {
      lexed.diagnostics.push({ ...spelling, severity: 'error', span: spanOf(lexed.file, token) });
    }
    if (token.tokenType === OtherComment || token.tokenType === Semicolon) continue;
    if (token.tokenType === Name) retype(token, wordNamed(token.image) ?? Name);
    else if (tokenMatcher(token, Text)) token.payload = cookText(betweenQuotes(token)).value;
    kept.push(token);
  }
  return kept;
}

/** Makes a token one of another type. */
export function retype(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx!;
}

/** Where a token stands. */
export function spanOf(file: number, token: IToken): Span {
  return { file, start: token.startOffset, end: token.endOffset! + 1 };
}

function betweenQuotes(token: IToken): string {
  if (token.tokenType === Text) return token.image.slice(1, -1);
  if (token.tokenType === OpenText) return token.image.slice(1);
  return token.image.replace(/^['“”„«]|['“”»]$/gu, '');
}

function describeCharacters(characters: string): string {
  const shown = characters.length > 20 ? `${characters.slice(0, 20)}…` : characters;
  return `"${shown.replace(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)}"`;
}
