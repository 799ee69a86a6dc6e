/** Sources and tables: where events come from, what they carry, and what is looked up. */

import { type IToken, tokenMatcher } from 'chevrotain';
import type {
  FieldDeclaration,
  FormatDeclaration,
  Located,
  SourceDeclaration,
  TableDeclaration,
} from './ast.ts';
import { spanOf } from './lex-text.ts';
import { isClauseWord } from './parse-clause-words.ts';
import { FeatureParser } from './parse-features.ts';
import { Colon, Comma, Name, Text, word } from './tokens.ts';

export type SourceDraft = { -readonly [Key in keyof SourceDeclaration]?: SourceDeclaration[Key] };
export type TableDraft = { -readonly [Key in keyof TableDeclaration]?: TableDeclaration[Key] };

interface FormatOptions {
  file?: Located<string>;
  separator?: Located<string>;
  columns?: readonly Located<string>[];
  ignoreOthers?: Located<true>;
}

export abstract class SourceParser extends FeatureParser {
  protected readonly sourceClause = this.RULE('sourceClause', (draft: SourceDraft) => {
    this.OR([
      { ALT: () => this.SUBRULE(this.sourceFrom, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.fields, { ARGS: [draft] }) },
      { ALT: () => this.SUBRULE(this.time, { ARGS: [draft] }) },
      {
        ALT: () => {
          const start = this.CONSUME(word('identified'));
          this.CONSUME(word('by'), { ERR_MSG: '"by" after "identified"' });
          const value = this.nameOf(this.CONSUME(Name));
          this.node(start, (span) => this.once(draft, 'identity', { value, span, clause: 'identified by' }));
        },
      },
    ]);
  });

