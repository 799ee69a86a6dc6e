/** Patterns of times such as `dd/MMM/yyyy:HH:mm:ss Z`, compiled into a list of steps that one loop can follow over bytes. */

export const takeLiteral = 0;
export const takeYear = 1;
export const takeMonth = 2;
export const takeShortMonth = 3;
export const takeMonthName = 4;
export const takeDay = 5;
export const takeShortDay = 6;
export const takeHour = 7;
export const takeShortHour = 8;
export const takeMinute = 9;
export const takeSecond = 10;
export const takeFraction = 11;
export const takeWeekdayName = 12;
export const takeOffset = 13;

/** The steps in order. An operand is the byte of a literal, the digits of a fraction, or the width a short day is padded to. */
export interface PatternProgram {
  readonly steps: Uint8Array;
  readonly operands: Uint8Array;
  readonly hasYear: boolean;
}

/** Fields by what they fill, so that a pattern cannot fill one twice. */
const tokens: Readonly<Record<string, { step: number; fills: string }>> = {
  yyyy: { step: takeYear, fills: 'year' },
  MM: { step: takeMonth, fills: 'month' },
  M: { step: takeShortMonth, fills: 'month' },
  MMM: { step: takeMonthName, fills: 'month' },
  dd: { step: takeDay, fills: 'day' },
  d: { step: takeShortDay, fills: 'day' },
  HH: { step: takeHour, fills: 'hour' },
  H: { step: takeShortHour, fills: 'hour' },
  mm: { step: takeMinute, fills: 'minute' },
  ss: { step: takeSecond, fills: 'second' },
  EEE: { step: takeWeekdayName, fills: 'day of the week' },
  Z: { step: takeOffset, fills: 'offset' },
};

const variableWidth = new Set([takeShortMonth, takeShortDay, takeShortHour, takeOffset]);
const textual = new Set([takeLiteral, takeMonthName, takeWeekdayName, takeOffset]);
const expectedTokens = 'yyyy, MM, M, MMM, dd, d, HH, H, mm, ss, SSS, EEE and Z';

/** One run of a letter, one quoted text (`''` is a quote), or one other character. */
const piece = /([A-Za-z])\1*|'(?:[^']|'')*'|./gsu;

/** @throws RangeError that names the letter or field at fault. */
export function compilePattern(pattern: string): PatternProgram {
  const steps: number[] = [];
  const operands: number[] = [];
  const filled = new Set<string>();
  for (const [text, letter] of pattern.matchAll(piece)) {
    if (letter === undefined) {
      for (const byte of new TextEncoder().encode(literalText(text, pattern))) {
        steps.push(takeLiteral);
        operands.push(byte);
      }
      continue;
    }
    const { step, fills, operand } = fieldOf(text, letter, pattern);
    if (filled.has(fills)) throw wrong(pattern, `found the ${fills} twice`, 'keep one of the two');
    if (variableWidth.has(steps.at(-1) ?? takeLiteral) && !textual.has(step)) {
      throw wrong(
        pattern,
        `found "${text}" right after a field of varying width`,
        'separate the two or write both digits',
      );
    }
    filled.add(fills);
    operands.push(step === takeShortDay && followsMonthName(steps, operands) ? 2 : operand);
    steps.push(step);
  }
  for (const needed of ['month', 'day']) {
    if (!filled.has(needed)) throw wrong(pattern, `found no ${needed}`, 'a time needs its date; add it');
  }
  return { steps: Uint8Array.from(steps), operands: Uint8Array.from(operands), hasYear: filled.has('year') };
}

function fieldOf(
  text: string,
  letter: string,
  pattern: string,
): { step: number; fills: string; operand: number } {
  if (letter === 'S' && text.length <= 9) {
    return { step: takeFraction, fills: 'fraction of a second', operand: text.length };
  }
  const token = tokens[text];
  if (token !== undefined) return { ...token, operand: 0 };
  const isKnown = letter === 'S' || Object.keys(tokens).some((name) => name.startsWith(letter));
  const found = isKnown ? `found "${text}"` : `found the unknown letter "${letter}" in "${text}"`;
  throw wrong(pattern, found, `put plain text into quotes, as in 'T'`);
}

function literalText(text: string, pattern: string): string {
  if (text === "'")
    throw wrong(pattern, 'found a quote that is not closed', `close it, or write '' for a quote`);
  if (text === "''") return "'";
  return text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : text;
}

/** Syslog pads the day after the month's name with a space: `Mar  4`. */
function followsMonthName(steps: readonly number[], operands: readonly number[]): boolean {
  return operands.at(-1) === 0x20 && steps.at(-1) === takeLiteral && steps.at(-2) === takeMonthName;
}

function wrong(pattern: string, found: string, advice: string): RangeError {
  return new RangeError(`in the time pattern "${pattern}" expected ${expectedTokens}, ${found}; ${advice}`);
}
