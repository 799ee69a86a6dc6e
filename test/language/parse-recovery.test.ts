/** One mistake gives one message, and what stands behind it is still read. */

import { describe, expect, test } from 'vitest';
import { parseRules } from '../../src/language/parse.ts';
import { clauseOperatorsMax, expressionNestingMax } from '../../src/limits.ts';

function mistakes(text: string): string[] {
  return parseRules([{ name: 'rules.plumb', text }]).diagnostics.map(
    ({ code, span }) => `${code} at ${text.slice(span.start, span.end)}`,
  );
}

describe('after a mistake', () => {
  test('the parser goes on at the next clause, and at the next declaration', () => {
    expect(
      mistakes(`
        source a
          from ndjson
          fields x text
          time moment zone Berlin
        rule b on a
          for account
          alert "x" when > 3
          priority nine
        table c from csv 5 key account`),
    ).toEqual([
      'P007 at text',
      'P007 at Berlin',
      'P007 at account',
      'P007 at >',
      'P007 at nine',
      'P007 at 5',
    ]);
  });

  test('a misspelt word is read as what was meant', () => {
    const { ast, diagnostics } = parseRules([
      { name: 'r', text: 'rul a on b\n  prioritty 3\nbasline c on b' },
    ]);
    expect(diagnostics.map(({ hint }) => hint)).toEqual([
      'did you mean "rule"?',
      'did you mean "priority"?',
      'did you mean "baseline"?',
    ]);
    expect(ast.declarations.map(({ kind, name }) => `${kind} ${name.value}`)).toEqual([
      'rule a',
      'baseline c',
    ]);
  });

  test('a declaration without a name does not swallow the next one', () => {
    expect(mistakes('source\ntable t from csv "t.csv" key a')).toEqual(['P007 at source']);
  });

  test('what is missing at the end of a line is shown there', () => {
    const text = 'source a from csv file\n  fields x: text';
    const [diagnostic] = parseRules([{ name: 'r', text }]).diagnostics;
    expect(diagnostic).toMatchObject({ found: '"fields"', span: { start: 22, end: 22 } });
  });
});

describe('bounds', () => {
  test('brackets may lie only so deep', () => {
    const nested = (depth: number): string => `rule r on s where ${'('.repeat(depth)}a${')'.repeat(depth)}`;
    expect(mistakes(nested(expressionNestingMax))).toEqual([]);
    expect(mistakes(nested(expressionNestingMax + 1)).map((text) => text.slice(0, 4))).toContain('P014');
  });

  test.each(['a or ', 'not ', '- ', 'a + '])('a clause may have only so many operators: %s', (operator) => {
    const chain = (count: number): string => `rule r on s where ${operator.repeat(count)}a`;
    expect(mistakes(chain(clauseOperatorsMax))).toEqual([]);
    expect(mistakes(chain(clauseOperatorsMax + 1)).map((text) => text.slice(0, 4))).toEqual(['P015']);
    expect(mistakes(chain(50_000)).map((text) => text.slice(0, 4))).toEqual(['P015']);
  });
});
