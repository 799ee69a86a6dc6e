/**
 * Collects what a step reports and hands it on in an order that does not depend on shards or batches: by record, then by
 * rule; for timers by rule, then by key.
 */

import type { BaselineDocument } from '../baseline/document.ts';
import type { Alert, DeadLetter, JudgedObservation, LateEvent, Outputs } from './output.ts';

type Entry = { readonly row: number; readonly rule: number; readonly key: string } & (
  | { readonly kind: 'alert'; readonly value: Alert }
  | { readonly kind: 'baseline'; readonly value: BaselineDocument }
  | { readonly kind: 'late'; readonly value: LateEvent }
  | { readonly kind: 'deadLetter'; readonly value: DeadLetter }
  | { readonly kind: 'score'; readonly value: JudgedObservation }
);

export class OrderedOutputs implements Outputs {
  /** Row of the batch that is being handled; -1 while timers fire. */
  row = -1;
  /** Index of the rule that is being handled. */
  rule = 0;
  score: ((observation: JudgedObservation) => void) | undefined;
  baseline: ((document: BaselineDocument) => void) | undefined;
  readonly #sink: Outputs;
  #entries: Entry[] = [];

  constructor(sink: Outputs) {
    this.#sink = sink;
  }

  /** Starts or stops collecting what is costly to make, as the sink has a listener or not. */
  followListeners(): void {
    if ((this.#sink.score !== undefined) !== (this.score !== undefined)) {
      const collect = (value: JudgedObservation) =>
        this.#add({ kind: 'score', value, ...this.#place(value.key) });
      this.score = this.score === undefined ? collect : undefined;
    }
    if ((this.#sink.baseline !== undefined) !== (this.baseline !== undefined)) {
      const collect = (value: BaselineDocument) =>
        this.#add({ kind: 'baseline', value, ...this.#place(value.key) });
      this.baseline = this.baseline === undefined ? collect : undefined;
    }
  }

  alert(value: Alert): void {
    this.#add({ kind: 'alert', value, ...this.#place(value.key) });
  }

  late(value: LateEvent): void {
    this.#add({ kind: 'late', value, ...this.#place('') });
  }

  deadLetter(value: DeadLetter): void {
    this.#add({ kind: 'deadLetter', value, ...this.#place(value.key ?? '') });
  }

  flush(): void {
    if (this.#entries.length === 0) return;
    const entries = this.#entries;
    this.#entries = [];
    entries.sort(
      (left, right) => left.row - right.row || left.rule - right.rule || compare(left.key, right.key),
    );
    for (const entry of entries) this.#emit(entry);
  }

  #place(key: string): { row: number; rule: number; key: string } {
    return { row: this.row, rule: this.rule, key: this.row < 0 ? key : '' };
  }

  #add(entry: Entry): void {
    this.#entries.push(entry);
  }

  #emit(entry: Entry): void {
    switch (entry.kind) {
      case 'alert':
        this.#sink.alert(entry.value);
        break;
      case 'baseline':
        this.#sink.baseline?.(entry.value);
        break;
      case 'late':
        this.#sink.late(entry.value);
        break;
      case 'deadLetter':
        this.#sink.deadLetter(entry.value);
        break;
      case 'score':
        this.#sink.score?.(entry.value);
        break;
    }
  }
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
