/** A tree told to people: what is usual in each leaf, and when: "12–30 if count() is up to 20 (80 %); 300–420 if count() is above 20 (20 %)". */

import type { Page } from '../../memory/heap.ts';
import { type AmountShare, amountSummary } from '../amount-summary.ts';
import type { GatheredVectors } from './gathered-vectors.ts';
import * as nodes from './tree-nodes.ts';
import { type LearntItem, readableNumber, readableRange } from './vector-text.ts';

/** A tree, and the panes that it was grown on with the leaf of each. */
export interface ToldTree {
  readonly page: Page;
  readonly at: number;
  readonly panes: GatheredVectors;
  readonly nodeOf: ArrayLike<number>;
  /** What is given, in the words of the rule. */
  readonly names: readonly string[];
}

/** Numbers of one given that come to a leaf: above the one, up to the other. */
interface Bounds {
  above: number;
  upTo: number;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** Leaves, those with most panes first. */
export function leavesInWords(told: ToldTree): LearntItem[] {
  const { page, at, panes } = told;
  const everywhere = panes.columns.map(() => ({ above: -Infinity, upTo: Infinity }));
  const leaves: LearntItem[] = [];
  const all = Math.fround(panes.weights.subarray(0, panes.count).reduce((sum, weight) => sum + weight, 0));
  const visit = (node: number, bounds: readonly Bounds[]): void => {
    const word = at + nodes.nodesAt + node * nodes.nodeWords;
    const link = page.u32[word + nodes.linkAt];
    const given = link & 0xff;
    if (given === 0) {
      const days = page.f32[word + nodes.leafAllAt];
      const value = `${rangeOf(told, node)}${conditionOf(told, bounds)}`;
      leaves.push({ value, share: Math.min(1, days / all), days });
      return;
    }
    const cut = page.f32[word + nodes.questionAt];
    const { above, upTo } = bounds[given];
    visit(link >>> 8, bounds.with(given, { above, upTo: Math.min(upTo, cut) }));
    visit((link >>> 8) + 1, bounds.with(given, { above: Math.max(above, cut), upTo }));
  };
  if (panes.count > 0) visit(0, everywhere);
  return leaves.sort((one, other) => other.days - one.days);
}

/** ", more with count()", nothing without a line. */
export function lineInWords({ page, at, names }: ToldTree): string {
  const given = page.u32[at + nodes.lineGivenAt];
  if (given === 0) return '';
  return `, ${page.f32[at + nodes.slopeAt] > 0 ? 'more' : 'less'} with ${names[given - 1]}`;
}

/** What was learnt in a leaf, in rising order; everywhere when none is given. */
export function sharesOf(
  { panes, nodeOf }: Pick<ToldTree, 'panes' | 'nodeOf'>,
  leaf?: number,
): AmountShare[] {
  const shares: AmountShare[] = [];
  for (let pane = 0; pane < panes.count; pane++)
    if (leaf === undefined || nodeOf[pane] === leaf)
      shares.push({ amount: panes.columns[0][pane], observations: panes.weights[pane] });
  return shares.sort((one, other) => one.amount - other.amount);
}

function rangeOf(told: ToldTree, leaf: number): string {
  const { low, high } = amountSummary(sharesOf(told, leaf), 0);
  return readableRange(low, high);
}

function conditionOf({ names }: ToldTree, bounds: readonly Bounds[]): string {
  const parts: string[] = [];
  names.forEach((name, index) => {
    const { above, upTo } = bounds[index + 1];
    if (above > -Infinity && upTo < Infinity)
      parts.push(`${name} is above ${readableNumber(above)}, up to ${readableNumber(upTo)}`);
    else if (above > -Infinity) parts.push(`${name} is above ${readableNumber(above)}`);
    else if (upTo < Infinity) parts.push(`${name} is up to ${readableNumber(upTo)}`);
  });
  const [weekday, dayOff] = bounds.slice(names.length + 1);
  const first = Math.max(0, Math.floor(weekday.above) + 1);
  const last = Math.min(6, Math.floor(weekday.upTo));
  const calendar: string[] = [];
  if (dayOff.above > -Infinity) calendar.push('days off');
  if (dayOff.upTo < Infinity) calendar.push('working days');
  if (first === last) calendar.push(weekdays[first]);
  else if (first > 0 || last < 6) calendar.push(`${weekdays[first]}–${weekdays[last]}`);
  const on = calendar.length === 0 ? '' : ` on ${calendar.join(', ')}`;
  return `${on}${parts.length === 0 ? '' : ` if ${parts.join(' and ')}`}`;
}
