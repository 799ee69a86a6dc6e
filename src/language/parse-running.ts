/** The clauses of baselines that keep learning: how they fade, what they doubt, how scores are calibrated. */

import type { BaselineDeclaration, DoubtDeclaration, Located } from './ast.ts';
import { LearningParser } from './parse-learning.ts';
import { Comma, Minus, Name, NumberLiteral, word } from './tokens.ts';

type RunningClause =
  | 'keepLearning'
  | 'halfLife'
  | 'forget'
  | 'daysOff'
  | 'noQuarantine'
  | 'calibration'
  | 'slow';

export type RunningDraft = { -readonly [Key in RunningClause]?: BaselineDeclaration[Key] } & {
  readonly doubts: DoubtDeclaration[];
};

export abstract class RunningParser extends LearningParser {
  protected readonly runningClause = this.RULE('runningClause', (draft: RunningDraft) => {
    this.OR([
      { ALT: () => this.SUBRULE(this.halfLife, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.forget, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.daysOff, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.quarantine, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.clip, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.downWeight, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.without, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.calibrate, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.slowSurprise, { ARGS: [draft] }) },
    ]);
  });

  /** `half-life 120 days`, `half-life never` */
  protected readonly halfLife = this.RULE('halfLife', (draft: RunningDraft) => {
    const start = this.CONSUME(word('half'));
    this.CONSUME(Minus, { ERR_MSG: '"half-life" and a length of time, like: half-life 120 days' });
    this.CONSUME(word('life'), { ERR_MSG: '"half-life" and a length of time, like: half-life 120 days' });
    const value = this.OR({
      DEF: [
        {
          ALT: (): Located<number> =>
            this.located(this.CONSUME(word('never')), () => Number.POSITIVE_INFINITY),
        },
        { ALT: () => this.SUBRULE(this.duration) },
      ],
      ERR_MSG: 'a length of time like 120 days, or never',
    });
    this.node(start, (span) => this.once(draft, 'halfLife', { value, span, clause: 'half-life' }));
  });

  /** `forget after 90 days` */
  protected readonly forget = this.RULE('forget', (draft: RunningDraft) => {
    const start = this.CONSUME(word('forget'));
    this.CONSUME(word('after'), { ERR_MSG: '"after" and a length of time, like: forget after 90 days' });
    const value = this.SUBRULE(this.duration);
    this.node(start, (span) => this.once(draft, 'forget', { value, span, clause: 'forget after' }));
  });

  /** `days off in holidays` */
  protected readonly daysOff = this.RULE('daysOff', (draft: RunningDraft) => {
    const start = this.CONSUME(word('days'));
    this.CONSUME(word('off'), { ERR_MSG: '"off in" and a table after "days", like: days off in holidays' });
    this.CONSUME(word('in'));
    const value = this.nameOf(this.CONSUME(Name, { ERR_MSG: 'the name of a table' }));
    this.node(start, (span) => this.once(draft, 'daysOff', { value, span, clause: 'days off in' }));
  });

  /** `quarantine surprises above 0.99 for 21 days, admit after 3 days` */
  protected readonly quarantine = this.RULE('quarantine', (draft: RunningDraft) => {
    const start = this.CONSUME(word('quarantine'));
    const score = this.SUBRULE(this.surprises);
    const waitMs = this.OPTION({
      GATE: () => this.partAhead('for', NumberLiteral),
      DEF: () => {
        this.OPTION3(() => this.CONSUME(Comma));
        this.CONSUME(word('for'));
        return this.SUBRULE(this.duration);
      },
    });
    const admitMs = this.OPTION1({
      GATE: () => this.partAhead('admit', word('after')),
      DEF: () => {
        this.OPTION2(() => this.CONSUME1(Comma));
        this.CONSUME(word('admit'));
        this.CONSUME(word('after'));
        return this.SUBRULE1(this.duration);
      },
    });
    this.node(start, (span) =>
      this.doubt(draft, {
        kind: 'quarantine',
        score,
        ...(waitMs && { waitMs }),
        ...(admitMs && { admitMs }),
        span,
      }),
    );
  });

  /** `clip outliers beyond 4 sigma` */
  protected readonly clip = this.RULE('clip', (draft: RunningDraft) => {
    const start = this.CONSUME(word('clip'));
    this.CONSUME(word('outliers'), { ERR_MSG: '"outliers beyond 4 sigma" after "clip"' });
    this.CONSUME(word('beyond'));
    const sigmas = this.SUBRULE(this.number);
    this.CONSUME(word('sigma'), { ERR_MSG: '"sigma" after the number' });
    this.node(start, (span) => this.doubt(draft, { kind: 'clip', sigmas, span }));
  });

