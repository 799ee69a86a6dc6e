/** What a threshold rule takes for ordinary, in words: `count() > 15` alerts, "at most 15" does not. */

const ordinary: Readonly<Record<string, string>> = {
  '>': 'at most',
  '>=': 'below',
  '<': 'at least',
  '<=': 'above',
};

/** Empty when the condition says more than one comparison of this aggregate with a number. */
export function limitText(condition: string, aggregate: string): string {
  if (!condition.startsWith(`${aggregate} `)) return '';
  const [operator, number, ...more] = condition.slice(aggregate.length + 1).split(' ');
  if (more.length > 0 || !(operator in ordinary) || Number.isNaN(Number(number))) return '';
  return `${ordinary[operator]} ${number}`;
}
