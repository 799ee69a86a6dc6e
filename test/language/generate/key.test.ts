import { describe, expect, it } from 'vitest';
import type { CheckedRule } from '../../../src/language/checked.ts';
import { keySeparator } from '../../../src/language/generate/key.ts';
import { baseline, batchOf, field, type Row } from '../build.ts';
import { compiled } from './compiled.ts';

describe('keys', () => {
  const keyOf = (keys: CheckedRule['keys'], row: Row): string | undefined => {
    const [source] = compiled(baseline({ keys })).sources;
    return source.keys[0].read(batchOf(source.schema, [row]), 0);
  };
  const account = { name: 'account', expression: field('account') };
  const rows = { name: 'rows', expression: field('rows') };

  it('are canonical texts, joined by a separator', () => {
    expect(keyOf([account], { account: 'alice' })).toBe('alice');
    expect(keyOf([rows], { rows: -0 })).toBe('0');
    expect(keyOf([account, rows], { account: 'alice', rows: 1.5 })).toBe(`alice${keySeparator}1.5`);
  });

  it('are missing when a part is', () => {
    expect(keyOf([rows], {})).toBeUndefined();
    expect(keyOf([account, rows], { account: 'alice' })).toBeUndefined();
  });

  it('cannot be forged by a separator inside of a part', () => {
    const city = { name: 'city', expression: field('city') };
    const forged = keyOf([account, city], { account: `a${keySeparator}b`, city: 'c' });
    expect(forged?.split(keySeparator)).toEqual(['a\ufffdb', 'c']);
  });

  it('name the column of a single textual field', () => {
    const [source] = compiled(
      baseline(),
      baseline({ keys: [rows] }),
      baseline({ keys: [account, rows] }),
    ).sources;
    expect(source.keys.map(({ column }) => column)).toEqual([0, -1, -1]);
  });
});
