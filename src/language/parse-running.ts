/** The clauses of baselines that keep learning: how they fade, how scores are calibrated, what adds to them. */

import type { BaselineDeclaration, Located } from './ast.ts';
import { DoubtParser } from './parse-doubts.ts';
import { Comma, Minus, Name, NumberLiteral, word } from './tokens.ts';

type RunningClause =
  | 'keepLearning'
  | 'halfLife'
  | 'forget'
  | 'daysOff'
  | 'noQuarantine'
  | 'calibration'
  | 'slow'
  | 'addedEvidence'
  | 'limitGroup';

export type RunningDraft = { -readonly [Key in RunningClause]?: BaselineDeclaration[Key] };

export abstract class RunningParser extends DoubtParser {
  protected readonly runningClause = this.RULE('runningClause', (draft: RunningDraft) => {
    this.OR([
      { ALT: () => this.SUBRULE(this.halfLife, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.forget, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.daysOff, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.without, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.calibrate, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.addition, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.limit, { ARGS: [draft] }) },
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

  /** `add slow surprise over 12 days, weight 0.6`, `add evidence of client_ip within 1 hour, weight 0.5` */
  protected readonly addition = this.RULE('addition', (draft: RunningDraft) => {
    const start = this.CONSUME(word('add'));
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(word('slow'));
            this.CONSUME(word('surprise'));
            this.CONSUME(word('over'), {
              ERR_MSG: '"over" and a length of time, like: add slow surprise over 12 days',
            });
            const length = this.SUBRULE(this.duration);
            const weight = this.SUBRULE(this.additionWeight);
            this.node(start, (span) => {
              const value = { value: { lengthMs: length.value, ...(weight && { weight }) }, span };
              this.once(draft, 'slow', { value, span, clause: 'add slow surprise' });
            });
          },
        },
        {
          ALT: () => {
            this.CONSUME(word('evidence'));
            this.CONSUME(word('of'), {
              ERR_MSG: '"of" and what keys share, like: add evidence of client_ip',
            });
            const of = this.SUBRULE(this.sum);
            this.CONSUME(word('within'), {
              ERR_MSG: '"within" and a length of time, like: add evidence of client_ip within 1 hour',
            });
            const within = this.SUBRULE1(this.duration);
            const weight = this.SUBRULE1(this.additionWeight);
            this.node(start, (span) => {
              const value = { value: { of, within, ...(weight && { weight }) }, span };
              this.once(draft, 'addedEvidence', { value, span, clause: 'add evidence' });
            });
          },
        },
      ],
      ERR_MSG: '"slow surprise" or "evidence of" after "add"',
    });
  });

  /** `, weight 0.6` */
  protected readonly additionWeight = this.RULE('additionWeight', (): Located<number> | undefined => {
    return this.OPTION({
      GATE: () => this.partAhead('weight', NumberLiteral),
      DEF: () => {
        this.OPTION1(() => this.CONSUME(Comma));
        this.CONSUME(word('weight'));
        return this.SUBRULE(this.number);
      },
    });
  });

  /** `limit alerts for each staff[user].tenant` */
  protected readonly limit = this.RULE('limit', (draft: RunningDraft) => {
    const start = this.CONSUME(word('limit'));
    this.CONSUME(word('alerts'), { ERR_MSG: '"alerts for each" and a group after "limit"' });
    this.CONSUME(word('for'), { ERR_MSG: '"for each" and a group, like: limit alerts for each tenant' });
    this.CONSUME(word('each'));
    const value = this.SUBRULE(this.sum);
    this.node(start, (span) => {
      this.once(draft, 'limitGroup', { value: { value, span }, span, clause: 'limit alerts for each' });
    });
  });
}
