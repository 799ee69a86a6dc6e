/** Baselines, rules and views: whom they watch, on what, when, and with which priority. */

import type {
  BaselineDeclaration,
  DoubtDeclaration,
  Expression,
  FeatureDeclaration,
  KeyDeclaration,
  Located,
  RuleHead,
  ThresholdDeclaration,
} from './ast.ts';
import type { AlertDraft } from './parse-alerts.ts';
import { isRuleClause } from './parse-clause-words.ts';
import { SinkParser } from './parse-sinks.ts';
import { Comma, Name, word } from './tokens.ts';

export type Draft<Declaration> = { -readonly [Key in keyof Declaration]?: Declaration[Key] };

/** Of the clauses that all of them have. */
export type HeadDraft = Omit<Draft<RuleHead>, 'alerts'>;

export type RuleDraft = Omit<Draft<BaselineDeclaration> & Draft<ThresholdDeclaration>, 'kind' | 'alerts'> & {
  readonly alerts: AlertDraft[];
  readonly features: FeatureDeclaration[];
  readonly doubts: DoubtDeclaration[];
};

export abstract class RuleParser extends SinkParser {
  /** A clause of a rule, or one that baselines and rules share. */
  protected readonly ruleClause = this.RULE('ruleClause', (draft: RuleDraft) => {
    this.OR([
      { ALT: () => this.SUBRULE(this.headClause, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.alert, { ARGS: [draft?.alerts] }) },
      { ALT: () => this.SUBRULE(this.alertClause, { ARGS: [draft?.alerts] }) },
    ]);
  });

  protected readonly baselineClause = this.RULE('baselineClause', (draft: RuleDraft) => {
    this.OR([
      { ALT: () => this.SUBRULE(this.learn, { ARGS: [draft?.features] }) },
      { ALT: () => this.SUBRULE(this.learningClause, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.doubt, { ARGS: [draft?.doubts] }) },
      { ALT: () => this.SUBRULE(this.accepted, { ARGS: [draft?.doubts] }) },
      { ALT: () => this.SUBRULE(this.runningClause, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.threshold, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.ruleClause, { ARGS: [draft] }) },
    ]);
  });

  protected readonly headClause = this.RULE('headClause', (draft: HeadDraft) => {
    const start = this.LA(1);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(word('on'));
          const value = this.nameOf(this.CONSUME(Name, { ERR_MSG: 'the name of a source' }));
          this.node(start, (span) => this.once(draft, 'source', { value, span, clause: 'on' }));
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('where'));
          const value = this.SUBRULE(this.expression);
          this.node(start, (span) => this.once(draft, 'where', { value, span, clause: 'where' }));
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('for'));
          this.CONSUME(word('each'), { ERR_MSG: '"each" after "for", like: for each account' });
          const value = this.SUBRULE(this.keys);
          this.node(start, (span) => this.once(draft, 'keys', { value, span, clause: 'for each' }));
          const zone = this.OPTION(() => this.SUBRULE(this.keyZone));
          this.ACTION(() => {
            draft.zone ??= zone;
          });
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('allow'));
          const value = this.SUBRULE(this.durationOrZero);
          this.CONSUME(word('late'), { ERR_MSG: '"late" after the length of time' });
          this.node(start, (span) => this.once(draft, 'lateness', { value, span, clause: 'allow … late' }));
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('priority'));
          const value = this.SUBRULE(this.number);
          this.node(start, (span) => this.once(draft, 'priority', { value, span, clause: 'priority' }));
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('memory'));
          const value = this.SUBRULE(this.size);
          this.node(start, (span) => this.once(draft, 'memoryBytes', { value, span, clause: 'memory' }));
        },
      },
    ]);
  });

  /** `account`, or `lower(user) as who, network(ip, 24) as net` */
  protected readonly keys = this.RULE('keys', (): KeyDeclaration[] => {
    const keys: KeyDeclaration[] = [this.SUBRULE(this.key)];
    this.MANY({
      GATE: () => !this.clauseAhead(2),
      DEF: () => {
        this.CONSUME(Comma);
        keys.push(this.SUBRULE1(this.key));
      },
    });
    return keys;
  });

  /** `in zone staff[account].zone`: whose local time a key keeps */
  protected readonly keyZone = this.RULE('keyZone', (): Located<Expression> => {
    const start = this.CONSUME(word('in'));
    this.CONSUME(word('zone'), {
      ERR_MSG: '"zone" after "in", like: for each account in zone staff[account].zone',
    });
    const value = this.SUBRULE(this.sum);
    return this.node(start, (span) => ({ value, span }));
  });

  protected readonly key = this.RULE('key', (): KeyDeclaration => {
    const expression = this.SUBRULE(this.sum);
    const name = this.OPTION(() => {
      this.CONSUME(word('as'));
      return this.nameOf(this.CONSUME(Name));
    });
    return { expression, ...(name && { name }) };
  });

  protected override clauseAhead(distance: number): boolean {
    return isRuleClause((further) => this.LA(further), distance);
  }
}
