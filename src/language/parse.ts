/** Reads rule files and conditions: from text to the syntax tree, with everything that is wrong with the text. */

import { EOF, type IToken, tokenMatcher } from 'chevrotain';
import type { Ast, Declaration, Expression, Located, RuleFile } from './ast.ts';
import { describe, endOfFile } from './describe-token.ts';
import { type Diagnostic, inOrder } from './diagnostic.ts';
import { lexRules } from './lex.ts';
import { spanOf } from './lex-text.ts';
import { nearestName } from './nearest-name.ts';
import { finishAlerts } from './parse-alerts.ts';
import { type DeclarationKind, declarationWords, isDeclarationWord } from './parse-clause-words.ts';
import type { SourceDraft } from './parse-formats.ts';
import type { RuleDraft } from './parse-rules.ts';
import type { SinkDraft } from './parse-sinks.ts';
import type { TableDraft } from './parse-sources.ts';
import { type ViewDraft, ViewParser } from './parse-views.ts';
import { Name, Text, word } from './tokens.ts';

/** The tree of all files. Never throws on any text: what could not be read is left out and told in the diagnostics. */
export function parseRules(files: readonly RuleFile[]): { ast: Ast; diagnostics: Diagnostic[] } {
  const declarations: Declaration[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [index, file] of files.entries()) {
    const lexed = lexRules(file, index);
    const read = parser.read(index, lexed.tokens);
    declarations.push(...read.declarations);
    const told = lexed.cut ? read.diagnostics.filter(({ found }) => found !== endOfFile) : read.diagnostics;
    diagnostics.push(...lexed.diagnostics, ...told);
  }
  return { ast: { files, declarations }, diagnostics: inOrder(diagnostics) };
}

/** The tree of one condition that stands by itself; absent when it could not be read. Never throws on any text. */
export function parseCondition(file: RuleFile): { expression?: Expression; diagnostics: Diagnostic[] } {
  const { tokens, diagnostics } = lexRules(file, 0);
  const read = parser.readCondition(tokens);
  return { ...read, diagnostics: inOrder([...diagnostics, ...read.diagnostics]) };
}

interface Opening {
  readonly name: Located<string>;
  readonly title?: Located<string>;
}

