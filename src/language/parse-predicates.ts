/** What may be asked of a value: comparisons, membership, ranges, matches of text, missing values, judgements. */

import type { IToken } from 'chevrotain';
import type { ComparisonOperator, Expression, Quality } from './ast.ts';
import { type Asked, TextMatchParser } from './parse-text-matches.ts';
import {
  Comma,
  Equal,
  Greater,
  GreaterOrEqual,
  LeftParenthesis,
  Less,
  LessOrEqual,
  NotEqual,
  RightParenthesis,
  word,
} from './tokens.ts';

export abstract class PredicateParser extends TextMatchParser {
  protected override readPredicate(start: IToken, operand: Expression): Expression {
    return this.SUBRULE(this.predicate, { ARGS: [{ start, operand, negated: 'no' }] });
  }

  protected readonly predicate = this.RULE('predicate', (asked: Asked): Expression => {
    return this.OR([
      { ALT: () => this.SUBRULE(this.comparisonPredicate, { ARGS: [asked] }) },
      { ALT: () => this.SUBRULE(this.isPredicate, { ARGS: [asked] }) },
      { ALT: () => this.SUBRULE(this.plainPredicate, { ARGS: [asked] }) },
      {
        ALT: () => {
          this.CONSUME(word('not'));
          return this.SUBRULE1(this.plainPredicate, { ARGS: [{ ...asked, negated: 'yes' }] });
        },
      },
      { ALT: () => this.SUBRULE(this.doesNotPredicate, { ARGS: [asked] }) },
    ]);
  });

