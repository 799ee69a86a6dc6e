/** Groups of peers: which one an event belongs to. */

import type { CheckedLevel, TypedExpression } from '../checked.ts';
import type { LevelProgram } from '../program.ts';
import { code } from './code.ts';
import { canonicalTextOf } from './expression.ts';
import { Frame } from './frame.ts';
import { instantiate } from './instantiate.ts';
import { eventScope, type Surroundings } from './scope.ts';

export function levelProgram(level: CheckedLevel, surroundings: Surroundings): LevelProgram {
  const { name, group, isSimilar } = level;
  if (isSimilar) return { name, read: readNobody, isSimilar };
  return { name, read: group === undefined ? readEveryone : generateReading(group, surroundings) };
}

/** The value of an expression on an event, as text. */
export function generateReading(
  expression: TypedExpression,
  surroundings: Surroundings,
): LevelProgram['read'] {
  const frame = new Frame();
  const body = code`return ${canonicalTextOf(expression, eventScope(surroundings, frame))};`;
  return instantiate<LevelProgram['read']>(frame, { parameters: code`batch, row`, body });
}

/** Whom a key is like is found by its state, not by an event. */
function readNobody(): undefined {
  return undefined;
}

function readEveryone(): string {
  return 'everyone';
}
