/** Reads one statement of a scenario word by word and says precisely what it expected when something else stands there. */

import { nearestName } from '../language/nearest-name.ts';
import type { Named, Place } from './scenario.ts';
import type { ScenarioProblem, ScenarioProblemCode } from './scenario-problem.ts';

type TokenKind = 'word' | 'number' | 'text' | 'date' | 'clock' | 'sign' | 'other';

export interface Token {
  readonly kind: TokenKind;
  /** The word, the digits, or what stood between the quotes. */
  readonly value: string;
  readonly place: Place;
}

/** Ends the reading of one statement; the others are still read. */
export class StatementRejected extends Error {
  override readonly name = 'StatementRejected';
  readonly problem: ScenarioProblem;

  constructor(problem: ScenarioProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

const tokenPattern =
  /(?<date>\d{4}-\d\d-\d\d(?![\d-]))|T?(?<clock>\d\d:\d\d(?::\d\d)?)(?![\w:])|(?<number>\d+)(?![\w-])|(?<word>[\p{L}_][\p{L}\p{N}_.-]*)|"(?<text>(?:[^"\\]|\\.)*)"|(?<sign>[,%])|(?<unclosed>".*)|(?<other>[^\s,%"#]+)/uy;

export class StatementReader {
  readonly #tokens: readonly Token[];
  readonly #end: Place;
  #next = 0;

  /** @throws StatementRejected when a text is not closed. */
  constructor(line: string, lineNumber: number) {
    this.#tokens = readTokens(line, lineNumber);
    const last = this.#tokens.at(-1)?.place;
    this.#end = { line: lineNumber, column: last === undefined ? 1 : last.column + last.length, length: 1 };
  }

  get isAtEnd(): boolean {
    return this.#next >= this.#tokens.length;
  }

  get token(): Token | undefined {
    return this.#tokens[this.#next];
  }

  /** The token after the next one. */
  get following(): Token | undefined {
    return this.#tokens[this.#next + 1];
  }

  /** Place of the token that comes next, or just behind the last one. */
  get place(): Place {
    return this.token?.place ?? this.#end;
  }

  /** True and moved on when these words come next, in any case. */
  accepts(...words: readonly string[]): boolean {
    for (const [index, word] of words.entries()) {
      const token = this.#tokens[this.#next + index];
      if (token === undefined || token.kind === 'text' || token.value.toLowerCase() !== word) return false;
    }
    this.#next += words.length;
    return true;
  }

  /** Moves past one of the words. @throws StatementRejected when none of them comes next. */
  word(...words: readonly string[]): string {
    for (const word of words) if (this.accepts(word)) return word;
    throw this.unexpected(quotedList(words), words);
  }

  /** @throws StatementRejected */
  number(meaning: string): number {
    return Number(this.#take('number', `a number (${meaning})`).value);
  }

  /** @throws StatementRejected */
  quoted(meaning: string): string {
    return this.#take('text', `${meaning} in quotes`).value;
  }

  /** A bare word or a text in quotes. @throws StatementRejected */
  name(meaning: string): Named {
    const token = this.token;
    if (token === undefined || (token.kind !== 'word' && token.kind !== 'text'))
      throw this.unexpected(meaning, []);
    this.#next++;
    return { name: token.value, place: token.place };
  }

  /** The next token when it is of that kind. */
  acceptKind(kind: TokenKind): Token | undefined {
    const token = this.token;
    if (token?.kind !== kind) return undefined;
    this.#next++;
    return token;
  }

  /** @throws StatementRejected when words are left. */
  end(expected: { readonly meaning: string; readonly words: readonly string[] }): void {
    if (!this.isAtEnd) throw this.unexpected(expected.meaning, expected.words);
  }

  /** What to throw when the next token is not what was expected. */
  unexpected(expected: string, known: readonly string[]): StatementRejected {
    const token = this.token;
    const found = token === undefined ? 'the end of the line' : `"${token.value}"`;
    const nearest = token?.kind === 'word' ? nearestName(token.value, known) : undefined;
    const hint = nearest === undefined ? undefined : `did you mean "${nearest}"?`;
    return this.rejected('unexpected-word', `expected ${expected}, found ${found}`, hint);
  }

  /** A problem at the next token. */
  rejected(code: ScenarioProblemCode, message: string, hint?: string, place = this.place): StatementRejected {
    return new StatementRejected({ code, place, message, ...(hint === undefined ? {} : { hint }) });
  }

  #take(kind: TokenKind, meaning: string): Token {
    const token = this.acceptKind(kind);
    if (token === undefined) throw this.unexpected(meaning, []);
    return token;
  }
}

/** `"a"`, `"a" or "b"`, `"a", "b" or "c"`. */
export function quotedList(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

function readTokens(line: string, lineNumber: number): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  for (;;) {
    while (offset < line.length && /\s/.test(line[offset]!)) offset++;
    if (offset >= line.length || line[offset] === '#') return tokens;
    tokenPattern.lastIndex = offset;
    const match = tokenPattern.exec(line)!;
    const place = { line: lineNumber, column: offset + 1, length: match[0].length };
    const groups = match.groups!;
    if (groups.unclosed !== undefined) {
      throw new StatementRejected({
        code: 'unclosed-text',
        place,
        message: 'expected a closing " on the same line, found the end of the line',
        hint: 'a quote inside a text is written \\"',
      });
    }
    const kind = (['date', 'clock', 'number', 'word', 'text', 'sign', 'other'] as const).find(
      (name) => groups[name] !== undefined,
    )!;
    const value = kind === 'text' ? groups[kind]!.replace(/\\(.)/g, '$1') : groups[kind]!;
    tokens.push({ kind, value, place });
    offset += match[0].length;
  }
}
