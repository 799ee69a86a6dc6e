/**
 * How unusual the difference between a number and its forecast is: Student's t with at most five degrees of freedom, so
 * that the tails stay heavy however much was learnt (robust inference with t errors: Lange, Little & Taylor, JASA 84 (1989)).
 * Beyond 100 deviations their logarithm counts: nobody knows such tails, but the rank has to go on.
 */

import { tailProbabilityMin } from '../../limits.ts';
import type { Side } from '../model.ts';
import { studentTail } from '../student.ts';

/** Standard deviation of a normal distribution in mean absolute deviations: √(π / 2). */
export const deviationsPerMeanAbsolute = Math.sqrt(Math.PI / 2);

const degreesMax = 5;
const linearMax = 100;
/** Share of the level that a number which never moved is taken to move by. */
const unmovedShare = 0.01;
const unmovedLeast = 1e-3;
/** What single floats lose of a number. */
const precision = 1e-7;

/** @param evidence panes learnt; below two nothing can be said. @returns probability in (0, 1] */
export function residualTail(residual: number, deviation: number, evidence: number, side: Side): number {
  if (evidence < 2) return 1;
  const t = compressed(residual / (deviation * Math.sqrt(1 + 1 / evidence)));
  const degrees = Math.max(1, Math.min(evidence - 1, degreesMax));
  const tail =
    side === 'both' ? 2 * studentTail(Math.abs(t), degrees) : studentTail(side === 'high' ? t : -t, degrees);
  return Math.min(1, Math.max(tailProbabilityMin, tail));
}

/** A deviation that can be divided by, for a number that moved by `deviation` around `level`. */
export function usableDeviation(deviation: number, level: number): number {
  const size = Math.abs(level);
  if (deviation > 0) return Math.max(deviation, size * precision, Number.MIN_VALUE * 2 ** 60);
  return size > 0 ? Math.max(size * unmovedShare, Number.MIN_VALUE * 2 ** 60) : unmovedLeast;
}

function compressed(t: number): number {
  const size = Math.abs(t);
  return size <= linearMax
    ? t
    : Math.sign(t) * linearMax * (1 + Math.log(Math.min(size, Number.MAX_VALUE) / linearMax));
}
