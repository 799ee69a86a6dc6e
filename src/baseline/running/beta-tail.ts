/**
 * Tails of parts of a whole that vary more than chance alone: beta-binomial, the binomial whose probability is drawn anew each time
 * from a beta distribution with mean μ and intra-class correlation ρ = 1 / (a + b + 1) (Skellam, J. R. Stat. Soc. B 10, 1948).
 *
 * Wholes up to 256 are summed exactly, term by term, O(whole). Beyond, and for amounts that are not counts, the share has the beta
 * distribution of the same mean and variance: μ (1 − μ) (1 + (n − 1) ρ) / n, looked at half an item below:
 * within a seventh of the bits of the exact tail.
 *
 * I_x(a, b): NIST Digital Library of Mathematical Functions 8.17.22, evaluated by Lentz's method as in Press et al., Numerical Recipes,
 * 3rd ed., 6.4; ln Γ by 5.11.1 from 12 on, reached by the recurrence. Relative error below 1e-9 where the fraction converges.
 */

const exactWholeMax = 256;
const shapeMin = 1e-6;
const stepsMax = 400;
const tiny = 1e-300;

export interface PartOfWhole {
  /** From 0 to `whole`. */
  part: number;
  /** More than 0. */
  whole: number;
  /** Mean share, in (0, 1). */
  mean: number;
  /** Intra-class correlation, in (0, 1). */
  correlation: number;
}

/** P(part or more). @returns in [0, 1] */
export function partOrMoreTail({ part, whole, mean, correlation }: PartOfWhole): number {
  if (part <= 0) return 1;
  const size = (1 - correlation) / correlation;
  if (whole <= exactWholeMax && Number.isInteger(part) && Number.isInteger(whole)) {
    return exactTail(part, whole, mean * size, (1 - mean) * size);
  }
  const variance = (1 + Math.max(0, whole - 1) * correlation) / Math.max(1, whole);
  const shapes = (1 - variance) / variance;
  const rest = Math.min(1, (whole - part + 0.5 * Math.min(1, part)) / whole);
  return betaShare(rest, Math.max(shapeMin, (1 - mean) * shapes), Math.max(shapeMin, mean * shapes));
}

/** Σ_{k ≥ part} C(whole, k) B(k + a, whole − k + b) / B(a, b), from the last term to the first. */
function exactTail(part: number, whole: number, a: number, b: number): number {
  let term = Math.exp(logGamma(whole + a) + logGamma(a + b) - logGamma(whole + a + b) - logGamma(a));
  let sum = term;
  for (let k = whole - 1; k >= part; k--) {
    term *= ((k + 1) * (whole - k - 1 + b)) / ((whole - k) * (k + a));
    sum += term;
  }
  return Math.min(1, sum);
}

/** I_x(a, b), the share of a beta distribution up to x. @param x in [0, 1] */
export function betaShare(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const logarithm = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  if (x < (a + 1) / (a + b + 2)) return (Math.exp(logarithm) * fraction(a, b, x)) / a;
  return 1 - (Math.exp(logarithm) * fraction(b, a, 1 - x)) / b;
}

/** ln Γ(x) for x > 0. */
export function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < 12) {
    product *= shifted;
    shifted++;
  }
  const r = 1 / (shifted * shifted);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / shifted;
  const stirling = (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series;
  return stirling - Math.log(product);
}

function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= stepsMax; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-12) break;
  }
  return value;
}

/** Lentz's method must not divide by zero. */
function away(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
