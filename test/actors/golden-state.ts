/** State of actors as it stands in golden files: made by some rules and events, taken up again, and kept once more. */

import { builtInActors } from '../../actors/index.ts';
import type { ActorKinds, BaselineDocument, Engine } from '../../src/index.ts';
import { openEngine } from '../../src/index.ts';
import type { Host } from '../../src/runtime/host.ts';
import type { Alert } from '../../src/runtime/output.ts';
import type { EpochRecord } from '../../src/runtime/state-store.ts';
import { LevelStore } from '../../src/store/level-store.ts';
import { ndjson, type Row, settled } from '../runtime/run-rules.ts';

/** A whole state: what a store holds after a checkpoint. */
export interface GoldenState {
  /** The engine's record. */
  readonly record: { readonly rules: readonly { readonly meaning?: string }[] };
  /** Sorted by space and key. */
  readonly actors: readonly GoldenActor[];
}

interface GoldenActor {
  readonly space: string;
  readonly key: string;
  /** Null for never. */
  readonly dueAt: number | null;
  /** Hexadecimal. */
  readonly snapshot: string;
}

/** What a state means: what is reported when the next events come, and the rows of views after them. */
export interface Meaning {
  readonly alerts: readonly Alert[];
  readonly baselines: readonly BaselineDocument[];
  readonly rows: Readonly<Record<string, readonly object[]>>;
}

const beside = { note: 'kept by the caller' };

/** The state that events leave. @param directory of a store that is made for it */
export async function stateAfter(
  rules: string,
  events: readonly Row[],
  directory: string,
): Promise<GoldenState> {
  const store = await LevelStore.open(directory);
  const { engine } = await openRestored(rules, store);
  const input = engine.input();
  input.push(ndjson(events));
  await keep(engine, store);
  return closedState(store, directory);
}

/** Takes a state up, wakes every actor, and keeps all of them again as they are. */
export async function keptAgain(rules: string, state: GoldenState, directory: string): Promise<GoldenState> {
  const store = await storeOf(state, directory);
  const { engine, hosts } = await openRestored(rules, store);
  for (const host of hosts) {
    for (const { key } of [...host.snapshots()]) host.look(key);
    for (let slot = 0; slot < host.slotsEnd; slot++)
      if (host.slotFrom(slot) === slot) host.versions.touch(slot);
  }
  await keep(engine, store);
  return closedState(store, directory);
}

/** Takes a state up and goes on with other events, to the end of the input. */
export async function meaningOf(
  rules: string,
  options: { readonly state: GoldenState; readonly next: readonly Row[]; readonly directory: string },
): Promise<Meaning> {
  const store = await storeOf(options.state, options.directory);
  const { engine, hosts } = await openRestored(rules, store);
  const alerts: Alert[] = [];
  const baselines: BaselineDocument[] = [];
  engine.alerts$.subscribe((alert) => alerts.push(alert));
  engine.baselines$.subscribe((document) => baselines.push(document));
  const input = engine.input();
  input.push(ndjson(options.next));
  input.end();
  const views = new Set(engine.metrics().rules.flatMap(({ kind, rule }) => (kind === 'view' ? [rule] : [])));
  const rows = Object.fromEntries([...views].map((name) => [name, [...engine.view(name).rows()]]));
  engine.finish();
  await store.close();
  if (hosts.length === 0) throw new Error('expected rules with actors, found none');
  return { alerts: settled(alerts), baselines, rows };
}

async function openRestored(
  rules: string,
  store: LevelStore,
): Promise<{ readonly engine: Engine; readonly hosts: readonly Host[] }> {
  const hosts: Host[] = [];
  const kinds: ActorKinds = {
    ...builtInActors,
    baseline(context) {
      const actors = builtInActors.baseline(context);
      const groups = actors.groups.map((group) => ({
        ...group,
        bind(opened: readonly Host[]) {
          hosts.push(...opened);
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
  const engine = openEngine({ rules, store }, { kinds, createStore: () => store });
  await engine.state!.restore({ now: 0, graceMs: Number.POSITIVE_INFINITY });
  return { engine, hosts };
}

async function keep(engine: Engine, store: LevelStore): Promise<void> {
  const state = engine.state!;
  state.begin(beside);
  while (!state.write(Number.POSITIVE_INFINITY));
  await store.prepare(state.ending);
  await store.commit(state.ending.epoch);
}

async function storeOf({ record, actors }: GoldenState, directory: string): Promise<LevelStore> {
  const store = await LevelStore.open(directory);
  const epoch = 2;
  for (const { space, key, dueAt, snapshot } of actors) {
    const version = { key: Buffer.from(key), dueAt: dueAt ?? Number.POSITIVE_INFINITY, epoch };
    store.write(space, version, Buffer.from(snapshot, 'hex'));
  }
  const kept: EpochRecord = { epoch, record: Buffer.from(JSON.stringify(record)) };
  await store.prepare(kept);
  await store.commit(epoch);
  await store.close();
  return LevelStore.open(directory);
}

/** Closes a store, and reads what it holds as the next process would. */
async function closedState(store: LevelStore, directory: string): Promise<GoldenState> {
  await store.close();
  const found = await LevelStore.open(directory);
  const actors: GoldenActor[] = [];
  for (const space of await found.spaces()) {
    for await (const versions of found.versions(space)) {
      for (const { key, dueAt, epoch } of versions) {
        const snapshot = Buffer.from(found.read(space, key, epoch)).toString('hex');
        const instant = dueAt === Number.POSITIVE_INFINITY ? null : dueAt;
        actors.push({ space, key: Buffer.from(key).toString(), dueAt: instant, snapshot });
      }
    }
  }
  const record = JSON.parse(Buffer.from(found.committed!.record).toString()) as GoldenState['record'];
  await found.close();
  return { record, actors: actors.sort(bySpaceAndKey) };
}

function bySpaceAndKey(left: GoldenActor, right: GoldenActor): number {
  const [one, other] = [left, right].map(({ space, key }) => `${space} ${key}`);
  return one! < other! ? -1 : 1;
}
