/** Doubtful samples of a baseline that keeps learning: which are learnt at once, later, less, or never. */

import type { RunningKind } from '../baseline/running/running-spec.ts';
import { doubtsMax } from '../limits.ts';
import { dayMs } from '../time/duration.ts';
import type { DoubtDeclaration, Expression, Located, Span } from './ast.ts';
import type { Surroundings } from './check-context.ts';
import { reportUnreachable, takesAll } from './check-doubt-order.ts';
import { eventScope } from './check-event-scope.ts';
import { checkCondition, checkingIn } from './check-expressions.ts';
import type { CheckedFeatures } from './check-features.ts';
import type { KnownHead } from './check-heads.ts';
import type { CheckedDoubt, TypedExpression } from './checked.ts';
import type { Problems } from './problems.ts';
import type { DoubtAction } from './running-program.ts';

/** One observation in a thousand waits three weeks, and is learnt when its like came on three days: a new habit, not an intruder. */
const quarantineDefault = {
  action: 'quarantine',
  kind: 'surprise',
  score: 0.999,
  waitDays: 21,
  daysMinToAdmit: 3,
} as const satisfies CheckedDoubt;

interface DoubtParts {
  readonly declaration: { readonly doubts: readonly DoubtDeclaration[]; readonly noQuarantine?: Span };
  readonly head: KnownHead;
  readonly learnt: CheckedFeatures;
}

/** What is doubted, before it is known what is done with it. */
type Doubtful = CheckedDoubt extends infer Doubt
  ? Doubt extends unknown
    ? Omit<Doubt, 'action' | 'waitDays' | 'daysMinToAdmit'>
    : never
  : never;

/** In the order they are written. Without a word about it, what surprises goes into quarantine, before anything is down-weighted. */
export function checkDoubts(surroundings: Surroundings, parts: DoubtParts): readonly CheckedDoubt[] {
  const { problems } = surroundings;
  const { doubts, noQuarantine } = parts.declaration;
  const checked: CheckedDoubt[] = [];
  for (const declared of doubts) {
    const doubt = checkDoubt(surroundings, declared, parts);
    if (doubt === undefined) continue;
    reportUnreachable(problems, doubt, { before: checked, span: declared.span });
    checked.push(doubt);
  }
  if (doubts.length > doubtsMax) {
    problems.error('C041', doubts[doubtsMax]!.span, `a baseline has ${doubtsMax} doubts at most`, {
      found: `${doubts.length}`,
      hint: 'join conditions by: or',
    });
  }
  const quarantine = doubts.find(({ action }) => action === 'quarantine');
  if (quarantine !== undefined && noQuarantine !== undefined) {
    problems.error('C009', noQuarantine, 'there is a clause "quarantine", too', { hint: 'keep one of them' });
  }
  return quarantine === undefined && noQuarantine === undefined ? withQuarantine(checked) : checked;
}

/** Not where it would never come. */
function withQuarantine(doubts: readonly CheckedDoubt[]): readonly CheckedDoubt[] {
  const later = doubts.findIndex(({ action }) => action === 'down-weight');
  const place = later < 0 ? doubts.length : later;
  const isTaken = doubts.slice(0, place).some((before) => takesAll(before, quarantineDefault));
  return isTaken ? doubts : doubts.toSpliced(place, 0, quarantineDefault);
}

/** Undefined after a problem was noted. */
function checkDoubt(
  surroundings: Surroundings,
  declared: DoubtDeclaration,
  parts: DoubtParts,
): CheckedDoubt | undefined {
  const doubtful = checkDoubtful(surroundings, declared, parts);
  const waiting = checkWaiting(surroundings.problems, declared);
  return doubtful && waiting && { action: declared.action, ...doubtful, ...waiting };
}

