/**
 * Text on its way to a terminal: made harmless, measured in columns, and broken into lines. Keys and values come from
 * whoever writes the logs, so nothing of them may steer the terminal or change the order in which the line is read.
 */

/** Control characters, line separators and marks that turn the direction of text. */
const steering = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
const combining = /\p{Mn}|\p{Me}|[\u200b-\u200d]|\ufe0f/u;
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;
const plainAscii = /^[\x20-\x7e]*$/;

/** Parts of a key are shown with a slash between them; other control characters as `\u001b`. */
export function harmless(text: string): string {
  if (plainAscii.test(text)) return text;
  return text
    .replaceAll('\u001f', ' / ')
    .replace(steering, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Columns a text takes in a terminal: East Asian characters and emoji take two, combining marks none. O(length). */
export function displayWidth(text: string): number {
  if (plainAscii.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += combining.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return columns;
}

/** The text with spaces behind it up to the width. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** The text with spaces in front of it up to the width. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** One part of a line that should stay together. `painted` is what is written, `plain` what is measured. */
export interface Part {
  readonly plain: string;
  readonly paint?: (text: string) => string;
}

/**
 * Puts parts behind a head, ` · ` between them, on as few lines as the width allows: lines are broken between parts, and
 * within a part only when it is longer than a line. Lines after the first are indented. Without a width it is one line.
 */
export function flowParts(options: {
  readonly head: Part;
  readonly parts: readonly Part[];
  readonly indent: number;
  readonly width?: number;
}): string {
  const width = options.width ?? Number.POSITIVE_INFINITY;
  const indent = ' '.repeat(options.indent);
  const lines: string[] = [];
  let line = painted(options.head);
  let columns = displayWidth(options.head.plain);
  let separator = '  ';
  const breakLine = () => {
    lines.push(line);
    line = indent;
    columns = options.indent;
    separator = '';
  };
  const put = (part: Part) => {
    line += separator + painted(part);
    columns += displayWidth(separator) + displayWidth(part.plain);
  };
  for (const part of options.parts) {
    const partColumns = displayWidth(part.plain);
    const fits = (room: number) => columns + displayWidth(separator) + room <= width;
    if (!fits(partColumns) && options.indent + partColumns <= width) breakLine();
    if (fits(partColumns)) put(part);
    else {
      for (const word of part.plain.split(' ')) {
        if (!fits(displayWidth(word)) && line !== indent) breakLine();
        put({ ...part, plain: word });
        separator = ' ';
      }
    }
    separator = ' · ';
  }
  lines.push(line);
  return lines.join('\n');
}

function painted(part: Part): string {
  return part.paint === undefined ? part.plain : part.paint(part.plain);
}
