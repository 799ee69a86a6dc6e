/** What a running baseline has learnt of a key, as people see it. */

import { type Address, type BaselineDocument, dayMs, formatInstant, showKey } from '../../src/index.ts';
import type { RunningParts } from './parts.ts';
import { head } from './state.ts';

export function runningDocumentOf(parts: RunningParts, state: Address, key: string): BaselineDocument {
  const { context, states, models, bags } = parts;
  const { program, zone } = context;
  const features: BaselineDocument['features'] = {};
  const ignored: BaselineDocument['ignored'] = {};
  const held = states.heldOf(state);
  program.features.forEach(({ name }, index) => {
    features[name] = models[index].document(states.modelOf(state, index));
    ignored[name] = 0;
    for (let entry = 0; entry < bags.count(held); entry++)
      if (bags.featureOf(held, entry) === index) ignored[name]++;
  });
  const cluster = parts.similar?.groupOf(state);
  const end = states.get(state, head.lastEnd);
  const days = states.get(state, head.lastDay) - states.get(state, head.firstDay) + 1;
  return {
    rule: program.name,
    key: showKey(key),
    generation: 1,
    phase: 'ready',
    learnFrom: formatInstant(end - days * dayMs, zone),
    learnTo: formatInstant(end, zone),
    expires: formatInstant(end + program.keepMs, zone),
    events: states.get(state, head.observations),
    ...(cluster === undefined ? {} : { similarKeys: cluster }),
    features,
    ignored,
    ...(states.hasYardsticks ? { noiseBytes: states.noiseBytes(state) } : {}),
  };
}
