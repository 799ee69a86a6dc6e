/** Alerts: message, condition, window, severity, and how often. Each clause belongs to the alert that stands before it. */

import type { AlertDeclaration, Expression, Located, MessageTemplatePart, Severity } from './ast.ts';
import { spanOf } from './lex-text.ts';
import { PredicateParser } from './parse-predicates.ts';
import {
  Comma,
  InsertClose,
  InsertOpen,
  MessageEnd,
  MessageStart,
  MessageText,
  Name,
  word,
} from './tokens.ts';

export type AlertDraft = { -readonly [Key in keyof AlertDeclaration]?: AlertDeclaration[Key] } & {
  readonly message: AlertDeclaration['message'];
  readonly span: AlertDeclaration['span'];
};

const articles: ReadonlySet<string> = new Set(['a', 'an', 'per']);

const unitDays: ReadonlyMap<string, number> = new Map([
  ['hour', 1 / 24],
  ['day', 1],
  ['week', 7],
]);

interface SeverityCase {
  readonly severity: Severity;
  readonly when?: Expression;
}

export abstract class AlertParser extends PredicateParser {
  /** `alert "message"`, `alert at most 5 a day "message"`: begins an alert. */
  protected readonly alert = this.RULE('alert', (alerts: AlertDraft[]) => {
    const start = this.CONSUME(word('alert'));
    const message: MessageTemplatePart[] = [];
    // The alert is there even if its message cannot be read, so that the clauses behind it belong to it.
    const draft: AlertDraft = this.ACTION(() => ({ message, span: spanOf(this.file, start) }));
    this.ACTION(() => alerts.push(draft));
    const budget = this.OPTION(() => this.SUBRULE(this.budget));
    this.ACTION(() => {
      if (budget !== undefined) draft.budget = budget;
    });
    this.SUBRULE1(this.message, { ARGS: [message] });
  });

  /** `at most 5 a day`, in alerts per day */
  protected readonly budget = this.RULE('budget', (): Located<number> => {
    const start = this.CONSUME(word('at'));
    this.CONSUME(word('most'), { ERR_MSG: '"most" after "at", like: alert at most 5 a day' });
    const number = this.SUBRULE(this.number);
    const article = this.CONSUME(Name, { ERR_MSG: '"a day" after the number' });
    const unit = this.CONSUME1(Name, { ERR_MSG: '"day", "hour" or "week", like: at most 5 a day' });
    return this.node(start, (span) => {
      const days = articles.has(article.image.toLowerCase()) && unitDays.get(unit.image.toLowerCase());
      if (days) return { value: number.value / days, span };
      return this.fail({
        code: 'P007',
        message: 'expected how often, like: at most 5 a day, at most 1 an hour, at most 20 a week',
        span,
      });
    });
  });

  /** A clause of the last alert. */
  protected readonly alertClause = this.RULE('alertClause', (alerts: readonly AlertDraft[]) => {
    const draft = this.ACTION(() => this.#openAlert(alerts));
    const start = this.LA(1);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(word('when'));
          const value = this.SUBRULE(this.expression);
          this.ACTION(() =>
            this.once(draft, 'condition', { value, span: spanOf(this.file, start), clause: 'when' }),
          );
        },
      },
      {
        ALT: () => {
          const value = this.SUBRULE(this.window);
          this.ACTION(() => this.once(draft, 'window', { value, span: value.span, clause: start.image }));
        },
      },
      {
        ALT: () => {
          const value = this.SUBRULE(this.severity);
          const span = this.ACTION(() => spanOf(this.file, start));
          this.ACTION(() => this.once(draft, 'severity', { value, span, clause: 'severity' }));
        },
      },
      {
        ALT: () => {
          const value = this.SUBRULE(this.oncePer);
          this.ACTION(() => this.once(draft, 'oncePer', { value, span: value.span, clause: 'once per' }));
        },
      },
    ]);
  });

  protected readonly message = this.RULE('message', (parts: MessageTemplatePart[]) => {
    this.CONSUME(MessageStart, { ERR_MSG: 'the message of the alert in double quotes' });
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(MessageText);
            this.ACTION(() => parts.push({ kind: 'text', text: token.payload }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(InsertOpen);
            const expression = this.SUBRULE(this.expression);
            this.CONSUME(InsertClose);
            this.ACTION(() => parts.push({ kind: 'value', expression }));
          },
        },
      ]);
    });
    this.CONSUME(MessageEnd);
  });

  /** `severity high when new place, low when rare place, else medium` */
  protected readonly severity = this.RULE('severity', (): SeverityCase[] => {
    const cases: SeverityCase[] = [];
    this.CONSUME(word('severity'));
    cases.push(this.SUBRULE(this.severityCase));
    this.MANY({
      GATE: () => this.LA(2).tokenType !== word('else'),
      DEF: () => {
        this.CONSUME(Comma);
        cases.push(this.SUBRULE1(this.severityCase));
      },
    });
    this.OPTION({
      GATE: () => this.LA(1).tokenType === word('else') || this.LA(2).tokenType === word('else'),
      DEF: () => {
        this.OPTION1(() => this.CONSUME1(Comma));
        this.CONSUME(word('else'));
        const severity = this.SUBRULE(this.severityName);
        this.ACTION(() => cases.push({ severity: severity.value }));
      },
    });
    return cases;
  });

  protected readonly severityCase = this.RULE('severityCase', (): SeverityCase => {
    const severity = this.SUBRULE(this.severityName);
    const when = this.OPTION(() => {
      this.CONSUME(word('when'));
      return this.SUBRULE(this.expression);
    });
    return this.ACTION(() => ({ severity: severity.value, ...(when && { when }) }));
  });

  protected readonly severityName = this.RULE('severityName', (): Located<Severity> => {
    const token = this.OR({
      DEF: [
        { ALT: () => this.CONSUME(word('low')) },
        { ALT: () => this.CONSUME(word('medium')) },
        { ALT: () => this.CONSUME(word('high')) },
        { ALT: () => this.CONSUME(word('critical')) },
      ],
      ERR_MSG: 'a severity: low, medium, high or critical',
    });
    return this.located(token, ({ image }) => image.toLowerCase() as Severity);
  });

  /** `once per 1 hour`, `once per day` */
  protected readonly oncePer = this.RULE('oncePer', (): NonNullable<AlertDeclaration['oncePer']> => {
    const start = this.CONSUME(word('once'));
    this.CONSUME(word('per'), { ERR_MSG: '"per", like: once per 1 hour' });
    const value = this.SUBRULE(this.period);
    return this.node(start, (span) => ({ value, span }));
  });

  #openAlert(alerts: readonly AlertDraft[]): AlertDraft {
    const last = alerts.at(-1);
    if (last !== undefined) return last;
    const token = this.LA(1);
    return this.fail({
      code: 'P009',
      message: `"${token.image}" belongs to an alert, and there is none before it`,
      hint: 'write first: alert "message"',
      span: spanOf(this.file, token),
    });
  }
}

/** The alerts as they were read. */
export function finishAlerts(drafts: readonly AlertDraft[]): AlertDeclaration[] {
  return drafts.map((draft) => ({ ...draft, severity: draft.severity ?? [] }));
}
