/**
 * What all parts of the parser stand on: places, errors in our own words, and going on after an error at the next
 * clause or declaration.
 */

import {
  EmbeddedActionsParser,
  EOF,
  type IParserErrorMessageProvider,
  type IRecognitionException,
  type IToken,
  isRecognitionException,
  NoViableAltException,
  tokenLabel,
  tokenMatcher,
} from 'chevrotain';
import { clauseOperatorsMax } from '../limits.ts';
import type { Located, Span } from './ast.ts';
import { describe } from './describe-token.ts';
import type { Diagnostic } from './diagnostic.ts';
import { retype, spanOf } from './lex-text.ts';
import { nearestName } from './nearest-name.ts';
import {
  type DeclarationKind,
  declarationWords,
  describeUnknownClause,
  isClauseWord,
  isDeclarationWord,
} from './parse-clause-words.ts';
import { Comma, Name, vocabulary, word } from './tokens.ts';

/** The message of an exception is the bare description of what was expected; `syntaxError` makes a sentence of it. */
const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => tokenLabel(expected),
  buildNotAllInputParsedMessage: () => 'the end of the file',
  buildNoViableAltMessage: ({ customUserDescription }) => customUserDescription ?? 'something else',
  buildEarlyExitMessage: ({ customUserDescription }) => customUserDescription ?? 'something else',
};

export abstract class RecoveringParser extends EmbeddedActionsParser {
  protected file = 0;
  protected diagnostics: Diagnostic[] = [];
  #operators = 0;
  #told: unknown;

  constructor() {
    super(vocabulary, { recoveryEnabled: false, maxLookahead: 2, errorMessageProvider: expectations });
  }

  /** Begins a file. */
  protected begin(file: number, tokens: IToken[]): void {
    this.input = tokens;
    this.file = file;
    this.diagnostics = [];
    this.#operators = 0;
  }

  /** From the first character of `start` to the last one read. */
  protected spanFrom(start: IToken): Span {
    return {
      file: this.file,
      start: start.startOffset,
      end: Math.max(start.startOffset, this.LA(0).endOffset! + 1),
    };
  }

  /** A node of the tree, made once everything that belongs to it was read. Not made while the grammar is recorded. */
  protected node<Node>(start: IToken, make: (span: Span) => Node): Node {
    return this.ACTION(() => make(this.spanFrom(start)));
  }

  /** As `node`, for an operator: their number in a clause is limited. */
  protected operatorNode<Node>(start: IToken, make: (span: Span) => Node): Node {
    return this.ACTION(() => {
      this.#operators += 1;
      if (this.#operators > clauseOperatorsMax) {
        this.fail({
          code: 'P015',
          message: `this clause has more than ${clauseOperatorsMax} operators`,
          hint: 'put long lists of values into a table and write: in TABLE',
          span: spanOf(this.file, this.LA(0)),
        });
      }
      return make(this.spanFrom(start));
    });
  }

  protected located<Value>(token: IToken, value: (token: IToken) => Value): Located<Value> {
    return this.ACTION(() => ({ value: value(token), span: spanOf(this.file, token) }));
  }

  protected textOf(token: IToken): Located<string> {
    return this.located(token, ({ payload }) => payload);
  }

  protected nameOf(token: IToken): Located<string> {
    return this.located(token, ({ image }) => image);
  }

  protected report(diagnostic: Omit<Diagnostic, 'severity'>): void {
    this.diagnostics.push({ ...diagnostic, severity: 'error' });
  }

  /** Reports, and gives up the clause that is being read. */
  protected fail(diagnostic: Omit<Diagnostic, 'severity'>): never {
    this.report(diagnostic);
    const exception = new NoViableAltException(diagnostic.message, this.LA(1), this.LA(0));
    this.#told = exception;
    throw exception;
  }

  /** Sets a clause that may stand once. */
  protected once<Draft, Key extends keyof Draft & string>(
    draft: Draft,
    key: Key,
    found: { readonly value: Draft[Key]; readonly span: Span; readonly clause: string },
  ): void {
    if (draft[key] === undefined) draft[key] = found.value;
    else {
      this.report({
        code: 'P010',
        message: `there are two clauses "${found.clause}"; only one may stand here`,
        hint: 'keep one of them',
        span: found.span,
      });
    }
  }

  protected onSameLine(distance: number): boolean {
    return this.LA(distance).startLine === this.LA(distance - 1).endLine;
  }

