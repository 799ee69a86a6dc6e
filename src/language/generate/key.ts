/** Code of a key: the canonical text of its parts in a row of a batch. */

import { isTextual } from '../../event/schema.ts';
import type { CheckedKey } from '../checked.ts';
import { printExpression } from '../print.ts';
import type { KeyProgram } from '../program.ts';
import { type Code, code, joined } from './code.ts';
import { canonicalTextOf } from './expression.ts';
import { Frame } from './frame.ts';
import { instantiate } from './instantiate.ts';
import { columnOf, eventScope, type Surroundings } from './scope.ts';

/** Stands between the parts of a key (the "unit separator" of ASCII). */
export const keySeparator = '\u001f';

/** What a separator inside a part becomes, so that an event cannot pass for another key by what it puts into a field. */
const separatorReplacement = '\ufffd';

export function generateKey(keys: readonly CheckedKey[], surroundings: Surroundings): KeyProgram {
  const frame = new Frame();
  return {
    text: keys.map(({ expression }) => printExpression(expression)).join(', '),
    names: keys.map(({ name }) => name),
    types: keys.map(({ expression }) => expression.type),
    column: columnOfKey(keys, surroundings),
    read: instantiate<KeyProgram['read']>(frame, {
      parameters: code`batch, row`,
      body:
        keys.length === 1
          ? singleBody(keys[0], frame, surroundings)
          : compoundBody(keys, frame, surroundings),
    }),
  };
}

function columnOfKey(keys: readonly CheckedKey[], { schema }: Surroundings): number {
  const [{ expression }] = keys;
  const isColumn = keys.length === 1 && expression.kind === 'field' && isTextual(expression.type);
  return isColumn ? columnOf(schema, expression.name) : -1;
}

function singleBody(key: CheckedKey, frame: Frame, surroundings: Surroundings): Code {
  return code`return ${canonicalTextOf(key.expression, eventScope(surroundings, frame))};`;
}

function compoundBody(keys: readonly CheckedKey[], frame: Frame, surroundings: Surroundings): Code {
  const scope = eventScope(surroundings, frame);
  const separator = frame.constant(keySeparator);
  const settings: Code[] = [];
  const parts = keys.map(({ expression }) => {
    const variable = frame.variable();
    settings.push(
      code`if ((${variable} = ${canonicalTextOf(expression, scope)}) === undefined) return undefined;`,
    );
    return isTextual(expression.type) ? code`${frame.constant(withoutSeparator)}(${variable})` : variable;
  });
  return code`${joined(
    settings,
    code`
`,
  )}
return ${joined(parts, code` + ${separator} + `)};`;
}

function withoutSeparator(text: string): string {
  return text.includes(keySeparator) ? text.replaceAll(keySeparator, separatorReplacement) : text;
}
