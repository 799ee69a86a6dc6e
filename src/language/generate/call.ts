/** Code of a function call: arguments once each, from left to right, and no call when one of them is missing. */

import type { TypedExpression } from '../checked.ts';
import { isText } from '../expression-tree.ts';
import { isConstant, isMissing } from '../passes/fold-constants.ts';
import { type Code, code, joined } from './code.ts';
import type { Scope } from './scope.ts';

type Call = TypedExpression & { readonly kind: 'call' };

export function callCode(
  call: Call,
  scope: Scope,
  valueCode: (expression: TypedExpression, scope: Scope) => Code,
): Code {
  const definition = scope.functions.get(call.name);
  if (definition === undefined) throw new Error(`broken invariant: there is no function "${call.name}"`);
  const evaluate = definition.evaluateIn?.(scope.zone) ?? definition.evaluate;
  const callee = scope.frame.constant(evaluate);
  if (definition.takesMissing === true) {
    const values = call.arguments.map((argument) => valueCode(argument, scope));
    return normalised(call, code`${callee}(${joined(values, code`, `)})`);
  }
  const settings: Code[] = [];
  const checks: Code[] = [];
  const values = call.arguments.map((argument) => {
    const value = valueCode(argument, scope);
    if (isConstant(argument) && !isMissing(argument)) return value;
    const variable = scope.frame.variable();
    settings.push(code`${variable} = ${value}, `);
    checks.push(isText(argument) ? code`${variable} !== undefined` : code`${variable} === ${variable}`);
    return variable;
  });
  const result = normalised(call, code`${callee}(${joined(values, code`, `)})`);
  if (checks.length === 0) return result;
  const missing = isText(call) ? code`undefined` : code`NaN`;
  return code`(${joined(settings, code``)}${joined(checks, code` && `)} ? ${result} : ${missing})`;
}

/** A function may answer undefined for a missing number. */
function normalised(call: Call, result: Code): Code {
  return isText(call) ? result : code`(+${result})`;
}
