/** An observed value as people read it: an hour as a span, a number short, a text as it is. */

import { showHourOfDay, showHourOfWeek, showValue } from '../language/generate/show-value.ts';
import type { FeatureProgram, Observation } from '../language/program.ts';
import type { Zone } from '../time/zone.ts';

export function showObserved(
  feature: FeatureProgram,
  observation: Observation,
  index: number,
  zone: Zone,
): string {
  const { model } = feature;
  const number = observation.numbers[index];
  if (model.kind === 'hours') return model.cycle === 'day' ? showHourOfDay(number) : showHourOfWeek(number);
  return showValue(model.kind === 'values' ? observation.texts[index] : number, feature.type, zone);
}
