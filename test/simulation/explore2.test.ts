/** Rules that change from one start to the next: what is kept, what waits to be put back, and what goes. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Alert } from '../../src/index.ts';
import type { RuleText } from '../../src/testing/index.ts';
import { hourMs, minuteMs } from '../../src/time/duration.ts';
import { deliveries, liveCases, sinkTopic, sourceTopic, undisturbed } from './live-case.ts';
import { play, type Stage } from './live-outcome.ts';
import { SimulatedBroker } from './simulated-broker.ts';
import { type RunOutcome, simulateRun } from './simulated-run.ts';
import { SimulatedDisk } from './simulated-store.ts';
import { SimulatedTopic } from './simulated-topic.ts';
import { SimulatedWorld } from './simulated-world.ts';

/** Neighbours of the first rule come and go, change places and names; it may itself be renamed in between. */
const changes = fc.record({
  cuts: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  kept: fc.tuple(fc.boolean(), fc.boolean()),
  isReversed: fc.boolean(),
  isRenamed: fc.boolean(),
});
type Changes = typeof changes extends fc.Arbitrary<infer Value> ? Value : never;

function stagesOf(
  [first, ...others]: readonly RuleText[],
  { cuts, kept, isReversed, isRenamed }: Changes,
): readonly Stage[] {
  const [early, late] = [...cuts].sort((left, right) => left - right);
  const between = [
    isRenamed ? renamed(first!, 'once_called_otherwise') : first!,
    ...others.filter((_, index) => kept[index]).map((rule) => renamed(rule, `${rule.name}_renamed`)),
  ];
  return [
    { rules: [first!, ...others], until: early! },
    { rules: isReversed ? between.reverse() : between, until: late! },
    { rules: [...others, first!], until: 1 },
  ];
}

function renamed({ name, text }: RuleText, to: string): RuleText {
  return { name: to, text: text.replace(new RegExp(`^(baseline|rule) ${name}`), `$1 ${to}`) };
}

/** The distinct alerts of the first rule, without what follows from its name. */
function alertsOf(sent: readonly string[], names: readonly string[]): readonly string[] {
  const alerts = sent.map((value) => JSON.parse(value) as Alert).filter(({ rule }) => names.includes(rule));
  const lines = alerts.map(({ id: _id, rule: _rule, title: _title, ...alert }) => JSON.stringify(alert));
  return [...new Set(lines)].sort();
}

test('a kept rule reports the same whatever becomes of its neighbours and its name', async () => {
  await fc.assert(
    fc.asyncProperty(liveCases(deliveries), changes, async (of, changed) => {
      const stages = stagesOf(of.rules, changed);
      const constant = stages.map((stage) => ({ ...stage, rules: of.rules }));
      const expected = await play({ ...of, delivery: 'at least once' }, [undisturbed], constant);
      const found = await play(of, of.lives.slice(-4), stages);
      expect(found.violations).toEqual([]);
      const names = [of.rules[0]!.name, 'once_called_otherwise'];
      expect(alertsOf(found.sent, names)).toEqual(alertsOf(expected.sent, names));
    }),
    { seed: 4243, numRuns: 120, endOnFailure: true },
  );
});

test('changes at the same places give the same, killed or not', async () => {
  await fc.assert(
    fc.asyncProperty(liveCases(deliveries), changes, async (of, changed) => {
      const stages = stagesOf(of.rules, changed);
      const expected = await play({ ...of, delivery: 'at least once' }, [undisturbed], stages);
      const found = await play(of, of.lives.slice(-6), stages);
      expect(found.violations).toEqual([]);
      expect([...new Set(found.sent)].sort()).toEqual([...new Set(expected.sent)].sort());
      expect(found.metrics).toEqual(expected.metrics);
      expect(found.afterwards).toEqual(expected.afterwards);
    }),
    { seed: 4244, numRuns: 100, endOnFailure: true },
  );
});

