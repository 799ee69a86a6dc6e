/** What baselines say that keep learning: how they fade, on whose clock, which samples they doubt, how scores are calibrated. */

import { isTextual } from '../event/schema.ts';
import { daysFromCivil, daysInMonth } from '../time/civil.ts';
import { dayMs } from '../time/duration.ts';
import { isZoneName, nearestZoneName } from '../time/zone-name.ts';
import type { BaselineDeclaration } from './ast.ts';
import { checkAddedEvidence, checkSlow } from './check-additions.ts';
import { isTextConstant } from './check-constants.ts';
import { nameHint, type Surroundings, typeText } from './check-context.ts';
import { checkDoubts } from './check-doubts.ts';
import { eventScope } from './check-event-scope.ts';
import { checkingIn } from './check-expressions.ts';
import type { CheckedFeatures } from './check-features.ts';
import type { KnownHead } from './check-heads.ts';
import { refuseRunningParts } from './check-not-learning.ts';
import type { CheckedRunning, TypedExpression } from './checked.ts';

/** Habits of four months ago count half: shorter ones forget what comes once a quarter. */
const halfLifeDefaultDays = 120;

interface RunningParts {
  readonly declaration: BaselineDeclaration;
  readonly head: KnownHead;
  readonly learnt: CheckedFeatures;
}

/** Half-life of a baseline that keeps learning, in days; undefined for one that does not. */
export function halfLifeDaysOf({ keepLearning, halfLife }: BaselineDeclaration): number | undefined {
  if (keepLearning === undefined) return undefined;
  return halfLife === undefined ? halfLifeDefaultDays : halfLife.value / dayMs;
}

/** Undefined for a baseline that learns in generations. */
export function checkRunning(
  surroundings: Surroundings,
  { declaration, head, learnt }: RunningParts,
): CheckedRunning | undefined {
  const halfLifeDays = halfLifeDaysOf(declaration);
  if (halfLifeDays === undefined) {
    if (!declaration.damaged) refuseRunningParts(surroundings.problems, declaration);
    return undefined;
  }
  refuseGenerations(surroundings, declaration);
  const zone = checkKeyZone(surroundings, declaration, head);
  const slow = checkSlow(surroundings, declaration);
  const evidence = checkAddedEvidence(surroundings, { declaration, head, learnt });
  checkLimit(surroundings, declaration);
  return {
    halfLifeDays,
    levels: learnt.levels,
    ...(zone && { zone }),
    daysOff: checkDaysOff(surroundings, declaration),
    calibration: declaration.calibration?.value ?? { everyone: true, own: true },
    ...(slow && { slow }),
    doubts: checkDoubts(surroundings, { declaration, head, learnt }),
    ...(learnt.limitLevel !== undefined && { limitLevel: learnt.limitLevel }),
    ...(evidence && { evidence }),
  };
}

/** A baseline that keeps learning has no generations: what speaks of them has no meaning. */
function refuseGenerations(
  { problems }: Surroundings,
  { relearn, keep, warmStart }: BaselineDeclaration,
): void {
  if (relearn !== undefined) {
    problems.error('C050', relearn.span, 'a baseline that keeps learning is never learnt anew', {
      hint: 'leave "relearn every" out; "half-life 120 days" says how fast it forgets',
    });
  }
  if (keep !== undefined) {
    problems.error('C050', keep.span, 'a baseline that keeps learning is kept as long as its key is seen', {
      hint: 'leave "keep" out; "forget after 90 days" says after which silence a key is dropped',
    });
  }
  if (warmStart !== undefined) {
    problems.error('C050', warmStart, 'a baseline that keeps learning always starts warm', {
      hint: 'leave "warm start" out; peers judge newcomers where a feature says "against …"',
    });
  }
}

/** `in zone staff[account].zone`: a text; one that is written out names a zone. */
function checkKeyZone(
  surroundings: Surroundings,
  { zone }: BaselineDeclaration,
  { known }: KnownHead,
): TypedExpression | undefined {
  if (zone === undefined) return undefined;
  const { problems } = surroundings;
  const typed = checkingIn(
    surroundings,
    eventScope(surroundings, { source: known, place: 'in a zone' }),
  ).typed(zone.value);
  if (typed === undefined) return undefined;
  if (!isTextual(typed.type)) {
    return problems.error('C010', zone.value.span, 'a time zone is a name', {
      expected: typeText('text'),
      found: typeText(typed.type),
    });
  }
  if (!isTextConstant(typed) || isZoneName(typed.value)) return typed;
  return problems.error('C008', zone.value.span, `there is no time zone "${typed.value}"`, {
    expected: 'an IANA name such as "Europe/Berlin"',
    hint: `did you mean "${nearestZoneName(typed.value)}"?`,
  });
}

/** Keys of a table of holidays, as local days. */
function checkDaysOff(
  { problems, tables }: Surroundings,
  { daysOff }: BaselineDeclaration,
): readonly number[] {
  if (daysOff === undefined) return [];
  const table = tables.get(daysOff.value);
  if (table === undefined) {
    problems.error('C003', daysOff.span, `there is no table "${daysOff.value}"`, {
      hint: nameHint(daysOff.value, { known: tables.keys(), label: 'tables are' }),
    });
    return [];
  }
  table.used = true;
  const days: number[] = [];
  for (const text of table.content?.rows.keys() ?? []) {
    const day = dayOf(text);
    if (day === undefined) {
      problems.error('C052', daysOff.span, `"${text}" in the table ${daysOff.value} is no date`, {
        expected: 'dates like 2026-12-25',
        hint: `the dates stand in the column that is the table's key, now "${table.content?.key}"; write them as year-month-day`,
      });
      return [];
    }
    days.push(day);
  }
  return days.sort((left, right) => left - right);
}

/** "2026-12-25" as a day since 1970-01-01. */
function dayOf(text: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  if (parts === null) return undefined;
  const [year, month, day] = parts.slice(1).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return daysFromCivil(year, month, day);
}

/** Limits for each group are those that alerts say. */
function checkLimit({ problems }: Surroundings, { limitGroup, alerts, damaged }: BaselineDeclaration): void {
  if (limitGroup === undefined || damaged || alerts.some(({ budget }) => budget !== undefined)) return;
  problems.error('C019', limitGroup.span, 'no alert says how many there may be', {
    hint: 'write for example: alert at most 5 a day "{account}"',
  });
}
