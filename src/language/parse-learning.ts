/** How a baseline learns: for how long, how often anew, from which evidence on, and which noise it ignores. */

import type { BaselineDeclaration, DoubtDeclaration, NoiseDeclaration } from './ast.ts';
import { spanOf } from './lex-text.ts';
import { FeatureParser } from './parse-features.ts';
import { Name, Percent, word } from './tokens.ts';

type LearningClause = 'learn' | 'relearn' | 'keep' | 'keepLearning' | 'evidence' | 'threshold';

export type LearningDraft = { -readonly [Key in LearningClause]?: BaselineDeclaration[Key] } & {
  readonly noise: NoiseDeclaration[];
};

type Ignored = NoiseDeclaration | Extract<DoubtDeclaration, { kind: 'ignore' }>;

export abstract class LearningParser extends FeatureParser {
  /** `during 30 days`, `with at least 20 events`, `relearn every 7 days`, `keep 90 days`, `keep learning` */
  protected readonly learningClause = this.RULE('learningClause', (draft: LearningDraft) => {
    const start = this.LA(1);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(word('during'));
          const value = this.SUBRULE(this.duration);
          this.node(start, (span) => this.once(draft, 'learn', { value, span, clause: 'during' }));
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('with'));
          this.CONSUME(word('at'), { ERR_MSG: '"at least 20 events" after "with"' });
          this.CONSUME(word('least'));
          const count = this.SUBRULE(this.count);
          const of = this.OR1({
            DEF: [{ ALT: () => this.CONSUME(word('events')) }, { ALT: () => this.CONSUME(word('windows')) }],
            ERR_MSG: '"events" or "windows" after the number',
          });
          this.node(start, (span) => {
            const unit = of.tokenType === word('events') ? ('events' as const) : ('windows' as const);
            const value = { value: { count: count.value, of: unit }, span };
            this.once(draft, 'evidence', { value, span, clause: 'with at least' });
          });
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('relearn'));
          this.CONSUME(word('every'), { ERR_MSG: '"every" after "relearn", like: relearn every 7 days' });
          const value = this.SUBRULE1(this.duration);
          this.node(start, (span) => this.once(draft, 'relearn', { value, span, clause: 'relearn every' }));
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('keep'));
          this.OR2({
            DEF: [
              {
                ALT: () => {
                  this.CONSUME(word('learning'));
                  this.node(start, (span) =>
                    this.once(draft, 'keepLearning', { value: span, span, clause: 'keep learning' }),
                  );
                },
              },
              {
                ALT: () => {
                  const value = this.SUBRULE2(this.duration);
                  this.node(start, (span) => this.once(draft, 'keep', { value, span, clause: 'keep' }));
                },
              },
            ],
            ERR_MSG: 'a length of time like 90 days, or "learning"',
          });
        },
      },
    ]);
  });

  /** `unusual above 0.995` */
  protected readonly threshold = this.RULE('threshold', (draft: LearningDraft) => {
    const start = this.CONSUME(word('unusual'));
    this.CONSUME(word('above'), {
      ERR_MSG: '"above" and a number after "unusual", like: unusual above 0.995',
    });
    const value = this.SUBRULE(this.number);
    const percent = this.OPTION(() => this.CONSUME(Percent));
    this.node(start, (span) => {
      if (percent === undefined) {
        this.once(draft, 'threshold', { value, span, clause: 'unusual above' });
        return;
      }
      this.report({
        code: 'P020',
        message: 'the threshold is a number between 0 and 1, not a percentage',
        hint: `write: unusual above ${Number((value.value / 100).toPrecision(12))}`,
        span: { ...value.span, end: spanOf(this.file, percent).end },
      });
    });
  });

  /** `ignore where rows > 1000000`, `ignore values seen on fewer than 2 days`, `ignore outliers beyond 3 sigma against previous period` */
  protected readonly ignore = this.RULE('ignore', (): Ignored => {
    const start = this.CONSUME(word('ignore'));
    return this.OR({
      DEF: [
        {
          ALT: (): Ignored => {
            this.CONSUME(word('where'));
            const condition = this.SUBRULE(this.expression);
            return this.node(start, (span) => ({ kind: 'ignore', condition, span }));
          },
        },
        {
          ALT: (): Ignored => {
            this.CONSUME(word('values'));
            this.CONSUME(word('seen'), { ERR_MSG: '"seen on fewer than 2 days" after "values"' });
            this.CONSUME(word('on'));
            this.CONSUME(word('fewer'));
            this.CONSUME(word('than'));
            const daysMin = this.SUBRULE(this.count);
            this.CONSUME(Name, { ERR_MSG: '"days" after the number' });
            const against = this.SUBRULE(this.against);
            return this.node(start, (span) => ({ kind: 'values', daysMin: daysMin.value, against, span }));
          },
        },
        {
          ALT: (): Ignored => {
            this.CONSUME(word('outliers'));
            this.CONSUME(word('beyond'));
            const sigmas = this.SUBRULE(this.number);
            this.CONSUME(word('sigma'), { ERR_MSG: '"sigma" after the number' });
            const against = this.SUBRULE1(this.against);
            return this.node(start, (span) => ({ kind: 'outliers', sigmas: sigmas.value, against, span }));
          },
        },
      ],
      ERR_MSG:
        '"values seen on fewer than 2 days", "outliers beyond 3 sigma" or "where" and a condition after "ignore"',
    });
  });

  /** `against this period` (unless said otherwise), `against previous period` or `against history`: the generation before */
  protected readonly against = this.RULE('against', (): 'period' | 'history' => {
    const compared = this.OPTION(() => {
      this.CONSUME(word('against'));
      return this.OR({
        DEF: [
          {
            ALT: () => {
              this.CONSUME(word('this'));
              return this.CONSUME(word('period'));
            },
          },
          { ALT: () => this.CONSUME(word('history')) },
          {
            ALT: () => {
              const previous = this.CONSUME(word('previous'));
              this.CONSUME1(word('period'));
              return previous;
            },
          },
        ],
        ERR_MSG: '"this period", "previous period" or "history" after "against"',
      });
    });
    return compared === undefined || compared.tokenType === word('period') ? 'period' : 'history';
  });

  protected addNoise({ noise }: LearningDraft, found: NoiseDeclaration): void {
    if (!noise.some(({ kind }) => kind === found.kind)) {
      noise.push(found);
      return;
    }
    this.report({
      code: 'P010',
      message: `there are two clauses "ignore ${found.kind}"; only one may stand here`,
      hint: 'keep one of them',
      span: found.span,
    });
  }
}
