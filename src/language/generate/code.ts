/**
 * Pieces of JavaScript that cannot be injected into. A piece is only ever made of the literal text of a `code` template in
 * this program, of other pieces and of numbers. Everything that comes from a rule (names, texts, patterns, functions)
 * stands in a constant pool and is named by its index: no character of a rule reaches the source of a generated function.
 */

let make: (text: string) => Code;

export class Code {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  static {
    make = (text) => new Code(text);
  }

  /** The source text; only `instantiate` needs it. */
  get text(): string {
    return this.#text;
  }
}

/**
 * A piece of code from a template: code`${left} + ${right}`. Pieces are put in as they are, numbers as literals.
 * @throws TypeError on any other value, and when it is not called as a template tag.
 */
export function code(template: TemplateStringsArray, ...parts: readonly (Code | number)[]): Code {
  if (!Object.isFrozen(template) || !Array.isArray(template.raw)) {
    throw new TypeError(
      'code must be used as a template tag: code`…`; a text from elsewhere belongs into the constant pool',
    );
  }
  let text = template[0];
  parts.forEach((part, index) => {
    text += partText(part) + template[index + 1];
  });
  return make(text);
}

/** Pieces one after the other with a separator between them. */
export function joined(parts: readonly Code[], separator: Code): Code {
  return make(parts.map(({ text }) => text).join(separator.text));
}

function partText(part: unknown): string {
  if (part instanceof Code) return part.text;
  // Brackets keep a sign from merging with an operator before it: 1 - (-2).
  if (typeof part === 'number')
    return part < 0 || Object.is(part, -0) ? `(${numberText(part)})` : numberText(part);
  throw new TypeError(
    `code takes pieces of code and numbers, found a ${typeof part}; put it into the constant pool`,
  );
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
