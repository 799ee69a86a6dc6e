/** The standard functions of the rule language, and how a compilation puts its functions together. */

import { abs } from './abs.ts';
import { after } from './after.ts';
import { before } from './before.ts';
import { coalesce } from './coalesce.ts';
import { coalesceNumber } from './coalesce-number.ts';
import { concat } from './concat.ts';
import { day } from './day.ts';
import type { FunctionDefinition } from './definition.ts';
import { domain } from './domain.ts';
import { floor } from './floor.ts';
import { hour } from './hour.ts';
import { ifText } from './if.ts';
import { ifNumber } from './if-number.ts';
import { isIpv6 } from './is-ipv6.ts';
import { isPrivate } from './is-private.ts';
import { length } from './length.ts';
import { log10 } from './log10.ts';
import { lower } from './lower.ts';
import { maximumOf } from './maximum-of.ts';
import { minimumOf } from './minimum-of.ts';
import { network } from './network.ts';
import { number } from './number.ts';
import { replace } from './replace.ts';
import { round } from './round.ts';
import { substring } from './substring.ts';
import { text } from './text.ts';
import { trim } from './trim.ts';
import { upper } from './upper.ts';
import { weekday } from './weekday.ts';

/** By name, in the order of a table of contents: texts, addresses, times, numbers, conversions, choices. */
export const standardFunctions: ReadonlyMap<string, FunctionDefinition> = byName([
  ...[lower, upper, trim, length, concat, replace, substring, before, after, domain],
  ...[network, isPrivate, isIpv6],
  ...[hour, weekday, day],
  ...[abs, round, floor, minimumOf, maximumOf, log10],
  ...[text, number],
  ...[coalesce, coalesceNumber, ifText, ifNumber],
]);

/**
 * The standard functions and an embedder's own.
 * @throws TypeError when two have the same name: a rule must not change its meaning with the program that runs it.
 */
export function functionLibrary(own: readonly FunctionDefinition[]): ReadonlyMap<string, FunctionDefinition> {
  return own.length === 0 ? standardFunctions : byName([...standardFunctions.values(), ...own]);
}

function byName(definitions: readonly FunctionDefinition[]): ReadonlyMap<string, FunctionDefinition> {
  const functions = new Map<string, FunctionDefinition>();
  for (const definition of definitions) {
    if (functions.has(definition.name)) {
      throw new TypeError(`two functions are called "${definition.name}"; give the second one another name`);
    }
    functions.set(definition.name, definition);
  }
  return functions;
}
