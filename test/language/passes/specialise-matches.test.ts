import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import type { TypedExpression } from '../../../src/language/checked.ts';
import { standardFunctions } from '../../../src/language/functions/index.ts';
import { specialiseMatches } from '../../../src/language/passes/specialise-matches.ts';
import { compare, constant, field } from '../build.ts';
import { interpret } from '../interpret.ts';

const account = field('account');

function match(
  operator: 'matches' | 'contains' | 'starts with' | 'ends with',
  pattern: string,
): TypedExpression {
  return { kind: 'text match', type: 'boolean', operator, operand: account, pattern };
}

describe('specialise-matches', () => {
  it.each([
    { pattern: 'admin', after: match('contains', 'admin') },
    { pattern: '^svc_', after: match('starts with', 'svc_') },
    { pattern: '\\.exe$', after: match('ends with', '.exe') },
    { pattern: '^root$', after: compare('=', account, constant('root')) },
    { pattern: '^$', after: compare('=', account, constant('')) },
    { pattern: 'a.c', after: match('matches', 'a.c') },
    { pattern: '(?i)admin', after: match('matches', '(?i)admin') },
    { pattern: 'a\\d', after: match('matches', 'a\\d') },
    { pattern: 'a|b', after: match('matches', 'a|b') },
  ])('$pattern', ({ pattern, after }) => {
    expect(specialiseMatches(match('matches', pattern))).toEqual(after);
  });

  it('never changes what a pattern finds', () => {
    const piece = fc.constantFrom('a', 'b', '.', '\\.', '^', '$', 'é', ' ', '-', '\\\\', '+');
    const patterns = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
    const texts = fc
      .array(fc.constantFrom('a', 'b', '.', 'é', ' ', '-', '\\', '\n'), { maxLength: 5 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(patterns.filter(isPattern), texts, (pattern, text) => {
        const world = { functions: standardFunctions, tables: [] };
        const before = match('matches', pattern);
        expect(interpret(specialiseMatches(before), { account: text }, world)).toBe(
          interpret(before, { account: text }, world),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});

function isPattern(text: string): boolean {
  try {
    RE2JS.compile(text);
    return true;
  } catch {
    return false;
  }
}
