/** What is said of kinds without their models is true of their models. */

import { describe, expect, test } from 'vitest';
import { createRunningModel } from '../../../src/baseline/running/create-running-model.ts';
import { isProfiled } from '../../../src/baseline/running/profile.ts';
import {
  hasProfile,
  type RunningKind,
  type RunningSpec,
} from '../../../src/baseline/running/running-spec.ts';
import { Dictionary } from '../../../src/memory/dictionary.ts';
import { Heap } from '../../../src/memory/heap.ts';

type Specs = { readonly [Kind in RunningKind]: Extract<RunningSpec, { readonly kind: Kind }> };

const halfLifeDays = 120;
const specs: Specs = {
  times: { kind: 'times', cycle: 'day', halfLifeDays },
  presence: { kind: 'presence', halfLifeDays },
  values: { kind: 'values', halfLifeDays },
  'first seen': { kind: 'first seen', halfLifeDays },
  counts: { kind: 'counts', halfLifeDays },
  amount: { kind: 'amount', scale: 'amount', halfLifeDays },
  share: { kind: 'share', halfLifeDays },
  places: { kind: 'places', halfLifeDays },
  travel: { kind: 'travel', halfLifeDays },
  smoothed: { kind: 'smoothed', season: 'day', halfLifeDays },
  periodic: { kind: 'periodic', halfLifeDays },
  series: { kind: 'series', halfLifeDays },
  clusters: { kind: 'clusters', dimensions: 2, halfLifeDays },
  tree: { kind: 'tree', dimensions: 2, scale: 'amount', halfLifeDays },
  forest: { kind: 'forest', dimensions: 2, seed: 1, halfLifeDays },
};

describe('whether a kind tells which keys behave alike', () => {
  test.each(Object.values(specs))('$kind', (spec) => {
    const model = createRunningModel(spec, { heap: new Heap(), dictionary: new Dictionary() });
    expect(hasProfile(spec)).toBe(isProfiled(model));
  });
});
