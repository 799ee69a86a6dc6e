/** Turns generated code into a function: the only place of the product that compiles text. */

import { type Code, code, joined } from './code.ts';
import type { Frame } from './frame.ts';

/**
 * The function with these parameters and this body. Its constants are parameters of a function around it, so that the
 * compiler of the platform sees variables that never change.
 */
export function instantiate<Generated extends (...values: never[]) => unknown>(
  frame: Frame,
  options: { readonly parameters: Code; readonly body: Code },
): Generated {
  const names = frame.constants.map((_, index) => code`k${index}`);
  const variables = frame.variables.length === 0 ? code`` : code`let ${joined(frame.variables, code`, `)};`;
  const text = code`'use strict';
return function (${options.parameters}) {
${variables}
${options.body}
};`;
  const factory = new Function(...names.map((name) => name.text), text.text);
  return factory(...frame.constants) as Generated;
}
