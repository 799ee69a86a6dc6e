/** Expressions: `or` binds least, then `and`, `not`, comparisons, sums, products, signs, and values most. */

import type { IToken } from 'chevrotain';
import type { ArithmeticOperator, Expression } from './ast.ts';
import { ValueParser } from './parse-values.ts';
import { Minus, Percent, Plus, Slash, Star, word } from './tokens.ts';

export abstract class ExpressionParser extends ValueParser {
  protected override readonly expression = this.RULE('expression', (): Expression => {
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
}
