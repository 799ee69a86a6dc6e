/** What a baseline learns: the features under `learn`, and what peers it compares with. */

import { tokenMatcher } from 'chevrotain';
import type { FeatureDeclaration, LevelDeclaration, Located } from './ast.ts';
import { type FeatureBody, RunningFeatureParser } from './parse-running-features.ts';
import { Comma, Equal, Name, NumberLiteral, word } from './tokens.ts';

/** What may stand behind every feature. */
interface FeatureTail {
  readonly against: LevelDeclaration[];
  weight?: Located<number>;
}

export abstract class FeatureParser extends RunningFeatureParser {
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
        { ALT: () => this.SUBRULE(this.expected) },
        { ALT: () => this.SUBRULE(this.runningFeature) },
      ],
      ERR_MSG:
        'what to learn: "usual values of", "usual hours of", "frequency per", "range of", or in a baseline that keeps learning one of its own kinds, like "first seen", "share of", "usual places of"',
    });
    const tail = this.SUBRULE(this.tail);
    this.ACTION(() => {
      const span = this.spanFrom(name);
      features.push({ ...body, ...tail, name: this.nameOf(name), span });
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
              GATE: () => this.LA(1).tokenType === word('by') || this.LA(3).tokenType === word('of'),
              DEF: () => this.SUBRULE(this.cycle),
            });
            this.CONSUME1(word('of'));
            const of = this.SUBRULE1(this.sum);
            const within = this.OPTION1({
              GATE: () => this.partAhead('within', NumberLiteral),
              DEF: () => {
                this.OPTION2(() => this.CONSUME(Comma));
                this.CONSUME(word('within'));
                return this.SUBRULE(this.duration);
              },
            });
            return { kind: 'hours', cycle: cycle ?? 'day', of, ...(within && { within }) };
          },
        },
        { ALT: () => this.SUBRULE(this.usualCounts) },
        { ALT: () => this.SUBRULE(this.usualPlaces) },
      ],
      ERR_MSG: '"values of", "hours of", "counts of" or "places of" after "usual"',
    });
  });

  /** `of week`, `of day`, `by day type` */
  protected readonly cycle = this.RULE('cycle', (): 'day' | 'week' | 'day type' => {
    return this.OR([
      {
        ALT: (): 'day' | 'week' => {
          this.CONSUME(word('of'));
          const unit = this.OR1([
            { ALT: () => this.CONSUME(word('day')) },
            { ALT: () => this.CONSUME(word('week')) },
          ]);
          return unit.tokenType === word('week') ? 'week' : 'day';
        },
      },
      {
        ALT: (): 'day type' => {
          this.CONSUME(word('by'));
          this.CONSUME1(word('day'), { ERR_MSG: '"day type" after "by"' });
          this.CONSUME(word('type'), { ERR_MSG: '"type" after "by day"' });
          return 'day type';
        },
      },
    ]);
  });

  /** `frequency per hour` */
  protected readonly frequency = this.RULE('frequency', (): FeatureBody => {
    this.CONSUME(word('frequency'));
    return { kind: 'frequency', window: this.SUBRULE(this.window) };
  });

  /** `range of sum(attachments) per day`, `range of rows` */
  protected readonly range = this.RULE('range', (): FeatureBody => {
    this.CONSUME(word('range'));
    this.CONSUME(word('of'));
    const of = this.SUBRULE(this.sum);
    const window = this.OPTION({ GATE: () => !this.#featureAhead(1), DEF: () => this.SUBRULE(this.window) });
    return { kind: 'range', of, ...(window && { window }) };
  });

  /** `expected sum(rows) given count(), distinct(table) per day`, `expected rows given hour(event_time)` */
  protected readonly expected = this.RULE('expected', (): FeatureBody => {
    this.CONSUME(word('expected'));
    const of = this.SUBRULE(this.sum);
    this.CONSUME(word('given'), {
      ERR_MSG: '"given" and what it depends on, like: expected sum(rows) given count() per day',
    });
    const given = [this.SUBRULE1(this.sum)];
    this.MANY({
      GATE: () => this.#memberAhead(),
      DEF: () => {
        this.CONSUME(Comma);
        given.push(this.SUBRULE2(this.sum));
      },
    });
    const window = this.OPTION({ GATE: () => !this.#featureAhead(1), DEF: () => this.SUBRULE(this.window) });
    return { kind: 'expected', of, given, ...(window && { window }) };
  });

  /** `, against department, everyone`, `, weight 0.2` */
  protected readonly tail = this.RULE('tail', (): FeatureTail => {
    const tail: FeatureTail = { against: [] };
    this.MANY({
      GATE: () => this.#tailAhead(this.LA(1).tokenType === Comma ? 2 : 1),
      DEF: () => {
        this.OPTION(() => this.CONSUME(Comma));
        this.OR([
          { ALT: () => this.SUBRULE(this.levels, { ARGS: [tail.against] }) },
          {
            ALT: () => {
              const start = this.CONSUME(word('weight'));
              const value = this.SUBRULE(this.number);
              this.node(start, (span) => this.once(tail, 'weight', { value, span, clause: 'weight' }));
            },
          },
        ]);
      },
    });
    return tail;
  });

  /** `against department, everyone` */
  protected readonly levels = this.RULE('levels', (levels: LevelDeclaration[]) => {
    this.CONSUME(word('against'));
    const first = this.SUBRULE(this.level);
    this.ACTION(() => levels.push(first));
    this.MANY({
      GATE: () => this.#memberAhead(),
      DEF: () => {
        this.CONSUME(Comma);
        const next = this.SUBRULE1(this.level);
        this.ACTION(() => levels.push(next));
      },
    });
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
          GATE: () => !this.#featureAhead(2),
          ALT: (): LevelDeclaration => {
            this.CONSUME(word('similar'));
            this.CONSUME(word('keys'));
            return this.node(start, (span) => ({ kind: 'similar keys', span }));
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
      ERR_MSG: 'a group of peers: a field such as department, similar keys, or everyone',
    });
  });

  /** A comma and then a clause, not one more member of the list. */
  protected abstract clauseAhead(distance: number): boolean;

  /** Behind a comma one more member of a list, not the next feature, what stands behind this one, or a clause. */
  #memberAhead(): boolean {
    return !this.#featureAhead(2) && !this.clauseAhead(2) && !this.#tailAhead(2);
  }

  /** `against …` or `weight 0.2`, not a feature or a level of that name. */
  #tailAhead(distance: number): boolean {
    if (this.#featureAhead(distance)) return false;
    const { tokenType } = this.LA(distance);
    if (tokenType === word('weight')) return this.LA(distance + 1).tokenType === NumberLiteral;
    return tokenType === word('against');
  }

  #featureAhead(distance: number): boolean {
    return tokenMatcher(this.LA(distance), Name) && this.LA(distance + 1).tokenType === Equal;
  }
}