  /** `down-weight surprises above 0.9` */
  protected readonly downWeight = this.RULE('downWeight', (draft: RunningDraft) => {
    const start = this.CONSUME(word('down'));
    this.CONSUME(Minus, { ERR_MSG: '"down-weight surprises above 0.9"' });
    this.CONSUME(word('weight'), { ERR_MSG: '"down-weight surprises above 0.9"' });
    const score = this.SUBRULE(this.surprises);
    this.node(start, (span) => this.doubt(draft, { kind: 'down-weight', score, span }));
  });

  protected readonly surprises = this.RULE('surprises', (): Located<number> => {
    this.CONSUME(word('surprises'), {
      ERR_MSG: '"surprises above" and a number, like: surprises above 0.99',
    });
    this.CONSUME(word('above'));
    return this.SUBRULE(this.number);
  });

  /** `no quarantine`, `no calibration` */
  protected readonly without = this.RULE('without', (draft: RunningDraft) => {
    const start = this.CONSUME(word('no'));
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(word('quarantine'));
            this.node(start, (span) =>
              this.once(draft, 'noQuarantine', { value: span, span, clause: 'no quarantine' }),
            );
          },
        },
        {
          ALT: () => {
            this.CONSUME(word('calibration'));
            this.node(start, (span) => {
              const value = { value: { everyone: false, own: false }, span };
              this.once(draft, 'calibration', { value, span, clause: 'calibrate' });
            });
          },
        },
      ],
      ERR_MSG: '"quarantine" or "calibration" after "no"',
    });
  });

  /** `calibrate against everyone, own history` */
  protected readonly calibrate = this.RULE('calibrate', (draft: RunningDraft) => {
    const start = this.CONSUME(word('calibrate'));
    this.CONSUME(word('against'), {
      ERR_MSG: '"against" after "calibrate", like: calibrate against everyone, own history',
    });
    const found = [this.SUBRULE(this.yardstick)];
    this.MANY({
      GATE: () => !this.clauseAhead(2),
      DEF: () => {
        this.CONSUME(Comma);
        found.push(this.SUBRULE1(this.yardstick));
      },
    });
    this.node(start, (span) => {
      const value = { value: { everyone: found.includes('everyone'), own: found.includes('own') }, span };
      this.once(draft, 'calibration', { value, span, clause: 'calibrate' });
    });
  });

  protected readonly yardstick = this.RULE('yardstick', (): 'everyone' | 'own' => {
    return this.OR({
      DEF: [
        {
          ALT: (): 'everyone' => {
            this.CONSUME(word('everyone'));
            return 'everyone';
          },
        },
        {
          ALT: (): 'own' => {
            this.CONSUME(word('own'));
            this.CONSUME(word('history'), { ERR_MSG: '"history" after "own"' });
            return 'own';
          },
        },
      ],
      ERR_MSG: '"everyone" or "own history"',
    });
  });

  /** `add slow surprise over 12 days, weight 0.6` */
  protected readonly slowSurprise = this.RULE('slowSurprise', (draft: RunningDraft) => {
    const start = this.CONSUME(word('add'));
    this.CONSUME(word('slow'), { ERR_MSG: '"slow surprise" after "add"' });
    this.CONSUME(word('surprise'));
    this.CONSUME(word('over'), {
      ERR_MSG: '"over" and a length of time, like: add slow surprise over 12 days',
    });
    const length = this.SUBRULE(this.duration);
    const weight = this.OPTION({
      GATE: () => this.partAhead('weight', NumberLiteral),
      DEF: () => {
        this.OPTION1(() => this.CONSUME(Comma));
        this.CONSUME(word('weight'));
        return this.SUBRULE(this.number);
      },
    });
    this.node(start, (span) => {
      const value = { value: { lengthMs: length.value, ...(weight && { weight }) }, span };
      this.once(draft, 'slow', { value, span, clause: 'add slow surprise' });
    });
  });

  /** Several conditions may be ignored; of everything else there is one. */
  protected doubt({ doubts }: RunningDraft, found: DoubtDeclaration): void {
    if (found.kind === 'ignore' || !doubts.some(({ kind }) => kind === found.kind)) {
      doubts.push(found);
      return;
    }
    this.report({
      code: 'P010',
      message: `there are two clauses "${found.kind}"; only one may stand here`,
      hint: 'keep one of them',
      span: found.span,
    });
  }
}
