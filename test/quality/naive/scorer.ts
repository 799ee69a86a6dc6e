/** What a naive alternative is: a plain scorer that learns every event after it has judged it, from past data only. */

/** What a case picks from an event: whose it is, and the number or the texts that are judged. */
export interface Sighting {
  readonly key: string;
  /** Event time, epoch ms. */
  readonly time: number;
  readonly amount: number;
  readonly texts: readonly string[];
  /** For scorers that look at several numbers: part and whole, latitude and longitude, or what is summed up side by side. */
  readonly amounts?: readonly number[];
}

/** @param score 0 or more, high is unusual; only its rank counts */
export type ReportScore = (key: string, time: number, score: number) => void;

export interface NaiveScorer {
  take(sighting: Sighting): void;
  /** No more events. */
  end(): void;
}
