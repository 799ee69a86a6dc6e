/** What a baseline learns: the features under `learn`, the noise it ignores, and what peers it compares with. */

import { tokenMatcher } from 'chevrotain';
import type { FeatureDeclaration, LevelDeclaration, NoiseDeclaration } from './ast.ts';
import { AlertParser } from './parse-alerts.ts';
import { Comma, Equal, Name, word } from './tokens.ts';

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;
type FeatureBody = DistributiveOmit<FeatureDeclaration, 'name' | 'span'>;

export abstract class FeatureParser extends AlertParser {
  /** `learn place = usual values of city, hour = usual hours of event_time` */
  protected readonly learn = this.RULE('learn', (features: FeatureDeclaration[]) => {
    this.CONSUME(word('learn'));
    this.SUBRULE(this.feature, { ARGS: [features] });
    this.MANY({
      GATE: () => this.#featureAhead(1) || (this.LA(1).tokenType === Comma && this.#featureAhead(2)),
      DEF: () => {
        this.OPTION(() => this.CONSUME(Comma));
        this.SUBRULE1(this.feature, { ARGS: [features] });
      },
    });
  });

  protected readonly feature = this.RULE('feature', (features: FeatureDeclaration[]) => {
    const name = this.CONSUME(Name);
    this.CONSUME(Equal, { ERR_MSG: '"=" and what to learn, like: learn place = usual values of city' });
    const body = this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.usual) },
        { ALT: () => this.SUBRULE(this.frequency) },
        { ALT: () => this.SUBRULE(this.range) },
      ],
      ERR_MSG: '"usual values of", "usual hours of", "frequency per" or "range of"',
    });
    this.ACTION(() => {
      const span = this.spanFrom(name);
      features.push({ ...body, name: this.nameOf(name), span });
    });
  });

  /** `usual values of city`, `usual hours of event_time`, `usual hours of week of event_time` */
  protected readonly usual = this.RULE('usual', (): FeatureBody => {
    this.CONSUME(word('usual'));
    return this.OR({
      DEF: [
        {
          ALT: (): FeatureBody => {
            this.CONSUME(word('values'));
            this.CONSUME(word('of'));
            return { kind: 'values', of: this.SUBRULE(this.sum) };
          },
        },
        {
          ALT: (): FeatureBody => {
            this.CONSUME(word('hours'));
            const cycle = this.OPTION({
              GATE: () => this.LA(3).tokenType === word('of'),
              DEF: () => this.SUBRULE(this.cycle),
            });
            this.CONSUME1(word('of'));
            return { kind: 'hours', cycle: cycle ?? 'day', of: this.SUBRULE1(this.sum) };
          },
        },
      ],
      ERR_MSG: '"values of" or "hours of" after "usual"',
    });
  });

  protected readonly cycle = this.RULE('cycle', (): 'day' | 'week' => {
    this.CONSUME(word('of'));
    const unit = this.OR([
      { ALT: () => this.CONSUME(word('day')) },
      { ALT: () => this.CONSUME(word('week')) },
    ]);
    return unit.tokenType === word('week') ? 'week' : 'day';
  });

  /** `frequency per hour, against department, everyone` */
  protected readonly frequency = this.RULE('frequency', (): FeatureBody => {
    this.CONSUME(word('frequency'));
    const window = this.SUBRULE(this.window);
    const against = this.SUBRULE(this.levels);
    return { kind: 'frequency', window, against };
  });

  /** `range of sum(attachments) per day, against everyone`, `range of rows` */
  protected readonly range = this.RULE('range', (): FeatureBody => {
    this.CONSUME(word('range'));
    this.CONSUME(word('of'));
    const of = this.SUBRULE(this.sum);
    const window = this.OPTION({ GATE: () => !this.#featureAhead(1), DEF: () => this.SUBRULE(this.window) });
    const against = this.SUBRULE(this.levels);
    return { kind: 'range', of, against, ...(window && { window }) };
  });

  protected readonly levels = this.RULE('levels', (): LevelDeclaration[] => {
    const levels: LevelDeclaration[] = [];
    this.OPTION({
      GATE: () => this.LA(1).tokenType !== Comma || this.LA(2).tokenType === word('against'),
      DEF: () => {
        this.OPTION1(() => this.CONSUME(Comma));
        this.CONSUME(word('against'));
        levels.push(this.SUBRULE(this.level));
        this.MANY({
          GATE: () => !this.#featureAhead(2) && !this.clauseAhead(2),
          DEF: () => {
            this.CONSUME1(Comma);
            levels.push(this.SUBRULE1(this.level));
          },
        });
      },
    });
    return levels;
  });

  protected readonly level = this.RULE('level', (): LevelDeclaration => {
    const start = this.LA(1);
    return this.OR({
      DEF: [
        {
          ALT: (): LevelDeclaration => {
            this.CONSUME(word('everyone'));
            return this.node(start, (span) => ({ kind: 'everyone', span }));
          },
        },
        {
          ALT: (): LevelDeclaration => {
            const expression = this.SUBRULE(this.sum);
            return this.node(start, (span) => ({ kind: 'group', expression, span }));
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
      ERR_MSG: 'a group of peers: a field such as department, or everyone',
    });
  });

  /** `ignore values seen on fewer than 2 days`, `ignore outliers beyond 3 sigma against history` */
  protected readonly ignore = this.RULE('ignore', (): NoiseDeclaration => {
    const start = this.CONSUME(word('ignore'));
    return this.OR({
      DEF: [
        {
          ALT: (): NoiseDeclaration => {
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
          ALT: (): NoiseDeclaration => {
            this.CONSUME(word('outliers'));
            this.CONSUME(word('beyond'));
            const sigmas = this.SUBRULE(this.number);
            this.CONSUME(word('sigma'), { ERR_MSG: '"sigma" after the number' });
            const against = this.SUBRULE1(this.against);
            return this.node(start, (span) => ({ kind: 'outliers', sigmas: sigmas.value, against, span }));
          },
        },
      ],
      ERR_MSG: '"values seen on fewer than 2 days" or "outliers beyond 3 sigma" after "ignore"',
    });
  });

  /** `against this period` (unless said otherwise), `against history` */
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
        ],
        ERR_MSG: '"this period" or "history" after "against"',
      });
    });
    return compared?.tokenType === word('history') ? 'history' : 'period';
  });

  /** A comma and then a clause, not one more member of the list. */
  protected abstract clauseAhead(distance: number): boolean;

  #featureAhead(distance: number): boolean {
    return tokenMatcher(this.LA(distance), Name) && this.LA(distance + 1).tokenType === Equal;
  }
}
