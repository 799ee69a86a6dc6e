/** Doubtful samples: which are learnt at once, later, less, or never. */

import { dayMs } from '../time/duration.ts';
import type { BaselineDeclaration, DoubtDeclaration, Located, NoiseDeclaration, Span } from './ast.ts';
import type { Surroundings } from './check-context.ts';
import { eventScope } from './check-event-scope.ts';
import { checkCondition, checkingIn } from './check-expressions.ts';
import type { CheckedFeatures } from './check-features.ts';
import type { KnownHead } from './check-heads.ts';
import type { CheckedDoubt } from './checked.ts';
import type { Problems } from './problems.ts';

/** One observation in a thousand waits three weeks, and is learnt when its like came on three days: a new habit, not an intruder. */
const quarantineDefault = {
  action: 'quarantine',
  kind: 'surprise',
  score: 0.999,
  waitDays: 21,
  daysMin: 3,
} as const satisfies CheckedDoubt;

interface DoubtParts {
  readonly declaration: BaselineDeclaration;
  readonly head: KnownHead;
  readonly learnt: CheckedFeatures;
}

/** In the order they are written. Without a word about it, what surprises goes into quarantine, before anything is down-weighted. */
export function checkDoubts(surroundings: Surroundings, parts: DoubtParts): readonly CheckedDoubt[] {
  const { doubts, noise, noQuarantine } = parts.declaration;
  const outliers = noise.filter(({ kind }) => kind === 'outliers');
  const written = [...outliers, ...doubts].sort((left, right) => left.span.start - right.span.start);
  const checked: CheckedDoubt[] = [];
  for (const declared of written) {
    const doubt = checkDoubt(surroundings, declared, parts);
    if (doubt === undefined) continue;
    reportUnreachable(surroundings.problems, doubt, { before: checked, span: declared.span });
    checked.push(doubt);
  }
  const quarantine = doubts.find(({ kind }) => kind === 'quarantine');
  if (quarantine !== undefined && noQuarantine !== undefined) {
    surroundings.problems.error('C009', noQuarantine, 'there is a clause "quarantine", too', {
      hint: 'keep one of them',
    });
  }
  if (quarantine !== undefined || noQuarantine !== undefined) return checked;
  const later = checked.findIndex(({ action }) => action === 'down-weight');
  return later < 0 ? [...checked, quarantineDefault] : checked.toSpliced(later, 0, quarantineDefault);
}

/** Undefined after a problem was noted. */
function checkDoubt(
  surroundings: Surroundings,
  declared: DoubtDeclaration | NoiseDeclaration,
  parts: DoubtParts,
): CheckedDoubt | undefined {
  const { problems } = surroundings;
  switch (declared.kind) {
    case 'ignore':
      return checkIgnored(surroundings, declared, parts);
    case 'outliers':
      return checkOutliers(problems, { action: 'ignore', ...declared }, parts);
    case 'clip':
      return checkOutliers(
        problems,
        { action: 'clip', sigmas: declared.sigmas.value, span: declared.span },
        parts,
      );
    case 'down-weight': {
      const score = checkScore(problems, declared.score, 'down-weight');
      return score === undefined
        ? undefined
        : { action: 'down-weight', kind: 'surprise', score, waitDays: 0, daysMin: 0 };
    }
    case 'quarantine':
      return checkQuarantine(problems, declared);
    case 'values':
      return undefined;
  }
}

function checkIgnored(
  surroundings: Surroundings,
  { condition, span }: DoubtDeclaration & { readonly kind: 'ignore' },
  { head, learnt }: DoubtParts,
): CheckedDoubt | undefined {
  const place = { source: head.known, place: 'in a condition on one event' };
  const checked = checkCondition(checkingIn(surroundings, eventScope(surroundings, place)), condition);
  if (learnt.window !== undefined) {
    return surroundings.problems.error('C053', span, 'a window is learnt as a whole, or not at all', {
      hint: 'leave the events out under "where" behind "on", or write: ignore outliers beyond 4 sigma',
    });
  }
  return checked && { action: 'ignore', kind: 'condition', condition: checked };
}

function checkOutliers(
  problems: Problems,
  {
    action,
    sigmas,
    span,
  }: { readonly action: 'ignore' | 'clip'; readonly sigmas: number; readonly span: Span },
  { learnt }: DoubtParts,
): CheckedDoubt | undefined {
  if (sigmas <= 0) {
    return problems.error('C041', span, 'a number of sigmas above zero is expected', {
      hint: 'write: beyond 4 sigma',
    });
  }
  const concerned = learnt.features.some(
    (feature) => feature === undefined || (feature.kind === 'running' && feature.model.kind === 'amount'),
  );
  if (!concerned && learnt.features.length > 0) {
    problems.warning('C104', span, `"${action} outliers" changes nothing: no feature here is an amount`, {
      hint: 'remove it',
    });
  }
  return { action, kind: 'outlier', sigmas };
}

function checkScore(problems: Problems, { value, span }: Located<number>, what: string): number | undefined {
  if (value > 0 && value < 1) return value;
  return problems.error('C032', span, 'a surprise is a number between 0 and 1, both excluded', {
    found: `${value}`,
    hint:
      value > 1 && value < 100
        ? `write: ${what} surprises above ${Number((value / 100).toPrecision(12))}`
        : `write for example: ${what} surprises above 0.99`,
  });
}

function checkQuarantine(
  problems: Problems,
  declared: DoubtDeclaration & { readonly kind: 'quarantine' },
): CheckedDoubt | undefined {
  const score = checkScore(problems, declared.score, 'quarantine');
  const waitDays = wholeDays(problems, declared.waitMs) ?? quarantineDefault.waitDays;
  const admitted = wholeDays(problems, declared.admitMs);
  const daysMin = admitted ?? Math.min(quarantineDefault.daysMin, waitDays);
  if (daysMin > waitDays) {
    return problems.error('C041', declared.admitMs!.span, 'nothing would ever leave this quarantine', {
      found: `admitted after ${daysMin} days, of ${waitDays} days it waits`,
      hint: 'admit after fewer days, or wait longer: for 21 days',
    });
  }
  return score === undefined
    ? undefined
    : { action: 'quarantine', kind: 'surprise', score, waitDays, daysMin };
}

/** Quarantine counts days. Undefined when nothing is said, or after a problem was noted. */
function wholeDays(problems: Problems, length: Located<number> | undefined): number | undefined {
  if (length === undefined || length.value % dayMs === 0) return length && length.value / dayMs;
  return problems.error('C041', length.span, 'quarantine is counted in whole days', {
    hint: `write: ${Math.ceil(length.value / dayMs)} days`,
  });
}

/** A doubt behind one that takes all it could take. */
function reportUnreachable(
  problems: Problems,
  doubt: CheckedDoubt,
  { before, span }: { readonly before: readonly CheckedDoubt[]; readonly span: Span },
): void {
  const earlier = before.find(
    (other) =>
      (doubt.kind === 'surprise' && other.kind === 'surprise' && other.score <= doubt.score) ||
      (doubt.kind === 'outlier' && other.kind === 'outlier' && other.sigmas <= doubt.sigmas),
  );
  if (earlier === undefined) return;
  problems.warning('C104', span, `this never comes: "${earlier.action}" before it takes all of these`, {
    hint: 'the first that fits decides; write the one with the larger number first',
  });
}
