/** Code of a filter: whether a row of a batch passes. */

import type { TypedExpression } from '../checked.ts';
import { printExpression } from '../print.ts';
import type { FilterProgram } from '../program.ts';
import { code } from './code.ts';
import { conditionCode } from './expression.ts';
import { Frame } from './frame.ts';
import { instantiate } from './instantiate.ts';
import { eventScope, type Surroundings } from './scope.ts';

export function generateFilter(filter: TypedExpression, surroundings: Surroundings): FilterProgram {
  const frame = new Frame();
  const body = code`return ${conditionCode(filter, eventScope(surroundings, frame))};`;
  return {
    text: printExpression(filter),
    matches: instantiate<FilterProgram['matches']>(frame, { parameters: code`batch, row`, body }),
  };
}
