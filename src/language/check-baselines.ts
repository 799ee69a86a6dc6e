/** Baselines: features, how long they are learnt and kept, what is noise, and the alerts that judge by them. */

import type { BaselineDeclaration } from './ast.ts';
import { BaselineAlertScope } from './check-alert-scope.ts';
import { checkAlert } from './check-alerts.ts';
import type { KnownSource, Surroundings } from './check-context.ts';
import { eventScope } from './check-event-scope.ts';
import { checkingIn } from './check-expressions.ts';
import { type CheckedFeatures, checkFeatures } from './check-features.ts';
import { checkHead, type KnownHead, keyName } from './check-heads.ts';
import { checkTimes } from './check-learning.ts';
import { checkNoise } from './check-noise.ts';
import { checkRunning, halfLifeDaysOf } from './check-running.ts';
import type { CheckedAlert, CheckedBaseline, CheckedFeature } from './checked.ts';

/** Observations that tell more than chance: ten events, or five windows. */
const evidenceDefault = { events: 10, windows: 5 } as const;
/** One false alarm in a hundred observations of a feature, before features are combined. */
const thresholdDefault = 0.99;

/** Undefined after a problem was noted that leaves no whole baseline. */
export function checkBaseline(
  surroundings: Surroundings,
  declaration: BaselineDeclaration,
  sources: ReadonlyMap<string, KnownSource>,
): CheckedBaseline | undefined {
  const { problems } = surroundings;
  const { name, damaged } = declaration;
  const head = checkHead(surroundings, declaration, sources);
  if (head === undefined) return undefined;
  if (declaration.features.length === 0 && !damaged) {
    problems.error('C019', name.span, `the baseline ${name.value} does not say what it learns`, {
      hint: 'add: learn place = usual values of city',
    });
  }
  const place = { source: head.known, place: 'in a feature of an event' };
  const learnt = checkFeatures(checkingIn(surroundings, eventScope(surroundings, place)), {
    declaration,
    keys: head.keys,
    halfLifeDays: halfLifeDaysOf(declaration),
  });
  const times = checkTimes(surroundings, { declaration, head, learnt });
  const running = checkRunning(surroundings, { declaration, head, learnt });
  const noise = running === undefined ? checkNoise(surroundings, { declaration, head, learnt }) : undefined;
  const alerts = checkBaselineAlerts(surroundings, { declaration, head, learnt });
  const { known: _known, ...checkedHead } = head;
  return {
    ...checkedHead,
    kind: 'baseline',
    keys: head.keys.filter((key) => key !== undefined),
    alerts,
    features: learnt.features.filter((feature) => feature !== undefined),
    aggregates: learnt.aggregates,
    ...(learnt.window && { window: learnt.window }),
    ...times,
    ...noise,
    evidenceMin: checkEvidence(surroundings, { declaration, learnt }),
    threshold: checkThreshold(surroundings, declaration),
    ...(running && { running }),
  };
}

interface Learnt {
  readonly declaration: BaselineDeclaration;
  readonly head: KnownHead;
  readonly learnt: CheckedFeatures;
}

function checkEvidence(
  { problems }: Surroundings,
  { declaration: { evidence }, learnt }: Pick<Learnt, 'declaration' | 'learnt'>,
): number {
  const counted = learnt.window === undefined ? 'events' : 'windows';
  if (evidence === undefined) return evidenceDefault[counted];
  const { count, of } = evidence.value;
  if (of !== counted && learnt.features.length > 0) {
    problems.error('C040', evidence.span, `this baseline learns of ${counted}, not of ${of}`, {
      hint: `write: with at least ${count} ${counted}`,
    });
  }
  return count;
}

function checkThreshold({ problems }: Surroundings, { threshold }: BaselineDeclaration): number {
  if (threshold === undefined) return thresholdDefault;
  const { value, span } = threshold;
  if (value > 0 && value < 1) return value;
  problems.error('C032', span, 'the threshold is a number between 0 and 1, both excluded', {
    found: `${value}`,
    hint:
      value > 1 && value < 100
        ? `write: unusual above ${Number((value / 100).toPrecision(12))}`
        : 'write for example: unusual above 0.99',
  });
  return thresholdDefault;
}

function checkBaselineAlerts(
  surroundings: Surroundings,
  { declaration, head, learnt }: Learnt,
): CheckedAlert[] {
  const { problems } = surroundings;
  const silent = new Set([
    ...declaration.keys.filter((_, index) => head.keys[index] === undefined).map((key) => keyName(key) ?? ''),
    ...declaration.features
      .filter((_, index) => learnt.features[index] === undefined)
      .map(({ name }) => name.value),
  ]);
  const visible = { problems, source: head.known, keys: head.keys, silent };
  const scope = new BaselineAlertScope(
    visible,
    learnt.features,
    learnt.window === undefined ? 'events' : 'windows',
  );
  if (declaration.keepLearning !== undefined) {
    scope.usesScore = declaration.alerts.some(({ budget }) => budget !== undefined);
  }
  const checking = checkingIn(surroundings, scope);
  const alerts = declaration.alerts.map((alert) => {
    if (alert.window !== undefined) {
      problems.error('C037', alert.window.span, 'the window of a baseline belongs to its features', {
        hint: 'write it under "learn", like: sent = range of sum(bytes) per day',
      });
    }
    return checkAlert(checking, alert, declaration);
  });
  const sound = alerts.filter((alert) => alert !== undefined);
  if (alerts.length > 0 && sound.length === alerts.length && !scope.usesScore && !declaration.damaged) {
    reportUnused(surroundings, learnt.features, { declaration, used: scope.used });
  }
  return sound;
}

function reportUnused(
  { problems }: Surroundings,
  features: readonly (CheckedFeature | undefined)[],
  { declaration, used }: { readonly declaration: BaselineDeclaration; readonly used: ReadonlySet<string> },
): void {
  for (const [index, feature] of features.entries()) {
    if (feature === undefined || used.has(feature.name)) continue;
    problems.warning(
      'C102',
      declaration.features[index]!.name.span,
      `no alert uses the feature "${feature.name}"`,
      {
        hint: `ask for it in an alert: when unusual ${feature.name}, or remove it`,
      },
    );
  }
}