function checkDoubtful(
  surroundings: Surroundings,
  { action, what, span }: DoubtDeclaration,
  { head, learnt }: DoubtParts,
): Doubtful | undefined {
  const { problems } = surroundings;
  switch (what.kind) {
    case 'where': {
      const place = {
        span,
        head,
        learnt,
        instead: action === 'accept' ? 'no quarantine' : `${action} outliers beyond 4 sigma`,
      };
      const condition = checkEventCondition(surroundings, what.condition, place);
      return condition && { kind: 'condition', condition };
    }
    case 'surprises': {
      const score = checkScore(problems, what.score, action);
      return score === undefined ? undefined : { kind: 'surprise', score };
    }
    case 'outliers': {
      const { sigmas, against = 'history' } = what;
      if (sigmas <= 0) {
        return problems.error('C041', span, 'a number of sigmas above zero is expected', {
          hint: 'write: beyond 4 sigma',
        });
      }
      reportUnconcerned(problems, learnt, {
        clause: `${action} outliers`,
        span,
        concerned: (kind) => kind === 'amount',
        reason: 'no feature here is an amount',
      });
      return { kind: 'outlier', sigmas, against };
    }
    case 'values': {
      const { daysMin, against = 'history' } = what;
      if (action === 'clip') {
        return problems.error('C056', span, 'a value has no limit that it could be clipped at', {
          hint: `write instead of "clip": ignore, down-weight or quarantine values seen on fewer than ${daysMin} days`,
        });
      }
      reportUnconcerned(problems, learnt, {
        clause: `${action} values`,
        span,
        concerned: (kind) => !kindsOfNumbers.has(kind),
        reason: 'every feature here is a number',
      });
      return { kind: 'rare', daysMin, against };
    }
  }
}

/** Kinds whose samples are numbers: none is quite like another, so the days of one cannot be counted. */
const kindsOfNumbers: ReadonlySet<RunningKind> = new Set([
  ...(['amount', 'share', 'tree', 'clusters', 'forest', 'travel'] as const),
  ...(['smoothed', 'periodic', 'series'] as const),
]);

interface Unconcerned {
  readonly clause: string;
  readonly span: Span;
  concerned(kind: RunningKind): boolean;
  readonly reason: string;
}

/** Nothing is said where a feature is not known. */
function reportUnconcerned(
  problems: Problems,
  { features }: CheckedFeatures,
  { clause, span, concerned, reason }: Unconcerned,
): void {
  const isConcerned = features.some(
    (feature) => feature === undefined || (feature.kind === 'running' && concerned(feature.model.kind)),
  );
  if (isConcerned || features.length === 0) return;
  problems.warning('C104', span, `"${clause}" changes nothing: ${reason}`, { hint: 'remove it' });
}

/** A condition on the events of a baseline that learns of each event. Undefined after a problem was noted. */
export function checkEventCondition(
  surroundings: Surroundings,
  condition: Expression,
  {
    span,
    head,
    learnt,
    instead,
  }: {
    readonly span: Span;
    readonly head: KnownHead;
    readonly learnt: CheckedFeatures;
    /** What can be written in a baseline of windows. */
    readonly instead: string;
  },
): TypedExpression | undefined {
  const place = { source: head.known, place: 'in a condition on one event' };
  const checked = checkCondition(checkingIn(surroundings, eventScope(surroundings, place)), condition);
  if (learnt.window === undefined) return checked;
  return surroundings.problems.error('C053', span, 'a window is learnt as a whole, or not at all', {
    hint: `leave the events out under "where" behind "on", or write: ${instead}`,
  });
}

function checkScore(
  problems: Problems,
  { value, span }: Located<number>,
  action: DoubtAction,
): number | undefined {
  if (value > 0 && value < 1) return value;
  return problems.error('C032', span, 'a surprise is a number between 0 and 1, both excluded', {
    found: `${value}`,
    hint:
      value > 1 && value < 100
        ? `write: ${action} surprises above ${Number((value / 100).toPrecision(12))}`
        : `write for example: ${action} surprises above 0.99`,
  });
}

/** How long a sample waits in quarantine, and what it waits for. Undefined after a problem was noted. */
function checkWaiting(
  problems: Problems,
  { action, waitMs, admitMs }: DoubtDeclaration,
): Pick<CheckedDoubt, 'waitDays' | 'daysMinToAdmit'> | undefined {
  if (action !== 'quarantine') return { waitDays: 0, daysMinToAdmit: 0 };
  const waitDays = wholeDays(problems, waitMs) ?? quarantineDefault.waitDays;
  const daysMinToAdmit = wholeDays(problems, admitMs) ?? Math.min(quarantineDefault.daysMinToAdmit, waitDays);
  if (daysMinToAdmit <= waitDays) return { waitDays, daysMinToAdmit };
  return problems.error('C041', admitMs!.span, 'nothing would ever leave this quarantine', {
    found: `admitted after ${daysMinToAdmit} days, of ${waitDays} days it waits`,
    hint: 'admit after fewer days, or wait longer: for 21 days',
  });
}

/** Quarantine counts days. Undefined when nothing is said, or after a problem was noted. */
function wholeDays(problems: Problems, length: Located<number> | undefined): number | undefined {
  if (length === undefined || length.value % dayMs === 0) return length && length.value / dayMs;
  return problems.error('C041', length.span, 'quarantine is counted in whole days', {
    hint: `write: ${Math.ceil(length.value / dayMs)} days`,
  });
}
