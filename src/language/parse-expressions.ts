/** Expressions: `or` binds least, then `and`, `not`, comparisons, sums, products, signs; then names, calls, literals. */

import { type IToken, tokenMatcher } from 'chevrotain';
import type { ArithmeticOperator, Expression, Located, Quality } from './ast.ts';
import { spanOf } from './lex-text.ts';
import { QuantityParser } from './parse-quantities.ts';
import {
  Comma,
  Dot,
  LeftBracket,
  LeftParenthesis,
  Minus,
  Name,
  Percent,
  Plus,
  RightBracket,
  RightParenthesis,
  Slash,
  Star,
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

export abstract class ExpressionParser extends QuantityParser {
  protected readonly expression = this.RULE('expression', (): Expression => {
    const start = this.LA(1);
    let left = this.SUBRULE(this.conjunction);
    this.MANY(() => {
      this.CONSUME(word('or'));
      const right = this.SUBRULE1(this.conjunction);
      const before = left;
      left = this.operatorNode(start, (span) => ({ kind: 'or', left: before, right, span }));
    });
    return left;
  });

  protected readonly conjunction = this.RULE('conjunction', (): Expression => {
    const start = this.LA(1);
    let left = this.SUBRULE(this.negation);
    this.MANY(() => {
      this.CONSUME(word('and'));
      const right = this.SUBRULE1(this.negation);
      const before = left;
      left = this.operatorNode(start, (span) => ({ kind: 'and', left: before, right, span }));
    });
    return left;
  });

  protected readonly negation = this.RULE('negation', (): Expression => {
    const signs: IToken[] = [];
    this.MANY(() => {
      signs.push(this.CONSUME(word('not')));
    });
    let operand = this.SUBRULE(this.comparison);
    for (const sign of signs.reverse()) {
      const inner = operand;
      operand = this.operatorNode(sign, (span) => ({ kind: 'not', operand: inner, span }));
    }
    return operand;
  });

  protected readonly comparison = this.RULE('comparison', (): Expression => {
    const start = this.LA(1);
    const operand = this.SUBRULE(this.sum);
    return this.OPTION(() => this.readPredicate(start, operand)) ?? operand;
  });

  /** Reads what follows the operand of a comparison: `= 5`, `in ("a", "b")`, `is missing` … */
  protected abstract readPredicate(start: IToken, operand: Expression): Expression;

  protected readonly sum = this.RULE('sum', (): Expression => {
    const start = this.LA(1);
    let left = this.SUBRULE(this.product);
    this.MANY(() => {
      const operator = this.OR([{ ALT: () => this.CONSUME(Plus) }, { ALT: () => this.CONSUME(Minus) }]);
      const right = this.SUBRULE1(this.product);
      left = this.#arithmetic(start, operator, { left, right });
    });
    return left;
  });

  protected readonly product = this.RULE('product', (): Expression => {
    const start = this.LA(1);
    let left = this.SUBRULE(this.signed);
    this.MANY(() => {
      const operator = this.OR([
        { ALT: () => this.CONSUME(Star) },
        { ALT: () => this.CONSUME(Slash) },
        { ALT: () => this.CONSUME(Percent) },
      ]);
      const right = this.SUBRULE1(this.signed);
      left = this.#arithmetic(start, operator, { left, right });
    });
    return left;
  });

  protected readonly signed = this.RULE('signed', (): Expression => {
    const signs: IToken[] = [];
    this.MANY(() => {
      signs.push(this.CONSUME(Minus));
    });
    let operand = this.SUBRULE(this.primary);
    for (const sign of signs.reverse()) {
      const inner = operand;
      operand = this.operatorNode(sign, (span) => ({ kind: 'negate', operand: inner, span }));
    }
    return operand;
  });

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
        { ALT: () => this.SUBRULE(this.fieldName) },
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

  #arithmetic(
    start: IToken,
    operator: IToken,
    { left, right }: { readonly left: Expression; readonly right: Expression },
  ): Expression {
    return this.operatorNode(start, (span) => ({
      kind: 'arithmetic',
      operator: operator.image as ArithmeticOperator,
      left,
      right,
      span,
    }));
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
