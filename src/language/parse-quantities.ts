/** Quantities as people write them: `30 days`, `1 hour 30 minutes`, `64 MB`, `1_000`, windows, and counts. */

import type { IToken, TokenType } from 'chevrotain';
import type { CalendarUnit } from '../time/calendar.ts';
import { durationUnits } from '../time/duration.ts';
import type { Expression, Located, WindowClause } from './ast.ts';
import { describe } from './describe-token.ts';
import { spanOf } from './lex-text.ts';
import { unknownUnit } from './parse-clause-words.ts';
import { RecoveringParser } from './parse-recovery.ts';
import { sizeUnit } from './size-units.ts';
import { Comma, Equal, Minus, Name, NumberLiteral, word } from './tokens.ts';

const calendarUnits: readonly string[] = ['hour', 'day', 'week', 'month', 'quarter', 'year'];

/** A span of a calendar, or a fixed length of time. */
export type Period =
  | { readonly kind: 'calendar'; readonly unit: CalendarUnit }
  | { readonly kind: 'duration'; readonly lengthMs: number };

export type Quantity = Extract<Expression, { kind: 'number' | 'duration' }>;

export abstract class QuantityParser extends RecoveringParser {
  /** A number, with a unit of time or size if one follows. */
  protected readonly quantity = this.RULE('quantity', (): Quantity => {
    const start = this.LA(1);
    const first = this.CONSUME(NumberLiteral);
    let value = this.ACTION(() => this.numberOf(first));
    let isDuration = false;
    this.OPTION({
      GATE: () => this.unitAhead(1, sizeUnit) !== undefined,
      DEF: () => {
        const unit = this.CONSUME(Name);
        this.ACTION(() => {
          value *= sizeUnit(unit.image)!;
        });
      },
    });
    this.OPTION1({
      GATE: () => this.unitAhead(1, durationUnit) !== undefined,
      DEF: () => {
        const unit = this.CONSUME1(Name);
        this.ACTION(() => {
          value *= durationUnit(unit.image)!;
          isDuration = true;
        });
      },
    });
    this.MANY({
      GATE: () => isDuration && this.unitAhead(2, durationUnit) !== undefined,
      DEF: () => {
        const more = this.CONSUME1(NumberLiteral);
        const unit = this.CONSUME2(Name);
        this.ACTION(() => {
          value += this.numberOf(more) * durationUnit(unit.image)!;
        });
      },
    });
    return this.node(start, (span) =>
      isDuration ? { kind: 'duration', valueMs: Math.round(value), span } : { kind: 'number', value, span },
    );
  });

  /** A length of time above zero, in ms. */
  protected readonly duration = this.RULE('duration', (): Located<number> => {
    const length = this.SUBRULE(this.durationOrZero);
    this.ACTION(() => {
      if (length.value > 0) return;
      this.fail({
        code: 'P012',
        message: 'a length of time must be above zero',
        hint: 'write it like: 5 minutes',
        span: length.span,
      });
    });
    return length;
  });

