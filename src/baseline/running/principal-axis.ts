/** The direction in which some points spread most: the principal axis of their covariance, by power iteration. */

/** Rounds of the iteration. The axis need not be exact: it only begins a cut. */
const rounds = 10;

export class PrincipalAxis {
  readonly #dimensions: number;
  readonly #axis: Float64Array;
  readonly #turned: Float64Array;
  readonly #mean: Float64Array;

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
    this.#axis = new Float64Array(dimensions);
    this.#turned = new Float64Array(dimensions);
    this.#mean = new Float64Array(dimensions);
  }

  /** Finds the axis, beginning with the point that is farthest out. @param chosen which of the points, at least two different ones */
  find(points: Float64Array, chosen: readonly number[]): void {
    const dimensions = this.#dimensions;
    const mean = this.#mean.fill(0);
    for (const point of chosen)
      for (let index = 0; index < dimensions; index++)
        mean[index] += points[point * dimensions + index] / chosen.length;
    let most = -1;
    for (const point of chosen) {
      let squares = 0;
      for (let index = 0; index < dimensions; index++) {
        this.#turned[index] = points[point * dimensions + index] - mean[index];
        squares += this.#turned[index] ** 2;
      }
      if (squares <= most) continue;
      most = squares;
      this.#axis.set(this.#turned);
    }
    for (let round = 0; round < rounds; round++) this.#turn(points, chosen);
  }

  /** Where a point stands on the axis, which goes through the mean of those that were chosen. */
  along(points: Float64Array, point: number): number {
    let along = 0;
    for (let index = 0; index < this.#dimensions; index++)
      along += (points[point * this.#dimensions + index] - this.#mean[index]) * this.#axis[index];
    return along;
  }

  #turn(points: Float64Array, chosen: readonly number[]): void {
    const dimensions = this.#dimensions;
    const turned = this.#turned.fill(0);
    for (const point of chosen) {
      const along = this.along(points, point);
      for (let index = 0; index < dimensions; index++)
        turned[index] += along * (points[point * dimensions + index] - this.#mean[index]);
    }
    let squares = 0;
    for (const component of turned) squares += component * component;
    if (squares === 0) return;
    const length = Math.sqrt(squares);
    for (let index = 0; index < dimensions; index++) this.#axis[index] = turned[index] / length;
  }
}
