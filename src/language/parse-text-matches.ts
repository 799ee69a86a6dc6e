/** Questions about the characters of a text: `contains "x"`, `starts with "x"`, `does not match "x"` … */

import type { IToken } from 'chevrotain';
import type { Expression, TextMatchOperator } from './ast.ts';
import { ExpressionParser } from './parse-expressions.ts';
import { word } from './tokens.ts';

/** The operand that was read, where it began, and whether `not` stood before the question. */
export interface Asked {
  readonly start: IToken;
  readonly operand: Expression;
  readonly negated: 'yes' | 'no';
}

/** By the first word of the question. */
const operators: Readonly<Record<string, TextMatchOperator>> = {
  contains: 'contains',
  contain: 'contains',
  starts: 'starts with',
  start: 'starts with',
  ends: 'ends with',
  end: 'ends with',
  matches: 'matches',
  match: 'matches',
};

export abstract class TextMatchParser extends ExpressionParser {
  /** `contains "x"` */
  protected readonly doesPredicate = this.RULE('doesPredicate', (asked: Asked): Expression => {
    const verb = this.OR([
      { ALT: () => this.CONSUME(word('contains')) },
      { ALT: () => this.CONSUME(word('matches')) },
      {
        ALT: () => {
          const starts = this.OR1([
            { ALT: () => this.CONSUME(word('starts')) },
            { ALT: () => this.CONSUME(word('ends')) },
          ]);
          this.CONSUME(word('with'));
          return starts;
        },
      },
    ]);
    return this.SUBRULE(this.textMatch, { ARGS: [asked, verb] });
  });

  /** `does not contain "x"` */
  protected readonly doesNotPredicate = this.RULE('doesNotPredicate', (asked: Asked): Expression => {
    this.CONSUME(word('does'));
    this.CONSUME(word('not'));
    const verb = this.OR({
      DEF: [
        { ALT: () => this.CONSUME(word('contain')) },
        { ALT: () => this.CONSUME(word('match')) },
        {
          ALT: () => {
            const start = this.OR1([
              { ALT: () => this.CONSUME(word('start')) },
              { ALT: () => this.CONSUME(word('end')) },
            ]);
            this.CONSUME(word('with'));
            return start;
          },
        },
      ],
      ERR_MSG: 'one of: contain, start with, end with, match',
    });
    return this.SUBRULE(this.textMatch, { ARGS: [{ ...asked, negated: 'yes' }, verb] });
  });

  protected readonly textMatch = this.RULE('textMatch', (asked: Asked, verb: IToken): Expression => {
    const pattern = this.SUBRULE(this.sum);
    return this.operatorNode(asked?.start, (span) => ({
      kind: 'text match',
      operator: operators[verb.image.toLowerCase()]!,
      operand: asked.operand,
      pattern,
      negated: asked.negated === 'yes',
      span,
    }));
  });
}
