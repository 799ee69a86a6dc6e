/** Turns a regular expression that only spells a text into the plain text test that means the same and costs far less. */

import type { TypedExpression } from '../checked.ts';
import { partsOf, withParts } from '../expression-tree.ts';

/** Literal characters, or escaped punctuation, between optional anchors. Without flags `^` and `$` are the ends of the text. */
const literalPattern = /^(\^)?((?:[\p{L}\p{N} _\-/:@,;<>="'#%&~!]|\\[.+*?()|[\]{}^$\\/-])*)(\$)?$/u;

export function specialiseMatches(expression: TypedExpression): TypedExpression {
  const specialised = withParts(expression, partsOf(expression).map(specialiseMatches));
  if (specialised.kind !== 'text match' || specialised.operator !== 'matches') return specialised;
  const parts = literalPattern.exec(specialised.pattern);
  if (parts === null) return specialised;
  const pattern = parts[2].replace(/\\(.)/gu, '$1');
  if (parts[1] !== undefined && parts[3] !== undefined) {
    const { operand, type } = specialised;
    return {
      kind: 'compare',
      type,
      operator: '=',
      left: operand,
      right: { kind: 'constant', type: operand.type, value: pattern },
    };
  }
  if (parts[1] !== undefined) return { ...specialised, operator: 'starts with', pattern };
  return { ...specialised, operator: parts[3] === undefined ? 'contains' : 'ends with', pattern };
}
