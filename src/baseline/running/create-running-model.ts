/** From the description of a running feature's model to the model itself. */

import type { ModelMemory } from '../create-model.ts';
import { Clusters } from './clusters.ts';
import { FirstSeen } from './first-seen.ts';
import { IsolationForest } from './forest.ts';
import { Periodic } from './periodic.ts';
import { UsualPlaces } from './places.ts';
import { PresenceAtUnusualTimes } from './presence.ts';
import { RunningAmount } from './running-amount.ts';
import { RunningCounts } from './running-counts.ts';
import type { RunningModel } from './running-model.ts';
import { RunningShare } from './running-share.ts';
import type { RunningSpec } from './running-spec.ts';
import { RunningValues } from './running-values.ts';
import { Series } from './series.ts';
import { Smoothed } from './smoothed.ts';
import { TravelSpeed } from './travel.ts';
import { ExpectedByTree } from './tree.ts';
import { UsualTimes } from './usual-times.ts';

export function createRunningModel(spec: RunningSpec, memory: ModelMemory): RunningModel {
  switch (spec.kind) {
    case 'times':
      return new UsualTimes({ ...spec, ...memory });
    case 'presence':
      return new PresenceAtUnusualTimes({ ...spec, ...memory });
    case 'values':
      return new RunningValues({ ...spec, ...memory });
    case 'first seen':
      return new FirstSeen({ ...spec, ...memory });
    case 'counts':
      return new RunningCounts({ ...spec, ...memory });
    case 'amount':
      return new RunningAmount({ ...spec, ...memory });
    case 'share':
      return new RunningShare({ ...spec, ...memory });
    case 'places':
      return new UsualPlaces({ ...spec, ...memory });
    case 'travel':
      return new TravelSpeed({ ...spec, ...memory });
    case 'smoothed':
      return new Smoothed({ ...spec, ...memory });
    case 'periodic':
      return new Periodic({ ...spec, ...memory });
    case 'series':
      return new Series({ ...spec, ...memory });
    case 'clusters':
      return new Clusters({ ...spec, ...memory });
    case 'tree':
      return new ExpectedByTree({ ...spec, ...memory });
    case 'forest':
      return new IsolationForest({ ...spec, ...memory });
  }
}