  /** A length of time, zero included, in ms. */
  protected readonly durationOrZero = this.RULE('durationOrZero', (): Located<number> => {
    this.ACTION(() => this.#rejectMinus());
    const quantity = this.OR({
      DEF: [{ ALT: () => this.SUBRULE(this.quantity) }],
      ERR_MSG: 'a length of time, like 5 minutes',
    });
    return this.ACTION(() => {
      if (quantity.kind === 'duration') return { value: quantity.valueMs, span: quantity.span };
      const next = this.LA(1);
      if (this.onSameLine(1) && next.tokenType === Name) {
        return this.fail({ ...unknownUnit(next.image), span: spanOf(this.file, next) });
      }
      return this.fail({
        code: 'P011',
        message: 'a length of time needs a unit',
        found: `only the number ${quantity.value}`,
        hint: `write it like: ${quantity.value} minutes`,
        span: quantity.span,
      });
    });
  });

  /** A number of bytes. */
  protected readonly size = this.RULE('size', (): Located<number> => {
    const quantity = this.OR({
      DEF: [{ ALT: () => this.SUBRULE(this.quantity) }],
      ERR_MSG: 'a size, like 64 MB',
    });
    return this.ACTION(() => {
      const { kind, span } = quantity;
      if (kind === 'number' && quantity.value >= 1) return { value: Math.round(quantity.value), span };
      return this.fail({ code: 'P020', message: 'expected a size, like 64 MB', span });
    });
  });

  /** A bare number. */
  protected readonly number = this.RULE('number', (): Located<number> => {
    const token = this.CONSUME(NumberLiteral);
    return this.located(token, () => this.numberOf(token));
  });

  /** A whole number from 1. */
  protected readonly count = this.RULE('count', (): Located<number> => {
    const number = this.SUBRULE(this.number);
    return this.ACTION(() => {
      if (Number.isSafeInteger(number.value) && number.value >= 1) return number;
      return this.fail({ code: 'P020', message: 'expected a whole number from 1', span: number.span });
    });
  });

  /** `hour`, `day` … of the calendar, or a length of time. */
  protected readonly period = this.RULE('period', (): Period => {
    return this.OR({
      DEF: [
        {
          ALT: (): Period => {
            const token = this.CONSUME(Name);
            return this.ACTION(() => this.#namedPeriod(token));
          },
        },
        {
          ALT: (): Period => {
            const length = this.SUBRULE(this.duration);
            return this.ACTION(() => ({ kind: 'duration', lengthMs: length.value }));
          },
        },
      ],
      ERR_MSG: 'a length of time like 5 minutes, or one of hour, day, week, month, quarter, year',
    });
  });

  /** `over 5 minutes`, `over 5 minutes every 1 minute`, `per hour`. */
  protected readonly window = this.RULE('window', (): WindowClause => {
    const start = this.LA(1);
    return this.OR({
      DEF: [
        {
          ALT: (): WindowClause => {
            this.CONSUME(word('over'));
            const length = this.SUBRULE(this.duration);
            const every = this.OPTION(() => {
              this.CONSUME(word('every'));
              return this.SUBRULE1(this.duration);
            });
            return this.node(start, (span) => ({
              value:
                every === undefined || every.value === length.value
                  ? { kind: 'tumbling', lengthMs: length.value }
                  : { kind: 'sliding', lengthMs: length.value, everyMs: every.value },
              span,
            }));
          },
        },
        {
          ALT: (): WindowClause => {
            this.CONSUME(word('per'));
            const period = this.SUBRULE(this.period);
            return this.node(start, (span) => ({
              value: period.kind === 'calendar' ? period : { kind: 'tumbling', lengthMs: period.lengthMs },
              span,
            }));
          },
        },
      ],
      ERR_MSG: 'a window, like: over 5 minutes, or: per hour',
    });
  });

  protected numberOf(token: IToken): number {
    const value = Number(token.image.replaceAll('_', ''));
    if (Number.isFinite(value)) return value;
    return this.fail({ code: 'P020', message: 'this number is too large', span: spanOf(this.file, token) });
  }

  /** The unit at a distance, unless it is the name of the next feature: `… + 5` and then a line `hour = …`. */
  protected unitAhead(distance: number, unit: (text: string) => number | undefined): number | undefined {
    const startsFeature = !this.onSameLine(distance) && this.LA(distance + 1).tokenType === Equal;
    return startsFeature ? undefined : unit(this.LA(distance).image);
  }

  /** A word of the language and what follows it, a comma before it or not. */
  protected partAhead(first: string, second: TokenType): boolean {
    const at = this.LA(1).tokenType === Comma ? 2 : 1;
    return this.LA(at).tokenType === word(first) && this.LA(at + 1).tokenType === second;
  }

  #namedPeriod(token: IToken): Period {
    const image = token.image.toLowerCase();
    if (calendarUnits.includes(image)) return { kind: 'calendar', unit: image as CalendarUnit };
    const lengthMs = durationUnit(image);
    if (lengthMs !== undefined) return { kind: 'duration', lengthMs };
    return this.fail({ ...unknownUnit(token.image), span: spanOf(this.file, token) });
  }

  #rejectMinus(): void {
    if (this.LA(1).tokenType !== Minus) return;
    this.fail({
      code: 'P012',
      message: 'a length of time must be above zero',
      found: describe(this.LA(1)),
      span: spanOf(this.file, this.LA(1)),
    });
  }
}

function durationUnit(text: string): number | undefined {
  return durationUnits[text.toLowerCase()];
}
