/** What is measured: something that takes events as bytes and says in the end what it found unusual. */
export interface Side {
  /** @param chunk whole lines; the buffer is written anew after the call */
  push(chunk: Uint8Array): void;
  /** No more events. */
  end(): void;
  counts(): SideCounts;
}

export interface SideCounts {
  readonly keys: number;
  readonly judged: number;
  readonly unusual: number;
  /** Bytes the side itself accounts for its keys, where it does. */
  readonly weightBytes?: number;
}

export const sideNames = ['engine', 'plain', 'groupBy'] as const;
export type SideName = (typeof sideNames)[number];