/** The whole grammar. One object serves all files, one after the other. */
class FileParser extends ViewParser {
  /** What begins every declaration: its kind, its name, and for all but sources and tables a title. */
  readonly #opening = this.RULE('opening', (): Opening => {
    const kind = this.OR([
      { ALT: () => this.CONSUME(word('source')) },
      { ALT: () => this.CONSUME(word('table')) },
      { ALT: () => this.CONSUME(word('baseline')) },
      { ALT: () => this.CONSUME(word('rule')) },
      { ALT: () => this.CONSUME(word('view')) },
      { ALT: () => this.CONSUME(word('sink')) },
    ]);
    const name = this.nameOf(this.CONSUME(Name));
    const title = this.OPTION({
      GATE: () => kind.tokenType !== word('source') && kind.tokenType !== word('table'),
      DEF: () => this.textOf(this.CONSUME(Text)),
    });
    return { name, ...(title && { title }) };
  });

  readonly #file = this.RULE('file', (): Declaration[] => {
    const declarations: Declaration[] = [];
    while (this.LA(1).tokenType !== EOF) {
      if (this.atDeclaration()) declarations.push(this.#declaration());
      else this.#skipToDeclaration();
    }
    return declarations;
  });

  readonly #condition = this.RULE('condition', (): Expression | undefined => {
    try {
      const condition = this.SUBRULE(this.expression);
      this.CONSUME(EOF, { ERR_MSG: 'the end of the condition, or "and", "or"' });
      return condition;
    } catch (error) {
      this.tell(error);
      return undefined;
    }
  });

  constructor() {
    super();
    this.performSelfAnalysis();
  }

  read(file: number, tokens: IToken[]): { declarations: Declaration[]; diagnostics: Diagnostic[] } {
    this.begin(file, tokens);
    return { declarations: this.#file(), diagnostics: this.diagnostics };
  }

  readCondition(tokens: IToken[]): { expression?: Expression; diagnostics: Diagnostic[] } {
    this.begin(0, tokens);
    const expression = this.#condition();
    return { diagnostics: this.diagnostics, ...(expression && { expression }) };
  }

  #declaration(): Declaration {
    const start = this.LA(1);
    const kind = start.image.toLowerCase() as DeclarationKind;
    const opening = this.SUBRULE(this.#opening);
    if (kind === 'source') return this.#source(start, opening);
    if (kind === 'table') return this.#table(start, opening);
    if (kind === 'sink') return this.#sink(start, opening);
    if (kind === 'view') return this.#view(start, opening);
    return this.#rule(start, kind, opening);
  }

  #source(start: IToken, { name }: Opening): Declaration {
    const draft: SourceDraft = {};
    const sound = this.readClauses('source', () => this.SUBRULE(this.sourceClause, { ARGS: [draft] }));
    const span = this.spanFrom(start);
    return { ...draft, kind: 'source', name, fields: draft.fields ?? [], damaged: !sound, span };
  }

  #table(start: IToken, { name }: Opening): Declaration {
    const draft: TableDraft = {};
    const sound = this.readClauses('table', () => this.SUBRULE(this.tableClause, { ARGS: [draft] }));
    return { ...draft, kind: 'table', name, damaged: !sound, span: this.spanFrom(start) };
  }

  #sink(start: IToken, opening: Opening): Declaration {
    const draft: SinkDraft = {};
    const sound = this.readClauses('sink', () => this.SUBRULE(this.sinkClause, { ARGS: [draft] }));
    return { ...draft, ...opening, kind: 'sink', damaged: !sound, span: this.spanFrom(start) };
  }

  #rule(start: IToken, kind: 'baseline' | 'rule', opening: Opening): Declaration {
    const draft: RuleDraft = { alerts: [], features: [], doubts: [] };
    const sound = this.readClauses(kind, () => {
      if (kind === 'baseline') this.SUBRULE(this.baselineClause, { ARGS: [draft] });
      else this.SUBRULE(this.ruleClause, { ARGS: [draft] });
    });
    const { features, doubts: written, ...shared } = draft;
    const doubts = this.distinctDoubts(written, draft.keepLearning ? 'running' : 'generations');
    const head = { ...shared, ...opening, keys: draft.keys ?? [], alerts: finishAlerts(draft.alerts) };
    const place = { damaged: !sound, span: this.spanFrom(start) };
    return kind === 'baseline' ? { kind, ...head, ...place, features, doubts } : { kind, ...head, ...place };
  }

  #view(start: IToken, opening: Opening): Declaration {
    const draft: ViewDraft = {};
    const sound = this.readClauses('view', () => this.SUBRULE(this.viewClause, { ARGS: [draft] }));
    const head = { ...draft, ...opening, keys: draft.keys ?? [], alerts: [] };
    return { ...head, kind: 'view', damaged: !sound, span: this.spanFrom(start) };
  }

  /** Text before the first declaration, or after one that has ended. A misspelt word is read as what was meant. */
  #skipToDeclaration(): void {
    const token = this.LA(1);
    if (isDeclarationWord(token.image)) {
      this.report({
        code: 'P007',
        message: `a ${token.image.toLowerCase()} needs a name`,
        found: describe(this.LA(2)),
        hint: `write for example: ${token.image.toLowerCase()} web_log`,
        span: spanOf(this.file, token),
      });
      this.SKIP_TOKEN();
      this.skipToClause();
      return;
    }
    const meant = tokenMatcher(this.LA(2), Name) ? nearestName(token.image, declarationWords) : undefined;
    this.report({
      code: 'P021',
      message: `a file holds sources, tables, baselines, rules, views and sinks; nothing can be made of "${token.image}" here`,
      hint:
        meant === undefined
          ? 'begin with one of these words and a name, like: source web_log'
          : `did you mean "${meant}"?`,
      span: spanOf(this.file, token),
    });
    if (meant === undefined) {
      this.SKIP_TOKEN();
      this.skipToClause();
    } else this.correct(token, meant);
  }
}

const parser = new FileParser();