  protected readonly tableClause = this.RULE('tableClause', (draft: TableDraft) => {
    const start = this.LA(1);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(word('from'));
          this.CONSUME(word('csv'), { ERR_MSG: '"csv" and a file name: tables are read from csv files' });
          this.OPTION(() => this.CONSUME(word('file')));
          const value = this.textOf(this.CONSUME(Text, { ERR_MSG: 'the name of the file in double quotes' }));
          this.node(start, (span) => this.once(draft, 'file', { value, span, clause: 'from' }));
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('key'));
          const value = this.SUBRULE(this.columnName);
          this.node(start, (span) => this.once(draft, 'key', { value, span, clause: 'key' }));
        },
      },
    ]);
  });

  /** `from csv file "log.csv" separated by ";" columns a, b` */
  protected readonly sourceFrom = this.RULE('sourceFrom', (draft: SourceDraft) => {
    const start = this.CONSUME(word('from'));
    const patterns: Located<string>[] = [];
    const options: FormatOptions = {};
    const kind = this.OR({
      DEF: [
        {
          ALT: () => {
            const format = this.OR1([
              { ALT: () => this.CONSUME(word('ndjson')) },
              { ALT: () => this.CONSUME(word('csv')) },
            ]);
            // The word `file` may be left out, as it is in tables.
            this.OPTION(() => {
              options.file = this.textOf(this.CONSUME1(Text));
            });
            return format;
          },
        },
        {
          ALT: () => {
            const lines = this.CONSUME(word('lines'));
            this.AT_LEAST_ONE_SEP({
              SEP: word('or'),
              DEF: () => {
                const options = { ERR_MSG: 'a line pattern in double quotes, like "{time} {user}: {text}"' };
                patterns.push(this.textOf(this.CONSUME(Text, options)));
              },
              ERR_MSG: 'a line pattern in double quotes, like "{time} {user}: {text}"',
            });
            return lines;
          },
        },
        { ALT: () => this.#rejectKind(this.CONSUME(Name)) },
      ],
      IGNORE_AMBIGUITIES: true,
      ERR_MSG: 'the kind of source: ndjson, csv or lines',
    });
    this.MANY(() => this.SUBRULE(this.formatOption, { ARGS: [options] }));
    this.node(start, (span) => {
      const value = this.#format(kind, { options, patterns });
      this.once(draft, 'format', { value, span, clause: 'from' });
      if (options.file !== undefined) draft.file = options.file;
    });
  });

  protected readonly formatOption = this.RULE('formatOption', (options: FormatOptions) => {
    const start = this.LA(1);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(word('file'));
          const value = this.textOf(this.CONSUME(Text, { ERR_MSG: 'the name of the file in double quotes' }));
          this.node(start, (span) => this.once(options, 'file', { value, span, clause: 'file' }));
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('separated'));
          this.CONSUME(word('by'));
          const value = this.textOf(
            this.CONSUME1(Text, { ERR_MSG: 'the separator in double quotes, like ";"' }),
          );
          this.node(start, (span) =>
            this.once(options, 'separator', { value, span, clause: 'separated by' }),
          );
        },
      },
      {
        ALT: () => {
          const value: Located<string>[] = [];
          this.CONSUME(word('columns'));
          this.AT_LEAST_ONE_SEP({
            SEP: Comma,
            DEF: () => {
              value.push(this.SUBRULE(this.columnName));
            },
            ERR_MSG: 'the names of the columns',
          });
          this.node(start, (span) => this.once(options, 'columns', { value, span, clause: 'columns' }));
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('ignore'));
          this.CONSUME(word('other'), { ERR_MSG: '"other lines" after "ignore"' });
          this.CONSUME(word('lines'));
          this.node(start, (span) => {
            this.once(options, 'ignoreOthers', {
              value: { value: true, span },
              span,
              clause: 'ignore other lines',
            });
          });
        },
      },
    ]);
  });

  /** `fields account: text, rows: number from "result.rows"` */
  protected readonly fields = this.RULE('fields', (draft: SourceDraft) => {
    const start = this.CONSUME(word('fields'));
    const value: FieldDeclaration[] = [];
    this.ACTION(() =>
      this.once(draft, 'fields', { value, span: spanOf(this.file, start), clause: 'fields' }),
    );
    value.push(this.SUBRULE(this.field));
    this.MANY({
      GATE: () => this.LA(1).tokenType === Comma || this.LA(2).tokenType === Colon,
      DEF: () => {
        this.OPTION(() => this.CONSUME(Comma));
        this.OPTION1({
          GATE: () => this.LA(2).tokenType === Colon || !isClauseWord('source', this.LA(1).image),
          DEF: () => value.push(this.SUBRULE1(this.field)),
        });
      },
    });
  });

  protected readonly field = this.RULE('field', (): FieldDeclaration => {
    const name = this.CONSUME(Name, { ERR_MSG: 'a field name' });
    this.CONSUME(Colon, { ERR_MSG: '":" and a type after the field name, like account: text' });
    const type = this.CONSUME1(Name, {
      ERR_MSG: 'a type: text, number, boolean, time, ip, network or duration',
    });
    let path: Located<string> | undefined;
    let timePattern: Located<string> | undefined;
    this.MANY({
      GATE: () => this.LA(2).tokenType !== Colon && tokenMatcher(this.LA(2), Text),
      DEF: () => {
        this.OR([
          {
            ALT: () => {
              this.CONSUME(word('from'));
              path = this.textOf(this.CONSUME(Text));
            },
          },
          {
            ALT: () => {
              this.CONSUME(word('as'));
              timePattern = this.textOf(this.CONSUME1(Text));
            },
          },
        ]);
      },
    });
    return this.ACTION(() => ({
      name: this.nameOf(name),
      type: this.nameOf(type),
      ...(path && { path }),
      ...(timePattern && { timePattern }),
    }));
  });

  /** `time event_time, up to 10 minutes late, zone "Asia/Shanghai", precision 1 second, year 2019` */
  protected readonly time = this.RULE('time', (draft: SourceDraft) => {
    const start = this.CONSUME(word('time'));
    const field = this.CONSUME(Name, { ERR_MSG: 'the name of the field that carries the time' });
    this.ACTION(() => {
      const value = this.nameOf(field);
      this.once(draft, 'timeField', { value, span: spanOf(this.file, start), clause: 'time' });
    });
    this.MANY(() => {
      this.OPTION(() => this.CONSUME(Comma));
      this.SUBRULE(this.timeOption, { ARGS: [draft] });
    });
  });

  protected readonly timeOption = this.RULE('timeOption', (draft: SourceDraft) => {
    const start = this.LA(1);
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(word('up'));
            this.CONSUME(word('to'));
            const value = this.SUBRULE(this.durationOrZero);
            this.CONSUME(word('late'), { ERR_MSG: '"late" after the length of time' });
            this.node(start, (span) => this.once(draft, 'lateness', { value, span, clause: 'up to … late' }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(word('zone'));
            const value = this.textOf(
              this.CONSUME(Text, { ERR_MSG: 'a time zone in double quotes, like "Asia/Shanghai"' }),
            );
            this.node(start, (span) => this.once(draft, 'zone', { value, span, clause: 'zone' }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(word('precision'));
            const value = this.SUBRULE(this.duration);
            this.node(start, (span) => this.once(draft, 'precision', { value, span, clause: 'precision' }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(word('year'));
            const value = this.SUBRULE(this.count);
            this.node(start, (span) => this.once(draft, 'year', { value, span, clause: 'year' }));
          },
        },
      ],
      ERR_MSG: '"up to 10 minutes late", "zone", "precision" or "year"',
    });
  });

  #format(
    kind: IToken,
    { options, patterns }: { readonly options: FormatOptions; readonly patterns: readonly Located<string>[] },
  ): FormatDeclaration {
    const { separator, columns, ignoreOthers } = options;
    const misplaced: (Located<unknown> | undefined)[] =
      kind.tokenType === word('csv') ? [ignoreOthers] : [separator, columns?.[0]];
    if (kind.tokenType === word('ndjson')) misplaced.push(ignoreOthers);
    for (const option of misplaced) {
      if (option !== undefined) this.#rejectOption(kind, option);
    }
    if (kind.tokenType === word('lines'))
      return { kind: 'lines', patterns, ignoreOthers: ignoreOthers !== undefined };
    if (kind.tokenType === word('ndjson')) return { kind: 'ndjson' };
    return { kind: 'csv', ...(separator && { separator }), ...(columns && { columns }) };
  }

  #rejectOption(kind: IToken, option: Located<unknown>): void {
    this.report({
      code: 'P009',
      message: `a source from ${kind.image} has no use for this`,
      hint: '"separated by" and "columns" belong to csv, "ignore other lines" to lines',
      span: option.span,
    });
  }

  #rejectKind(token: IToken): IToken {
    return this.ACTION(() => {
      const known = ['kafka', 'syslog', 'http', 'postgres'].includes(token.image.toLowerCase());
      return this.fail({
        code: 'P016',
        message: known
          ? `sources of kind "${token.image}" are not available yet`
          : `there is no source kind "${token.image}"`,
        hint: 'use ndjson, csv or lines: a file, or what another program writes into the standard input',
        span: spanOf(this.file, token),
      });
    });
  }
}
