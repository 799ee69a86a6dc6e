/** Features of several numbers at once, of a baseline that keeps learning: parts of a whole, clusters, forests, trees. */

import type { RunningSpec } from '../baseline/running/running-spec.ts';
import { hashSpan } from '../event/hash.ts';
import type { FieldType } from '../event/schema.ts';
import { dimensionsMax } from '../limits.ts';
import type { Expression, FeatureDeclaration } from './ast.ts';
import type { Checking } from './check-context.ts';
import { checkEventNumber, checkWindowAggregate, countsFlags, scaleOf } from './check-feature-parts.ts';
import type { CheckedAggregate, TypedExpression } from './checked.ts';
import { identityOf } from './expression-identity.ts';

/** A kind without the fading that all features share. */
type Kind = RunningSpec extends infer Spec
  ? Spec extends unknown
    ? Omit<Spec, 'halfLifeDays'>
    : never
  : never;

/** What a kind of feature comes to, before levels and weight. */
export interface Learnt {
  readonly model: Kind;
  readonly type: FieldType;
  readonly parts?: readonly TypedExpression[];
  readonly aggregates?: readonly CheckedAggregate[];
}

/** One aggregate has its own type, several together are a number. */
export function checkAggregates(
  checking: Checking,
  of: readonly Expression[],
  model: Kind,
): Learnt | undefined {
  const checked = of.map((expression) => checkWindowAggregate(checking, expression));
  const sound = checked.filter((each) => each !== undefined);
  if (sound.length < checked.length) return undefined;
  const aggregates = sound.map(({ aggregate }) => aggregate);
  return { model, type: sound.length === 1 ? sound[0].type : 'number', aggregates };
}

export function checkSeveral(
  checking: Checking,
  { kind, of, span }: FeatureDeclaration & { readonly kind: 'clusters' | 'isolation' },
): Learnt | undefined {
  const dimensions = of.length;
  if (dimensions < 2 || dimensions > dimensionsMax) {
    return checking.problems.error('C012', span, `${kind} are learnt of 2 to ${dimensionsMax} numbers`, {
      found: `${dimensions}`,
      hint: `write for example: ${kind} of count(), sum(rows), distinct(city) per day`,
    });
  }
  const learnt = checkAggregates(checking, of, { kind: 'clusters', dimensions });
  if (learnt === undefined || kind === 'clusters') return learnt && { ...learnt, type: 'text' };
  return { ...learnt, type: 'text', model: { kind: 'forest', dimensions, seed: seedOf(learnt) } };
}

/** Stable from release to release and from file to file: state must not depend on where a rule stands. */
function seedOf({ aggregates = [] }: Learnt): number {
  const bytes = new TextEncoder().encode(aggregates.map(textOf).join('\n'));
  return hashSpan(bytes, 0, bytes.length) >>> 0;
}

/** A number, and those it is expected from: all of the same window, or all of the same event. */
export function checkExpected(
  checking: Checking,
  feature: FeatureDeclaration & { readonly kind: 'expected' },
): Learnt | undefined {
  const { of, given, window, span } = feature;
  const { problems } = checking;
  if (given.length >= dimensionsMax) {
    return problems.error('C012', span, `a number is expected from 1 to ${dimensionsMax - 1} others`, {
      found: `${given.length}`,
      hint: 'leave out those that say the least; which weekday it is, and whether a day off, is known without them',
    });
  }
  const learnt =
    window === undefined ? checkEventNumbers(checking, feature) : checkResults(checking, feature);
  if (learnt === undefined) return undefined;
  const [own, ...others] = learnt.parts?.map(identityOf) ?? learnt.aggregates?.map(textOf) ?? [];
  const same = given[others.indexOf(own)];
  if (same === undefined) return learnt;
  return problems.error('C055', same.span, 'a number that is given is not expected: it is known', {
    hint:
      of.kind === 'call' ? 'leave it out, or give other aggregates' : 'leave it out, or give other numbers',
  });
}

function checkResults(
  checking: Checking,
  { of, given }: FeatureDeclaration & { readonly kind: 'expected' },
): Learnt | undefined {
  const dimensions = 1 + given.length;
  const learnt = checkAggregates(checking, [of, ...given], { kind: 'tree', dimensions, scale: 'value' });
  const target = learnt?.aggregates?.[0];
  if (learnt === undefined || target === undefined) return undefined;
  const type = target.kind === 'distinct' ? 'number' : (target.argument?.type ?? 'number');
  return {
    ...learnt,
    type,
    model: { kind: 'tree', dimensions, scale: countsFlags(target) ? 'count' : scaleOf(target.kind) },
  };
}

function checkEventNumbers(
  checking: Checking,
  { of, given }: FeatureDeclaration & { readonly kind: 'expected' },
): Learnt | undefined {
  const target = checkEventNumber(checking, of, 'what is expected is a number');
  const others = given.map((each) => checkEventNumber(checking, each, 'a number is expected from numbers'));
  const sound = others.filter((other) => other !== undefined);
  if (target === undefined || sound.length < others.length) return undefined;
  const model = { kind: 'tree', dimensions: 1 + given.length, scale: 'value' } as const;
  return { model, type: target.type, parts: [target, ...sound] };
}

function textOf({ kind, argument }: CheckedAggregate): string {
  return `${kind} ${argument === undefined ? '' : identityOf(argument)}`;
}
