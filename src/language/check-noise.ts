/** What generations do not learn: noise that is left out when a baseline is made, and events that are only judged. */

import type { BaselineDeclaration, DoubtfulDeclaration } from './ast.ts';
import type { Surroundings } from './check-context.ts';
import { checkEventCondition } from './check-doubts.ts';
import type { CheckedFeatures } from './check-features.ts';
import type { KnownHead } from './check-heads.ts';
import type { CheckedBaseline, TypedExpression } from './checked.ts';

type Noise = Pick<CheckedBaseline, 'valuesNoise' | 'outliersNoise' | 'notLearnt'>;

interface NoiseParts {
  readonly declaration: BaselineDeclaration;
  readonly head: KnownHead;
  readonly learnt: CheckedFeatures;
}

export function checkNoise(surroundings: Surroundings, parts: NoiseParts): Noise {
  const { features, doubts } = parts.declaration;
  const kinds = new Set(features.map(({ kind }) => kind));
  let noise: Noise = {};
  for (const { action, what, span } of doubts) {
    if (action !== 'ignore' || what.kind === 'surprises') continue;
    switch (what.kind) {
      case 'where': {
        const place = { ...parts, span, instead: 'ignore outliers beyond 4 sigma' };
        const condition = checkEventCondition(surroundings, what.condition, place);
        if (condition !== undefined) noise = { ...noise, notLearnt: either(noise.notLearnt, condition) };
        break;
      }
      case 'values': {
        const isConcerned = kinds.has('values') || kinds.has('hours');
        if (!isConcerned) reportUnconcerned(surroundings, parts, { what, span });
        noise = { ...noise, valuesNoise: { daysMin: what.daysMin, against: generationOf(what) } };
        break;
      }
      case 'outliers': {
        const isConcerned = kinds.has('range') || kinds.has('frequency');
        if (!isConcerned) reportUnconcerned(surroundings, parts, { what, span });
        if (what.sigmas > 0) {
          noise = { ...noise, outliersNoise: { sigmas: what.sigmas, against: generationOf(what) } };
        } else {
          surroundings.problems.error('C041', span, 'a number of sigmas above zero is expected', {
            hint: 'write: beyond 3 sigma',
          });
        }
      }
    }
  }
  return noise;
}

/** Of the generation at hand, unless it is said: history is what the generation before has learnt. */
function generationOf({ against }: { readonly against?: string }): 'period' | 'history' {
  return against === undefined || against === 'this period' ? 'period' : 'history';
}

function either(left: TypedExpression | undefined, right: TypedExpression): TypedExpression {
  return left === undefined ? right : { kind: 'or', type: 'boolean', left, right };
}

function reportUnconcerned(
  { problems }: Surroundings,
  { declaration }: NoiseParts,
  { what, span }: { readonly what: DoubtfulDeclaration; readonly span: BaselineDeclaration['span'] },
): void {
  if (declaration.features.length === 0) return;
  const fitting = what.kind === 'values' ? 'learnt by values or hours' : 'an amount';
  problems.warning('C104', span, `"ignore ${what.kind}" changes nothing: no feature here is ${fitting}`, {
    hint: 'remove it',
  });
}
