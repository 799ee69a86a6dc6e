/** Lists the spaces of a database by leaping from one to the next. */

import type { Database } from './database.ts';
import { entries, prefixOf, spaceName, spacePrefix, spaceRange } from './level-keys.ts';
import { damagedStore } from './store-error.ts';

/** Sorted. One seek for each space. @throws StoreError `damaged` when a key is not one that was written */
export async function listSpaces(database: Database, directory: string): Promise<readonly string[]> {
  const names: string[] = [];
  let from = entries.gte;
  for (;;) {
    const key = await database.firstKey({ gte: from, lt: entries.lt });
    if (key === undefined) return names.sort();
    const prefix = prefixOf(key);
    // A name with bytes that are not UTF-8 would not come out as it went in.
    if (prefix === undefined || !spacePrefix(spaceName(prefix)).equals(prefix)) {
      throw damagedStore(directory, 'the name of a space cannot be read');
    }
    names.push(spaceName(prefix));
    from = spaceRange(prefix).lt;
  }
}
