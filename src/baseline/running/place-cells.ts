/**
 * Cells of the map: a grid of a quarter of a degree (28 km from north to south, less from east to west towards the poles).
 * At level L, 2^L × 2^L of its cells are one, named by the first of them in the south-west.
 */

const cellsPerDegree = 4;
const rows = 180 * cellsPerDegree;
const columns = 360 * cellsPerDegree;

/** Base cell of a place, row · columns + column, from the south and from 180° west. The poles belong to the cells beside them. */
export function cellOf(latitude: number, longitude: number): number {
  const row = Math.min(rows - 1, Math.floor((latitude + 90) * cellsPerDegree));
  const column = Math.floor((longitude + 180) * cellsPerDegree) % columns;
  return row * columns + (column < 0 ? column + columns : column);
}

/** Latitude of the middle of a cell, in degrees. A cell is named by its first base cell. */
export function latitudeOf(cell: number, level: number): number {
  return rowEighths(cell, level) / 8 - 90;
}

/** Longitude of the middle of a cell, in degrees. */
export function longitudeOf(cell: number, level: number): number {
  return columnEighths(cell, level) / 8 - 180;
}

/** Writes the point of the middle of a cell on the unit sphere. */
export function cellPoint(cell: number, level: number, into: Float64Array): void {
  const row = rowEighths(cell, level);
  const column = columnEighths(cell, level);
  const across = cosines[Math.abs(row - 720)];
  into[0] = across * cosines[Math.abs(column - 1440)];
  into[1] = across * sines[column];
  into[2] = -cosines[row];
}

/** Twice the middle row: eighths of a degree from the south pole. */
function rowEighths(cell: number, level: number): number {
  const row = Math.floor(cell / columns);
  return row + Math.min(rows, row + 2 ** level);
}

function columnEighths(cell: number, level: number): number {
  const column = cell % columns;
  return column + Math.min(columns, column + 2 ** level);
}

/** By eighths of a degree: cosines from 0 to 180 degrees, and sines from −180 to 180. */
const cosines = Float64Array.from({ length: 1441 }, (_, eighths) => Math.cos((eighths * Math.PI) / 1440));
const sines = Float64Array.from({ length: 2881 }, (_, eighths) =>
  Math.sin((eighths * Math.PI) / 1440 - Math.PI),
);

/** The cell of a level that a cell of a lower level lies in, named by its first base cell. */
export function cellAbove(cell: number, level: number): number {
  const row = Math.floor(cell / columns);
  const column = cell % columns;
  return ((row >> level) << level) * columns + ((column >> level) << level);
}
