/** What relations are run on: rules, an embedder's actors, or both, over events of one source. */

import type fc from 'fast-check';
import type { FunctionDefinition } from '../language/functions/definition.ts';
import type { ActorDefinition } from '../runtime/actor-definition.ts';
import type { EventStep } from './events.ts';
import type { SourceOutline } from './outline.ts';

/** One baseline or rule of the language on the outlined source. Keys are opaque to it: it compares none with a constant. */
export interface RuleText {
  readonly name: string;
  readonly text: string;
}

export interface Subject {
  /** Failures are told with it. */
  readonly name: string;
  readonly source: SourceOutline;
  /** Rules of one case; none unless given. */
  readonly rules?: fc.Arbitrary<readonly RuleText[]>;
  /** Definitions are shared by all runs: whatever they keep outside of their operators leaks from run to run, and is found. */
  readonly actors?: readonly ActorDefinition[];
  readonly functions?: readonly FunctionDefinition[];
  /** Events of one case; `events(source)` unless given. */
  readonly steps?: fc.Arbitrary<readonly EventStep[]>;
}
