/** What belongs to one generated function: the constants it is given and the variables it needs. */

import { type Code, code } from './code.ts';

/** A constant of a generated function; numbers are spelled in the code instead. */
export type PooledValue = string | object | ((...values: never[]) => unknown);

export class Frame {
  readonly #places = new Map<PooledValue, number>();
  #variables = 0;

  /** Code that reads a constant. Equal texts and the same objects are one constant. */
  constant(value: PooledValue): Code {
    const place = this.#places.get(value) ?? this.#places.size;
    this.#places.set(value, place);
    return code`k${place}`;
  }

  /** A new local variable. Each holds values of one kind only, so that the function stays monomorphic. */
  variable(): Code {
    const variable = code`t${this.#variables}`;
    this.#variables++;
    return variable;
  }

  /** Constants in the order of their names k0, k1 … */
  get constants(): readonly PooledValue[] {
    return [...this.#places.keys()];
  }

  /** All variables, t0, t1 … */
  get variables(): readonly Code[] {
    return Array.from({ length: this.#variables }, (_, index) => code`t${index}`);
  }
}
