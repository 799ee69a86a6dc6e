/**
 * How unusual a pane is beside kinds of panes that are known, plainly: from all panes of each kind, as the head of clusters.ts says.
 * Knows nothing of how kinds are found, of fading and of groups.
 */

export type Panes = readonly (readonly number[])[];

/**
 * @param kinds panes of each kind, at least ten in all, of whole numbers
 * @param latest the pane of the last day, which is part of no kind yet
 */
export function tailBesideKinds(
  kinds: readonly Panes[],
  latest: readonly number[],
  asked: readonly number[],
): number {
  const placed = kinds.map((panes) => panes.map((pane) => pane.map(rootPlace)));
  const all = [...placed.flat(), latest.map(rootPlace)];
  const pooled = asked.map((_, dimension) => {
    const numbers = all.map((pane) => pane[dimension]);
    const guess = Math.max(floorAt(mean(numbers)), (0.25 * mean(numbers)) ** 2);
    const spread = (squares(numbers) + 2 * guess) / (numbers.length + 2);
    const within = placed.map((panes) => squares(panes.map((pane) => pane[dimension])));
    const told = placed.map((panes) => panes.length - 1);
    return (total(within) + 2 * spread) / (total(told) + 2);
  });
  const closeness = [...placed, [latest.map(rootPlace)]].map((panes) => {
    const factors = asked.map((number, dimension) => {
      const numbers = panes.map((pane) => pane[dimension]);
      const shrunk = (squares(numbers) + 2 * pooled[dimension]) / (panes.length + 2);
      const variance = Math.max(floorAt(mean(numbers)), shrunk) * (1 + 1 / panes.length);
      return 1 / (1 + (rootPlace(number) - mean(numbers)) ** 2 / variance / 10) ** 2;
    });
    return (panes.length / all.length) * factors.reduce((product, factor) => product * factor, 1);
  });
  return total(closeness) ** (all.length / (all.length + 2));
}

function rootPlace(number: number): number {
  return Math.sign(number) * 2 * (Math.sqrt(1 + Math.abs(number)) - 1);
}

function floorAt(place: number): number {
  return Math.max(1, (0.05 * place) ** 2);
}

function squares(numbers: readonly number[]): number {
  return total(numbers.map((number) => (number - mean(numbers)) ** 2));
}

function mean(numbers: readonly number[]): number {
  return total(numbers) / numbers.length;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
