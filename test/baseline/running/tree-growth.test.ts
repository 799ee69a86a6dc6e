import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { positionOn } from '../../../src/baseline/running/amount-position.ts';
import { GatheredVectors } from '../../../src/baseline/running/gathered-vectors.ts';
import { TreeGrowth } from '../../../src/baseline/running/tree-growth.ts';
import * as nodes from '../../../src/baseline/running/tree-nodes.ts';
import { Heap } from '../../../src/memory/heap.ts';
import { SeededRandom } from '../seeded-random.ts';
import { expectedByOracle } from './tree-oracle.ts';

const deviationMin = 0.05;

/** How the number comes about from what is given. */
const worlds: Readonly<Record<string, (random: SeededRandom, given: readonly number[]) => number>> = {
  'nothing to be known': (random) => 50 * Math.exp(0.5 * random.normal()),
  'in proportion': (random, [count]) => 10 * (1 + count) * Math.exp(0.3 * random.normal()),
  'in steps': (random, [count, tables]) =>
    (count > 6 ? 400 : 20) * (tables > 2 ? 3 : 1) * Math.exp(0.3 * random.normal()),
  'by the day of the week': (random, [, , weekday]) =>
    (weekday < 2 ? 300 : weekday > 4 ? 20 : 90) * Math.exp(0.3 * random.normal()),
  'nothing for few': (random, [count]) => (count < 4 ? 0 : 50 * Math.exp(0.3 * random.normal())),
  'mostly nothing': (random) => (random.uniform() < 0.8 ? 0 : 50 * Math.exp(0.3 * random.normal())),
};

describe('growing a tree', () => {
  it.each(Object.entries(worlds))('expects what the slow way does: %s', (_, world) => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 64 }), (seed, count) => {
        const random = new SeededRandom(seed);
        const panes = new GatheredVectors(3);
        const growth = new TreeGrowth({ dimensions: 3, scale: 'amount', deviationMin }, panes);
        panes.count = count;
        panes.weights.fill(1);
        for (let pane = 0; pane < count; pane++) {
          const givens = [random.poisson(6), random.poisson(2), pane % 7, pane % 7 > 4 ? 1 : 0];
          const number = world(random, givens);
          for (const [given, value] of [number, ...givens].entries()) panes.columns[given][pane] = value;
          growth.targets[pane] = positionOn('amount', number);
        }
        const all = Array.from({ length: count }, (_, pane) => ({
          target: panes.columns[0][pane] === 0 ? undefined : growth.targets[pane],
          givens: panes.columns.slice(1).map((column) => column[pane]),
        }));
        const tree = grown(growth);
        const oracle = expectedByOracle(all, deviationMin ** 2, (given) => positionOn('amount', given));
        all.forEach(({ givens, target }, pane) => {
          if (target !== undefined) expect(tree.expected([0, ...givens])).toBeCloseTo(oracle[pane], 4);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('draws what it expects to 0 by as many panes as wider levels count for', () => {
    const panes = new GatheredVectors(2);
    const growth = new TreeGrowth({ dimensions: 2, scale: 'amount', deviationMin }, panes);
    panes.count = 3;
    panes.weights.fill(1);
    panes.columns[0].fill(1);
    growth.targets.fill(4);
    expect(grown(growth, 1).expected([0, 0, 0, 0])).toBeCloseTo(3, 6);
  });
});

function grown(growth: TreeGrowth, rootPanes = 0) {
  const heap = new Heap();
  const tree = heap.allocate(nodes.treeWords);
  const [page, at] = [heap.pageOf(tree), heap.offsetOf(tree)];
  growth.grow(page, at, rootPanes);
  return {
    expected(givens: readonly number[]): number {
      const line = nodes.lineAt(page, at, nodes.linePosition(page, at, 'amount', givens));
      return page.f32[nodes.leafOf(page, at, givens) + nodes.expectedAt] + line;
    },
  };
}
