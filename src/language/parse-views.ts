/** Views: what they keep of each key, and for how long. */

import { tokenMatcher } from 'chevrotain';
import type { ColumnDeclaration, ViewDeclaration } from './ast.ts';
import { type Draft, type HeadDraft, RuleParser } from './parse-rules.ts';
import { Comma, LeftParenthesis, Name, word } from './tokens.ts';

export type ViewDraft = HeadDraft & Draft<Pick<ViewDeclaration, 'columns' | 'forget'>>;

export abstract class ViewParser extends RuleParser {
  /** A clause of a view, or one that it shares with rules. */
  protected readonly viewClause = this.RULE('viewClause', (draft: ViewDraft) => {
    const start = this.LA(1);
    this.OR([
      { ALT: () => this.SUBRULE(this.headClause, { ARGS: [draft] }) },
      {
        ALT: () => {
          this.CONSUME1(word('keep'));
          const value = this.SUBRULE(this.columns);
          this.node(start, (span) => this.once(draft, 'columns', { value, span, clause: 'keep' }));
        },
      },
      {
        ALT: () => {
          this.CONSUME1(word('forget'));
          this.CONSUME1(word('after'), {
            ERR_MSG: '"after" and a length of time, like: forget after 30 days',
          });
          const value = this.SUBRULE(this.duration);
          this.node(start, (span) => this.once(draft, 'forget', { value, span, clause: 'forget after' }));
        },
      },
    ]);
  });

  /** `count() as events, distinct(user) as users`; commas may be left out. */
  protected readonly columns = this.RULE('columns', (): ColumnDeclaration[] => {
    const columns = [this.SUBRULE(this.column)];
    this.MANY({
      GATE: () => this.#callAhead(1) || (this.LA(1).tokenType === Comma && !this.clauseAhead(2)),
      DEF: () => {
        this.OPTION(() => this.CONSUME(Comma));
        columns.push(this.SUBRULE1(this.column));
      },
    });
    return columns;
  });

  protected readonly column = this.RULE('column', (): ColumnDeclaration => {
    const expression = this.SUBRULE(this.sum);
    this.CONSUME(word('as'), { ERR_MSG: '"as" and a name for the column, like: count() as events' });
    return { expression, name: this.nameOf(this.CONSUME(Name)) };
  });

  #callAhead(distance: number): boolean {
    return tokenMatcher(this.LA(distance), Name) && this.LA(distance + 1).tokenType === LeftParenthesis;
  }
}