  /** `= 5`, `!= 5`, `< 5` … */
  protected readonly comparisonPredicate = this.RULE('comparisonPredicate', (asked: Asked): Expression => {
    const operator = this.OR([
      { ALT: () => this.CONSUME(Equal) },
      { ALT: () => this.CONSUME(NotEqual) },
      { ALT: () => this.CONSUME(LessOrEqual) },
      { ALT: () => this.CONSUME(GreaterOrEqual) },
      { ALT: () => this.CONSUME(Less) },
      { ALT: () => this.CONSUME(Greater) },
    ]);
    const right = this.SUBRULE(this.sum);
    return this.ACTION(() => this.#comparison(asked, operatorOf(operator), right));
  });

  /** `is missing`, `is not new`, `is unusually high`, `is in ("a", "b")`, `is "a"` */
  protected readonly isPredicate = this.RULE('isPredicate', (asked: Asked): Expression => {
    this.CONSUME(word('is'));
    const not = this.OPTION(() => this.CONSUME(word('not')));
    const question: Asked = { ...asked, negated: not === undefined ? 'no' : 'yes' };
    return this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.missingPredicate, { ARGS: [question] }) },
        { ALT: () => this.SUBRULE(this.judgedPredicate, { ARGS: [question] }) },
        { ALT: () => this.SUBRULE(this.plainPredicate, { ARGS: [question] }) },
        {
          ALT: (): Expression => {
            const right = this.SUBRULE(this.sum);
            return this.ACTION(() =>
              this.#comparison(question, question.negated === 'yes' ? '!=' : '=', right),
            );
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
      ERR_MSG:
        'a value, or one of: missing, known, new, rare, unusual, unusually high, unusually low, drifting',
    });
  });

  protected readonly missingPredicate = this.RULE('missingPredicate', (asked: Asked): Expression => {
    const quality = this.OR([
      { ALT: () => this.CONSUME(word('missing')) },
      { ALT: () => this.CONSUME(word('known')) },
    ]);
    return this.operatorNode(asked?.start, (span) => ({
      kind: 'missing',
      operand: asked.operand,
      negated: (quality.tokenType === word('known')) !== (asked.negated === 'yes'),
      span,
    }));
  });

  protected readonly judgedPredicate = this.RULE('judgedPredicate', (asked: Asked): Expression => {
    const quality = this.OR([
      { ALT: () => this.CONSUME(word('new')) },
      { ALT: () => this.CONSUME(word('rare')) },
      { ALT: () => this.CONSUME(word('unusual')) },
      { ALT: () => this.CONSUME(word('drifting')) },
      {
        ALT: () => {
          this.CONSUME(word('unusually'));
          return this.OR1({
            DEF: [{ ALT: () => this.CONSUME(word('high')) }, { ALT: () => this.CONSUME(word('low')) }],
            ERR_MSG: '"high" or "low" after "unusually"',
          });
        },
      },
    ]);
    return this.ACTION(() => this.#judgement(asked, quality.image.toLowerCase() as Quality));
  });

  /** What may follow `not`: membership, ranges and matches of text. */
  protected readonly plainPredicate = this.RULE('plainPredicate', (asked: Asked): Expression => {
    return this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.inPredicate, { ARGS: [asked] }) },
        { ALT: () => this.SUBRULE(this.betweenPredicate, { ARGS: [asked] }) },
        { ALT: () => this.SUBRULE(this.doesPredicate, { ARGS: [asked] }) },
      ],
      ERR_MSG: 'one of: in, between, contains, starts with, ends with, matches',
    });
  });

  protected readonly inPredicate = this.RULE('inPredicate', (asked: Asked): Expression => {
    this.CONSUME(word('in'));
    const set = this.OR({
      DEF: [{ ALT: () => this.SUBRULE(this.list) }, { ALT: () => [this.SUBRULE(this.sum)] }],
      IGNORE_AMBIGUITIES: true,
      ERR_MSG: 'a list like ("a", "b"), a table, a network in quotes, or a range like 400 to 499',
    });
    const high = this.OPTION({
      GATE: () => set.length === 1,
      DEF: () => {
        this.CONSUME(word('to'));
        return this.SUBRULE1(this.sum);
      },
    });
    return this.operatorNode(asked?.start, (span) => {
      const { operand } = asked;
      const negated = asked.negated === 'yes';
      if (high === undefined) return { kind: 'in', operand, set, negated, span };
      return { kind: 'range', operand, low: set[0]!, high, negated, span };
    });
  });

  protected readonly list = this.RULE('list', (): Expression[] => {
    const members: Expression[] = [];
    this.CONSUME(LeftParenthesis);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        members.push(this.SUBRULE(this.sum));
      },
      ERR_MSG: 'a value',
    });
    this.CONSUME(RightParenthesis, { ERR_MSG: '"," or ")" after a value of the list' });
    return members;
  });

  protected readonly betweenPredicate = this.RULE('betweenPredicate', (asked: Asked): Expression => {
    this.CONSUME(word('between'));
    const low = this.SUBRULE(this.sum);
    this.CONSUME(word('and'), { ERR_MSG: '"and" and the upper end: between 400 and 499' });
    const high = this.SUBRULE1(this.sum);
    return this.operatorNode(asked?.start, (span) => {
      return { kind: 'range', operand: asked.operand, low, high, negated: asked.negated === 'yes', span };
    });
  });

  #comparison(asked: Asked, operator: ComparisonOperator, right: Expression): Expression {
    return this.operatorNode(asked.start, (span) => {
      return { kind: 'compare', operator, left: asked.operand, right, span };
    });
  }

  #judgement(asked: Asked, quality: Quality): Expression {
    const { operand } = asked;
    if (operand.kind !== 'name') {
      return this.fail({
        code: 'P018',
        message: `only a feature can be ${quality === 'high' || quality === 'low' ? `unusually ${quality}` : quality}`,
        hint: 'write the name of a feature under "learn"; to compare with a value, put it in quotes',
        span: operand.span,
      });
    }
    const feature = { value: operand.name, span: operand.span };
    return this.operatorNode(asked.start, (span): Expression => {
      const judgement: Expression = { kind: 'judgement', quality, feature, span };
      return asked.negated === 'yes' ? { kind: 'not', operand: judgement, span } : judgement;
    });
  }
}

function operatorOf(token: IToken): ComparisonOperator {
  if (token.image.startsWith('==')) return '=';
  if (token.image === '<>' || token.image === '!==') return '!=';
  return token.image as ComparisonOperator;
}
