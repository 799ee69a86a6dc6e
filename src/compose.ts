/** The package's entry and its one composition root: binds the built-in actor kinds and the store to the engine. */

import { builtInActors } from '../actors/index.ts';
import { type Engine, type EngineOptions, openEngine } from './engine.ts';
import { MemoryStore } from './store/memory-store.ts';

export * from './index.ts';
export { MemoryStore };

/**
 * Compiles the rules and opens an engine for them.
 * @throws RulesError with all diagnostics when the rules have an error
 */
export function createEngine(options: EngineOptions): Engine {
  return openEngine(options, { kinds: builtInActors, createStore: () => new MemoryStore() });
}
