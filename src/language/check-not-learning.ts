/** What has no meaning in baselines that learn in generations. */

import type { BaselineDeclaration, DoubtDeclaration, FeatureDeclaration, Span } from './ast.ts';
import type { Problems } from './problems.ts';

/** Says so once, where it is first met: one more clause makes all of it right. */
export function refuseRunningParts(problems: Problems, declaration: BaselineDeclaration): void {
  const { features, alerts, doubts, zone, halfLife, forget, daysOff } = declaration;
  const { noQuarantine, calibration, slow, addedEvidence, limitGroup } = declaration;
  const parts: readonly (readonly [what: string | undefined, span: Span | undefined])[] = [
    ...features.map((feature) => [runningPart(feature), feature.span] as const),
    ...alerts.map(({ budget }) => ['at most', budget?.span] as const),
    ...doubts.map((doubt) => [runningDoubt(doubt), doubt.span] as const),
    ['in zone', zone?.span],
    ['half-life', halfLife?.span],
    ['forget after', forget?.span],
    ['days off', daysOff?.span],
    ['no quarantine', noQuarantine],
    ['calibrate', calibration?.span],
    ['add slow surprise', slow?.span],
    ['add evidence', addedEvidence?.span],
    ['limit alerts', limitGroup?.span],
  ];
  const found = parts.flatMap(([what, span]) =>
    what === undefined || span === undefined ? [] : [{ what, span }],
  );
  const [first] = found.sort((left, right) => left.span.start - right.span.start);
  if (first !== undefined) reportNotLearning(problems, first.span, first.what);
}

/** Generations only ignore, and nothing by surprise: they judge nothing before they are ready. */
function runningDoubt({ action, what }: DoubtDeclaration): string | undefined {
  if (action !== 'ignore') return action;
  return what.kind === 'surprises' ? 'ignore surprises' : undefined;
}

/** What of a feature only a baseline knows that keeps learning, in the words of the language. */
export function runningPart(feature: FeatureDeclaration): string | undefined {
  switch (feature.kind) {
    case 'frequency':
    case 'range':
      if (feature.against.some(({ kind }) => kind === 'similar keys')) return 'against similar keys';
      break;
    case 'hours':
      if (feature.cycle === 'day type') return 'by day type';
      if (feature.within !== undefined) return 'within';
      if (feature.against.length > 0) return 'against';
      break;
    case 'values':
      if (feature.against.length > 0) return 'against';
      break;
    default:
      return kindNames[feature.kind];
  }
  return feature.weight === undefined ? undefined : 'weight';
}

const kindNames = {
  presence: 'unusual presence',
  'first seen': 'first seen',
  counts: 'usual counts',
  places: 'usual places',
  travel: 'travel speed',
  share: 'share',
  ratio: 'ratio',
  smoothed: 'smoothed',
  periodic: 'periodic',
  series: 'series',
  clusters: 'clusters',
  isolation: 'isolation',
  expected: 'expected',
} as const;

/** Says that something stands only in baselines that keep learning. */
export function reportNotLearning(problems: Problems, span: Span, what: string): void {
  problems.error('C049', span, `"${what}" stands only in a baseline that keeps learning`, {
    hint: 'write "keep learning" behind the learning time, like: during 30 days, keep learning',
  });
}
