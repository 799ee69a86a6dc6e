/** What a baseline doubts: what is done with it, what counts as doubtful, and against what. */

import type { DoubtDeclaration, DoubtfulDeclaration } from './ast.ts';
import { LearningParser } from './parse-learning.ts';
import type { DoubtAction, DoubtYardstick } from './running-program.ts';
import { Comma, Minus, Name, NumberLiteral, word } from './tokens.ts';

export abstract class DoubtParser extends LearningParser {
  /** `ignore where rows > 1000000`, `quarantine surprises above 0.99 for 21 days, admit after 3 days` */
  protected readonly doubt = this.RULE('doubt', (doubts: DoubtDeclaration[]) => {
    const start = this.LA(1);
    const action = this.SUBRULE(this.doubtAction);
    const what = this.SUBRULE(this.doubtful);
    const waitMs = this.OPTION({
      GATE: () => action === 'quarantine' && this.partAhead('for', NumberLiteral),
      DEF: () => {
        this.OPTION1(() => this.CONSUME(Comma));
        this.CONSUME(word('for'));
        return this.SUBRULE(this.duration);
      },
    });
    const admitMs = this.OPTION2({
      GATE: () => action === 'quarantine' && this.partAhead('admit', word('after')),
      DEF: () => {
        this.OPTION3(() => this.CONSUME1(Comma));
        this.CONSUME(word('admit'));
        this.CONSUME(word('after'));
        return this.SUBRULE1(this.duration);
      },
    });
    this.node(start, (span) =>
      doubts.push({ action, what, ...(waitMs && { waitMs }), ...(admitMs && { admitMs }), span }),
    );
  });

  /** `accept where account in confirmed` */
  protected readonly accepted = this.RULE('accepted', (doubts: DoubtDeclaration[]) => {
    const start = this.CONSUME(word('accept'));
    this.CONSUME(word('where'), {
      ERR_MSG: '"where" and a condition, like: accept where account in confirmed',
    });
    const condition = this.SUBRULE(this.expression);
    this.node(start, (span) => doubts.push({ action: 'accept', what: { kind: 'where', condition }, span }));
  });

  protected readonly doubtAction = this.RULE('doubtAction', (): DoubtAction => {
    return this.OR([
      {
        ALT: (): DoubtAction => {
          this.CONSUME(word('ignore'));
          return 'ignore';
        },
      },
      {
        ALT: (): DoubtAction => {
          this.CONSUME(word('clip'));
          return 'clip';
        },
      },
      {
        ALT: (): DoubtAction => {
          this.CONSUME(word('quarantine'));
          return 'quarantine';
        },
      },
      {
        ALT: (): DoubtAction => {
          this.CONSUME(word('down'));
          this.CONSUME(Minus, { ERR_MSG: '"down-weight surprises above 0.9"' });
          this.CONSUME(word('weight'), { ERR_MSG: '"down-weight surprises above 0.9"' });
          return 'down-weight';
        },
      },
    ]);
  });

  protected readonly doubtful = this.RULE('doubtful', (): DoubtfulDeclaration => {
    return this.OR({
      DEF: [
        {
          ALT: (): DoubtfulDeclaration => {
            this.CONSUME(word('where'));
            return { kind: 'where', condition: this.SUBRULE(this.expression) };
          },
        },
        {
          ALT: (): DoubtfulDeclaration => {
            this.CONSUME(word('surprises'));
            this.CONSUME(word('above'), { ERR_MSG: '"above" and a number, like: surprises above 0.99' });
            return { kind: 'surprises', score: this.SUBRULE(this.number) };
          },
        },
        {
          ALT: (): DoubtfulDeclaration => {
            this.CONSUME(word('outliers'));
            this.CONSUME(word('beyond'));
            const sigmas = this.SUBRULE1(this.number);
            this.CONSUME(word('sigma'), { ERR_MSG: '"sigma" after the number' });
            const against = this.OPTION(() => this.SUBRULE(this.against));
            return this.ACTION(() => ({
              kind: 'outliers',
              sigmas: sigmas.value,
              ...(against && { against }),
            }));
          },
        },
        {
          ALT: (): DoubtfulDeclaration => {
            this.CONSUME(word('values'));
            this.CONSUME(word('seen'), { ERR_MSG: '"seen on fewer than 2 days" after "values"' });
            this.CONSUME(word('on'));
            this.CONSUME(word('fewer'));
            this.CONSUME(word('than'));
            const daysMin = this.SUBRULE(this.count);
            this.CONSUME(Name, { ERR_MSG: '"days" after the number' });
            const against = this.OPTION1(() => this.SUBRULE1(this.against));
            return this.ACTION(() => ({
              kind: 'values',
              daysMin: daysMin.value,
              ...(against && { against }),
            }));
          },
        },
      ],
      ERR_MSG:
        '"surprises above 0.99", "outliers beyond 4 sigma", "values seen on fewer than 2 days" or "where" and a condition',
    });
  });

  /** `against this period`, `against previous period`, `against history` */
  protected readonly against = this.RULE('against', (): DoubtYardstick => {
    this.CONSUME(word('against'));
    return this.OR({
      DEF: [
        {
          ALT: (): DoubtYardstick => {
            this.CONSUME(word('this'));
            this.CONSUME(word('period'));
            return 'this period';
          },
        },
        {
          ALT: (): DoubtYardstick => {
            this.CONSUME(word('previous'));
            this.CONSUME1(word('period'));
            return 'previous period';
          },
        },
        {
          ALT: (): DoubtYardstick => {
            this.CONSUME(word('history'));
            return 'history';
          },
        },
      ],
      ERR_MSG: '"this period", "previous period" or "history" after "against"',
    });
  });

  /**
   * Several conditions may stand; of everything else there is one for each yardstick. Generations have one yardstick for
   * values, and one for outliers.
   */
  protected distinctDoubts(
    doubts: readonly DoubtDeclaration[],
    learning: 'running' | 'generations',
  ): readonly DoubtDeclaration[] {
    const taken = new Set<string>();
    return doubts.filter(({ action, what, span }) => {
      if (what.kind === 'where') return true;
      const against =
        what.kind === 'surprises' || learning === 'generations' ? '' : (what.against ?? 'history');
      const clause = `${action} ${what.kind}`;
      const isNew = !taken.has(`${clause} ${against}`);
      taken.add(`${clause} ${against}`);
      if (!isNew) {
        this.report({
          code: 'P010',
          message: `there are two clauses "${clause}"; only one may stand here`,
          hint: 'keep one of them',
          span,
        });
      }
      return isNew;
    });
  }
}
