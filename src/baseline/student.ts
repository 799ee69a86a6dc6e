/**
 * The upper tail of Student's t distribution, P(T ≥ t), by the regularised incomplete beta function:
 *
 *     P(T ≥ t) = ½ I_x(ν/2, ½),  x = ν / (ν + t²),  for t ≥ 0
 *
 * Sources: NIST Digital Library of Mathematical Functions 8.17.22 (continued fraction), 5.11.13 (ratio of gamma
 * functions), 8.17.4 (symmetry); evaluation of the fraction by Lentz's method as in Press et al., Numerical Recipes, 3rd
 * ed., 6.4. Relative error below 1e-10 (1e-9 beyond 10,000 degrees of freedom).
 */

/** Above it the distribution is taken as this one: the tail at t = 6 then differs by 0.1 %, far less than what any data tell. */
const degreesMax = 400_000;
const stepsMax = 10_000;
const tiny = 1e-300;

/**
 * @param t any number; ±Infinity give 0 and 1
 * @param degrees degrees of freedom, at least 1
 * @returns probability in [0, 1]. O(√degrees) near the centre, less in the tail.
 */
export function studentTail(t: number, degrees: number): number {
  const nu = Math.min(degrees, degreesMax);
  const square = t * t;
  if (square === Infinity) return t > 0 ? 0 : 1;
  const half = 0.5 * betaHalf(nu / 2, nu / (nu + square), square / (nu + square));
  return t >= 0 ? half : 1 - half;
}

/** I_x(a, ½), given x and 1 - x, both exact. */
function betaHalf(a: number, x: number, rest: number): number {
  if (rest === 0) return 1;
  if (x === 0) return 0;
  // x^a √(1-x) / B(a, ½), B(a, ½) = √π Γ(a) / Γ(a + ½). The logarithm of x near 1 is taken from its complement.
  const logarithm = rest < 0.5 ? Math.log1p(-rest) : Math.log(x);
  const front = Math.exp(a * logarithm) * Math.sqrt(rest / Math.PI) * gammaRatio(a);
  if (x < (a + 1) / (a + 2.5)) return (front * fraction(a, 0.5, x)) / a;
  return 1 - 2 * front * fraction(0.5, a, rest);
}

/** Γ(a + ½) / Γ(a): the asymptotic series from a = 20 on, reached by the recurrence. */
function gammaRatio(a: number): number {
  let shifted = a;
  let factor = 1;
  while (shifted < 20) {
    factor *= shifted / (shifted + 0.5);
    shifted++;
  }
  const r = 1 / shifted;
  const series =
    1 +
    r *
      (-1 / 8 +
        r * (1 / 128 + r * (5 / 1024 + r * (-21 / 32768 + r * (-399 / 262144 + r * (869 / 4194304))))));
  return factor * Math.sqrt(shifted) * series;
}

/** The continued fraction of the incomplete beta function, without its front factor. */
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
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return value;
}

/** Lentz's method must not divide by zero. */
function away(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
