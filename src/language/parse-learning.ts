/** How a baseline learns: for how long, how often anew, and from which evidence on. */

import type { BaselineDeclaration } from './ast.ts';
import { spanOf } from './lex-text.ts';
import { FeatureParser } from './parse-features.ts';
import { Percent, word } from './tokens.ts';

type LearningClause = 'learn' | 'relearn' | 'keep' | 'keepLearning' | 'warmStart' | 'evidence' | 'threshold';

export type LearningDraft = { -readonly [Key in LearningClause]?: BaselineDeclaration[Key] };

export abstract class LearningParser extends FeatureParser {
  /** `during 30 days`, `with at least 20 events`, `relearn every 7 days`, `keep 90 days`, `keep learning`, `warm start` */
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
      {
        ALT: () => {
          this.CONSUME(word('warm'));
          this.CONSUME(word('start'), { ERR_MSG: '"start" after "warm"' });
          this.node(start, (span) =>
            this.once(draft, 'warmStart', { value: span, span, clause: 'warm start' }),
          );
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
}
