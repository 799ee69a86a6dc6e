/** What a tail of running amounts has to be, recomputed from whole histories: slow, and written down as the formulas stand. */

import type { Side } from '../../../src/baseline/model.ts';
import { studentTail } from '../../../src/baseline/student.ts';

/** One pane: a whole number up to 32, which the model keeps exactly. */
export interface Pane {
  readonly value: number;
  readonly isDayOff: boolean;
}

const shapes = {
  count: { centre: 1, spread: 3, share: 0.4, least: 0.25, pieces: 0, zeros: 5, power: 1, strange: 0 },
  amount: { centre: 1, spread: 30, share: 1, least: 0.05, pieces: 3, zeros: 20, power: 0.5, strange: 3 },
} as const;

interface Belief {
  readonly present: number;
  readonly mean: number;
  readonly variance: number;
  readonly shift: number;
  /** Share of the shift that is of the last level. */
  readonly shiftBelief: number;
  /** Least deviation. */
  readonly least: number;
  /** Panes of the largest level so far, all and those with something. */
  readonly panes: number;
  readonly sizes: number;
}

/** @param histories own first, everyone last */
export function expectedTail(
  scale: keyof typeof shapes,
  histories: readonly (readonly Pane[])[],
  { value, isDayOff }: Pane,
  side: Side,
): number {
  const shape = shapes[scale];
  const place = (x: number) => (scale === 'count' ? 2 * Math.sqrt(x + 3 / 8) : Math.log(1 + x));
  const [own, ...groups] = histories;
  if (histories.every(({ length }) => length === 0)) return 1;

  let belief: Belief = {
    present: 0.5,
    mean: 0,
    variance: 1,
    shift: 0,
    shiftBelief: 0,
    panes: 0,
    sizes: 0,
    least: shape.least,
  };
  let strangeHigh = (1 + value) ** -0.7;
  let strangeLow = 1;
  for (const history of groups.toReversed()) {
    const sizes = history.filter((pane) => pane.value > 0);
    const wider = belief.sizes === 0 ? 1 : 20;
    const high = sizes.filter((pane) => pane.value >= value).length;
    const low = sizes.filter((pane) => pane.value <= value).length;
    strangeHigh = (high + wider * strangeHigh) / (sizes.length + wider);
    strangeLow = (low + wider * strangeLow) / (sizes.length + wider);
    belief = believed(history, belief, place, { centre: 20, zeros: 20 }, (squares, n) => {
      return (squares + 20 * belief.variance) / (n + 20);
    });
  }
  const { sizes: groupSizes } = belief;
  const trust = groupSizes / (groupSizes + 20);
  const n = own.filter((pane) => pane.value > 0).length;
  belief = believed(own, belief, place, { centre: shape.centre, zeros: shape.zeros }, (squares) => {
    const wider = belief.variance * shape.share;
    const narrow = (squares + 2 * wider) / (n + 2);
    const panes = shape.spread * Math.max(trust, 0.5);
    return Math.exp((n * Math.log(narrow) + panes * Math.log(wider)) / (n + panes));
  });

  let sizeHigh = strangeHigh;
  let sizeLow = strangeLow;
  if (groupSizes > 0 || n > 0) {
    const mean = belief.mean + (isDayOff ? belief.shift : 0);
    const within =
      Math.max(belief.variance, shape.least ** 2) +
      (isDayOff ? (1 - belief.shiftBelief) * (belief.shift / 2) ** 2 : 0);
    const variance = within + shape.pieces * Math.exp(-Math.abs(mean));
    const t = (place(value) - mean) / Math.sqrt(variance * (1 + 1 / (n + 1)));
    const strangePanes = 0.05 + shape.strange * trust;
    const strange = strangePanes / (n + strangePanes + 1);
    sizeHigh = (1 - strange) * studentTail(t, 8) + strange * strangeHigh;
    sizeLow = (1 - strange) * studentTail(-t, 8) + strange * strangeLow;
  }
  const { present } = belief;
  const high = value > 0 ? present ** shape.power * sizeHigh : 1 - present + present * sizeHigh;
  const low = 1 - present + present * sizeLow;
  if (side === 'both') return Math.min(1, 2 * Math.min(high, low));
  return Math.min(1, side === 'high' ? high : low);
}

function believed(
  history: readonly Pane[],
  wider: Belief,
  place: (value: number) => number,
  panes: { readonly centre: number; readonly zeros: number },
  varianceOf: (squares: number, n: number) => number,
): Belief {
  const trust = wider.sizes / (wider.sizes + 20);
  const zeroPanes = wider.panes === 0 ? 1 : panes.zeros;
  const places = history.filter(({ value }) => value > 0).map(({ value }) => place(value));
  const present = (places.length + zeroPanes * wider.present) / (history.length + zeroPanes);
  const all = {
    present,
    panes: Math.max(wider.panes, history.length),
    sizes: Math.max(wider.sizes, places.length),
  };
  if (places.length === 0) return { ...wider, ...all, shiftBelief: 0 };
  const n = places.length;
  const isOff = history.filter(({ value }) => value > 0).map(({ isDayOff }) => isDayOff);
  const off = places.filter((_, index) => isOff[index]);
  const work = places.filter((_, index) => !isOff[index]);
  const isBoth = off.length > 0 && work.length > 0;
  const difference = isBoth ? average(off) - average(work) : 0;
  const within = isBoth ? squaresOf(off) + squaresOf(work) : squaresOf(places);
  const telling = (off.length * work.length) / n;
  const news = telling * (difference - wider.shift) ** 2;
  const error = (within + wider.least ** 2) / n;
  const shiftBelief = news / (news + 20 * error);
  const shift = wider.shift + shiftBelief * (difference - wider.shift);
  // Distances from the centres of both kinds of days, as far apart as is believed.
  const squares = squaresOf(places) - telling * (difference ** 2 - (difference - shift) ** 2);
  const centre = panes.centre * trust;
  const mean = average(places) - (off.length / n) * shift;
  return {
    ...wider,
    ...all,
    mean: (n * mean + centre * wider.mean) / (n + centre),
    variance: varianceOf(Math.max(0, squares), n),
    shift,
    shiftBelief,
  };
}

function squaresOf(values: readonly number[]): number {
  const mean = average(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
