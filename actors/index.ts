/** The built-in actor kinds. */

import type {
  ActorContext,
  ActorKinds,
  BaselineProgram,
  Behaviour,
  GroupActors,
  Host,
  ModelSpec,
  RuleActors,
} from '../src/index.ts';
import { createModel, formatInstant } from '../src/index.ts';
import { BaselineBehaviour } from './baseline.ts';
import { scheduleOf } from './baseline-parts.ts';
import { PeerGroup } from './peer-group.ts';
import { RuleBehaviour } from './rule.ts';
import { RunningBehaviour } from './running/behaviour.ts';
import { createRunningParts } from './running/parts.ts';
import { QuotaSupervisor } from './supervisor.ts';
import { ViewBehaviour } from './view.ts';

export const builtInActors: ActorKinds = {
  baseline: baselineActors,
  rule(context) {
    const showTime = (time: number) => formatInstant(time, context.zone);
    return { groups: [], behaviour: (host) => new RuleBehaviour(host, { ...context, showTime }) };
  },
  view: (context) => ({ groups: [], behaviour: (host) => new ViewBehaviour(host, context) }),
  supervisor: (setup) => new QuotaSupervisor(setup),
};

function baselineActors(context: ActorContext<BaselineProgram>): RuleActors {
  if (context.program.running !== undefined) return runningActors(context);
  const { program, heap, dictionary, mailbox, zone } = context;
  const schedule = scheduleOf(program, zone);
  const groups = program.features.map((feature) =>
    feature.levels.map(() => {
      // What is noise in one key's history is a heavy user among its peers: a group learns from all of them.
      const model = createModel({ ...feature.model, noise: undefined } as ModelSpec, { heap, dictionary });
      return new PeerGroup({ heap, model, mailbox, schedule });
    }),
  );
  const showTime = (time: number) => formatInstant(time, zone);
  return {
    behaviour: (host) => new BaselineBehaviour(host, { ...context, groups, showTime }),
    groups: program.features.flatMap((feature, index) =>
      feature.levels.map((level, which): GroupActors => {
        const group = groups[index][which];
        return {
          name: `${feature.name} against ${level.name}`,
          behaviour: (host) => group.createBehaviour(host),
          bind: (hosts) => group.bind(hosts),
        };
      }),
    ),
  };
}

/** What has actors that take samples from those of a rule. */
type GroupSource = { createBehaviour(host: Host): Behaviour; bind(hosts: readonly Host[]): void };

function runningActors(context: ActorContext<BaselineProgram>): RuleActors {
  const parts = createRunningParts(context);
  const groups: { readonly name: string; readonly space?: string; readonly of: GroupSource }[] = [
    ...parts.running.levels.map(({ name }, level) => ({ name: `against ${name}`, of: parts.levels[level] })),
    { name: 'calibration', of: parts.everyone },
    ...(parts.similar === undefined
      ? []
      : [{ name: 'similar keys', space: 'similar', of: parts.similar.groups }]),
    ...(parts.tenants === undefined
      ? []
      : [{ name: 'limits of alerts', space: 'limits', of: parts.tenants }]),
    ...(parts.evidence === undefined ? [] : [{ name: 'evidence', space: 'evidence', of: parts.evidence }]),
  ];
  return {
    behaviour: (host) => new RunningBehaviour(host, parts),
    noiseBytes: () => parts.states.allNoiseBytes,
    groups: groups.map(
      ({ of, ...named }): GroupActors => ({
        ...named,
        behaviour: (host) => of.createBehaviour(host),
        bind: (hosts) => of.bind(hosts),
      }),
    ),
  };
}
