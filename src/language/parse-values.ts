/** Values: names, literals, calls, lookups, and judgements such as `new place`. */

import { type IToken, type ParserMethod, tokenMatcher } from 'chevrotain';
import type { Expression, Located, Quality } from './ast.ts';
import { spanOf } from './lex-text.ts';
import { beginsClause } from './parse-clause-words.ts';
import { QuantityParser } from './parse-quantities.ts';
import {
  Comma,
  Dot,
  LeftBracket,
  LeftParenthesis,
  Name,
  RightBracket,
  RightParenthesis,
  Text,
  word,
} from './tokens.ts';

/** After `new`, `rare` or `unusual` these begin a clause or go on with the expression: the word before is a name. */
const neverJudged = new Set([
  ...[
    'for',
    'when',
    'severity',
    'once',
    'allow',
    'alert',
    'learn',
    'during',
    'ignore',
    'over',
    'per',
    'against',
  ],
  ...['contains', 'starts', 'ends', 'matches', 'does', 'to', 'as', 'above'],
]);

export abstract class ValueParser extends QuantityParser {
  /** Any expression: what stands in parentheses, and between them in a call. */
  protected abstract readonly expression: ParserMethod<[], Expression>;

  protected readonly primary = this.RULE('primary', (): Expression => {
    return this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.quantity) },
        { ALT: () => this.SUBRULE(this.literal) },
        { ALT: () => this.SUBRULE(this.parenthesized) },
        { GATE: () => this.#judgementAhead(), ALT: () => this.SUBRULE(this.judgement) },
        { GATE: () => this.LA(2).tokenType === word('of'), ALT: () => this.SUBRULE(this.scoreOf) },
        { GATE: () => this.LA(2).tokenType === LeftParenthesis, ALT: () => this.SUBRULE(this.call) },
        { GATE: () => this.LA(2).tokenType === LeftBracket, ALT: () => this.SUBRULE(this.lookup) },
        { GATE: () => !this.#clauseAhead(), ALT: () => this.SUBRULE(this.fieldName) },
      ],
      IGNORE_AMBIGUITIES: true,
      ERR_MSG: 'a value: a field, a number, a text in double quotes, or a function',
    });
  });

  protected readonly literal = this.RULE('literal', (): Expression => {
    const start = this.LA(1);
    return this.OR([
      {
        ALT: (): Expression => {
          const token = this.CONSUME(Text);
          return this.node(start, (span) => ({ kind: 'text', value: token.payload, span }));
        },
      },
      {
        ALT: (): Expression => {
          this.CONSUME(word('true'));
          return this.node(start, (span) => ({ kind: 'boolean', value: true, span }));
        },
      },
      {
        ALT: (): Expression => {
          this.CONSUME(word('false'));
          return this.node(start, (span) => ({ kind: 'boolean', value: false, span }));
        },
      },
    ]);
  });

  protected readonly parenthesized = this.RULE('parenthesized', (): Expression => {
    this.CONSUME(LeftParenthesis);
    const inner = this.SUBRULE(this.expression);
    this.CONSUME(RightParenthesis, { ERR_MSG: '")" after the expression' });
    return inner;
  });

  /** `new place` */
  protected readonly judgement = this.RULE('judgement', (): Expression => {
    const start = this.LA(1);
    const quality = this.OR([
      { ALT: () => this.CONSUME(word('new')) },
      { ALT: () => this.CONSUME(word('rare')) },
      { ALT: () => this.CONSUME(word('unusual')) },
    ]);
    const feature = this.CONSUME(Name);
    return this.node(start, (span) => ({
      kind: 'judgement',
      quality: quality.image.toLowerCase() as Quality,
      feature: this.nameOf(feature),
      span,
    }));
  });

  protected readonly scoreOf = this.RULE('scoreOf', (): Expression => {
    const start = this.CONSUME(word('score'));
    this.CONSUME(word('of'));
    const feature = this.CONSUME(Name);
    return this.node(start, (span) => ({ kind: 'score', feature: this.nameOf(feature), span }));
  });

  protected readonly call = this.RULE('call', (): Expression => {
    const name = this.CONSUME(Name);
    const values: Expression[] = [];
    this.CONSUME(LeftParenthesis);
    this.MANY_SEP({
      SEP: Comma,
      DEF: () => {
        values.push(this.SUBRULE(this.expression));
      },
    });
    this.CONSUME(RightParenthesis, { ERR_MSG: '"," or ")" after an argument' });
    return this.operatorNode(name, (span) => ({
      kind: 'call',
      name: this.nameOf(name),
      arguments: values,
      span,
    }));
  });

  /** `staff[sender].department` */
  protected readonly lookup = this.RULE('lookup', (): Expression => {
    const table = this.CONSUME(Name);
    this.CONSUME(LeftBracket);
    const key = this.SUBRULE(this.expression);
    this.CONSUME(RightBracket, { ERR_MSG: '"]" after the key' });
    this.CONSUME(Dot, { ERR_MSG: 'a "." and a column of the table, like staff[sender].department' });
    const column = this.SUBRULE(this.columnName);
    return this.operatorNode(table, (span) => ({
      kind: 'lookup',
      table: this.nameOf(table),
      key,
      column,
      span,
    }));
  });

  /** A column by its name, in quotes if it is not one word. */
  protected readonly columnName = this.RULE('columnName', (): Located<string> => {
    return this.OR({
      DEF: [{ ALT: () => this.nameOf(this.CONSUME(Name)) }, { ALT: () => this.textOf(this.CONSUME(Text)) }],
      ERR_MSG: 'a column name',
    });
  });

  protected readonly fieldName = this.RULE('fieldName', (): Expression => {
    const name = this.CONSUME(Name);
    this.ACTION(() => {
      const second = this.LA(2);
      if (this.LA(1).tokenType === Dot && tokenMatcher(second, Name)) this.#rejectParts(name, second);
    });
    return this.node(name, (span) => ({ kind: 'name', name: name.image, span }));
  });

  #clauseAhead(): boolean {
    return beginsClause((distance) => this.LA(distance), { startsLine: !this.onSameLine(1) });
  }

  #judgementAhead(): boolean {
    const next = this.LA(2);
    return tokenMatcher(next, Name) && !neverJudged.has(next.image.toLowerCase());
  }

  #rejectParts(first: IToken, second: IToken): never {
    const name = `${first.image}_${second.image}`;
    const path = `${first.image}.${second.image}`;
    return this.fail({
      code: 'P017',
      message: 'a field is written as one name, without dots',
      hint: `name it in the source: ${name}: text from "${path}", and write ${name} here`,
      span: { ...spanOf(this.file, first), end: second.endOffset! + 1 },
    });
  }
}
