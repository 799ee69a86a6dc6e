/** Rules of the test source as programs. */

import type { Quality } from '../../../src/language/ast.ts';
import type { CheckedRule, TypedExpression } from '../../../src/language/checked.ts';
import { compileChecked } from '../../../src/language/compile.ts';
import { standardFunctions } from '../../../src/language/functions/index.ts';
import type { Program } from '../../../src/language/program.ts';
import { tables } from '../arbitrary.ts';
import { checked } from '../build.ts';

export function compiled(...rules: readonly CheckedRule[]): Program {
  return compileChecked(checked(rules, tables), standardFunctions);
}

export function judgement(quality: Quality, feature = 0): TypedExpression {
  return { kind: 'judgement', type: 'boolean', quality, feature };
}
