/** Files of more than 250 lines that were looked at and left whole, each with the reason. */
export const longFiles: ReadonlyMap<string, string> = new Map([]);
