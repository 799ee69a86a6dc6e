import { describe, expect, it } from 'vitest';
import { type RankedRow, Ranking } from './ranking.ts';

const once = (groups: number) => new Uint32Array(groups).fill(1);

/** One key a row. Labels: 0 for `a`, 1 for `b`, none for a dot. */
function ranking(scores: readonly number[], labels: string, unjudged = ''): Ranking {
  const labelOf = (letter: string) => 'ab'.indexOf(letter);
  const rows = scores.map((score, group): RankedRow => ({ score, group, label: labelOf(labels[group]) }));
  const missing = [...unjudged].map((letter, index) => ({
    group: rows.length + index,
    label: labelOf(letter),
  }));
  return new Ranking({ rows, unjudged: missing, groups: rows.length + missing.length, labels: 2 });
}

describe('recall at a budget', () => {
  it('counts the labels among the best rows', () => {
    const ten = ranking([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 'a.b..a....');
    expect(ten.recall(once(10), { share: 0.3, of: 'all' })).toEqual({ all: 2 / 3, byLabel: [1 / 2, 1] });
    expect(ten.recall(once(10), { share: 0.6, of: 'all' }).all).toBe(1);
  });

  it('does not depend on the order in which rows come', () => {
    const shuffled = ranking([1, 8, 10, 2, 9], '.ba..');
    expect(shuffled.recall(once(5), { share: 0.4, of: 'all' })).toEqual({ all: 1 / 2, byLabel: [1, 0] });
  });

  it('gives equal scores their share of a budget that ends among them', () => {
    const tied = ranking([5, 5, 5, 5, 1], 'aa..a');
    expect(tied.recall(once(5), { share: 0.4, of: 'all' }).all).toBeCloseTo((2 * (2 / 4)) / 3);
  });

  it('counts labels that were not judged as missed', () => {
    const warm = ranking([2, 1], 'a.', 'ab');
    expect(warm.recall(once(4), { share: 1, of: 'all' })).toEqual({ all: 1 / 3, byLabel: [1 / 2, 0] });
  });

  it('reads on past labels when only false rows count', () => {
    const ten = ranking([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 'aaab.a....');
    expect(ten.recall(once(10), { share: 0.2, of: 'unlabelled' }).all).toBe(1);
    expect(ten.recall(once(10), { share: 0.1, of: 'unlabelled' }).all).toBe(4 / 5);
  });

  it('weights rows by their key', () => {
    const three = ranking([3, 2, 1], 'a.a');
    expect(three.recall([1, 0, 3], { share: 0.25, of: 'all' }).all).toBe(1 / 4);
  });
});

describe('average precision', () => {
  it('adds the precision at each label', () => {
    // Labels at ranks 1, 3 and 6: precision 1, 2/3 and 3/6.
    const ten = ranking([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 'a.b..a....');
    expect(ten.area(once(10))).toBeCloseTo((1 + 2 / 3 + 3 / 6) / 3);
  });

  it('takes equal scores together', () => {
    expect(ranking([5, 5, 1, 1], 'a..a').area(once(4))).toBeCloseTo((1 / 2 + 2 / 4) / 2);
  });

  it('is 1 for a perfect order and less when a label was not judged', () => {
    expect(ranking([3, 2, 1], 'aa.').area(once(3))).toBe(1);
    expect(ranking([3, 2, 1], 'aa.', 'a').area(once(4))).toBeCloseTo(2 / 3);
  });

  it('does not exist without labels', () => {
    expect(ranking([2, 1], '..').area(once(2))).toBeNaN();
  });
});

describe('the threshold of a budget', () => {
  it('is the score of the last row that is read', () => {
    const ten = ranking([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], '..........');
    expect(ten.threshold(once(10), 0.1)).toBe(10);
    expect(ten.threshold(once(10), 0.25)).toBe(8);
    expect(ten.threshold(once(10), 1)).toBe(1);
  });

  it('is out of reach without rows', () => {
    expect(ranking([], '').threshold([], 0.1)).toBe(Number.POSITIVE_INFINITY);
  });
});
