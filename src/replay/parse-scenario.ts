/** Reads `scenario.txt`: statement by statement, so that one wrong line does not hide the next. */

import { nearestName } from '../language/nearest-name.ts';
import { parseExpectation } from './parse-expectation.ts';
import type { EventsSection, Expectation, Scenario } from './scenario.ts';
import type { ScenarioProblem } from './scenario-problem.ts';
import { StatementReader, StatementRejected } from './statement-reader.ts';

const statements = ['scenario', 'events', 'expect'] as const;

export interface ParsedScenario {
  /** What could be read; complete when there are no problems. */
  readonly scenario: Scenario;
  readonly problems: readonly ScenarioProblem[];
}

/** O(length). Never throws. */
export function parseScenario(text: string): ParsedScenario {
  const parser = new ScenarioParser(text.split(/\r?\n/));
  return parser.parse();
}

class ScenarioParser {
  readonly #lines: readonly string[];
  readonly #events: EventsSection[] = [];
  readonly #expectations: Expectation[] = [];
  readonly #problems: ScenarioProblem[] = [];
  #title: string | undefined;
  /** Index of the line being read. */
  #line = 0;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  parse(): ParsedScenario {
    for (; this.#line < this.#lines.length; this.#line++) {
      try {
        this.#statement(new StatementReader(this.#lines[this.#line]!, this.#line + 1));
      } catch (error) {
        if (!(error instanceof StatementRejected)) throw error;
        this.#problems.push(error.problem);
      }
    }
    const title = this.#title === undefined ? {} : { title: this.#title };
    return {
      scenario: { ...title, events: this.#events, expectations: this.#expectations },
      problems: this.#problems,
    };
  }

  #statement(reader: StatementReader): void {
    if (reader.isAtEnd) return;
    if (reader.accepts('scenario')) this.#titleStatement(reader);
    else if (reader.accepts('events')) this.#eventsStatement(reader);
    else if (reader.accepts('expect')) this.#expectStatement(reader);
    else throw unknownStatement(reader);
  }

  #titleStatement(reader: StatementReader): void {
    const { place } = reader;
    const title = reader.quoted('the title');
    if (this.#title !== undefined) {
      throw reader.rejected(
        'said-twice',
        `expected one title, found "${title}" after "${this.#title}"`,
        'keep one of the two',
        place,
      );
    }
    this.#title = title;
    reader.end({ meaning: 'the end of the line', words: [] });
  }

  #expectStatement(reader: StatementReader): void {
    const { place } = reader;
    const text = withoutComment(this.#lines[this.#line]!);
    this.#expectations.push({ place, text, body: parseExpectation(reader) });
  }

  #eventsStatement(reader: StatementReader): void {
    const { place } = reader;
    const source = reader.accepts('for') ? { source: reader.name('the name of a source') } : {};
    if (reader.isAtEnd) {
      this.#events.push({ kind: 'inline', place, ...source, text: this.#inlineText(reader) });
      return;
    }
    if (reader.accepts('from')) {
      this.#events.push({ kind: 'file', place, ...source, file: reader.quoted('the name of a file') });
      reader.end({ meaning: 'the end of the line', words: [] });
      return;
    }
    reader.word('generated', 'from');
    reader.word('by');
    this.#events.push({
      kind: 'generated',
      place,
      ...source,
      generator: reader.name('the name of a generator'),
      ...sizes(reader),
    });
  }

  /** Moves on to the line `end`. */
  #inlineText(reader: StatementReader): string {
    const first = this.#line + 1;
    const length = this.#lines.slice(first).findIndex((line) => line.trim() === 'end');
    if (length < 0) {
      // What follows would be read as statements, each of them wrong.
      this.#line = this.#lines.length;
      throw reader.rejected(
        'unclosed-events',
        'expected a line "end" after the events, found the end of the file',
        'events written here go on to a line that says: end',
      );
    }
    this.#line = first + length;
    const lines = this.#lines.slice(first, this.#line).filter((line) => line.trim() !== '');
    return lines.map((line) => `${line.trim()}\n`).join('');
  }
}

function sizes(reader: StatementReader): { keys?: number; days?: number; seed?: number; eventsMax?: number } {
  const read: { keys?: number; days?: number; seed?: number; eventsMax?: number } = {};
  while (!reader.isAtEnd) {
    if (reader.token?.value === ',') {
      reader.acceptKind('sign');
      continue;
    }
    switch (reader.word('with', 'over', 'seed', 'at')) {
      case 'with':
        read.keys = reader.number('how many keys');
        reader.word('keys', 'key');
        break;
      case 'over':
        read.days = reader.number('how many days');
        reader.word('days', 'day');
        break;
      case 'seed':
        read.seed = reader.number('the seed');
        break;
      default:
        reader.word('most');
        read.eventsMax = reader.number('how many events at most');
        reader.word('events', 'event');
    }
  }
  return read;
}

function unknownStatement(reader: StatementReader): StatementRejected {
  const found = reader.token!.value;
  const nearest = nearestName(found, statements);
  return reader.rejected(
    'unknown-statement',
    `expected a line that begins with "scenario", "events" or "expect", found "${found}"`,
    nearest === undefined ? 'a comment begins with #' : `did you mean "${nearest}"?`,
  );
}

/** The line without the comment: a # outside quotes. */
function withoutComment(line: string): string {
  const end = /^(?:[^"#]|"(?:[^"\\]|\\.)*")*/.exec(line)![0].length;
  return line.slice(0, end).trim();
}
