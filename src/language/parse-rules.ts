/** Baselines, rules and views: whom they watch, on what, when, and with which priority. */

import type {
  BaselineDeclaration,
  FeatureDeclaration,
  KeyDeclaration,
  NoiseDeclaration,
  RuleHead,
  ThresholdDeclaration,
} from './ast.ts';
import { spanOf } from './lex-text.ts';
import type { AlertDraft } from './parse-alerts.ts';
import { isRuleClauseWord } from './parse-clause-words.ts';
import { SinkParser } from './parse-sinks.ts';
import { Comma, Name, Percent, word } from './tokens.ts';

export type Draft<Declaration> = { -readonly [Key in keyof Declaration]?: Declaration[Key] };

/** Of the clauses that all of them have. */
export type HeadDraft = Omit<Draft<RuleHead>, 'alerts'>;

export type RuleDraft = Omit<Draft<BaselineDeclaration> & Draft<ThresholdDeclaration>, 'kind' | 'alerts'> & {
  readonly alerts: AlertDraft[];
  readonly features: FeatureDeclaration[];
  readonly noise: NoiseDeclaration[];
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
      {
        ALT: () => {
          const noise = this.SUBRULE(this.ignore);
          this.ACTION(() => this.#addNoise(draft, noise));
        },
      },
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

  protected readonly key = this.RULE('key', (): KeyDeclaration => {
    const expression = this.SUBRULE(this.sum);
    const name = this.OPTION(() => {
      this.CONSUME(word('as'));
      return this.nameOf(this.CONSUME(Name));
    });
    return { expression, ...(name && { name }) };
  });

  /** `during 30 days`, `with at least 20 events`, `relearn every 7 days`, `keep 90 days` */
  protected readonly learningClause = this.RULE('learningClause', (draft: RuleDraft) => {
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
          const value = this.SUBRULE2(this.duration);
          this.node(start, (span) => this.once(draft, 'keep', { value, span, clause: 'keep' }));
        },
      },
    ]);
  });

  /** `unusual above 0.995` */
  protected readonly threshold = this.RULE('threshold', (draft: RuleDraft) => {
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

  protected override clauseAhead(distance: number): boolean {
    return isRuleClauseWord(this.LA(distance).image);
  }

  #addNoise({ noise }: RuleDraft, found: NoiseDeclaration): void {
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
