/** Which judgements fit which kinds of features. */

import { isSided, type RunningKind } from '../baseline/running/running-spec.ts';
import type { Judgement } from './check-context.ts';
import { reportNotLearning } from './check-not-learning.ts';
import type { CheckedFeature } from './checked.ts';
import type { Problems } from './problems.ts';

/** True when a feature can be what is asked of it; false after a problem was noted. */
export function canBe(
  problems: Problems,
  { quality, feature: { value: name }, span }: Pick<Judgement, 'quality' | 'feature' | 'span'>,
  feature: CheckedFeature,
): boolean {
  const isRunning = feature.kind === 'running';
  if (quality === 'drifting' && !isRunning) {
    reportNotLearning(problems, span, 'is drifting');
    return false;
  }
  if ((quality === 'high' || quality === 'low') && !hasSides(feature)) {
    problems.error('C017', span, `"${name}" is not an amount, so it cannot be ${quality}`, {
      hint: `write: unusual ${name}`,
    });
    return false;
  }
  const fitting = isRunning ? kindsThatCanBe[quality] : undefined;
  if (!isRunning || fitting === undefined || fitting.kinds.has(feature.model.kind)) return true;
  problems.error('C051', span, `"${name}" cannot be ${quality}: ${fitting.reason}`, {
    hint: `write: unusual ${name}`,
  });
  return false;
}

interface Fitting {
  readonly kinds: ReadonlySet<RunningKind>;
  readonly reason: string;
}

const oneByOne = 'only values, counts and places are learnt one by one';

/** Of baselines that keep learning; absent: all kinds. */
const kindsThatCanBe: Readonly<Partial<Record<Judgement['quality'], Fitting>>> = {
  new: { kinds: new Set(['values', 'first seen', 'counts', 'places']), reason: oneByOne },
  rare: { kinds: new Set(['values', 'counts', 'places']), reason: oneByOne },
  drifting: {
    kinds: new Set(['amount', 'smoothed']),
    reason: 'only ranges and smoothed amounts are watched for drifts',
  },
};

/** Numbers can be high or low. */
function hasSides(feature: CheckedFeature): boolean {
  return feature.kind === 'running' ? isSided(feature.model) : feature.kind === 'amount';
}
