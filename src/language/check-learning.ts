/** How long a baseline learns and is kept, and how often it is learnt anew. */

import { generationsPerActorMax } from '../limits.ts';
import { dayMs, formatDuration } from '../time/duration.ts';
import type { BaselineDeclaration } from './ast.ts';
import type { Surroundings } from './check-context.ts';
import type { CheckedFeatures } from './check-features.ts';
import type { KnownHead } from './check-heads.ts';
import { windowLengthMs } from './check-windows.ts';
import type { CheckedBaseline } from './checked.ts';

/** A month, so that each weekday comes four times. */
const learnDefaultMs = 30 * dayMs;
/** A key that was silent for a quarter has changed, or is gone. */
const forgetDefaultMs = 90 * dayMs;

interface Learnt {
  readonly declaration: BaselineDeclaration;
  readonly head: KnownHead;
  readonly learnt: CheckedFeatures;
}

export function checkTimes(
  surroundings: Surroundings,
  { declaration, head, learnt }: Learnt,
): Pick<CheckedBaseline, 'learnMs' | 'relearnMs' | 'keepMs' | 'warmStart'> {
  const { problems } = surroundings;
  const { learn, name, keepLearning, forget } = declaration;
  const learnMs = learn?.value ?? learnDefaultMs;
  const learnSpan = learn?.span ?? name.span;
  if (learnMs <= head.latenessMs) {
    problems.error('C029', learnSpan, 'learning must take longer than events may be late', {
      found: `learning for ${formatDuration(learnMs)}, events up to ${formatDuration(head.latenessMs)} late`,
      hint: 'learn longer, or allow less lateness: allow 10 minutes late',
    });
  }
  const windowMs = learnt.window === undefined ? 0 : windowLengthMs(learnt.window);
  if (learnMs < windowMs) {
    problems.error('C042', learnSpan, 'learning must take longer than one window of the features', {
      found: `learning for ${formatDuration(learnMs)}, a window of ${formatDuration(windowMs)}`,
      hint: 'learn for several windows, or make the window shorter',
    });
  }
  if (keepLearning !== undefined) {
    return { learnMs, relearnMs: 0, keepMs: forget?.value ?? forgetDefaultMs };
  }
  return { learnMs, ...checkGenerations(surroundings, { declaration, head, learnt }, learnMs) };
}

/** How often a baseline is learnt anew, how long each generation is kept, and with what it begins. */
function checkGenerations(
  { problems }: Surroundings,
  { declaration: { relearn, keep, warmStart }, head, learnt }: Learnt,
  learnMs: number,
): Pick<CheckedBaseline, 'relearnMs' | 'keepMs' | 'warmStart'> {
  const relearnMs = relearn?.value ?? 0;
  const keepMs = keep?.value ?? Math.max(3 * learnMs, 2 * relearnMs + learnMs);
  const generations = relearnMs === 0 ? 1 : Math.ceil(learnMs / relearnMs);
  if (relearn !== undefined && generations > generationsPerActorMax) {
    problems.error('C030', relearn.span, `${generations} baselines of one key would learn at the same time`, {
      expected: `${generationsPerActorMax} at most`,
      hint: `relearn every ${formatDuration(leastRelearnMs(learnMs))} or less often, or learn for a shorter time`,
    });
  }
  // Windows are learnt in their order, however late their events came.
  if (relearn !== undefined && learnt.window === undefined && relearnMs < head.latenessMs) {
    problems.error(
      'C044',
      relearn.span,
      'a new baseline would begin before the events of the last beginning have come',
      {
        found: `relearnt every ${formatDuration(relearnMs)}, events up to ${formatDuration(head.latenessMs)} late`,
        hint: 'relearn less often, or allow less lateness: allow 10 minutes late',
      },
    );
  }
  if (keep !== undefined && keepMs < relearnMs) {
    problems.error('C031', keep.span, 'a baseline would be gone before the next one is ready', {
      found: `kept for ${formatDuration(keepMs)}, relearnt every ${formatDuration(relearnMs)}`,
      hint: `keep at least ${formatDuration(relearnMs)}`,
    });
  }
  const hasPeers = learnt.features.some(
    (feature) => feature === undefined || (feature.kind === 'amount' && feature.levels.length > 0),
  );
  if (warmStart !== undefined && relearn === undefined && learnt.features.length > 0 && !hasPeers) {
    problems.warning(
      'C104',
      warmStart,
      '"warm start" changes nothing: this baseline is never learnt anew, and has no peers',
      { hint: 'write for example: relearn every 30 days' },
    );
  }
  return { relearnMs, keepMs, ...(warmStart && { warmStart: true }) };
}

/** Shortest interval at which not too many generations learn at once, in whole days if it is that long. */
function leastRelearnMs(learnMs: number): number {
  const leastMs = Math.ceil(learnMs / generationsPerActorMax);
  return leastMs > dayMs ? Math.ceil(leastMs / dayMs) * dayMs : leastMs;
}
