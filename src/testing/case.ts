/** One random case of a subject, and the runs made of it. */

import fc from 'fast-check';
import { compileRules } from '../language/compile.ts';
import { hourMs, minuteMs, secondMs } from '../time/duration.ts';
import { events, type TimedEvent, timed } from './events.ts';
import { arrivals, brokenRecordBefore, type Faults, faults, noFaults } from './faults.ts';
import { type SourceTimes, sourceText } from './outline.ts';
import { type Run, recordOf, type Setting } from './run.ts';
import type { RuleText, Subject } from './subject.ts';

export interface Case {
  readonly subject: Subject;
  /** In order of time. */
  readonly events: readonly TimedEvent[];
  readonly rules: readonly RuleText[];
  readonly times: SourceTimes;
  readonly setting: Setting;
  readonly faults: Faults;
}

/** What rules say about time and about each other, as the compiler understands them. */
export interface CaseTimes {
  /** Least and greatest lateness that any rule or actor allows, in ms. */
  readonly leastLatenessMs: number;
  readonly greatestLatenessMs: number;
  /** Names of rules that compare keys with their peers, are calibrated or limited by all keys, or add evidence of others. */
  readonly withPeers: ReadonlySet<string>;
}

const times: fc.Arbitrary<SourceTimes> = fc.record({
  latenessMs: fc.constantFrom(30 * minuteMs, 0, 10 * minuteMs, hourMs, 2 * hourMs),
  precisionMs: fc.constantFrom(secondMs, secondMs, minuteMs),
});

export const settings: fc.Arbitrary<Setting> = fc.record({
  shards: fc.constantFrom(1, 1, 3),
  batchRows: fc.constantFrom(2_048, 64, 7, 1),
  memoryBytesMax: fc.constantFrom(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 20_000),
});

export function cases(subject: Subject): fc.Arbitrary<Case> {
  return fc.record({
    subject: fc.constant(subject),
    events: (subject.steps ?? events(subject.source)).map(timed),
    rules: subject.rules ?? fc.constant([]),
    times,
    setting: settings,
    faults,
  });
}

export interface RunChanges {
  readonly rules?: readonly RuleText[];
  readonly functions?: Subject['functions'];
  readonly setting?: Setting;
  readonly cuts?: readonly number[];
  /** Faults that show in the records themselves; none unless given. */
  readonly faults?: Faults;
}

/** A run of a case over events in the order they arrive. */
export function runOf(of: Case, arrived: readonly TimedEvent[], changes: RunChanges = {}): Run {
  const { subject } = of;
  const { rules = of.rules, setting = of.setting, cuts = [], faults: broken = noFaults } = changes;
  return {
    rules: rulesFile(of, rules),
    actors: subject.actors ?? [],
    functions: [...(subject.functions ?? []), ...(changes.functions ?? [])],
    setting,
    records: arrived.flatMap((event) => {
      const before = brokenRecordBefore(event, broken);
      return before === undefined ? [recordOf(event)] : [before, recordOf(event)];
    }),
    cuts,
  };
}

/** Events of a case as they arrive with all its faults. */
export function arrivedWithFaults(of: Case): readonly TimedEvent[] {
  return arrivals(of.events, { latenessMs: of.times.latenessMs, faults: of.faults });
}

/** @throws Error when the rules have an error: they are then no subject */
export function caseTimes(of: Case, rules: readonly RuleText[] = of.rules): CaseTimes {
  const file = { name: 'case.rules', text: rulesFile(of, rules) };
  const { program, diagnostics } = compileRules([file], {
    readTable: refuseTables,
    functions: of.subject.functions ?? [],
  });
  if (program === undefined) {
    const found = diagnostics.map(({ code, message }) => `${code} ${message}`).join('; ');
    throw new Error(`expected rules without errors, found ${found} in\n${file.text}`);
  }
  const lateness = [...program.rules.map((rule) => rule.latenessMs), of.times.latenessMs];
  const withPeers = program.rules.filter(
    (rule) =>
      rule.kind === 'baseline' &&
      (rule.features.some(({ levels }) => levels.length > 0) ||
        rule.running?.calibration.everyone === true ||
        rule.running?.evidence !== undefined ||
        rule.alerts.some(({ budget }) => budget !== undefined) ||
        (rule.running?.levels.length ?? 0) > 0),
  );
  return {
    leastLatenessMs: Math.min(...lateness),
    greatestLatenessMs: Math.max(...lateness),
    withPeers: new Set(withPeers.map(({ name }) => name)),
  };
}

function rulesFile({ subject, times: ofCase }: Case, rules: readonly RuleText[]): string {
  return [sourceText(subject.source, ofCase), ...rules.map(({ text }) => text), ''].join('\n\n');
}

function refuseTables(file: string): never {
  throw new Error(`table "${file}": rules of a subject have no tables`);
}
