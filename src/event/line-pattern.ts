/**
 * Patterns for lines of text with named parts: "{time:15} {host} sshd[{*}]: Accepted password for {user} from {ip:ip} port".
 *
 * Text between parts must stand in the line exactly, except that a space fits one space or more. `{name}` runs to the next
 * text, `{name:word}` holds no white space, `{name:number}` digits, points and minus signs, `{name:ip}` an address, and
 * `{name:15}` exactly 15 characters. `{*}` or `{}` is a part nobody needs. `{{` is a brace. The pattern covers the whole line.
 */

import { Buffer } from 'node:buffer';

export type PartKind = 'text' | 'word' | 'number' | 'ip' | 'fixed';

export interface LinePart {
  /** Index into `names`, or -1 for a part nobody needs. */
  readonly name: number;
  readonly kind: PartKind;
  /** Characters of a `fixed` part, else 0. */
  readonly width: number;
  /** UTF-8 of the text that follows the part; empty at the end of the pattern. */
  readonly literal: Uint8Array;
}

export interface LinePattern {
  readonly text: string;
  readonly names: readonly string[];
  /** UTF-8 of the text before the first part. */
  readonly lead: Uint8Array;
  readonly parts: readonly LinePart[];
}

export class LinePatternError extends RangeError {
  /** Offset in the pattern, in characters from 0, where it went wrong. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(`${message} (at character ${position + 1} of the line pattern)`);
    this.name = 'LinePatternError';
    this.position = position;
  }
}

const nameText = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;
const widthText = /^[1-9]\d{0,3}$/;
const kinds: readonly string[] = ['word', 'number', 'ip'];

/** @throws LinePatternError, a RangeError with the position, for a pattern that cannot be read. */
export function parseLinePattern(text: string): LinePattern {
  const names: string[] = [];
  const parts: (Omit<LinePart, 'literal'> & { literal: Uint8Array })[] = [];
  let lead: Uint8Array = Buffer.alloc(0);
  let literal = '';
  let at = 0;

  const endLiteral = (): void => {
    const bytes = Uint8Array.from(Buffer.from(literal, 'utf8'));
    if (parts.length === 0) lead = bytes;
    else parts[parts.length - 1].literal = bytes;
    literal = '';
  };

  while (at < text.length) {
    const open = text.indexOf('{', at);
    literal += open < 0 ? text.slice(at) : text.slice(at, open);
    if (open < 0) break;
    if (text[open + 1] === '{') {
      literal += '{';
      at = open + 2;
      continue;
    }
    const close = text.indexOf('}', open);
    if (close < 0) {
      throw new LinePatternError(
        'this part has no closing brace: write {name}, or {{ for a brace in the line',
        open,
      );
    }
    const previous = parts.at(-1);
    if (previous !== undefined && literal === '' && previous.kind !== 'fixed') {
      throw new LinePatternError(
        'two parts need text between them, or nobody knows where the first ends',
        open,
      );
    }
    endLiteral();
    parts.push({ ...readPart(text.slice(open + 1, close), open, names), literal: Buffer.alloc(0) });
    at = close + 1;
  }
  endLiteral();
  if (names.length === 0) {
    throw new LinePatternError('a line pattern names at least one part, such as {user}', 0);
  }
  return { text, names, lead, parts };
}

/** Reads what stands between the braces, and notes a new name. */
function readPart(inside: string, position: number, names: string[]): Omit<LinePart, 'literal'> {
  const colon = inside.indexOf(':');
  const name = (colon < 0 ? inside : inside.slice(0, colon)).trim();
  const form = colon < 0 ? '' : inside.slice(colon + 1).trim();
  const kind = readKind(form, position, colon >= 0);
  const width = kind === 'fixed' ? Number(form) : 0;
  if (name === '' || name === '*') return { name: -1, kind, width };
  if (!nameText.test(name)) {
    const expected =
      'a name of letters, digits, "_", "." and "-" that begins with a letter, or * for a part to skip';
    throw new LinePatternError(`"{${inside}}" needs ${expected}`, position);
  }
  if (names.includes(name)) {
    throw new LinePatternError(
      `the name "${name}" stands here a second time: use {*} for a part to skip`,
      position,
    );
  }
  names.push(name);
  return { name: names.length - 1, kind, width };
}

function readKind(form: string, position: number, said: boolean): PartKind {
  if (!said) return 'text';
  if (kinds.includes(form)) return form as PartKind;
  if (widthText.test(form)) return 'fixed';
  const expected = 'word, number, ip or a number of characters such as 15';
  throw new LinePatternError(`after the colon stands ${expected}, found "${form}"`, position);
}
