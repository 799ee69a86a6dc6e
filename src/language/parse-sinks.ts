/** Sinks: which alerts go to which topic. */

import { tokenMatcher } from 'chevrotain';
import type { Located, Severity, SinkDeclaration } from './ast.ts';
import { isClauseWord } from './parse-clause-words.ts';
import { SourceParser } from './parse-sources.ts';
import { Comma, Name, word } from './tokens.ts';

export type SinkDraft = { -readonly [Key in keyof SinkDeclaration]?: SinkDeclaration[Key] };

export abstract class SinkParser extends SourceParser {
  protected readonly sinkClause = this.RULE('sinkClause', (draft: SinkDraft) => {
    const start = this.LA(1);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(word('alerts'));
          this.CONSUME(word('of'), { ERR_MSG: '"of" and names of rules, like: alerts of error_burst, ddos' });
          const value = this.SUBRULE(this.ruleNames);
          this.node(start, (span) => this.once(draft, 'rules', { value, span, clause: 'alerts of' }));
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('severity'));
          const value = this.SUBRULE(this.severityName);
          const higher = this.OPTION(() => {
            this.CONSUME(word('or'));
            return this.CONSUME(word('higher'), { ERR_MSG: '"higher" after "or"' });
          });
          this.ACTION(() => {
            if (higher === undefined && value.value !== 'critical') this.#rejectSingle(value);
          });
          this.node(start, (span) => this.once(draft, 'severity', { value, span, clause: 'severity' }));
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('to'));
          const value = this.SUBRULE(this.topic);
          this.node(start, (span) => this.once(draft, 'target', { value, span, clause: 'to' }));
        },
      },
    ]);
  });

  /** `error_burst, ddos`; a comma may also stand before the next clause. */
  protected readonly ruleNames = this.RULE('ruleNames', (): Located<string>[] => {
    const names = [this.nameOf(this.CONSUME(Name, { ERR_MSG: 'the name of a rule' }))];
    this.MANY({
      GATE: () => !(isClauseWord('sink', this.LA(2).image) && tokenMatcher(this.LA(3), Name)),
      DEF: () => {
        this.CONSUME(Comma);
        names.push(this.nameOf(this.CONSUME1(Name, { ERR_MSG: 'the name of a rule' })));
      },
    });
    return names;
  });

  /** Whoever writes only "high" hardly means to lose what is critical. */
  #rejectSingle({ value, span }: Located<Severity>): never {
    return this.fail({
      code: 'P007',
      message: 'a sink takes alerts from a severity on',
      hint: `write: severity ${value} or higher`,
      span,
    });
  }
}
