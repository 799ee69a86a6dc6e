/** What the checker knows of a function: its name, what it takes, and what it gives. */

import type { FieldType } from '../event/schema.ts';

export interface FunctionParameter {
  readonly name: string;
  /** Types that are accepted; text in quotes is also accepted where an `ip` or `network` is. */
  readonly types: readonly FieldType[];
  /** May be left out; only the last parameters can. */
  readonly optional?: boolean;
  /** Must be written out in the rule (a number or text), because the function is prepared with it. */
  readonly constant?: boolean;
}

export interface FunctionSignature {
  readonly name: string;
  readonly parameters: readonly FunctionParameter[];
  readonly returns: FieldType;
  /** One sentence: what it answers. */
  readonly summary: string;
}

/** How the function is written: `network(address: ip, bits: number)`, optional parameters in brackets. */
export function signatureText(signature: FunctionSignature): string {
  const parameters = signature.parameters.map((parameter) => {
    const text = `${parameter.name}: ${parameter.types.join(' or ')}`;
    return parameter.optional ? `[${text}]` : text;
  });
  return `${signature.name}(${parameters.join(', ')})`;
}
