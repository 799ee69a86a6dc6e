/** First seen: how many of an event's values this key never had before. A set for each key and place in the list; O(1) a value. */

import type { NaiveScorer, ReportScore, Sighting } from './scorer.ts';

export class FirstSeen implements NaiveScorer {
  readonly #report: ReportScore;
  readonly #seen = new Map<string, Set<string>[]>();

  constructor(report: ReportScore) {
    this.#report = report;
  }

  take({ key, time, texts }: Sighting): void {
    let seen = this.#seen.get(key);
    if (seen === undefined) {
      seen = texts.map(() => new Set<string>());
      this.#seen.set(key, seen);
    }
    let firsts = 0;
    for (let place = 0; place < texts.length; place++) {
      if (seen[place].has(texts[place])) continue;
      seen[place].add(texts[place]);
      firsts++;
    }
    this.#report(key, time, firsts);
  }

  end(): void {}
}
