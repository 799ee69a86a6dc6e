import { builtInActors } from '../../actors/index.ts';
import { MemoryStore } from '../../src/compose.ts';
import type { EngineOptions } from '../../src/index.ts';
import { openEngine } from '../../src/index.ts';
import type { Dictionary } from '../../src/memory/dictionary.ts';
import type { ActorKinds } from '../../src/runtime/actor-kinds.ts';
import type { Host } from '../../src/runtime/host.ts';
import { type Session, sessionOf } from './run-rules.ts';

export interface OpenHosts extends Session {
  /** Of all rules: the actors of their keys. */
  readonly hosts: readonly Host[];
  /** Of all rules: the actors of their peer groups. */
  readonly groupHosts: readonly Host[];
  readonly store: MemoryStore;
  readonly dictionaries: ReadonlySet<Dictionary>;
}

/** An engine with a view of its hosts. */
export function openHosts(options: EngineOptions): OpenHosts {
  const hosts: Host[] = [];
  const groupHosts: Host[] = [];
  const dictionaries = new Set<Dictionary>();
  const store = new MemoryStore();
  const kinds: ActorKinds = {
    ...builtInActors,
    baseline(context) {
      dictionaries.add(context.dictionary);
      const actors = builtInActors.baseline(context);
      const groups = actors.groups.map((group) => ({
        ...group,
        bind(opened: readonly Host[]) {
          groupHosts.push(...opened);
          group.bind(opened);
        },
      }));
      return { ...actors, groups };
    },
    supervisor(setup) {
      hosts.push(...setup.rules.flatMap((rule) => rule.hosts));
      return builtInActors.supervisor(setup);
    },
  };
  const engine = openEngine({ ...options, store }, { kinds, createStore: () => store });
  return { ...sessionOf(engine), hosts, groupHosts, store, dictionaries };
}

/** Slots that hold an actor. */
export function slotsOf(host: Host): number[] {
  return Array.from({ length: host.slotsEnd }, (_, slot) => slot).filter(
    (slot) => host.slotFrom(slot) === slot,
  );
}

/** What all actors weigh when each is weighed again. */
export function weighAll(hosts: readonly Host[]): number {
  return hosts
    .flatMap((host) => slotsOf(host).map((slot) => host.weigh(slot)))
    .reduce((sum, bytes) => sum + bytes, 0);
}
