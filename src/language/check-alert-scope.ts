/** What names mean in alerts: keys, what was observed and how unusual it is, aggregates, and sometimes fields. */

import type { Zone } from '../time/zone.ts';
import type { Located } from './ast.ts';
import { checkAggregate } from './check-calls.ts';
import {
  type Call,
  type Checking,
  type Judgement,
  type KnownSource,
  nameHint,
  type Scope,
} from './check-context.ts';
import { canBe } from './check-judgements.ts';
import type { CheckedAggregate, CheckedFeature, CheckedKey, TypedExpression } from './checked.ts';
import { printExpression } from './print.ts';
import type { Problems } from './problems.ts';

/** What all alerts of a rule can see. A key is undefined when it could not be checked. */
interface Visible {
  readonly problems: Problems;
  readonly source: KnownSource;
  readonly keys: readonly (CheckedKey | undefined)[];
  /** Names of the keys that could not be checked: nothing is said about them. */
  readonly silent: ReadonlySet<string>;
}

/** Alerts of a rule: keys and aggregates. Aggregates are gathered into `aggregates`, each once. */
export class RuleAlertScope implements Scope {
  readonly zone: Zone;
  readonly #visible: Visible;
  readonly #events: Checking;
  readonly #aggregates: CheckedAggregate[];
  /** Set by every aggregate, so that the alert knows whether it has one. */
  aggregatesSeen = 0;

  constructor(visible: Visible, events: Checking, aggregates: CheckedAggregate[]) {
    this.zone = visible.source.schema.zone;
    this.#visible = visible;
    this.#events = events;
    this.#aggregates = aggregates;
  }

  resolve(name: Located<string>): TypedExpression | undefined {
    const key = keyNamed(this.#visible, name.value);
    if (key !== undefined || this.#visible.silent.has(name.value)) return key;
    const { problems, source, keys } = this.#visible;
    if (source.fields.has(name.value)) {
      return problems.error(
        'C018',
        name.span,
        `the alert is about many events, so it has no one "${name.value}"`,
        {
          hint: `count or sum it up, like: distinct(${name.value}), or make it a key under "for each"`,
        },
      );
    }
    return reportUnknown(problems, name, keyNames(keys));
  }

  aggregate(call: Call): TypedExpression | undefined {
    this.aggregatesSeen += 1;
    const checked = checkAggregate(this.#events, call);
    if (checked === undefined) return undefined;
    const { aggregate, type } = checked;
    const text = aggregateText(call, aggregate);
    let index = this.#aggregates.findIndex(
      (other) => aggregateText(call, other) === text && other.kind === aggregate.kind,
    );
    if (index < 0) index = this.#aggregates.push(aggregate) - 1;
    return { kind: 'aggregate', type, index, text };
  }

  judgement({ quality, feature, span }: Judgement): undefined {
    this.#visible.problems.error('C016', span, `a rule learns nothing, so nothing is ${quality} to it`, {
      hint: `write a baseline that learns ${feature.value}, or compare with a number`,
    });
  }

  scoreOf({ span }: Located<string>): undefined {
    this.#visible.problems.error('C016', span, 'a rule learns nothing, so there is no score', {
      hint: 'scores stand in the alerts of a baseline',
    });
  }
}

/** Alerts of a baseline: keys, features, judgements, the score, and the event's fields if features are learnt per event. */
export class BaselineAlertScope implements Scope {
  readonly zone: Zone;
  readonly #visible: Visible;
  readonly #features: readonly (CheckedFeature | undefined)[];
  readonly #of: 'events' | 'windows';
  /** Names of features the alerts speak of. */
  readonly used = new Set<string>();
  /** True once an alert speaks of the score of the whole. */
  usesScore = false;

  constructor(visible: Visible, features: readonly (CheckedFeature | undefined)[], of: 'events' | 'windows') {
    this.zone = visible.source.schema.zone;
    this.#visible = visible;
    this.#features = features;
    this.#of = of;
  }

  resolve(name: Located<string>): TypedExpression | undefined {
    const { problems, source, silent, keys } = this.#visible;
    const key = keyNamed(this.#visible, name.value);
    if (key !== undefined) return key;
    const feature = this.#feature(name.value);
    if (feature !== undefined) {
      return { kind: 'observed', type: feature.checked.type, feature: feature.index, text: name.value };
    }
    if (silent.has(name.value)) return undefined;
    const field = source.fields.get(name.value);
    if (field !== undefined && this.#of === 'events')
      return { kind: 'field', type: field.type, name: name.value };
    if (field !== undefined) {
      return problems.error(
        'C018',
        name.span,
        `the alert is about a window of many events, so it has no one "${name.value}"`,
        {
          hint: 'use a key or a feature of the baseline',
        },
      );
    }
    if (name.value === 'score') {
      this.usesScore = true;
      return { kind: 'score', type: 'number' };
    }
    const fields = this.#of === 'events' ? [...source.fields.keys()] : [];
    return source.damaged || source.silent.has(name.value)
      ? undefined
      : reportUnknown(problems, name, [...this.#featureNames(), ...keyNames(keys), ...fields]);
  }

  aggregate({ name, span }: Call): undefined {
    this.#visible.problems.error('C014', span, `a baseline's alert cannot compute ${name.value}(…) itself`, {
      hint: "learn it as a feature and use the feature's name, like: learn sent = range of sum(bytes) per day",
    });
  }

  judgement({ quality, feature: name, span }: Judgement): TypedExpression | undefined {
    const feature = this.#known(name);
    if (feature === undefined) return undefined;
    if (!canBe(this.#visible.problems, { quality, feature: name, span }, feature.checked)) return undefined;
    return { kind: 'judgement', type: 'boolean', quality, feature: feature.index, text: name.value };
  }

  scoreOf(name: Located<string>): TypedExpression | undefined {
    const feature = this.#known(name);
    return feature && { kind: 'score', type: 'number', feature: feature.index, text: name.value };
  }

  #feature(name: string): { readonly index: number; readonly checked: CheckedFeature } | undefined {
    const index = this.#features.findIndex((feature) => feature?.name === name);
    const checked = this.#features[index];
    if (checked === undefined) return undefined;
    this.used.add(name);
    return { index, checked };
  }

  #known(name: Located<string>): { readonly index: number; readonly checked: CheckedFeature } | undefined {
    const feature = this.#feature(name.value);
    if (feature !== undefined || this.#visible.silent.has(name.value)) return feature;
    return this.#visible.problems.error(
      'C006',
      name.span,
      `this baseline learns no feature "${name.value}"`,
      {
        hint: nameHint(name.value, { known: this.#featureNames(), label: 'features are' }),
      },
    );
  }

  #featureNames(): string[] {
    return this.#features.flatMap((feature) => (feature === undefined ? [] : [feature.name]));
  }
}

function keyNamed({ keys }: Visible, name: string): TypedExpression | undefined {
  const index = keys.findIndex((key) => key?.name === name);
  const key = keys[index];
  return key && { kind: 'key', type: key.expression.type, index, text: name };
}

function keyNames(keys: Visible['keys']): string[] {
  return keys.flatMap((key) => (key === undefined ? [] : [key.name]));
}

function reportUnknown(
  problems: Problems,
  { value, span }: Located<string>,
  known: readonly string[],
): undefined {
  problems.error('C002', span, `there is nothing called "${value}" in this alert`, {
    hint: nameHint(value, { known, label: `a text is written "${value}"; names are` }),
  });
}

function aggregateText(call: Call, { argument }: CheckedAggregate): string {
  return `${call.name.value}(${argument === undefined ? '' : printExpression(argument)})`;
}
