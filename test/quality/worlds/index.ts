/** The generators of all worlds by name: those of the scenarios, and two that are made for these figures alone. */

import { generators } from '../../../scenarios/index.ts';
import type { Generator } from '../../../scenarios/world/generator.ts';
import { desks } from './desks/generator.ts';
import { servers } from './servers/generator.ts';

export const worldGenerators: ReadonlyMap<string, Generator> = new Map([
  ...generators,
  [servers.name, servers],
  [desks.name, desks],
]);
