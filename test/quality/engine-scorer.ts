/** The engine as a scorer: rules and bytes in, one score for each judged observation out. Only the public face is used. */

import { type Alert, createEngine, type EngineOptions, type JudgedObservation } from '../../src/compose.ts';

export interface EngineScorerOptions {
  readonly rules: string;
  readonly readTable?: EngineOptions['readTable'];
  /** Whether every observation is scored, or those that an alert was raised for, by the alert's score. */
  readonly by?: 'scores' | 'alerts';
  /** One observation; `features` are its judged features. */
  readonly report: (observation: ScoredObservation) => void;
}

export interface ScoredObservation {
  readonly key: string;
  /** Event time, the end of a window; epoch ms. */
  readonly time: number;
  /** Bits of surprise of the whole observation: they rank as its score does, and tell apart what is close to 1. */
  readonly score: number;
  readonly features: readonly JudgedObservation[];
}

export interface EngineScorer {
  /** @param chunk bytes in the format of the rules' source */
  push(chunk: Uint8Array): void;
  end(): void;
}

/** @throws RulesError when the rules have a mistake; Error in `end` when a record could not be handled */
export function createEngineScorer(options: EngineScorerOptions): EngineScorer {
  const { rules, readTable, by = 'scores', report } = options;
  const engine = createEngine(readTable === undefined ? { rules } : { rules, readTable });
  let features: JudgedObservation[] = [];
  const hand = () => {
    const first = features[0];
    if (first === undefined) return;
    report({ key: first.key, time: first.time, score: first.bits, features });
    features = [];
  };
  const alerts = new Map<string, Alert>();
  if (by === 'alerts') engine.alerts$.subscribe((alert) => alerts.set(alert.id, alert));
  else
    engine.scores$.subscribe((feature) => {
      if (features.length > 0 && !isOfOneObservation(features, feature)) hand();
      features.push(feature);
    });
  let failure: string | undefined;
  engine.deadLetters$.subscribe(({ code, reason }) => {
    failure ??= `expected every record to be handled, found ${code}: ${reason}; check the fields of the rules`;
  });
  const input = engine.input();
  return {
    push: (chunk) => input.push(chunk),
    end() {
      input.end();
      engine.finish();
      hand();
      for (const { key, time, score, status } of alerts.values()) {
        if (status !== 'withdrawn') report({ key, time, score, features: [] });
      }
      if (failure !== undefined) throw new Error(failure);
    },
  };
}

/** The features of an observation come one after the other, each once. */
function isOfOneObservation(features: readonly JudgedObservation[], next: JudgedObservation): boolean {
  const [{ rule, key, time }] = features;
  return (
    rule === next.rule &&
    key === next.key &&
    time === next.time &&
    features.every(({ feature }) => feature !== next.feature)
  );
}
