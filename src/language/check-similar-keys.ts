/** Whether keys that behave alike can be found by what a baseline learns. */

import { hasProfile } from '../baseline/running/running-spec.ts';
import type { FeatureDeclaration } from './ast.ts';
import type { CheckedFeature } from './checked.ts';
import type { Problems } from './problems.ts';

/** Says so when peers are to be found by behaviour, and no feature tells of it. A feature that is undefined was told of before. */
export function checkSimilarKeys(
  problems: Problems,
  {
    declarations,
    features,
  }: {
    readonly declarations: readonly FeatureDeclaration[];
    readonly features: readonly (CheckedFeature | undefined)[];
  },
): void {
  const [level] = declarations.flatMap(({ against }) =>
    against.filter(({ kind }) => kind === 'similar keys'),
  );
  if (level === undefined) return;
  const tells = (feature: CheckedFeature | undefined): boolean =>
    feature === undefined || (feature.kind === 'running' && hasProfile(feature.model));
  if (features.some(tells)) return;
  problems.error('C054', level.span, 'nothing that is learnt here tells which keys are alike', {
    expected: 'usual hours, usual values, usual counts, a range, a frequency, a share or a ratio',
    hint: 'learn one of these in this baseline, too, or name the peers, like: against department',
  });
}
