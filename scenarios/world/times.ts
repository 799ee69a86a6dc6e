/** Moments inside working time. */
import type { Random } from './random.ts';
import type { Stretch } from './workday.ts';

export interface Moment {
  /** Minutes since local midnight of the day, broken. */
  readonly minute: number;
  readonly stretch: Stretch;
}

/** `count` moments spread over the stretches by their length, in order. */
export function momentsIn(stretches: readonly Stretch[], count: number, random: Random): Moment[] {
  const lengths = stretches.map((stretch) => stretch.to - stretch.from);
  const moments: Moment[] = [];
  for (let drawn = 0; drawn < count && stretches.length > 0; drawn++) {
    const stretch = stretches[random.weighted(lengths)]!;
    moments.push({ minute: random.between(stretch.from, stretch.to), stretch });
  }
  return moments.sort((left, right) => left.minute - right.minute);
}

/** Minutes worked. */
export function minutesOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, stretch) => sum + stretch.to - stretch.from, 0);
}
