/** Sources and tables: where events come from, what they carry, and what is looked up. */

import { tokenMatcher } from 'chevrotain';
import type { FieldDeclaration, Located, TableDeclaration } from './ast.ts';
import { spanOf } from './lex-text.ts';
import { isClauseWord } from './parse-clause-words.ts';
import { FormatParser, type SourceDraft } from './parse-formats.ts';
import { Colon, Comma, Name, Text, word } from './tokens.ts';

export type TableDraft = { -readonly [Key in keyof TableDeclaration]?: TableDeclaration[Key] };

export abstract class SourceParser extends FormatParser {
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
      {
        ALT: () => {
          const start = this.CONSUME(word('idle'));
          this.CONSUME(word('after'), {
            ERR_MSG: '"after" and a length of time, like: idle after 30 seconds',
          });
          const value = this.SUBRULE(this.duration);
          this.node(start, (span) => this.once(draft, 'idle', { value, span, clause: 'idle after' }));
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
    this.MANY({
      GATE: () => this.LA(1).tokenType !== Comma || !isClauseWord('source', this.LA(2).image),
      DEF: () => {
        this.OPTION(() => this.CONSUME(Comma));
        this.SUBRULE(this.timeOption, { ARGS: [draft] });
      },
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
}
