/** Where the events of a source come from: the format, the file or topic, and how its records are written. */

import type { IToken } from 'chevrotain';
import type { FormatDeclaration, Located, SourceDeclaration, TopicDeclaration } from './ast.ts';
import { describe } from './describe-token.ts';
import { spanOf } from './lex-text.ts';
import { didYouMean } from './nearest-name.ts';
import { TopicParser, topicWords } from './parse-topics.ts';
import { Comma, Name, Text, word } from './tokens.ts';

export type SourceDraft = { -readonly [Key in keyof SourceDeclaration]?: SourceDeclaration[Key] };

const sourceKinds = ['ndjson', 'csv', 'lines', 'kafka', 'folder'];

interface Format {
  readonly kind: FormatDeclaration['kind'];
  readonly patterns: readonly Located<string>[];
}

interface FormatOptions {
  file?: Located<string>;
  separator?: Located<string>;
  columns?: readonly Located<string>[];
  ignoreOthers?: Located<true>;
}

export abstract class FormatParser extends TopicParser {
  /** `from csv file "log.csv" separated by ";" columns a, b`, `from kafka topic "log_data" as lines "{time} {text}"` */
  protected readonly sourceFrom = this.RULE('sourceFrom', (draft: SourceDraft) => {
    const start = this.CONSUME(word('from'));
    const options: FormatOptions = {};
    let origin: TopicDeclaration | undefined;
    const format = this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.format, { ARGS: [options] }) },
        {
          ALT: () => {
            origin = this.SUBRULE(this.topic);
            return this.OPTION(() => {
              this.CONSUME(word('as'));
              return this.SUBRULE1(this.format, { ARGS: [options] });
            });
          },
        },
        { ALT: () => this.#rejectKind(this.CONSUME(Name)) },
      ],
      IGNORE_AMBIGUITIES: true,
      ERR_MSG: 'the kind of source: ndjson, csv, lines, kafka or folder',
    });
    this.MANY(() => this.SUBRULE(this.formatOption, { ARGS: [options] }));
    this.node(start, (span) => {
      const value = this.#formatOf(format ?? { kind: 'ndjson', patterns: [] }, { options, origin });
      this.once(draft, 'format', { value, span, clause: 'from' });
      if (options.file !== undefined) draft.file = options.file;
      if (origin !== undefined) draft.origin = origin;
    });
  });

  /** How records are written, with what must stand right behind it. */
  protected readonly format = this.RULE('format', (options: FormatOptions): Format => {
    const patterns: Located<string>[] = [];
    return this.OR({
      DEF: [
        {
          ALT: (): Format => {
            const kind = this.OR1([
              { ALT: () => this.CONSUME(word('ndjson')) },
              { ALT: () => this.CONSUME(word('csv')) },
            ]);
            // The word `file` may be left out, as it is in tables.
            this.OPTION(() => {
              const file = this.textOf(this.CONSUME1(Text));
              this.ACTION(() => Object.assign(options, { file }));
            });
            return { kind: kind.tokenType === word('csv') ? 'csv' : 'ndjson', patterns };
          },
        },
        {
          ALT: (): Format => {
            this.CONSUME(word('lines'));
            this.AT_LEAST_ONE_SEP({
              SEP: word('or'),
              DEF: () => {
                const options = { ERR_MSG: 'a line pattern in double quotes, like "{time} {user}: {text}"' };
                patterns.push(this.textOf(this.CONSUME(Text, options)));
              },
              ERR_MSG: 'a line pattern in double quotes, like "{time} {user}: {text}"',
            });
            return { kind: 'lines', patterns };
          },
        },
      ],
      ERR_MSG: 'how records are written: ndjson, csv or lines',
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

  #formatOf(
    { kind, patterns }: Format,
    found: { readonly options: FormatOptions; readonly origin: TopicDeclaration | undefined },
  ): FormatDeclaration {
    const { file, separator, columns, ignoreOthers } = found.options;
    const hint = '"separated by" and "columns" belong to csv, "ignore other lines" to lines';
    const misplaced: (Located<unknown> | undefined)[] =
      kind === 'csv' ? [ignoreOthers] : [separator, columns?.[0]];
    if (kind === 'ndjson') misplaced.push(ignoreOthers);
    for (const option of misplaced) this.#rejectOption(option, { from: kind, hint });
    if (found.origin !== undefined)
      this.#rejectOption(file, { from: 'a topic', hint: 'leave it out: replay takes a file with --events' });
    if (kind === 'lines') return { kind, patterns, ignoreOthers: ignoreOthers !== undefined };
    if (kind === 'ndjson') return { kind };
    return { kind, ...(separator && { separator }), ...(columns && { columns }) };
  }

  #rejectOption(
    option: Located<unknown> | undefined,
    { from, hint }: { readonly from: string; readonly hint: string },
  ): void {
    if (option === undefined) return;
    const message = `a source from ${from} has no use for this`;
    this.report({ code: 'P009', message, hint, span: option.span });
  }

  #rejectKind(token: IToken): Format {
    return this.ACTION(() => {
      const { image } = token;
      const topic = topicWords[image.toLowerCase()];
      if (topic !== undefined) {
        const place = spanOf(this.file, this.LA(1));
        return this.fail({
          code: 'P007',
          message: `expected ${topic}`,
          found: describe(this.LA(1)),
          span: place,
        });
      }
      const known = ['syslog', 'http', 'postgres'].includes(image.toLowerCase());
      const others = 'use ndjson, csv or lines for a file or the standard input, or kafka topic, or folder';
      return this.fail({
        code: 'P016',
        message: known
          ? `sources of kind "${image}" are not available yet`
          : `there is no source kind "${image}"`,
        hint: (known ? undefined : didYouMean(image, sourceKinds)) ?? others,
        span: spanOf(this.file, token),
      });
    });
  }
}
