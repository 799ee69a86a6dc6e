/** The colours of everything shown, or none: renderers take a palette, so that the same text is made for files and terminals. */

import colors from 'picocolors';

type Paint = (text: string) => string;

export interface Palette {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
  readonly magenta: Paint;
}

/** Changes nothing. */
export const plainPalette: Palette = paletteOf(colors.createColors(false));

/** ANSI colours. */
export const colouredPalette: Palette = paletteOf(colors.createColors(true));

function paletteOf(painters: ReturnType<typeof colors.createColors>): Palette {
  const { bold, dim, red, green, yellow, cyan, magenta } = painters;
  return { bold, dim, red, green, yellow, cyan, magenta };
}
