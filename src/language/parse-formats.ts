/** Where the events of a source come from: the format, the file, and how its records are written. */

import type { IToken } from 'chevrotain';
import type { FormatDeclaration, Located, SourceDeclaration } from './ast.ts';
import { spanOf } from './lex-text.ts';
import { FeatureParser } from './parse-features.ts';
import { Comma, Name, Text, word } from './tokens.ts';

export type SourceDraft = { -readonly [Key in keyof SourceDeclaration]?: SourceDeclaration[Key] };

interface FormatOptions {
  file?: Located<string>;
  separator?: Located<string>;
  columns?: readonly Located<string>[];
  ignoreOthers?: Located<true>;
}

export abstract class FormatParser extends FeatureParser {
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