  /** Reads clauses until a declaration begins. True when all of them could be read. */
  protected readClauses(kind: DeclarationKind, clause: () => void): boolean {
    let sound = true;
    while (!this.atDeclaration() && this.LA(1).tokenType !== EOF) {
      if (this.LA(1).tokenType === Comma && isClauseWord(kind, this.LA(2).image)) this.SKIP_TOKEN();
      const before = this.LA(1);
      this.#operators = 0;
      try {
        if (!isClauseWord(kind, before.image)) {
          sound = false;
          this.#rejectClause(kind);
          continue;
        }
        clause();
      } catch (error) {
        sound = false;
        this.tell(error);
        if (this.LA(1) === before) this.SKIP_TOKEN();
        this.skipToClause(kind);
      }
    }
    return sound;
  }

  /** `source x`, `table x` …: a declaration word and a name. */
  protected atDeclaration(): boolean {
    const name = this.LA(2);
    if (!isDeclarationWord(this.LA(1).image) || !tokenMatcher(this.LA(1), Name) || !tokenMatcher(name, Name))
      return false;
    // A declaration word without its name, and the next declaration on the next line.
    return this.onSameLine(2) || !isDeclarationWord(name.image) || !tokenMatcher(this.LA(3), Name);
  }

  /** Goes on where a line begins with a declaration, or with a clause of this kind of declaration. */
  protected skipToClause(kind?: DeclarationKind): void {
    while (this.LA(1).tokenType !== EOF) {
      const startsLine = !this.onSameLine(1);
      if (startsLine && this.atDeclaration()) return;
      if (startsLine && kind === undefined && this.#almostDeclaration()) return;
      if (startsLine && kind !== undefined && isClauseWord(kind, this.LA(1).image)) return;
      const inRule = kind === 'baseline' || kind === 'rule' || kind === 'view';
      if (inRule && this.LA(1).tokenType === Comma && isClauseWord(kind, this.LA(2).image)) return;
      this.SKIP_TOKEN();
    }
  }

  #almostDeclaration(): boolean {
    const isNear = nearestName(this.LA(1).image, declarationWords) !== undefined;
    return isNear && tokenMatcher(this.LA(2), Name) && this.onSameLine(2);
  }

  /** Turns what the parser threw into a diagnostic; anything that is not about the rule text is thrown on. */
  protected tell(error: unknown): void {
    if (!(error instanceof Error) || !isRecognitionException(error)) throw error;
    if (error !== this.#told) this.report(this.#syntaxError(error as unknown as IRecognitionException));
  }

  #syntaxError(exception: IRecognitionException): Omit<Diagnostic, 'severity'> {
    const token = exception.token;
    const previous = (exception as { previousToken?: IToken }).previousToken ?? this.LA(0);
    const reserved =
      exception.message.endsWith('name') && /^\p{L}/u.test(token.image) && !tokenMatcher(token, Name);
    if (reserved && token.tokenType !== EOF) {
      return {
        code: 'P019',
        message: `"${token.image}" is a word of the language and cannot be a name`,
        hint: 'choose another name; a field can be renamed: action_in: text from "in"',
        span: spanOf(this.file, token),
      };
    }
    const atEnd = token.tokenType === EOF || token.startLine !== previous.endLine;
    const end = previous.endOffset! + 1;
    return {
      code: 'P007',
      message: `expected ${exception.message}`,
      found: describe(token),
      span: atEnd && !Number.isNaN(end) ? { file: this.file, start: end, end } : spanOf(this.file, token),
    };
  }

  /** A word at the place of a clause that is none. A misspelt one is reported and read as what was meant. */
  #rejectClause(kind: DeclarationKind): void {
    const token = this.LA(1);
    const verdict = describeUnknownClause({ kind, token, previous: this.LA(0), next: this.LA(2) });
    const problem = { code: verdict.code, message: verdict.message, span: spanOf(this.file, token) };
    // A declaration word without its name is spelt well: read as itself, it would be met again and again.
    if (verdict.meant === token.image.toLowerCase()) this.fail(problem);
    const diagnostic = verdict.hint === undefined ? problem : { ...problem, hint: verdict.hint };
    if (verdict.meant === undefined) this.fail(diagnostic);
    this.report(diagnostic);
    this.correct(token, verdict.meant);
  }

  /** Reads a misspelt word as the one that was meant. */
  protected correct(token: IToken, meant: string): void {
    retype(token, word(meant));
    token.image = meant;
  }
}
