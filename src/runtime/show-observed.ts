/** An observed value as people read it: an hour as a span, a number short, a text as it is. */

import type { RunningSpec } from '../baseline/running/running-spec.ts';
import {
  quartersPerHour,
  showNumbers,
  showPlace,
  showShare,
  showSpeed,
  showTimeOfDay,
} from '../language/generate/show-sample.ts';
import { showHourOfDay, showHourOfWeek, showValue } from '../language/generate/show-value.ts';
import type { FeatureProgram, Observation } from '../language/program.ts';
import type { Zone } from '../time/zone.ts';

/** What was observed of a feature that keeps learning, and how it is learnt. */
export interface ObservedSample {
  readonly model: RunningSpec;
  /** All its numbers. */
  readonly sample: Float64Array;
}

/** @param observed in a baseline that keeps learning */
export function showObserved(
  feature: FeatureProgram,
  observation: Observation,
  index: number,
  zone: Zone,
  observed?: ObservedSample,
): string {
  const shown = observed && showSample(observed, observation.numbers[index]);
  if (shown !== undefined) return shown;
  const { model } = feature;
  const number = observation.numbers[index];
  if (model.kind === 'hours') return model.cycle === 'day' ? showHourOfDay(number) : showHourOfWeek(number);
  return showValue(model.kind === 'values' ? observation.texts[index] : number, feature.type, zone);
}

/** Undefined where it is a value like any other. @param number the quarter of an hour, the speed */
function showSample({ model, sample }: ObservedSample, number: number): string | undefined {
  switch (model.kind) {
    case 'times':
    case 'presence':
      return showTimeOfDay(number / quartersPerHour);
    case 'travel':
      return showSpeed(number);
    case 'share':
      return showShare(sample[0] / sample[1]);
    case 'places':
      return showPlace(sample[0], sample[1]);
    case 'clusters':
    case 'forest':
      return showNumbers(sample);
    default:
      return undefined;
  }
}