const head = `source s from kafka topic "${sourceTopic}"
  fields id: text, at: time, who: text, place: text
  time at
  idle after 20 minutes
`;
const habit = (threshold: string) => `baseline habit on s for each who
  learn place = usual values of place during 6 hours with at least 2 events keep 500 hours
  unusual above ${threshold}
  alert "{who} at {place}" when new place
`;
const burst = 'rule burst on s for each who alert "{who}" when count() > 1000 over 10 minutes\n';
const sink = `sink all to kafka topic "${sinkTopic}"\n`;

/** An engine whose rules and topic are changed between starts. */
function openTown() {
  const world = new SimulatedWorld({ seed: 1, now: Date.UTC(2027, 0, 1) });
  const topic = new SimulatedTopic(sourceTopic, [[]]);
  const broker = new SimulatedBroker(world);
  const disk = new SimulatedDisk();
  let hour = 0;
  return {
    disk,
    sent: () => broker.messages(sinkTopic).map(({ value }) => (JSON.parse(value) as Alert).message),
    see(...places: readonly string[]): void {
      for (const place of places) {
        const at = new Date(Date.UTC(2026, 0, 1, hour++)).toISOString();
        const value = new TextEncoder().encode(JSON.stringify({ id: `${hour}`, at, who: 'ann', place }));
        topic.append(0, { offset: topic.endOf(0), value, arrivedAt: Number.NaN });
      }
    },
    async run(...rules: readonly string[]): Promise<RunOutcome> {
      const settings = { ...undisturbed.settings, graceMs: 10 * hourMs };
      const common = { rules: [head, ...rules, sink].join('\n'), delivery: 'at least once' as const };
      const outcome = await simulateRun(
        { world, topics: [topic], broker, disk },
        { ...settings, ...common },
        () => true,
      );
      expect(world.violations).toEqual([]);
      return outcome;
    },
    async rest(ms: number): Promise<void> {
      const until = world.now + ms;
      world.schedule(ms, () => {});
      await world.passUntil(() => world.now >= until);
    },
  };
}

test('a rule that was removed and put back goes on with what it had learnt', async () => {
  const town = openTown();
  town.see('lab', 'lab', 'lab', 'roof', 'lab', 'lab', 'lab', 'lab');
  await town.run(habit('0.9'), burst);
  const { engine: without } = await town.run(burst);
  expect(without.state!.plan.orphans.map(({ name }) => name)).toEqual(['habit']);
  await town.rest(9 * hourMs);
  town.see('lab', 'attic', 'roof');
  const { engine } = await town.run(burst, habit('0.99'));
  expect(engine.state!.plan.rules.map(({ verdict }) => verdict)).toEqual(['kept', 'kept']);
  expect(town.sent()).toEqual(['ann at attic']);
});

test('state that no rule has gone on with for longer than its grace is dropped', async () => {
  const town = openTown();
  town.see('lab', 'lab', 'lab', 'lab', 'lab', 'lab', 'lab', 'lab');
  await town.run(habit('0.9'), burst);
  const spaces = town.disk.spaces();
  await town.run(burst);
  expect(town.disk.spaces()).toEqual(spaces);
  await town.rest(11 * hourMs);
  town.see('lab');
  await town.run(burst);
  expect(town.disk.spaces()).not.toContain('1');
  town.see('attic');
  const { engine } = await town.run(habit('0.9'), burst);
  expect(engine.state!.plan.rules.map(({ verdict }) => verdict)).toEqual(['cold', 'kept']);
  expect(town.sent()).toEqual([]);
});

test('state is not dropped by the start that finds it without a rule, however short the grace', async () => {
  const town = openTown();
  town.see('lab', 'lab');
  await town.run(habit('0.9'), burst);
  await town.rest(100 * hourMs);
  await town.run(burst);
  await town.rest(minuteMs);
  const { engine } = await town.run(habit('0.9'));
  expect(engine.state!.plan.rules.map(({ verdict }) => verdict)).toEqual(['kept']);
});
