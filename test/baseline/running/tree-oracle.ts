/** A regression tree grown the slow way, as its description says, on panes that each count once. Written apart from the model. */

export interface OraclePane {
  /** Position of the number on its scale; undefined where there is nothing. */
  readonly target: number | undefined;
  /** Numbers given, then weekday and day off. */
  readonly givens: readonly number[];
}

interface Cut {
  readonly spare: number;
  readonly left: readonly OraclePane[];
  readonly right: readonly OraclePane[];
}

interface Leaf {
  readonly panes: readonly OraclePane[];
  readonly expected: number;
}

const leafMin = 6;
const leavesMax = 6;

/** What is expected of every pane that the tree was grown on. @param positionOf of a given, on the scale of the number */
export function expectedByOracle(
  panes: readonly OraclePane[],
  floor: number,
  positionOf: (given: number) => number,
): number[] {
  const line = bestLine(panes, floor, positionOf);
  const ofLine = (pane: OraclePane) =>
    line === undefined ? 0 : line.slope * (positionOf(pane.givens[line.given]) - line.centre);
  const left = panes.map((pane) => ({
    ...pane,
    target: pane.target === undefined ? undefined : pane.target - ofLine(pane),
  }));
  let leaves: Leaf[] = [{ panes: left, expected: meanOf(targetsOf(left)) }];
  while (leaves.length < leavesMax) {
    const cuts = leaves.map((leaf) => bestCut(leaf.panes, floor));
    const best = cuts.reduce((most, cut, index) => (cut.spare > cuts[most].spare ? index : most), 0);
    if (!(cuts[best].spare > 0)) break;
    const parent = leaves[best];
    const children = [cuts[best].left, cuts[best].right].map((side) => {
      const targets = targetsOf(side);
      const apart = meanOf(targets) - meanOf(targetsOf(parent.panes));
      return { panes: side, expected: parent.expected + (apart * targets.length) / (targets.length + 1) };
    });
    leaves = leaves.flatMap((leaf) => (leaf === parent ? children : [leaf]));
  }
  return left.map((pane, index) => {
    const leaf = leaves.find((each) => each.panes.includes(pane))!;
    return leaf.expected + ofLine(panes[index]);
  });
}

function bestLine(panes: readonly OraclePane[], floor: number, positionOf: (given: number) => number) {
  const some = panes.filter(({ target }) => target !== undefined);
  if (some.length < leafMin) return undefined;
  const numbers = panes[0].givens.length - 2;
  const targets = targetsOf(some);
  const mean = meanOf(targets);
  const before = squaresOf(targets);
  let best: { given: number; slope: number; centre: number } | undefined;
  let most = Math.max(0, bestCut(panes, floor).spare);
  for (let given = 0; given < numbers; given++) {
    const positions = some.map(({ givens }) => positionOf(givens[given]));
    const centre = meanOf(positions);
    const spread = squaresOf(positions);
    if (spread <= some.length * 1e-6) continue;
    const product = positions.reduce(
      (sum, each, index) => sum + (each - centre) * (targets[index] - mean),
      0,
    );
    const slope = product / spread;
    const after = before - slope * product;
    const gain = gainOf(some.length, before, after, floor);
    const spare = gain - Math.log(numbers) - 0.5 * Math.log(some.length);
    if (spare > most) [best, most] = [{ given, slope, centre }, spare];
  }
  return best;
}

function bestCut(panes: readonly OraclePane[], floor: number): Cut {
  let best: Cut = { spare: 0, left: [], right: [] };
  const some = targetsOf(panes);
  const isMixed = some.length > 0 && some.length < panes.length;
  const { length: givens } = panes[0]?.givens ?? [];
  const price = Math.log(givens * panes.length) + (isMixed ? 1 : 0.5) * Math.log(panes.length);
  for (let given = 0; given < givens; given++) {
    for (const cut of new Set(panes.map((pane) => pane.givens[given]))) {
      const left = panes.filter((pane) => pane.givens[given] <= cut);
      const right = panes.filter((pane) => pane.givens[given] > cut);
      if (left.length < leafMin || right.length < leafMin) continue;
      const within = squaresOf(targetsOf(left)) + squaresOf(targetsOf(right));
      const ofZeros = presence(left) + presence(right) - presence(panes);
      const spare = gainOf(some.length, squaresOf(some), within, floor) + ofZeros - price;
      if (spare > best.spare) best = { spare, left, right };
    }
  }
  return best;
}

function gainOf(count: number, before: number, after: number, floor: number): number {
  if (count === 0) return 0;
  return (count / 2) * Math.log((before + count * floor) / (Math.max(0, after) + count * floor));
}

function presence(panes: readonly OraclePane[]): number {
  const share = targetsOf(panes).length / panes.length;
  return panes.reduce(
    (sum, { target }) => sum + (target === undefined ? Math.log(1 - share) : Math.log(share)),
    0,
  );
}

function targetsOf(panes: readonly OraclePane[]): number[] {
  return panes.flatMap(({ target }) => (target === undefined ? [] : [target]));
}

function meanOf(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}

function squaresOf(numbers: readonly number[]): number {
  const mean = meanOf(numbers);
  return numbers.reduce((sum, each) => sum + (each - mean) ** 2, 0);
}
