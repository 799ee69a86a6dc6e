/** From the text of one rule file to the tokens that the parser reads. */

import type { IToken } from 'chevrotain';
import { expressionNestingMax } from '../limits.ts';
import type { RuleFile } from './ast.ts';
import type { Diagnostic } from './diagnostic.ts';
import { expandMessages } from './lex-message.ts';
import { type LexedFile, lexText, spanOf } from './lex-text.ts';
import {
  InsertClose,
  InsertOpen,
  LeftBracket,
  LeftParenthesis,
  RightBracket,
  RightParenthesis,
} from './tokens.ts';

export interface LexedRules {
  readonly tokens: IToken[];
  readonly diagnostics: readonly Diagnostic[];
  /** True when the tokens end before the file does: what seems to be missing at their end may stand behind it. */
  readonly cut: boolean;
}

/** The tokens of a file in order. Never throws; what cannot be read is reported and left out. O(length). */
export function lexRules(file: RuleFile, index: number): LexedRules {
  const lexed: LexedFile = { file: index, text: file.text, diagnostics: [] };
  const tokens = expandMessages(lexed, lexText(lexed, file.text));
  const shallow = withoutDeepNesting(lexed, tokens);
  return { tokens: shallow, diagnostics: lexed.diagnostics, cut: shallow.length < tokens.length };
}

/** The parser calls itself for every bracket: the file ends for it where brackets lie too deep. */
function withoutDeepNesting(lexed: LexedFile, tokens: IToken[]): IToken[] {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    const type = token.tokenType;
    if (type === LeftParenthesis || type === LeftBracket || type === InsertOpen) depth += 1;
    if (type === RightParenthesis || type === RightBracket || type === InsertClose)
      depth = Math.max(0, depth - 1);
    if (depth <= expressionNestingMax) continue;
    lexed.diagnostics.push({
      code: 'P014',
      severity: 'error',
      message: `brackets lie more than ${expressionNestingMax} deep here; the rest of the file was not read`,
      hint: 'close brackets earlier, or split the rule',
      span: spanOf(lexed.file, token),
    });
    return tokens.slice(0, index);
  }
  return tokens;
}
