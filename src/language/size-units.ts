/** Units of size in bytes: kB, MB, GB, TB count in thousands; KiB, MiB, GiB, TiB in 1,024s. */

/** By unit as it is usually written. Case does not matter when read, see `sizeUnit`. */
export const sizeUnits: ReadonlyMap<string, number> = new Map([
  ['kB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['TiB', 2 ** 40],
  ['bytes', 1],
  ['byte', 1],
]);

const byLowerCase = new Map([...sizeUnits].map(([unit, bytes]) => [unit.toLowerCase(), bytes]));

/** Bytes of a unit in any case, undefined when it is none. */
export function sizeUnit(text: string): number | undefined {
  return byLowerCase.get(text.toLowerCase());
}
