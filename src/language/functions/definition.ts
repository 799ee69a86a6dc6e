/**
 * A function of the rule language, described by itself: what it takes and gives, in words and examples, and how it is
 * computed. The compiler receives its functions from outside; embedders define theirs exactly as the standard ones.
 */

import type { FieldType } from '../../event/schema.ts';
import type { Zone } from '../../time/zone.ts';
import type { FunctionSignature } from '../function-signature.ts';
import type { Value } from '../program.ts';

export interface FunctionExample {
  /** A call with constant arguments, `network("10.1.2.3", 24)`; times as ISO texts, a missing argument as `missing`. */
  readonly call: string;
  readonly result: Value;
}

/**
 * A function must be pure: the same arguments give the same result, so that the compiler may compute a call ahead of
 * time, or once for several uses. It may throw; the event is then refused by the rule, and the failure is counted.
 */
export interface FunctionDefinition extends FunctionSignature {
  readonly examples: readonly FunctionExample[];
  /** When the result is missing although all arguments are there. */
  readonly failure?: string;
  /** True when the function wants to see missing arguments (undefined, NaN). The others are not called then: their result is missing. */
  readonly takesMissing?: boolean;
  /** Arguments by position, booleans as 0 or 1; one that was left out is undefined. Functions of the local clock: in UTC. */
  evaluate(...values: Value[]): Value;
  /** Functions of the local clock only: `evaluate` for the zone of a source. */
  evaluateIn?(zone: Zone): (...values: Value[]) => Value;
}

type Parameter = FunctionSignature['parameters'][number];

type Argument<Type extends FieldType> = Type extends 'text' | 'ip' | 'network' ? string : number;

type Arguments<Parameters extends readonly Parameter[], Missing> = {
  [Index in keyof Parameters]:
    | Argument<Parameters[Index]['types'][number]>
    | (Parameters[Index] extends { readonly optional: true } ? undefined : never)
    | (Missing extends true ? undefined : never);
};

type Declared<Parameters extends readonly Parameter[], Missing extends boolean> = Omit<
  FunctionDefinition,
  'parameters' | 'takesMissing' | 'evaluate' | 'evaluateIn'
> & {
  readonly parameters: Parameters;
  readonly takesMissing?: Missing;
  evaluate(...values: Arguments<Parameters, Missing>): Value;
  evaluateIn?(zone: Zone): (...values: Arguments<Parameters, Missing>) => Value;
};

const namePattern = /^[a-z][a-z0-9_]*$/;

/**
 * Defines a function; `evaluate` gets its arguments with the types the parameters declare.
 * @throws TypeError when the name is not a word of the language, an optional parameter stands before a needed one, or
 * there is no example.
 */
export function defineFunction<
  const Parameters extends readonly Parameter[],
  const Missing extends boolean = false,
>(declared: Declared<Parameters, Missing>): FunctionDefinition {
  const { name, parameters, examples } = declared;
  if (!namePattern.test(name)) {
    throw new TypeError(`function name "${name}": expected small letters, digits and _, as in "geo_city"`);
  }
  const optional = parameters.findIndex((parameter) => parameter.optional === true);
  if (optional >= 0 && parameters.slice(optional).some((parameter) => parameter.optional !== true)) {
    throw new TypeError(
      `function "${name}": an optional parameter stands before a needed one; move it to the end`,
    );
  }
  if (examples.length === 0)
    throw new TypeError(`function "${name}" has no example; give at least one call and its result`);
  return declared as unknown as FunctionDefinition;
}
